import { describe, expect, test } from 'vitest'
import type { Card, Outgoing } from '../../../src/channels/channel.ts'
import { projectMessenger } from '../../../src/channels/messenger/project.ts'
import { messageOf } from '../../../src/channels/messenger/send.ts'

const picture = { source: 'https://a.vn/x.png', alt: 'Các bước đăng ký' }
const link = { label: 'Mở trang', url: 'https://a.vn/go/1' }
const card = (title: string, more: Partial<Card> = {}): Card => ({
  title,
  subtitle: 'Miễn phí 12 tháng',
  ...more,
})
const project = (message: Outgoing) => projectMessenger(message, false)
const address = (source: string) => (source.startsWith('https://a.vn/') ? source : null)
const body = (message: Outgoing) => messageOf('42', message, { shown: { kind: 'id', id: '777' }, address })

describe('cards', () => {
  test('are a generic template, with what may be shown of their pictures', () => {
    const cards = [
      card('eCA', { picture, choices: [{ label: 'Chọn', payload: 'q:1:eca' }], links: [link] }),
      card('VNPT-CA', { picture: { source: 'https://evil.example/x.png', alt: 'x' } }),
    ]
    expect(body({ text: '', cards, choices: [{ label: 'Để sau', payload: 'q:1:later' }] })).toEqual({
      metadata: '42',
      quick_replies: [{ content_type: 'text', title: 'Để sau', payload: 'q:1:later' }],
      attachment: {
        type: 'template',
        payload: {
          template_type: 'generic',
          elements: [
            {
              title: 'eCA',
              subtitle: 'Miễn phí 12 tháng',
              image_url: 'https://a.vn/x.png',
              buttons: [
                { type: 'web_url', title: 'Mở trang', url: 'https://a.vn/go/1' },
                { type: 'postback', title: 'Chọn', payload: 'q:1:eca' },
              ],
            },
            { title: 'VNPT-CA', subtitle: 'Miễn phí 12 tháng' },
          ],
        },
      },
    })
  })

  test('come after the text, ten to a message, the choices with the last', () => {
    const cards = Array.from({ length: 23 }, (_, i) => card(`Nơi ${i}`))
    const choices = [{ label: 'Để sau', payload: 'q:1' }]
    const parts = project({ text: 'Bác chọn:', cards, choices })
    expect(parts.map(({ text, cards: shown = [] }) => [text, shown.length])).toEqual([
      ['Bác chọn:', 0],
      ['', 10],
      ['', 10],
      ['', 3],
    ])
    expect(parts.map((part) => part.choices)).toEqual([undefined, undefined, undefined, choices])
  })

  test.each<[string, Card]>([
    ['a title of 81 letters', card('x'.repeat(81))],
    ['a subtitle of 81 letters', card('eCA', { subtitle: 'x'.repeat(81) })],
    ['a title alone', { title: 'eCA' }],
    ['a label of 21 letters', card('eCA', { choices: [{ label: 'x'.repeat(21), payload: 'q' }] })],
    ['four buttons', card('eCA', { links: [link, link, link, link] })],
    ['a link that no button opens', card('eCA', { links: [{ label: 'Gọi', url: 'tel:113' }] })],
  ])('with %s are words: nothing is lost', (_, odd) => {
    const parts = project({ text: 'Bác chọn:', cards: [card('VNPT'), odd] })
    expect(parts.every(({ cards }) => cards === undefined)).toBe(true)
    const said = parts.map(({ text }) => text).join('\n')
    for (const word of [odd.title, odd.subtitle ?? '', ...(odd.links ?? []).map(({ url }) => url)])
      expect(said).toContain(word)
  })
})

describe('a picture', () => {
  test('is an attachment by id or address, with quick replies beneath', () => {
    const choices = [{ label: 'Có', payload: 'q:1' }]
    const [part] = project({ text: '', picture, choices })
    expect(body(part!)).toEqual({
      metadata: '42',
      attachment: { type: 'image', payload: { attachment_id: '777' } },
      quick_replies: [{ content_type: 'text', title: 'Có', payload: 'q:1' }],
    })
    const shown = { kind: 'url', url: 'https://a.vn/x.png' } as const
    expect(messageOf('42', { text: 'x', picture }, { shown, address })).toMatchObject({
      attachment: { type: 'image', payload: { url: 'https://a.vn/x.png' } },
    })
  })

  test('with a link and no words is a media template', () => {
    const [part, ...none] = project({
      text: '',
      picture,
      link,
      choices: [{ label: 'Để sau', payload: 'q:2' }],
    })
    expect(none).toEqual([])
    expect(body(part!)).toEqual({
      metadata: '42',
      attachment: {
        type: 'template',
        payload: {
          template_type: 'media',
          elements: [
            {
              media_type: 'image',
              attachment_id: '777',
              buttons: [
                { type: 'web_url', title: 'Mở trang', url: 'https://a.vn/go/1' },
                { type: 'postback', title: 'Để sau', payload: 'q:2' },
              ],
            },
          ],
        },
      },
    })
  })

  test('that cannot be shown is said, with the same buttons', () => {
    const [part] = project({ text: '', picture, link })
    expect(messageOf('42', part!, { shown: { kind: 'words' }, address })).toMatchObject({
      attachment: { payload: { template_type: 'button', text: 'Các bước đăng ký' } },
    })
  })
})

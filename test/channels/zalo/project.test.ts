import { describe, expect, it } from 'vitest'
import type { Outgoing } from '../../../src/channels/channel.ts'
import { asShown, project } from '../../../src/channels/zalo/project.ts'
import { messageBody } from '../../../src/channels/zalo/send.ts'

const choices = (count: number, label = 'Lựa chọn') =>
  Array.from({ length: count }, (_, i) => ({ label: `${label} ${i + 1}`, payload: `q:7K3Q:${i}` }))
const link = { label: 'Mở trang', url: 'https://example.vn/go/abc' }
const long = 'Một câu khá dài về chữ ký số. '.repeat(100)

describe('project', () => {
  it('leaves a message that fits as it is', () => {
    const message: Outgoing = { text: 'Chọn:', choices: choices(4), link }
    expect(project(message, false)).toEqual([message])
  })

  it('keeps choices and link with the last part of a long text', () => {
    const parts = project({ text: long, choices: choices(2), link }, false)
    expect(parts.length).toBeGreaterThan(1)
    expect(parts.map((part) => part.choices?.length ?? 0)).toEqual([...parts.slice(1).map(() => 0), 2])
    expect(parts.at(-1)?.link).toEqual(link)
    for (const part of parts) expect(part.text.length).toBeLessThanOrEqual(1_900)
  })

  it('leaves room to send the choices as numbers after all', () => {
    const message = { text: long.slice(0, 1_890), choices: choices(5, 'x'.repeat(80)) }
    for (const part of project(message, false))
      expect(asShown(part, true).text.length).toBeLessThanOrEqual(1_900)
  })

  it.each([
    ['six choices', { text: 'Chọn:', choices: choices(6) }],
    ['five choices and a link', { text: 'Chọn:', choices: choices(5), link }],
    ['a title over 100', { text: 'Chọn:', choices: choices(2, 'x'.repeat(100)) }],
  ])('numbers %s', (_, message: Outgoing) => {
    const [part, ...more] = project(message, false)
    expect(more).toEqual([])
    expect(part?.choices).toBeUndefined()
    expect(part?.link).toBeUndefined()
    expect(part?.text).toContain(`1. ${message.choices?.[0]?.label}`)
  })

  it('numbers where the account may not send buttons, with the link as an address', () => {
    expect(project({ text: 'Chọn:', choices: choices(2), link }, true)).toEqual([
      { text: 'Chọn:\n\nMở trang: https://example.vn/go/abc\n\n1. Lựa chọn 1\n2. Lựa chọn 2' },
    ])
  })

  it('makes a menu of choices without a text', () => {
    expect(project({ text: ' ', choices: choices(1) }, false)).toEqual([{ text: '1. Lựa chọn 1' }])
    expect(project({ text: '' }, false)).toEqual([])
  })
})

describe('message body', () => {
  it('sends a text alone', () => {
    const { body, hasButtons } = messageBody('22', { text: 'Xin chào' }, false)
    expect(JSON.parse(body)).toEqual({ recipient: { user_id: '22' }, message: { text: 'Xin chào' } })
    expect(hasButtons).toBe(false)
  })

  it('sends buttons without template_type, taps hidden and marked with #', () => {
    const { body, hasButtons } = messageBody('22', { text: 'Chọn:', choices: choices(1), link }, false)
    expect(JSON.parse(body)).toEqual({
      recipient: { user_id: '22' },
      message: {
        text: 'Chọn:',
        attachment: {
          type: 'template',
          payload: {
            buttons: [
              { title: 'Lựa chọn 1', type: 'oa.query.hide', payload: '#q:7K3Q:0' },
              { title: 'Mở trang', type: 'oa.open.url', payload: { url: 'https://example.vn/go/abc' } },
            ],
          },
        },
      },
    })
    expect(hasButtons).toBe(true)
  })

  it('echoes what it sends', () => {
    const message = { text: 'Chọn:', choices: choices(2), link }
    for (const asNumbers of [true, false]) {
      const { body } = messageBody('22', message, asNumbers)
      expect(JSON.parse(body).message.text).toBe(asShown(message, asNumbers).text)
    }
  })
})

describe('pictures and cards', () => {
  const picture = { source: 'file:huong-dan.png', alt: 'Các bước đăng ký' }

  it('puts the text under the picture where that is all there is', () => {
    expect(project({ text: 'Bác xem nhé', picture }, false)).toEqual([{ text: 'Bác xem nhé', picture }])
    const shown = { kind: 'id', id: '777' } as const
    expect(JSON.parse(messageBody('2', { text: 'Bác xem nhé', picture }, false, shown).body)).toEqual({
      recipient: { user_id: '2' },
      message: {
        text: 'Bác xem nhé',
        attachment: {
          type: 'template',
          payload: { template_type: 'media', elements: [{ media_type: 'image', attachment_id: '777' }] },
        },
      },
    })
  })

  it('says buttons, links and long texts after the picture', () => {
    for (const message of [{ text: 'Chọn:', choices: choices(2) }, { text: 'Mở:', link }, { text: long }]) {
      const [first, ...rest] = project({ ...message, picture }, false)
      expect(first).toEqual({ text: picture.alt, picture })
      expect(rest).toEqual(project(message, false))
    }
  })

  it('lists cards as paragraphs, their choices as buttons where they fit', () => {
    const cards = ['eCA', 'VNPT'].map((title) => ({
      title,
      subtitle: 'Miễn phí',
      links: [link],
      choices: [{ label: 'Chọn', payload: `q:1:${title}` }],
    }))
    expect(project({ text: 'Nơi cấp:', cards }, false)).toEqual([
      {
        text: 'Nơi cấp:\n\neCA\nMiễn phí\nMở trang: https://example.vn/go/abc\n\nVNPT\nMiễn phí\nMở trang: https://example.vn/go/abc',
        choices: [
          { label: 'eCA: Chọn', payload: 'q:1:eCA' },
          { label: 'VNPT: Chọn', payload: 'q:1:VNPT' },
        ],
      },
    ])
  })

  it('names a card that is one choice by its title, with its line above the buttons or in the numbered menu', () => {
    const cards = ['eCA', 'VNPT'].map((title) => ({
      title,
      subtitle: `Trang thật: ${title.toLowerCase()}.vn`,
      choices: [{ label: 'Chọn', payload: `q:1:${title}` }],
    }))
    const message = {
      text: 'Nơi cấp:',
      cards,
      choices: [{ label: 'Để sau', payload: 'q:1:later' }],
      hint: 'Gõ số.',
    }
    expect(project(message, false)).toEqual([
      {
        text: 'Nơi cấp:\n\neCA\nTrang thật: eca.vn\n\nVNPT\nTrang thật: vnpt.vn',
        choices: [
          { label: 'eCA', payload: 'q:1:eCA' },
          { label: 'VNPT', payload: 'q:1:VNPT' },
          { label: 'Để sau', payload: 'q:1:later' },
        ],
        hint: 'Gõ số.',
      },
    ])
    const menu = 'Nơi cấp:\n\n1. eCA: Trang thật: eca.vn\n2. VNPT: Trang thật: vnpt.vn\n3. Để sau\n\nGõ số.'
    expect(project(message, true)).toEqual([{ text: menu }])
    // More than there may be buttons.
    const many = { ...message, choices: choices(4) }
    expect(project(many, false)).toEqual(project(many, true))
  })
})

import { describe, expect, test } from 'vitest'
import type { Choice, Outgoing } from '../../../src/channels/channel.ts'
import { projectMessenger } from '../../../src/channels/messenger/project.ts'

const choices = (...labels: string[]): Choice[] =>
  labels.map((label, i) => ({ label, payload: `q:${i + 1}` }))
const link = { label: 'Mở trang đăng ký', url: 'https://chukyso.example/go/abc' }
const long = (length: number) => 'Chữ ký số miễn phí. '.repeat(200).slice(0, length).trim()

test('what fits stays one message', () => {
  const message: Outgoing = { text: 'Bác chọn nhé', choices: choices('Có', 'Không') }
  expect(projectMessenger(message, false)).toEqual([message])
  expect(projectMessenger({ text: 'Bác bấm nhé', link }, false)).toEqual([{ text: 'Bác bấm nhé', link }])
})

test('a long text is split, the choices stay with its end', () => {
  const parts = projectMessenger({ text: long(3000), choices: choices('Có') }, false)
  expect(parts.map(({ choices }) => choices?.length ?? 0)).toEqual([0, 1])
  expect(parts.map(({ text }) => text).join(' ')).toBe(long(3000))
})

describe('labels over 20 characters', () => {
  test('stand numbered in the text, and begin the titles', () => {
    const offered = choices('Tổ dân phố Phú Đa', 'Tổ dân phố Nguyễn Xá, phường Nhân Hoà')
    expect(projectMessenger({ text: 'Bác ở tổ nào?', choices: offered }, false)).toEqual([
      {
        text: 'Bác ở tổ nào?\n\n1. Tổ dân phố Phú Đa\n2. Tổ dân phố Nguyễn Xá, phường Nhân Hoà',
        choices: [
          { label: '1. Tổ dân phố Phú Đa', payload: 'q:1' },
          { label: '2. Tổ dân phố Nguyễ…', payload: 'q:2' },
        ],
      },
    ])
  })

  test('are counted in NFC and on one line', () => {
    const offered = choices('Phường  Mỹ\nHào'.normalize('NFD'))
    expect(projectMessenger({ text: 'x', choices: offered }, false)[0]?.choices?.[0]?.label).toBe(
      'Phường Mỹ Hào',
    )
  })
})

describe('choices that cannot be taps are numbers', () => {
  test.each([
    ['more than 13', choices(...Array.from({ length: 14 }, (_, i) => `Tổ ${i}`))],
    ['a payload over 1000', [{ label: 'Có', payload: 'x'.repeat(1001) }]],
    ['an empty payload', [{ label: 'Có', payload: '' }]],
  ])('%s', (_name, offered) => {
    const [part, ...more] = projectMessenger({ text: 'Bác chọn', choices: offered }, false)
    expect(more).toEqual([])
    expect(part?.choices).toBeUndefined()
    expect(part?.text).toMatch(/^Bác chọn\n\n1\. /)
  })
})

describe('a link', () => {
  test('has up to two choices beside it', () => {
    const message = { text: 'Bác bấm nhé', link, choices: choices('Để sau', 'Gặp cán bộ') }
    expect(projectMessenger(message, false)).toEqual([message])
  })

  test('with more choices is an address in the text', () => {
    const message = { text: 'Bác bấm nhé', link, choices: choices('Một', 'Hai', 'Ba') }
    expect(projectMessenger(message, false)).toEqual([
      { text: `Bác bấm nhé\n\nMở trang đăng ký: ${link.url}`, choices: message.choices },
    ])
  })

  test('as numbers is an address too', () => {
    expect(projectMessenger({ text: 'Bác bấm nhé', link, choices: choices('Để sau') }, true)).toEqual([
      { text: `Bác bấm nhé\n\n1. Để sau\n\nMở trang đăng ký: ${link.url}` },
    ])
  })

  test('that is no web address is text', () => {
    const odd = { label: 'Mở', url: 'javascript:alert(1)' }
    expect(projectMessenger({ text: 'x', link: odd }, false)).toEqual([
      { text: 'x\n\nMở: javascript:alert(1)' },
    ])
  })

  test('stands under at most 640 characters: what comes before goes first', () => {
    const parts = projectMessenger({ text: long(1000), link }, false)
    expect(parts).toHaveLength(2)
    expect(parts[1]?.link).toEqual(link)
    expect(parts[1]?.text.length).toBeLessThanOrEqual(640)
    expect(parts.map(({ text }) => text).join(' ')).toBe(long(1000))
  })

  test('without a text has its own label for one', () => {
    expect(projectMessenger({ text: ' ', link }, false)).toEqual([{ text: link.label, link }])
  })
})

test('nothing to say is no message', () => {
  expect(projectMessenger({ text: ' \n' }, false)).toEqual([])
  expect(projectMessenger({ text: '', choices: [] }, true)).toEqual([])
})

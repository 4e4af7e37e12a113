import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { numbered, oneLine, shorten, splitText } from '../../src/channels/project.ts'

const isWhole = (text: string) => !/\p{Surrogate}/u.test(text)

test('a text within the limit stays as it is, in NFC', () => {
  expect(splitText('  Chữ ký số \n', 20)).toEqual(['Chữ ký số'])
  expect(splitText('Mỹ Hào'.normalize('NFD'), 20)).toEqual(['Mỹ Hào'])
  expect(splitText(' \n ', 20)).toEqual([])
})

test('cuts at a paragraph, else a line, a sentence, a word', () => {
  expect(splitText('Một hai.\n\nBa bốn. Năm\nsáu', 18)).toEqual(['Một hai.', 'Ba bốn. Năm\nsáu'])
  expect(splitText('Một hai.\nBa bốn. Năm', 18)).toEqual(['Một hai.', 'Ba bốn. Năm'])
  expect(splitText('Một hai. Ba bốn năm', 18)).toEqual(['Một hai.', 'Ba bốn năm'])
  expect(splitText('Một hai ba bốn năm', 16)).toEqual(['Một hai ba bốn', 'năm'])
  expect(splitText('12345678 9', 8)).toEqual(['12345678', '9'])
})

test('a break too near the beginning is passed over', () => {
  expect(splitText('A\n\nMột hai ba bốn năm sáu', 16)).toEqual(['A\n\nMột hai ba', 'bốn năm sáu'])
})

test('a word longer than the limit is cut between characters as people see them', () => {
  expect(splitText('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 18)).toEqual(['👩‍👩‍👧👩‍👩‍👧', '👩‍👩‍👧'])
  expect(splitText('x̂x̂x̂', 5)).toEqual(['x̂x̂', 'x̂'])
  // One character over the limit by itself has to be cut somewhere: not inside a surrogate pair.
  expect(splitText('👩‍👩‍👧', 4).every(isWhole)).toBe(true)
})

const wellFormed = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc
    .array(fc.constantFrom('một', 'hai.', '\n', '\n\n', '😀', 'e\u0301\u0323', ' '), { maxLength: 200 })
    .map((a) => a.join(' ')),
)

test('any text: every part within the limit, nothing but blanks lost, no pair cut', () => {
  const bare = (text: string) => text.normalize('NFC').replace(/\s+/g, '')
  fc.assert(
    fc.property(wellFormed, fc.integer({ min: 2, max: 60 }), (text, limit) => {
      const parts = splitText(text, limit)
      for (const part of parts) {
        expect(part.length).toBeLessThanOrEqual(limit)
        expect(isWhole(part)).toBe(true)
        expect(part).toBe(part.trim())
        expect(part).not.toBe('')
      }
      expect(parts.join('').replace(/\s+/g, '')).toBe(bare(text))
    }),
    { numRuns: 500 },
  )
})

const words = [
  'Bác',
  'đăng ký',
  'chữ ký số',
  'miễn phí',
  'ở phường',
  'người dân',
  'giúp',
  '👩‍👩‍👧',
  'o\u031b\u0300',
]
const sentence = fc
  .array(fc.constantFrom(...words), { minLength: 3, maxLength: 14 })
  .map((all) => `${all.join(' ')}.`)
const lineOf = fc.array(sentence, { minLength: 1, maxLength: 4 }).map((all) => all.join(' '))

test('a text of paragraphs is cut between paragraphs only, wherever they are short enough', () => {
  fc.assert(
    fc.property(fc.array(lineOf, { minLength: 1, maxLength: 40 }), (paragraphs) => {
      const whole = paragraphs.map((one) => one.normalize('NFC'))
      const parts = splitText(paragraphs.join('\n\n'), 1900)
      expect(parts.flatMap((part) => part.split('\n\n'))).toEqual(whole)
      // And no part is needlessly short: the next paragraph would not have fitted.
      for (const [i, part] of parts.slice(0, -1).entries())
        expect(part.length + 2 + (parts[i + 1] ?? '').split('\n\n')[0]!.length).toBeGreaterThan(1900)
    }),
    { numRuns: 50 },
  )
})

test('one long paragraph is cut between sentences, one long sentence between words', () => {
  fc.assert(
    fc.property(fc.array(sentence, { minLength: 30, maxLength: 80 }), (sentences) => {
      const parts = splitText(sentences.join(' '), 1900)
      for (const part of parts) expect(part.endsWith('.')).toBe(true)
      const run = sentences.join(' ').replaceAll('.', '')
      expect(splitText(run, 1900).join(' ')).toBe(run.normalize('NFC'))
    }),
    { numRuns: 50 },
  )
})

test('any text: no mark is parted from its letter', () => {
  const letters = fc.constantFrom('a', 'ờ', 'x\u0302\u0323', '👍🏽', ' ', '\n', '.')
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 200 }), fc.integer({ min: 8, max: 40 }), (all, limit) => {
      for (const part of splitText(all.join(''), limit)) expect(part).not.toMatch(/^[\p{M}\p{EMod}]/u)
    }),
  )
})

test('a long text is split in no time', () => {
  const blanks = `a${' '.repeat(50_000)}b`
  expect(splitText(blanks, 1900)).toEqual(['a', 'b'])
  expect(splitText('x.'.repeat(50_000), 1900).join('')).toHaveLength(100_000)
})

test('choices become numbered lines', () => {
  const choices = ['Có', ' Không,\n để sau '].map((label) => ({ label, payload: label }))
  expect(numbered({ text: 'Bác chọn:', choices })).toEqual({ text: 'Bác chọn:\n\n1. Có\n2. Không, để sau' })
  expect(numbered({ text: '', choices })).toEqual({ text: '1. Có\n2. Không, để sau' })
  const link = { label: 'Mở', url: 'https://a.vn' }
  expect(numbered({ text: 'x', choices: [], link })).toEqual({ text: 'x', link })
})

test('labels are put on one line and shortened by whole characters', () => {
  expect(oneLine(' Tổ\n dân  phố ')).toBe('Tổ dân phố')
  expect(shorten('Phường Mỹ Hào', 20)).toBe('Phường Mỹ Hào')
  expect(shorten('Tổ dân phố Phú Đa, phường Bần', 20)).toBe('Tổ dân phố Phú Đa,…')
  expect(shorten('abcde👩‍👩‍👧', 10)).toBe('abcde…')
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 3, max: 30 }), (text, limit) => {
      const short = shorten(text, limit)
      expect(short.length).toBeLessThanOrEqual(limit)
      expect(isWhole(short)).toBe(isWhole(text))
    }),
  )
})

describe('how to answer by number', () => {
  const choices = [
    { label: 'Có', payload: 'q:1:yes' },
    { label: 'Không', payload: 'q:1:no' },
  ]

  it('is said under the numbers', () => {
    expect(numbered({ text: 'Phải không?', choices, hint: 'Xin gõ số.' })).toEqual({
      text: 'Phải không?\n\n1. Có\n2. Không\n\nXin gõ số.',
    })
  })

  it('is not said where only words answer', () => {
    expect(numbered({ text: 'Phải không?', choices, inWords: true, hint: 'Xin gõ số.' })).toEqual({
      text: 'Phải không?\n\n• Có\n• Không',
    })
  })
})

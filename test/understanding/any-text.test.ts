import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readChoice } from '../../src/understanding/choices.ts'
import {
  isAmbiguousStop,
  isConsentWord,
  isRefusalWord,
  readCommand,
} from '../../src/understanding/commands.ts'
import { correctionOf } from '../../src/understanding/correction.ts'
import { mask, maskInContext } from '../../src/understanding/mask.ts'
import { clean, matchKey, residueKey } from '../../src/understanding/match-key.ts'
import { asksToReread } from '../../src/understanding/reread.ts'
import { HINTS, readSlot } from '../../src/understanding/slots.ts'
import { typedWord } from '../../src/understanding/telex.ts'
import { SLOTS } from '../../src/understanding/types.ts'
import { readWish } from '../../src/understanding/wishes.ts'
import { context } from './texts.ts'

const choices = ['Đăng ký ngay', '', '😀', 'Gói 2', 'a'.repeat(300)].map((label, i) => ({
  id: `c${i}`,
  label,
}))

/** Runs every reader over a text and checks what each promises of any text. */
function readAll(text: string): void {
  clean(text)
  matchKey(text)
  residueKey(text)
  mask(text)
  readCommand(text)
  isConsentWord(text)
  isRefusalWord(text)
  isAmbiguousStop(text)
  readWish(text)
  correctionOf(text)
  typedWord(text)
  asksToReread(text)
  const choice = readChoice(text, choices)
  if (choice.kind === 'several') expect(choice.ids.length).toBeGreaterThan(1)
  for (const slot of SLOTS) {
    maskInContext(text, slot)
    const reading = readSlot(slot, text, context)
    if (reading.kind === 'none') expect(HINTS).toContain(reading.hint)
    if (reading.kind === 'value') {
      expect(reading.value).toMatch(VALUES[slot])
      expect(reading.shown).not.toBe('')
    }
    if (reading.kind === 'candidates') {
      expect(reading.candidates.length).toBeGreaterThan(0)
      for (const { value } of reading.candidates) expect(value).toMatch(VALUES[slot])
    }
  }
}

const VALUES = {
  name: /^(?=.{2,60}$)[\p{L}\p{M}'’ʼ-]+(?: [\p{L}\p{M}'’ʼ-]+){0,6}$/u,
  phone: /^0[35789]\d{8}$/,
  birthYear: /^(?:19|20)\d\d$/,
  ward: /^(?:new|old):\d{5}$/,
  home: /^(?:[A-Z]+@)?(?:new|old):\d{5}$/,
  school: /^.{2,80}$/u,
  words: /^.{1,80}$/u,
  yesno: /^(?:yes|no)$/,
  date: /^\d{4}-\d\d-\d\d$/,
}

describe('any text', () => {
  it('of any characters, lone surrogates too', () => {
    const halves = fc.string({
      unit: fc.integer({ min: 0xd7f0, max: 0xe010 }).map((code) => String.fromCharCode(code)),
      maxLength: 20,
    })
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), halves), readAll), {
      numRuns: 300,
    })
  })

  it('made of what people type', () => {
    const pieces = fc.constantFrom(
      'dạ',
      'em',
      'là',
      'Nguyễn',
      'văn',
      'A',
      '0912',
      '345',
      '678',
      '1960',
      '12/3',
      '2k5',
      'phường',
      'Mỹ Hào',
      'di su',
      'không',
      'có',
      'đúng',
      'dừng',
      'otp',
      ':',
      '.',
      ',',
      '-',
      '?',
      '(',
      '+84',
      'tháng',
      'năm',
      'số',
      '2',
      '②',
      'đăng ký',
      'hôm qua',
      'constructor',
      '__proto__',
      "H'",
      '😀',
    )
    const texts = fc
      .array(pieces, { maxLength: 12 })
      .chain((all) => fc.constantFrom(all.join(' '), all.join('')))
    fc.assert(fc.property(texts, readAll), { numRuns: 1_000 })
  })

  // Each is the worst case of some pattern; a reader that is not linear would not end within the suite's limit.
  it.each([
    'a',
    '1 ',
    '1',
    ' ',
    '😀',
    '\ud800',
    'otp ',
    'mật khẩu là ',
    '0912345678 ',
    '12/',
    '5 tháng ',
    '1.',
    '- ',
    '((',
    'đ',
    'a, ',
    '0o',
    "a'",
    'ế',
    'dạ ',
    'y ',
    '\u0301',
    'no one ',
    '\u200b',
    'ba\u200b',
    'một ',
    'ngày năm ',
    'mã ',
    '12,',
    'hộ chiếu ',
    'cho hỏi ',
    'gặp cán bộ vì ',
    'aw',
    'sửa tên ',
    'thứ hai ',
  ])('100 kB of %j', (piece) => {
    readAll(piece.repeat(Math.ceil(100_000 / piece.length)))
  })

  it('names of object members are words like any other', () => {
    for (const word of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf']) {
      expect(readCommand(word)).toBe(null)
      expect(readChoice(word, choices)).toEqual({ kind: 'none' })
      expect(readSlot('yesno', word, context).kind).toBe('none')
      readAll(word)
    }
  })
})

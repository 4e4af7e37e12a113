import { mobileOf, mobilesOf, type Run, runsOf, shownPhone } from '../numbers.ts'
import type { SlotReading } from '../types.ts'
import { keyOf, wordsOf } from '../words.ts'
import { candidates, none, value } from './none.ts'

/**
 * A Vietnamese mobile number in any writing: ten digits `0…` as value, `0912 345 678` as shown. Two different numbers
 * are offered; landlines, ID numbers and wrong lengths have hints of their own.
 */
export function readPhone(text: string): SlotReading {
  const runs = runsOf(withDigits(text))
  const phones = [...new Set(runs.flatMap(phonesOf))]
  const [first] = phones
  if (first !== undefined) {
    if (phones.length === 1) return value(first, shownPhone(first))
    return candidates(
      phones.slice(0, 5).map((phone) => ({ value: phone, shown: shownPhone(phone) })),
      'phone.length',
    )
  }
  const digits = longest(runs)
  if (isLandline(digits)) return none('phone.landline')
  if (digits === '' && HAS_NONE.test(keyOf(wordsOf(text)))) return none('phone.none')
  return none(digits.length === 12 ? 'phone.idNumber' : 'phone.length')
}

/** "Tôi không có số", "ko dùng điện thoại". */
const HAS_NONE =
  /\b(?:khong|ko|k|chua|hong|hok) (?:co|dung|xai)\b|\b(?:no|don t have an?y?) (?:phone|mobile|number)\b/

/** Plain digits; a letter O typed for the zero. */
function withDigits(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/(?<![\p{L}\p{M}\d])[oO](?=[ .]?\d[\d .\-oO]{6})/gu, '0')
    .replace(/(?<=\d)[oO]+(?=\d|(?![\p{L}\p{M}]))/gu, (zeros) => '0'.repeat(zeros.length))
}

/** The numbers in one run. A year, or an age of two digits, may stand beside a number written in one piece. */
function phonesOf(run: Run): string[] {
  const whole = mobilesOf(run.groups)
  if (whole) return whole
  const others = run.groups.filter((group) => mobileOf(group) === null)
  if (others.length === run.groups.length) return []
  return others.every((group) => /^(?:19|20)\d\d$/.test(group))
    ? run.groups.flatMap((group) => mobileOf(group) ?? [])
    : []
}

function longest(runs: Run[]): string {
  return runs.reduce((most, run) => (run.digits.length > most.length ? run.digits : most), '')
}

/** Fixed lines: 02 and nine digits more (Hưng Yên: 0221). */
function isLandline(digits: string): boolean {
  return /^(?:(?:00)?84|0)2\d{8,9}$/.test(digits)
}

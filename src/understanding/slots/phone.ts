import { mobileOf, mobilesOf, type Run, runsOf, shownPhone } from '../numbers.ts'
import { digitsSaid } from '../spoken-numbers.ts'
import type { SlotReading } from '../types.ts'
import { wordsOf } from '../words.ts'
import { candidates, none, value } from './none.ts'

/**
 * A Vietnamese mobile number in any writing, also said in words: ten digits `0…` as value, `0912 345 678` as shown. Two
 * different numbers, and one whose first zero is missing, are offered; landlines, ID numbers and wrong lengths have
 * hints of their own.
 */
export function readPhone(text: string): SlotReading {
  const plain = withDigits(text)
  const runs = runsOf(plain)
  const phones = unique(runs.flatMap(phonesOf))
  if (phones.length > 0) return taken(phones)
  const digits = longest(runs)
  if (isLandline(digits)) return none('phone.landline')
  const keys = wordsOf(plain).map(({ key }) => key)
  const others = unique([...beside(plain), ...digitsSaid(keys).flatMap((said) => mobileOf(said) ?? [])])
  if (others.length > 0) return taken(others)
  if (/^[35789]\d{8}$/.test(digits)) return offered([`0${digits}`])
  if (digits === '' && HAS_NONE.test(keys.join(' '))) return none('phone.none')
  return none(digits.length === 12 ? 'phone.idNumber' : 'phone.length')
}

function unique(phones: string[]): string[] {
  return [...new Set(phones)]
}

function taken(phones: string[]): SlotReading {
  const [first] = phones
  return phones.length === 1 && first !== undefined ? value(first, shownPhone(first)) : offered(phones)
}

function offered(phones: string[]): SlotReading {
  return candidates(
    phones.slice(0, 5).map((phone) => ({ value: phone, shown: shownPhone(phone) })),
    'phone.length',
  )
}

/** Ages, hours and dates that stand beside a number, and signs within it that other numbers do not have. */
const BESIDE =
  /(?<!\d)\d{1,3}\s?(?:tuổi|tuoi|t|h|giờ|gio)(?![\p{L}\p{M}])|(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d(?!\d)/giu

/** The numbers of a text without what stands beside them, "0912,345,678" included. */
function beside(text: string): string[] {
  if (text.length > 300) return []
  const bare = text.replace(BESIDE, ' , ')
  const found = bare === text ? [] : runsOf(bare).flatMap(phonesOf)
  if (found.length > 0 || !/\d[,/_]\d/.test(bare)) return found
  return runsOf(bare.replace(/(?<=\d)[,/_](?=\d)/g, '.')).flatMap(phonesOf)
}

/** "Tôi không có số", "ko dùng điện thoại". */
const HAS_NONE =
  /\b(?:khong|ko|k|chua|hong|hok) (?:co|dung|xai)\b|\b(?:no|don t have an?y?) (?:phone|mobile|number)\b/

/** Plain digits; a letter O typed for the zero. */
function withDigits(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/(?<![\p{L}\p{M}\d])[oO](?=[ .]?\d[\d .\-oO]{6})/gu, '0')
    .replace(/(?<=\d)[lIL|](?=\d)/g, '1')
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

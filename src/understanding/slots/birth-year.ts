import { yearInVietnam } from '../../common/clock.ts'
import { mobileOf, runsOf } from '../numbers.ts'
import { spokenBelow100, spokenYear } from '../spoken-numbers.ts'
import type { SlotContext, SlotReading } from '../types.ts'
import { keyOf, wordsOf } from '../words.ts'
import { yearsNamed } from './can-chi.ts'
import { candidates, none, value } from './none.ts'

const EARLIEST = 1900
const OLDEST_AGE = 120
/** Whoever gives two digits is this old at least; younger ones are asked for four. */
const YOUNGEST_OFFERED = 10

/**
 * A year of birth in four digits, 1900 to this year in Vietnam; a mobile number may stand beside it. Ages are asked back,
 * as people count them in two ways, and so are two digits alone; "2k5" and "sinh năm 58" are offered as 2005 and 1958,
 * and so are years by their old names ("Mậu Tuất"), which begin at Tết.
 */
export function readBirthYear(text: string, { now }: SlotContext): SlotReading {
  const plain = withDigits(text)
  const key = keyOf(wordsOf(plain))
  const thisYear = yearInVietnam(now)
  const numbers = numbersOf(plain).filter((n) => mobileOf(n) === null)
  const years = [...new Set(numbers.filter((n) => n.length === 4).map(Number))]
  if (numbers.some((n) => n.length > 4) || years.length > 1 || /\bkhong phai\b/.test(key)) {
    return none('birthYear.fourDigits')
  }
  const [year] = years
  if (year !== undefined) {
    return year >= EARLIEST && year <= thisYear ? value(String(year)) : none('birthYear.range')
  }
  const short = /\b2k(\d{1,2})?\b/.exec(key)
  if (short) return candidates(inRange(2000 + Number(short[1] ?? 0), thisYear), 'birthYear.range')
  const twoDigits = /\b(?:sinh|sn|nam|lam|ns|sinh nam) (\d\d)$|\b(?:\d{1,2} ){2}(\d\d)$/.exec(key)
  if (twoDigits)
    return candidates(ofCentury(Number(twoDigits[1] ?? twoDigits[2]), thisYear), 'birthYear.range')
  if (!/\d/.test(plain)) return inWords(key, thisYear)
  const age = /\b(\d{1,3}) tuoi\b/.exec(key)?.[1] ?? numbers.find((n) => n.length === 3 && n < '160')
  return none(age !== undefined && Number(age) > OLDEST_AGE ? 'birthYear.range' : 'birthYear.fourDigits')
}

/** "Một chín năm tám", "sinh năm năm tám", "tuổi Mậu Tuất". */
function inWords(key: string, thisYear: number): SlotReading {
  const keys = key.split(' ')
  for (const at of keys.keys()) {
    const year = spokenYear(keys, at)
    if (year) return year.value <= thisYear ? value(String(year.value)) : none('birthYear.range')
  }
  const named = yearsNamed(key, EARLIEST, thisYear - YOUNGEST_OFFERED).filter(
    (year) => year > thisYear - OLDEST_AGE,
  )
  if (named.length > 0)
    return candidates(
      named.map((year) => ({ value: String(year), shown: String(year) })).reverse(),
      'birthYear.range',
    )
  const pair = afterYearWord(keys)
  if (pair && pair.value > 9) return candidates(ofCentury(pair.value, thisYear), 'birthYear.range')
  // "Không" alone is mostly no zero: "không nhớ".
  const spoken = keys[0] === 'khong' ? null : spokenBelow100(keys, 0)
  return none(spoken ? 'birthYear.fourDigits' : 'birthYear.unclear')
}

/** Two digits after "sinh năm", "sinh" or "năm"; "năm mươi tám" is one number. */
function afterYearWord(keys: string[]) {
  const born = keys.indexOf('sinh')
  const at = born + 1
  const says = ['nam', 'lam'].includes(keys[at] ?? '') && keys[at + 1] !== 'muoi'
  const pair = says ? spokenBelow100(keys, at + 1) : null
  if (pair && pair.value > 9) return pair
  return born === -1 ? null : spokenBelow100(keys, at)
}

function inRange(year: number, thisYear: number) {
  return year <= thisYear ? [{ value: String(year), shown: String(year) }] : []
}

/** The year that two digits most likely are: none of the last few, as no child registers. */
function ofCentury(digits: number, thisYear: number) {
  return inRange(2000 + digits <= thisYear - YOUNGEST_OFFERED ? 2000 + digits : 1900 + digits, thisYear)
}

/** Plain digits; O typed for zero inside a number; "1 9 6 0" joined. */
function withDigits(text: string): string {
  const plain = text
    .normalize('NFKC')
    .replace(/(?<![\p{L}\p{M}\d])[lIL|](?=9\d\d(?!\d))/gu, '1')
    .replace(/^\s*1[.,](?=9\d\d\D*$)/, '1')
    .replace(/(?<=\d)[oO]+(?=\d|(?![\p{L}\p{M}]))/gu, (zeros) => '0'.repeat(zeros.length))
  return plain.replace(/(?<![\d.,/-] ?)\b\d(?: \d){3}\b(?! ?[\d/-])/g, (spaced) => spaced.replaceAll(' ', ''))
}

/** The numbers of a text one by one; `12031960` counts as its year when it is a day, month and year. */
function numbersOf(text: string): string[] {
  return runsOf(text)
    .flatMap((run) => run.groups)
    .map((group) => /^((?:19|20)\d\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/.exec(group)?.[1] ?? group)
    .map((group) => /^(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])((?:19|20)\d\d)$/.exec(group)?.[1] ?? group)
}

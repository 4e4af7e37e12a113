/** Digits as they are said, by match key. */
const DIGITS = new Map<string, number>([
  ...'khong mot hai ba bon nam sau bay tam chin'.split(' ').map((word, i) => [word, i] as const),
  ['tu', 4],
  ['lam', 5],
  ['nham', 5],
])

/** A number that begins at some word, and how many words it takes. */
interface Spoken {
  value: number
  words: number
}

/** 0 to 99 in words from `at` on: "hai mươi lăm", "hai lăm", "mười", "linh tám". Null where none begins. */
export function spokenBelow100(keys: readonly string[], at: number): Spoken | null {
  const [first = '', second = '', third = ''] = keys.slice(at, at + 3)
  if (first === 'linh' || first === 'le') {
    const digit = DIGITS.get(second)
    return digit === undefined ? null : { value: digit, words: 2 }
  }
  if (first === 'muoi') {
    const unit = DIGITS.get(second)
    return unit ? { value: 10 + unit, words: 2 } : { value: 10, words: 1 }
  }
  const tens = DIGITS.get(first)
  if (tens === undefined) return null
  if (second === 'muoi' || second === 'chuc') {
    const unit = DIGITS.get(third)
    return unit ? { value: tens * 10 + unit, words: 3 } : { value: tens * 10, words: 2 }
  }
  const unit = DIGITS.get(second)
  return unit === undefined || tens === 0 ? { value: tens, words: 1 } : { value: tens * 10 + unit, words: 2 }
}

/** A year of four digits in words from `at` on: "một chín năm tám", "một nghìn chín trăm …", "hai nghìn không trăm …". */
export function spokenYear(keys: readonly string[], at: number): Spoken | null {
  for (const [lead, century] of CENTURIES) {
    if (!lead.every((word, i) => keys[at + i] === word)) continue
    const from = at + lead.length
    const rest = spokenPair(keys, from)
    if (rest) return { value: century + rest.value, words: lead.length + rest.words }
    if (lead.at(-1) === 'nghin' || lead.at(-1) === 'ngan') return { value: century, words: lead.length }
  }
  return null
}

/** The last two digits of a year: both are said, but for those after "nghìn". */
function spokenPair(keys: readonly string[], at: number): Spoken | null {
  if (keys[at] === 'khong') {
    const digit = DIGITS.get(keys[at + 1] ?? '')
    return digit === undefined ? null : { value: digit, words: 2 }
  }
  const pair = spokenBelow100(keys, at)
  return pair && (pair.words > 1 || pair.value === 10) ? pair : null
}

/** How years begin, those with most words first. */
const CENTURIES: [lead: string[], century: number][] = (
  [
    ['mot nghin chin tram', 1900],
    ['mot ngan chin tram', 1900],
    ['nghin chin tram', 1900],
    ['ngan chin tram', 1900],
    ['hai nghin khong tram', 2000],
    ['hai ngan khong tram', 2000],
    ['muoi chin', 1900],
    ['hai nghin', 2000],
    ['hai ngan', 2000],
    ['mot chin', 1900],
    ['hai khong', 2000],
  ] as const
).map(([lead, century]) => [lead.split(' '), century])

/** Runs of digits and words for digits, joined: "không chín 1 2 ba bốn" as "091234"; other words end a run. */
export function digitsSaid(keys: readonly string[]): string[] {
  const runs: string[] = []
  let run = ''
  let said = false
  for (const key of [...keys, '']) {
    const digit = /^\d+$/.test(key) ? key : DIGITS.get(key)
    if (digit !== undefined) {
      run += String(digit)
      said ||= typeof digit === 'number'
      continue
    }
    if (said) runs.push(run)
    run = ''
    said = false
  }
  return runs
}

const DAY_WORDS = new Set(['ngay', 'mung', 'mong', 'hom'])

/** A date in words with its numbers as digits: "mùng năm tháng mười năm hai nghìn …" as "mung 5 thang 10 nam 20…". */
export function datesInDigits(keys: readonly string[]): string {
  const out: string[] = []
  for (let at = 0; at < keys.length; at++) {
    const key = keys[at] ?? ''
    out.push(key)
    const next = key === 'nam' ? spokenYear(keys, at + 1) : null
    const small = DAY_WORDS.has(key) || key === 'thang' ? dayOrMonth(keys, at + 1) : null
    const found = next ?? small
    if (!found) continue
    out.push(String(found.value))
    at += found.words
  }
  return out.join(' ')
}

/** "mùng năm tháng", "tháng mười năm …": a number that does not take the word for the year with it. */
function dayOrMonth(keys: readonly string[], at: number): Spoken | null {
  const number = spokenBelow100(keys, at)
  if (!number) return null
  const last = at + number.words - 1
  const takesYear =
    number.words > 1 &&
    keys[last] === 'nam' &&
    (spokenYear(keys, last + 1) || /^\d/.test(keys[last + 1] ?? ''))
  if (!takesYear) return number
  return spokenBelow100(keys.slice(0, last), at)
}

import { marksFit, type Proper, proper } from './spelling.ts'
import { cores, type Word } from './words.ts'

/** Numbers in words, properly spelt: "bà" is no three, and "Nam" with other marks no five. */
const NUMBER_WORDS = [
  'một nhất one first',
  'hai nhì two second',
  'ba three third',
  'bốn tư four fourth',
  'năm five fifth',
  'sáu six',
  'bảy bẩy seven',
  'tám eight',
  'chín nine',
  'mười ten',
]
const BY_KEY = new Map<string, { value: number; spelt: Proper[] }>()
for (const [i, names] of NUMBER_WORDS.entries()) {
  for (const name of names.split(' ').map(proper)) {
    const known = BY_KEY.get(name.key) ?? { value: i + 1, spelt: [] }
    known.spelt.push(name)
    BY_KEY.set(name.key, known)
  }
}

/** What is said before a number: "số", "chọn", "thứ", "câu". */
const LEAD = new Set(
  'so chon cau thu muc lua phuong an dap nut bam nhan go lay option number no choice press button cai dong o i viec phim hang goi loai nhom dap con'.split(
    ' ',
  ),
)
const JOINING = new Set(['va', 'hoac', 'hay', 'voi', 'and', 'or'])

/** The numbers of a message that is nothing else but them and words such as "số", "chọn"; null when it says more. */
export function numbersIn(words: readonly Word[], text: string): number[] | null {
  if (!words.some((word) => numberOf(word) !== null)) return null
  // A minus before a digit is no choice; between digits it parts two.
  if (/^\s*[-\u2212]\d/.test(text)) return null
  for (const core of cores(words)) {
    const from = core.findIndex((word) => !LEAD.has(word.key))
    const found = from === -1 ? null : onlyNumbers(core.slice(from))
    if (found) return found
  }
  return null
}

function onlyNumbers(words: readonly Word[]): number[] | null {
  const found: number[] = []
  for (const word of words) {
    const number = numberOf(word)
    if (number !== null) found.push(number)
    else if (!JOINING.has(word.key) && !(found.length > 0 && word.key === 'roi')) return null
  }
  return found.length > 0 ? found : null
}

function numberOf(word: Word): number | null {
  if (/^0?\d{1,2}$/.test(word.key)) return Number(word.key)
  const glued = /^(?:so|chon|cau|muc|nut|cai|bam|thu)(\d{1,2})$/.exec(word.key)?.[1]
  if (glued !== undefined) return Number(glued)
  const named = BY_KEY.get(word.key)
  return named?.spelt.some((name) => marksFit(word, name) === 'yes') ? named.value : null
}

/** Places in a list, by match key; where several words say one, those with most words first. */
const PLACES: [said: RegExp, place: (count: number) => number | null][] = [
  [/^(?:dau tien|tren cung|dau|first(?: one)?)$/, () => 1],
  [/^(?:cuoi cung|duoi cung|sau cung|cuoi|chot|last(?: one)?)$/, (count) => count],
  [/^(?:tren|ben tren|o tren)$/, (count) => (count === 2 ? 1 : null)],
  [/^(?:duoi|ben duoi|o duoi)$/, (count) => (count === 2 ? 2 : null)],
  [/^(?:giua|o giua|chinh giua)$/, (count) => (count === 3 ? 2 : null)],
]

/** "Cái đầu tiên", "số cuối", "the last one": the place that a message names in a list of `count`; else null. */
export function placeIn(words: readonly Word[], count: number): number | null {
  if (words.length > 6) return null
  for (const core of cores(words)) {
    const said = core.slice(
      Math.max(
        0,
        core.findIndex(({ key }) => !LEAD.has(key) && key !== 'the'),
      ),
    )
    const key = said.map((word) => word.key).join(' ')
    for (const [pattern, place] of PLACES) if (pattern.test(key)) return place(count)
    // "Cái thứ hai từ dưới lên".
    const upwards = /^(.+) tu duoi len$/.exec(key)?.[1]
    const from = upwards === undefined ? null : numbersIn(said.slice(0, -3), '')?.[0]
    if (from && from <= count) return count + 1 - from
  }
  return null
}

const ALL = /^(?:ca hai|ca 2|ca ba|ca 3|tat ca|het|both|all|all of them|ca hai cai|ca 2 cai)$/
const ANY =
  /\b(?:(?:cai|muc|so|nao|gi|sao|the nao|dau|ai) (?:nao )?(?:cung (?:duoc|dc|ok|the|vay)))\b|^(?:tuy|tuy (?:em|chau|ban|ad|y)|any|anything|whatever|either)$/

/** "Cả hai", "tất cả": every choice. */
export function meansAll(words: readonly Word[]): boolean {
  return [...cores(words)].some((core) => ALL.test(core.map(({ key }) => key).join(' ')))
}

/** "Cái nào cũng được", "tùy em": somebody else shall choose. */
export function meansAny(words: readonly Word[]): boolean {
  return words.length <= 8 && [...cores(words)].some((core) => ANY.test(core.map(({ key }) => key).join(' ')))
}

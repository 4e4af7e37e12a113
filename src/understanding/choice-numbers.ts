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
  'so chon cau thu muc lua phuong an dap nut bam nhan go lay option number no choice press button cai dong'.split(
    ' ',
  ),
)
const JOINING = new Set(['va', 'hoac', 'hay', 'voi', 'and', 'or'])

/** The numbers of a message that is nothing else but them and words such as "số", "chọn"; null when it says more. */
export function numbersIn(words: readonly Word[], text: string): number[] | null {
  if (!words.some((word) => numberOf(word) !== null)) return null
  // A minus before a digit is no choice; between digits it parts two.
  if (/(?<![\d\s]\s?|\d\s)[-\u2212]\d/.test(text) && /^\s*[-\u2212]\d/.test(text)) return null
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
    else if (!JOINING.has(word.key)) return null
  }
  return found.length > 0 ? found : null
}

function numberOf(word: Word): number | null {
  if (/^0?\d{1,2}$/.test(word.key)) return Number(word.key)
  const named = BY_KEY.get(word.key)
  return named?.spelt.some((name) => marksFit(word, name) === 'yes') ? named.value : null
}

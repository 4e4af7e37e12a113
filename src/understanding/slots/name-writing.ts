import { isSyllable } from '../residue.ts'
import { compared, isSurname } from './name-words.ts'

const SCRIPTS = [
  /^[\p{Script=Latin}\p{M}\s'’ʼ-]+$/u,
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\s'’ʼー-]+$/u,
  /^[\p{Script=Hangul}\p{Script=Han}\s-]+$/u,
]
/** Other scripts of names; a name is all of one. */
const OTHERS = [
  'Cyrillic',
  'Greek',
  'Thai',
  'Lao',
  'Khmer',
  'Arabic',
  'Hebrew',
  'Devanagari',
  'Myanmar',
  'Tamil',
]
const OF_OTHERS = OTHERS.map((script) => new RegExp(`^[\\p{Script=${script}}\\p{M}\\s'’-]+$`, 'u'))

/** More than two marks on a letter, or one through it: decoration, or a broken keyboard. */
const STACKED = /(?:(?![\u0e00-\u0eff])\p{M}){3,}|[\u0334-\u0338\u20d0-\u20f0]|(\p{M})\1/u

/** Whether a name is written in one script, its letters with no more marks than letters have. */
export function isOneScript(name: string): boolean {
  if (/^[\p{Script=Latin}\s'’ʼ-]+$/u.test(name)) return true
  if (STACKED.test(name.normalize('NFD'))) return false
  return [...SCRIPTS, ...OF_OTHERS].some((script) => script.test(name))
}

/**
 * A name as names are written: in title case where it was typed all in one case, or is Vietnamese by its surname and
 * syllables ("Nguyễn thị hoa", as phones begin a line with a capital). Foreign names keep their small words.
 */
export function titled(words: readonly string[]): string {
  const name = words.join(' ')
  const lower = name.toLowerCase()
  if (name !== lower && name !== name.toUpperCase() && !isVietnamese(words)) return name
  return lower.replace(/(?<![\p{L}\p{M}])\p{L}/gu, (letter) => letter.toUpperCase()).normalize('NFC')
}

function isVietnamese(words: readonly string[]): boolean {
  const said = compared([...words])
  return isSurname(said[0]) && said.every(({ key }) => isSyllable(key))
}

import { matchKey, withSpaces } from './match-key.ts'

/** One word of a message. */
export interface Word {
  /** As typed, NFC, lower case. */
  typed: string
  /** Its match key. */
  key: string
}

/** Longest list of words that is looked at: no answer to a question is longer. */
const MAX_WORDS = 400

/** The last text and its words: one message is read by several readers in turn. */
let last: { text: string; words: readonly Word[] } = { text: '', words: [] }

/** The words of a text. Full-width and circled characters are made plain first. */
export function wordsOf(text: string): readonly Word[] {
  if (text !== last.text) last = { text, words: split(text.slice(0, 4_000)) }
  return last.words
}

function split(text: string): Word[] {
  // Soft hyphens and the like part nothing.
  const plain = /^[\x20-\x7e]*$/.test(text)
    ? text
    : withSpaces(text)
        .replace(/[\u00ad\u200b-\u200f\u2060\ufeff]/g, '')
        .normalize('NFKC')
  const typed =
    plain
      .toLowerCase()
      .normalize('NFC')
      .match(/[\p{L}\p{M}\p{N}]+/gu)
      ?.slice(0, MAX_WORDS) ?? []
  const keys = matchKey(typed.join(' ')).split(' ')
  const aligned = keys.length === typed.length
  return typed
    .map((word, i) => ({ typed: word, key: (aligned ? keys[i] : undefined) ?? matchKey(word) }))
    .filter(({ key }) => key !== '')
}

/** Words of politeness that may stand around an answer without changing it, as match keys. */
const LEADING = new Set(
  'da vang toi em e minh chau con bac anh chi ong ba xin vui long lam on please hay cho giup muon mun can chon lay bam nhan go thi la ad bot oi shop a u ah cua'.split(
    ' ',
  ),
)
const TRAILING = new Set(
  'a ah nhe nha nhi di voi vs dum giup thoi day nay ne oi ad bot ban em chu please luon ngay gium vay'.split(
    ' ',
  ),
)
/** These end a name too ("Kỳ Anh"): politeness only before another word of it ("… anh ơi"). */
const TRAILING_FIRST = new Set('anh chi bac co chu chau'.split(' '))
const PARTICLES = new Set('voi nhe nha nhi di a'.split(' '))

/**
 * A message without leading and trailing words of politeness, from the whole message to its shortest core; at least
 * one word always stays. The longest reading comes first, so that "xin chào" is found before "chào".
 */
export function* cores(words: readonly Word[]): Generator<Word[]> {
  let from = 0
  while (from < words.length - 1 && LEADING.has(words[from]?.key ?? '')) from++
  let to = words.length
  if (isAddressed(words)) to--
  while (to > 1 && isTail(words[to - 1]?.key ?? '', to === words.length)) to--
  for (let start = 0; start <= Math.min(from, 6); start++) {
    for (let end = words.length; end >= Math.max(to, start + 1); end--) yield words.slice(start, end)
  }
}

/** "… với cháu", "… nhé em": whom it is said to, after a word of politeness. */
function isAddressed(words: readonly Word[]): boolean {
  const [before, last] = [words.at(-2)?.key ?? '', words.at(-1)?.key ?? '']
  return words.length > 2 && TRAILING_FIRST.has(last) && PARTICLES.has(before)
}

function isTail(key: string, last: boolean): boolean {
  return TRAILING.has(key) || (!last && TRAILING_FIRST.has(key))
}

/** The keys of words, joined as a match key. */
export function keyOf(words: readonly Word[]): string {
  return words.map((word) => word.key).join(' ')
}

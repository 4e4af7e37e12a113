import { isSyllable, plainSyllable } from './residue.ts'

/** Longest text and key that is looked at, in UTF-16 units: over twice what either platform's app lets people type. */
const MAX_LENGTH = 4_000

/** Controls (U+0000), formats (zero-width, soft hyphen, bidi, tags), lone surrogates; line breaks and tabs stay. */
const INVISIBLE = /(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}]/gu

const PLAIN = /^[\x20-\x7e]*$/

/**
 * A text as it may be kept and shown: NFC, without U+0000, lone surrogates and invisible characters, spaces collapsed,
 * lines kept (one empty line at most), at most 4,000 UTF-16 units.
 */
export function clean(text: string): string {
  // What is far too long is cut before the work, generously, as invisible characters do not count.
  const raw = text.length > MAX_LENGTH * 8 ? text.slice(0, MAX_LENGTH * 8) : text
  const seen = PLAIN.test(raw)
    ? raw
    : withSpaces(raw)
        .replace(/\r\n?|[\u2028\u2029\u0085\v\f]/g, '\n')
        .replace(INVISIBLE, '')
        .normalize('NFC')
  const spaced = seen
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
  return cut(spaced, MAX_LENGTH).trimEnd()
}

const ZERO_WIDTH = /[\u200b\ufeff\u2060]/
const PARTED = /[\p{L}\p{M}]+(?:[\u200b\ufeff\u2060]+[\p{L}\p{M}]+)+/gu

/**
 * A zero-width space between two words is a space, inside of a word it is nothing: syllables that make no syllable
 * together are words.
 */
export function withSpaces(text: string): string {
  if (!ZERO_WIDTH.test(text)) return text
  return text.replace(PARTED, (found) => {
    const parts = found.split(/[\u200b\ufeff\u2060]+/)
    const whole = parts.join('')
    return isWord(whole) || !parts.every(isWord) ? whole : parts.join(' ')
  })
}

function isWord(part: string): boolean {
  return isSyllable(foldCommon(part))
}

/** Cuts to `max` UTF-16 units without splitting a surrogate pair. */
export function cut(text: string, max: number): string {
  if (text.length <= max) return text
  const last = text.charCodeAt(max - 1)
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? max - 1 : max)
}

/**
 * The form in which texts are compared: lower case, no marks, đ as d, anything but letters and digits as one space,
 * final y after a consonant as i ("ký" and "kí", "Mỹ" and "Mĩ"; "ngày" and "ngài" stay apart). Full-width and circled
 * letters and digits become plain ones. Same key for NFC and NFD input; a key's key is itself.
 */
export function matchKey(text: string): string {
  const plain = COMMON.test(text) ? foldCommon(text) : fold(text)
  const folded = ASCII.test(plain) ? plain : fold(text)
  const short = folded.length > MAX_LENGTH ? folded.slice(0, MAX_LENGTH) : folded
  const spaced = short.replace(ASCII.test(short) ? /[^a-z0-9]+/g : /[^\p{L}\p{N}]+/gu, ' ').trim()
  return spaced.includes('y') ? spaced.replace(/(?<=^|[^aeiouy]|qu)y(?= |$)/g, 'i') : spaced
}

const ASCII = /^\p{ASCII}*$/u
/** Letters of Vietnamese, composed or not, and what else most messages are made of: folded in a shorter way. */
const COMMON = /^(?:[\x20-\x7e\u00c0-\u01b0\u1ea0-\u1ef9]|[\u0300-\u036f])*$/

function foldCommon(text: string): string {
  const lower = text.toLowerCase()
  return PLAIN.test(lower)
    ? lower
    : lower
        .normalize('NFD')
        .replace(/[\u0300-\u036f]+/g, '')
        .replace(/[đð]/g, 'd')
}

function fold(text: string): string {
  return withSpaces(text)
    .replace(INVISIBLE, '')
    .normalize('NFKD')
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[đð]/g, 'd')
}

/**
 * The match key of what was meant by left-over Telex or VNI keystrokes: "ddawng kys" and "d9a8ng ky1" as "dang ki".
 * Only for when nothing matched: words that are Vietnamese syllables already, and names of products, stay.
 */
export function residueKey(text: string): string {
  return matchKey(matchKey(text).split(' ').map(plainSyllable).join(' '))
}

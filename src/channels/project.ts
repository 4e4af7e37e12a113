import type { Outgoing } from './channel.ts'

const characters = new Intl.Segmenter('vi', { granularity: 'grapheme' })

/** Where a text may be cut, best first: paragraphs, lines, sentences, words. Not before a mark that sits on the blank. */
const BREAKS = [
  /\n[^\S\n]*\n\s*(?![\p{M}\p{EMod}\u200d])/gu,
  /\n\s*(?![\p{M}\p{EMod}\u200d])/gu,
  /[.!?…:;]["”’)]*\s+(?![\p{M}\p{EMod}\u200d])/gu,
  /\s+(?![\p{M}\p{EMod}\u200d])/gu,
]

/** End of the last match of `pattern` in `text` that begins and, without its blanks, ends within `limit`. */
function lastBreak(text: string, limit: number, pattern: RegExp): number {
  let end = 0
  for (const match of text.matchAll(pattern)) {
    if (match.index + match[0].trimEnd().length > limit) break
    end = match.index + match[0].length
  }
  return end
}

/** Whether a UTF-16 unit is a character of its own: Latin as Vietnamese is written in NFC, no mark, no pair. */
function standsAlone(unit: number): boolean {
  return (unit >= 0x20 && unit < 0x300 && unit !== 0xad) || (unit >= 0x1e00 && unit <= 0x1eff)
}

/** The longest run of whole characters, as people see them, within `limit`; a single longer one is cut. */
function wholeCharacters(text: string, limit: number): number {
  // Nearly always so, and a segmenter costs a hundred times as much.
  if (standsAlone(text.charCodeAt(limit - 1)) && standsAlone(text.charCodeAt(limit))) return limit
  const window = text.slice(0, limit + 64)
  let end = 0
  for (const { index, segment } of characters.segment(window)) {
    if (index + segment.length > limit) break
    end = index + segment.length
  }
  if (end > 0) return end
  const low = text.charCodeAt(limit)
  return low >= 0xdc00 && low <= 0xdfff && limit > 1 ? limit - 1 : limit
}

function cutAt(text: string, limit: number): number {
  // One past the limit, so that a break which begins exactly there is found.
  const window = text.slice(0, limit + 2)
  for (const pattern of BREAKS) {
    const end = lastBreak(window, limit, pattern)
    if (end > limit / 4) return end
  }
  return wholeCharacters(text, limit)
}

/**
 * Splits a text into parts of at most `limit` UTF-16 units (at least 2), in NFC, at paragraph ends, else lines, sentences,
 * words; never inside a surrogate pair or a combined character. Blanks at a cut are dropped.
 * A blank text gives no part.
 */
export function splitText(text: string, limit: number): string[] {
  let rest = text.normalize('NFC').trim()
  const parts: string[] = []
  while (rest.length > limit) {
    const cut = cutAt(rest, limit)
    const part = rest.slice(0, cut).trimEnd()
    if (part) parts.push(part)
    rest = rest.slice(cut).trimStart()
  }
  if (rest) parts.push(rest)
  return parts
}

/** A label on one line, in NFC. */
export function oneLine(label: string): string {
  return label.normalize('NFC').replace(/\s+/g, ' ').trim()
}

/**
 * The choices as lines `1. …` under the text and how to answer by number, or `• …` where only words answer.
 * No choices are left to tap.
 */
export function numbered(message: Outgoing): Outgoing {
  const { choices, inWords, hint, ...rest } = message
  if (!choices?.length) return rest
  const mark = (i: number) => (inWords ? '•' : `${i + 1}.`)
  const lines = choices.map((choice, i) => `${mark(i)} ${oneLine(choice.label)}`).join('\n')
  const parts = [rest.text.trim(), lines, inWords ? '' : hint]
  return { ...rest, text: parts.filter(Boolean).join('\n\n') }
}

/** The text if it has at most `limit` UTF-16 units, else its beginning in whole characters and `…`. */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text
  return `${text.slice(0, wholeCharacters(text, limit - 1)).trimEnd()}…`
}

import { matchKey } from './match-key.ts'
import { cores, keyOf, wordsOf } from './words.ts'

const REREAD = new Set(
  'xem lại|đọc lại|nhắc lại|nói lại|gửi lại|xem lại nội dung|đọc lại nội dung|show again|read again|say again|again'
    .split('|')
    .map(matchKey),
)

/** XEM LẠI, as the short form of a consent's question says. */
export function asksToReread(text: string): boolean {
  return [...cores(wordsOf(text.slice(0, 80)))].some((core) => REREAD.has(keyOf(core)))
}

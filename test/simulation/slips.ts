import type { Random } from '../../src/sandbox/random.ts'
import { pick, unmarked } from '../faults/support/typing.ts'

/** Tone marks and shapes of letters as Telex types them. */
const TONES: Record<string, string> = {
  '\u0301': 's',
  '\u0300': 'f',
  '\u0309': 'r',
  '\u0303': 'x',
  '\u0323': 'j',
}
const SHAPES: Record<string, string> = { '\u0302': '=', '\u031b': 'w', '\u0306': 'w' }

/** What a Telex keyboard leaves when it is switched off: "đồng ý" is "ddoongf ys". */
export function inTelex(text: string): string {
  return text
    .replace(/[đĐ]/g, 'dd')
    .split(' ')
    .map((word) => {
      let tone = ''
      let typed = ''
      for (const sign of word.normalize('NFD')) {
        if (TONES[sign]) tone = TONES[sign]
        else if (SHAPES[sign] === '=') typed += typed.at(-1) ?? ''
        else typed += SHAPES[sign] ?? sign
      }
      return typed + tone
    })
    .join(' ')
}

/** One letter left out, doubled, or changed places with the next. */
export function mistyped(random: Random, text: string): string {
  if (text.length < 5) return text
  const at = 1 + Math.floor(random.next() * (text.length - 2))
  const [before, one, next, after] = [text.slice(0, at), text[at], text[at + 1] ?? '', text.slice(at + 2)]
  return pick(random, [
    `${before}${next}${after}`,
    `${before}${one}${one}${next}${after}`,
    `${before}${next}${one}${after}`,
  ])
}

/** How carelessly somebody types. */
export type Hand = 'careful' | 'no marks' | 'telex' | 'capitals' | 'slips'
export const HANDS: readonly Hand[] = ['careful', 'no marks', 'no marks', 'telex', 'capitals', 'slips']

/** Words as this hand types them. */
export function typedBy(random: Random, hand: Hand, text: string): string {
  switch (hand) {
    case 'careful':
      return text
    case 'no marks':
      return unmarked(text).toLowerCase()
    case 'telex':
      return random.chance(0.5) ? inTelex(text) : unmarked(text)
    case 'capitals':
      return text.toUpperCase()
    case 'slips':
      return random.chance(0.4) ? mistyped(random, text) : text
  }
}

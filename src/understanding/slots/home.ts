import { type Proper, phraseFit, properPhrase } from '../spelling.ts'
import type { SlotContext, SlotReading } from '../types.ts'
import { type Word, wordsOf } from '../words.ts'
import { readWard } from './ward.ts'

/** How somebody is in a place: registered there for good, staying for a time, or only working there. */
export const RESIDENCES = ['THUONGTRU', 'TAMTRU', 'LAMVIEC'] as const
/** One of them. */
export type Residence = (typeof RESIDENCES)[number]

const SPOKEN: Record<Residence, string> = {
  THUONGTRU: 'thường trú|hộ khẩu|permanent resident|permanently',
  TAMTRU: 'tạm trú|ở trọ|thuê trọ|thuê nhà|ở nhờ|nhà trọ|temporary|temporarily|renting|staying',
  LAMVIEC: 'làm việc|đi làm|làm công nhân|làm công ty|công tác|working|work',
}

const PHRASES = Object.entries(SPOKEN).flatMap(([residence, phrases]) =>
  // Object.entries widens the keys of a total record to string.
  phrases.split('|').map((phrase) => ({ residence: residence as Residence, spelt: properPhrase(phrase) })),
)

/** What stands between a place id and how one is there. */
export const AT = '@'

/**
 * A place as `readWard` finds it, and how one is there where that is told in the same breath: "tôi tạm trú ở Dị Sử" is
 * `TAMTRU@old:12121`. Told in two ways it is left open, and asked.
 */
export function readHome(text: string, context: SlotContext): SlotReading {
  const reading = readWard(text, context)
  const told = residenceIn(wordsOf(text))
  if (told === null || reading.kind === 'none') return reading
  const withTold = <V extends { value: string }>(one: V) => ({ ...one, value: `${told}${AT}${one.value}` })
  return reading.kind === 'value'
    ? withTold(reading)
    : { ...reading, candidates: reading.candidates.map(withTold) }
}

function residenceIn(words: readonly Word[]): Residence | null {
  const found = new Set(
    PHRASES.filter(({ spelt }) => words.some((_, at) => isAt(words, at, spelt))).map((one) => one.residence),
  )
  const [only] = found
  return found.size === 1 && only ? only : null
}

function isAt(words: readonly Word[], at: number, spelt: Proper[]): boolean {
  return phraseFit(words.slice(at, at + spelt.length), spelt) === 'yes'
}

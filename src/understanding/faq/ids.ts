import { BASICS } from './phrases-basics.ts'
import { TROUBLE } from './phrases-trouble.ts'
import { USING } from './phrases-using.ts'

/** How each question is asked, by its id: phrases as people would spell them, parted by bars. */
export const PHRASES = { ...BASICS, ...USING, ...TROUBLE }

/** A question of the FAQ. */
export type FaqId = keyof typeof PHRASES

/** Every question, by its id. */
export const FAQ_IDS = Object.keys(PHRASES) as FaqId[]

/** Whether a text is the id of a question. */
export function isFaqId(id: string): id is FaqId {
  return Object.hasOwn(PHRASES, id)
}

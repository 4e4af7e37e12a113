import type { MaskKind } from '../channels/channel.ts'
import { maskIdsAndCards, maskLoneNumber } from './mask-numbers.ts'
import { maskSpokenSecrets } from './mask-words.ts'
import { cut } from './match-key.ts'
import type { Masked, Slot } from './types.ts'

/** Nothing beyond this is looked at or kept: both platforms' messages are far shorter. */
const MAX_LENGTH = 20_000
const MAX_PASSES = 8

/**
 * A text with what can be recognised as secret without knowing what was asked: 12-digit ID numbers (`0330********`),
 * 9-digit ones beside the words for them, bank cards, and codes, PINs and passwords beside the words for those. Phones,
 * dates, money and our own codes stay. Masking twice changes nothing more; never throws.
 */
export function mask(text: string): Masked {
  let kept = cut(text, MAX_LENGTH)
  const masked: MaskKind[] = []
  // What stood beside a secret may show itself as another one once that is masked; nearly always one pass is enough.
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const numbers = maskIdsAndCards(kept)
    const words = maskSpokenSecrets(numbers.text)
    kept = words.text
    if (numbers.masked.length + words.masked.length === 0) break
    masked.push(...numbers.masked, ...words.masked)
  }
  return { text: kept, masked: kinds(masked) }
}

/**
 * The same, with what only the open question tells: a message that is nothing but six digits is a one-time code unless
 * digits were asked for, nothing but nine digits an old ID number unless it may be a phone.
 */
export function maskInContext(text: string, slot: Slot | null): Masked {
  const first = mask(text)
  const lone = maskLoneNumber(first.text, slot)
  return { text: lone.text, masked: kinds([...first.masked, ...lone.masked]) }
}

function kinds(found: MaskKind[]): MaskKind[] {
  return [...new Set(found)]
}

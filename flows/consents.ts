import type { EffectParams, FlowEvent } from '../src/conversation/flow-kit.ts'
import type { Address } from './base.ts'

/** Purposes that are asked for on their own, beside the registration (facts: domain 6.2). */
export type OwnPurpose = 'P2' | 'P3' | 'P4'

/** A purpose of its own, none preselected: what it says must stand alone, as it is the proof. */
export function consentQuestion(
  purpose: OwnPurpose,
  address: Address,
  more: Record<string, string> = {},
): EffectParams<'ask'> {
  const name = purpose.toLowerCase()
  return {
    key: `handoff.${name}`,
    consent: purpose,
    vars: { address, ...more },
    choices: [
      // Where there are no buttons these words are typed, and only they count.
      { id: 'agree', key: 'handoff.choice.agree' },
      { id: 'refuse', key: 'handoff.choice.refuse' },
    ],
  }
}

/** Keeps the answer to `consentQuestion`. */
export function recordOf(purpose: OwnPurpose) {
  return ({ event }: { event: FlowEvent }): EffectParams<'request'> => ({
    effect: 'consent.record',
    params: { purpose, given: event.type === 'ANSWER' && event.value === 'agree' },
  })
}

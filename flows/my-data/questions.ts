import type { EffectParams } from '../../src/conversation/flow-kit.ts'
import type { KeptState } from './kept.ts'

type Question = EffectParams<'ask'>

interface Scope {
  context: KeptState
}

/** Speaks to the person as their age wants it. */
export function toYou<P extends { key: string }>(params: P) {
  return ({ context }: Scope) => ({ ...params, vars: { address: context.address } })
}

/** What may be done with what is kept; only what is possible is offered. */
export function menuQuestion({ context }: Scope): Question {
  return {
    key: 'my-data.menu',
    vars: { address: context.address },
    choices: [
      ...(context.registered ? [{ id: 'correct', key: 'my-data.choice.correct' }] : []),
      ...(context.purposes.length > 0 ? [{ id: 'consents', key: 'my-data.choice.consents' }] : []),
      { id: 'copy', key: 'my-data.choice.copy' },
      { id: 'erase', key: 'my-data.choice.erase' },
      { id: 'leave', key: 'my-data.choice.leave' },
    ],
  }
}

/** Which of the consents is to be taken back; each alone. */
export function consentsQuestion({ context }: Scope): Question {
  return {
    key: 'my-data.which',
    vars: { address: context.address },
    choices: [
      ...context.purposes.map((purpose) => ({ id: purpose, key: `my-data.choice.${purpose}` })),
      { id: 'none', key: 'my-data.choice.none' },
    ],
  }
}

const CONFIRMED = [
  { id: 'agree', key: 'my-data.choice.agree' },
  { id: 'refuse', key: 'my-data.choice.refuse' },
]

/** What cannot be undone is confirmed as a consent is: by the button or the words, never by a number. */
export const confirmations = {
  erase: { key: 'my-data.erase', short: 'my-data.eraseShort', consent: 'erase', choices: CONFIRMED },
  first: { key: 'my-data.first', short: 'my-data.firstShort', consent: 'erase', choices: CONFIRMED },
} satisfies Record<string, Question>

import { effects, setup } from '../../src/conversation/flow-kit.ts'
import { delays, guards, options, outputOfFinal, typesOf } from '../base.ts'

const onward = ['next', 'register', 'human', 'menu'].map((id) => ({ id, key: `explain.choice.${id}` }))

/** One step: what it says, and the ways on from it. The last one has no next. */
function step(key: string, before: string | null, after: string | null) {
  const choices = after ? onward : onward.slice(1)
  const next = { guard: { type: 'chose' as const, params: { id: 'next' } }, target: after ?? key }
  return {
    entry: { type: 'ask' as const, params: { key: `explain.${key}`, choices, short: 'explain.choose' } },
    on: {
      ...(after ? { ANSWER: next } : {}),
      ...(before ? { BACK: before } : {}),
      RESUME: { target: key, reenter: true },
    },
  }
}

/** What a digital signature is, in six short steps; each is one tap from registering, a person and the menu. */
export const machine = setup({
  types: typesOf<Record<string, never>>(),
  actions: effects,
  guards,
  delays,
}).createMachine({
  id: 'explain',
  version: '2',
  options,
  context: {},
  output: outputOfFinal,
  initial: 'what',
  on: {
    ANSWER: [
      { guard: { type: 'chose', params: { id: 'register' } }, target: '.toRegister' },
      { guard: { type: 'chose', params: { id: 'human' } }, target: '.handingOver' },
      { guard: { type: 'chose', params: { id: 'menu' } }, target: '.done' },
    ],
  },
  after: { abandon: '.done' },
  states: {
    what: step('what', null, 'use'),
    use: step('use', 'what', 'cost'),
    cost: step('cost', 'use', 'safety'),
    safety: step('safety', 'cost', 'who'),
    who: step('who', 'safety', 'where'),
    where: step('where', 'who', null),
    handingOver: {
      entry: { type: 'request', params: { effect: 'case.open', params: { reason: 'asked' } } },
      on: { RESULT: 'staffed', RESUME: 'what' },
    },
    toRegister: { type: 'final', output: { goto: 'register' } },
    staffed: { type: 'final', output: { staffed: true } },
    done: { type: 'final', output: {} },
  },
})

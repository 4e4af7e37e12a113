import { effects, setup } from '../../src/conversation/flow-kit.ts'
import { delays, guards, options, outputOfFinal, typesOf } from '../base.ts'

const onward = [
  { id: 'next', key: 'explain.choice.next' },
  { id: 'register', key: 'explain.choice.register' },
  { id: 'menu', key: 'explain.choice.menu' },
]

/** What a digital signature is, in four short steps; from each one may register or leave. */
export const machine = setup({
  types: typesOf<Record<string, never>>(),
  actions: effects,
  guards,
  delays,
}).createMachine({
  id: 'explain',
  version: '1',
  options,
  context: {},
  output: outputOfFinal,
  initial: 'what',
  on: {
    ANSWER: [
      { guard: { type: 'chose', params: { id: 'register' } }, target: '.toRegister' },
      { guard: { type: 'chose', params: { id: 'menu' } }, target: '.done' },
    ],
  },
  after: { abandon: '.done' },
  states: {
    what: {
      entry: { type: 'ask', params: { key: 'explain.what', choices: onward, short: 'explain.choose' } },
      on: {
        ANSWER: { guard: { type: 'chose', params: { id: 'next' } }, target: 'cost' },
        RESUME: { target: 'what', reenter: true },
      },
    },
    cost: {
      entry: { type: 'ask', params: { key: 'explain.cost', choices: onward, short: 'explain.choose' } },
      on: {
        ANSWER: { guard: { type: 'chose', params: { id: 'next' } }, target: 'safety' },
        BACK: 'what',
        RESUME: { target: 'cost', reenter: true },
      },
    },
    safety: {
      entry: { type: 'ask', params: { key: 'explain.safety', choices: onward, short: 'explain.choose' } },
      on: {
        ANSWER: { guard: { type: 'chose', params: { id: 'next' } }, target: 'who' },
        BACK: 'cost',
        RESUME: { target: 'safety', reenter: true },
      },
    },
    who: {
      entry: {
        type: 'ask',
        params: { key: 'explain.who', choices: onward.slice(1), short: 'explain.choose' },
      },
      on: {
        BACK: 'safety',
        RESUME: { target: 'who', reenter: true },
      },
    },
    toRegister: { type: 'final', output: { goto: 'register' } },
    done: { type: 'final', output: {} },
  },
})

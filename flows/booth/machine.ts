import { assign, effects, type FlowEvent, setup } from '../../src/conversation/flow-kit.ts'
import { delays, guards, options, outputOfFinal, resultText, typesOf } from '../base.ts'

interface Context {
  place: string
  hours: string
}

const choices = [
  { id: 'register', key: 'booth.choice.register' },
  { id: 'homeVisit', key: 'booth.choice.homeVisit' },
  { id: 'human', key: 'booth.choice.human' },
  { id: 'done', key: 'booth.choice.done' },
]

/** Where people are helped face to face, and when. What staff have not filled in is not guessed: a person is offered. */
export const machine = setup({
  types: typesOf<Context>(),
  actions: {
    ...effects,
    keepDesk: assign({
      place: ({ event }: { event: FlowEvent }) => resultText(event, 'place'),
      hours: ({ event }: { event: FlowEvent }) => resultText(event, 'hours'),
    }),
  },
  guards: {
    ...guards,
    placeKnown: ({ event }: { event: FlowEvent }) => resultText(event, 'place') !== '',
    allKnown: ({ event }: { event: FlowEvent }) =>
      resultText(event, 'place') !== '' && resultText(event, 'hours') !== '',
  },
  delays,
}).createMachine({
  id: 'booth',
  version: '1',
  options,
  context: { place: '', hours: '' },
  output: outputOfFinal,
  initial: 'looking',
  on: {
    ANSWER: [
      { guard: { type: 'chose', params: { id: 'register' } }, target: '.toRegister' },
      { guard: { type: 'chose', params: { id: 'homeVisit' } }, target: '.toHomeVisit' },
      { guard: { type: 'chose', params: { id: 'human' } }, target: '.handingOver' },
      { guard: { type: 'chose', params: { id: 'done' } }, target: '.done' },
    ],
  },
  after: { abandon: '.done' },
  states: {
    looking: {
      entry: { type: 'request', params: { effect: 'desk.info' } },
      on: {
        RESULT: [
          { guard: 'allKnown', target: 'whereAndWhen', actions: 'keepDesk' },
          { guard: 'placeKnown', target: 'where', actions: 'keepDesk' },
          { target: 'unknown' },
        ],
        RESUME: 'unknown',
      },
    },
    whereAndWhen: {
      entry: {
        type: 'ask',
        params: ({ context }) => ({
          key: 'booth.whereAndWhen',
          vars: { place: context.place, hours: context.hours },
          short: 'booth.next',
          choices,
        }),
      },
      on: { BACK: 'done', RESUME: { target: 'whereAndWhen', reenter: true } },
    },
    where: {
      entry: {
        type: 'ask',
        params: ({ context }) => ({
          key: 'booth.where',
          vars: { place: context.place },
          short: 'booth.next',
          choices,
        }),
      },
      on: { BACK: 'done', RESUME: { target: 'where', reenter: true } },
    },
    unknown: {
      entry: { type: 'ask', params: { key: 'booth.unknown', short: 'booth.next', choices } },
      on: { BACK: 'done', RESUME: { target: 'unknown', reenter: true } },
    },
    handingOver: {
      entry: { type: 'request', params: { effect: 'case.open', params: { reason: 'booth' } } },
      on: { RESULT: 'staffed', RESUME: 'unknown' },
    },
    toRegister: { type: 'final', output: { goto: 'register' } },
    toHomeVisit: { type: 'final', output: { goto: 'homeVisit' } },
    staffed: { type: 'final', output: { staffed: true } },
    done: { type: 'final', output: {} },
  },
})

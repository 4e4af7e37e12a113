import { assign, effects, type FlowEvent, setup } from '../../src/conversation/flow-kit.ts'
import { delays, guards, options, outputOfFinal, typesOf } from '../base.ts'

interface Context {
  /** Part of the day that suits: a name from this code. */
  time: string
}

/**
 * Somebody cannot come: what a visit needs is said, one question is asked, and staff settle the rest in the chat. The
 * address is not asked for here: staff ask for it once somebody is to come.
 */
export const machine = setup({
  types: typesOf<Context>(),
  actions: {
    ...effects,
    keepTime: assign({
      time: ({ event }: { event: FlowEvent }) => (event.type === 'ANSWER' ? event.value : 'any'),
    }),
  },
  guards,
  delays,
}).createMachine({
  id: 'homeVisit',
  version: '1',
  options,
  context: { time: 'any' },
  output: outputOfFinal,
  initial: 'offer',
  after: { abandon: '.done' },
  states: {
    offer: {
      entry: {
        type: 'ask',
        params: {
          key: 'homeVisit.offer',
          short: 'homeVisit.offerShort',
          choices: [
            { id: 'wanted', key: 'homeVisit.choice.wanted' },
            { id: 'booth', key: 'homeVisit.choice.booth' },
            { id: 'done', key: 'homeVisit.choice.done' },
          ],
        },
      },
      on: {
        ANSWER: [
          { guard: { type: 'chose', params: { id: 'wanted' } }, target: 'time' },
          { guard: { type: 'chose', params: { id: 'booth' } }, target: 'toBooth' },
          { guard: { type: 'chose', params: { id: 'done' } }, target: 'done' },
        ],
        RESUME: { target: 'offer', reenter: true },
      },
    },
    time: {
      entry: {
        type: 'ask',
        params: {
          key: 'homeVisit.time',
          choices: [
            { id: 'morning', key: 'homeVisit.choice.morning' },
            { id: 'afternoon', key: 'homeVisit.choice.afternoon' },
            { id: 'any', key: 'homeVisit.choice.any' },
          ],
        },
      },
      on: {
        ANSWER: { target: 'handingOver', actions: 'keepTime' },
        BACK: 'offer',
        RESUME: { target: 'time', reenter: true },
      },
    },
    handingOver: {
      entry: {
        type: 'request',
        params: ({ context }) => ({
          effect: 'case.open',
          params: { reason: 'home-visit', detail: context.time },
        }),
      },
      on: {
        RESULT: { target: 'staffed', actions: { type: 'say', params: { key: 'homeVisit.asked' } } },
        RESUME: 'time',
      },
    },
    toBooth: { type: 'final', output: { goto: 'booth' } },
    staffed: { type: 'final', output: { staffed: true } },
    done: { type: 'final', output: {} },
  },
})

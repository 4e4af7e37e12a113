import { effects, setup } from '../../src/conversation/flow-kit.ts'
import { delays, guards, options, outputOfFinal } from '../base.ts'
import { caseLine, noPlace, placeActions, placeGuards, placeQuestion, placeTypes } from './place.ts'

const chose = (id: string) => ({ type: 'chose', params: { id } }) as const

/** Where am I: how far the person is, with the next step. */
export const machine = setup({
  types: placeTypes,
  actions: { ...effects, ...placeActions },
  guards: { ...guards, ...placeGuards },
  delays,
}).createMachine({
  id: 'status',
  version: '1',
  options,
  context: noPlace,
  output: outputOfFinal,
  initial: 'reading',
  after: { abandon: '.done' },
  states: {
    reading: {
      entry: { type: 'request', params: { effect: 'person.standing', params: {} } },
      on: {
        RESULT: [
          {
            guard: 'withCase',
            target: 'place',
            actions: ['keepStanding', { type: 'say', params: caseLine }],
          },
          { target: 'place', actions: 'keepStanding' },
        ],
        RESUME: 'done',
      },
    },
    place: {
      entry: { type: 'ask', params: placeQuestion },
      on: {
        ANSWER: [
          { guard: chose('register'), target: 'toRegistration' },
          { guard: chose('choose'), target: 'toHandoff' },
          { guard: chose('goOn'), target: 'toHandoff' },
          { guard: chose('newLink'), target: 'toHandoff' },
          { guard: chose('haveOne'), target: 'toCertificate' },
          { guard: chose('usage'), target: 'toCertificate' },
          { target: 'toMenu' },
        ],
        BACK: 'done',
        RESUME: { target: 'place', reenter: true },
      },
    },
    toRegistration: { type: 'final', output: { goto: 'register' } },
    toHandoff: { type: 'final', output: { goto: 'handoff' } },
    toCertificate: { type: 'final', output: { goto: 'certificate' } },
    toMenu: { type: 'final', output: { goto: 'home' } },
    done: { type: 'final', output: {} },
  },
})

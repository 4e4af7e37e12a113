import { effects, setup } from '../../src/conversation/flow-kit.ts'
import { delays, guards, options, outputOfFinal, resultText } from '../base.ts'
import { courseActions, courseGuards, courseTypes, freshCourse, providerQuestion, toYou } from './course.ts'

/** From a confirmed registration to the provider that the person chooses: the personal link. */
export const machine = setup({
  types: courseTypes,
  actions: { ...effects, ...courseActions },
  guards: { ...guards, ...courseGuards },
  delays,
}).createMachine({
  id: 'handoff',
  version: '1',
  options,
  context: freshCourse,
  output: outputOfFinal,
  initial: 'opening',
  after: { abandon: '.done' },
  states: {
    opening: {
      entry: { type: 'request', params: { effect: 'registration.standing', params: {} } },
      on: {
        RESULT: [
          { guard: 'unregistered', target: 'toRegistration' },
          { target: 'offering', actions: 'keepAddress' },
        ],
        RESUME: 'done',
      },
    },
    offering: {
      entry: { type: 'request', params: { effect: 'providers.offer', params: {} } },
      on: {
        RESULT: [
          { guard: 'noProviders', target: 'noProvider' },
          { target: 'provider', actions: 'keepProviders' },
        ],
        RESUME: 'done',
      },
    },
    provider: {
      entry: { type: 'ask', params: providerQuestion },
      on: {
        ANSWER: { target: 'handingOff', actions: 'keepProvider' },
        RESUME: { target: 'provider', reenter: true },
      },
    },
    handingOff: {
      entry: {
        type: 'request',
        params: ({ context }) => ({ effect: 'handoff.create', params: { provider: context.provider } }),
      },
      on: {
        RESULT: {
          target: 'done',
          actions: {
            type: 'link',
            params: ({ context, event }) => ({
              key: 'handoff.link',
              label: 'handoff.openLink',
              url: resultText(event, 'url'),
              vars: {
                address: context.address,
                code: resultText(event, 'code'),
                provider: resultText(event, 'providerName'),
              },
            }),
          },
        },
        RESUME: 'provider',
      },
    },
    noProvider: {
      entry: [
        { type: 'say', params: toYou({ key: 'handoff.noProvider' }) },
        { type: 'request', params: { effect: 'case.open', params: { reason: 'no-provider' } } },
      ],
      on: { RESULT: 'staffed', RESUME: 'staffed' },
    },
    toRegistration: { type: 'final', output: { goto: 'register' } },
    staffed: { type: 'final', output: { staffed: true } },
    done: { type: 'final', output: {} },
  },
})

import { effects, setup } from '../../src/conversation/flow-kit.ts'
import { delays, guards, options, outputOfFinal, resultText } from '../base.ts'
import { consentVars, fresh, keptActions, keptGuards, keptTypes, moreVars, registrationVars } from './kept.ts'
import { confirmations, consentsQuestion, menuQuestion, toYou } from './questions.ts'

/** A person's own data: seen, corrected, a consent taken back, a copy, everything erased. */
export const machine = setup({
  types: keptTypes,
  actions: { ...effects, ...keptActions },
  guards: { ...guards, ...keptGuards },
  delays,
}).createMachine({
  id: 'my-data',
  version: '1',
  options,
  context: fresh,
  output: outputOfFinal,
  initial: 'looking',
  after: { abandon: '.done' },
  states: {
    looking: {
      entry: { type: 'request', params: { effect: 'data.look', params: {} } },
      on: { RESULT: { target: 'way', actions: 'remember' }, RESUME: 'done' },
    },
    way: {
      always: [
        { guard: { type: 'wishes', params: { wish: 'erase' } }, target: 'erase' },
        { guard: { type: 'wishes', params: { wish: 'copy' } }, target: 'copying' },
        { guard: { type: 'wishes', params: { wish: 'correct' } }, target: 'correcting' },
        { guard: { type: 'wishes', params: { wish: 'consents' } }, target: 'takingBack' },
        { guard: 'registered', target: 'tellRegistration' },
        { target: 'tellNothing' },
      ],
    },
    correcting: { always: [{ guard: 'registered', target: 'toRegistration' }, { target: 'tellNothing' }] },
    takingBack: { always: [{ guard: 'agreed', target: 'consents' }, { target: 'tellNothing' }] },
    tellNothing: {
      entry: { type: 'say', params: toYou({ key: 'my-data.nothing' }) },
      always: [{ guard: 'agreed', target: 'tellConsents' }, { target: 'tellMore' }],
    },
    tellRegistration: {
      entry: { type: 'say', params: registrationVars },
      always: 'tellConsents',
    },
    tellConsents: {
      entry: { type: 'say', params: consentVars },
      always: 'tellMore',
    },
    tellMore: {
      always: [
        { guard: 'keepsMore', target: 'menu', actions: { type: 'say', params: moreVars } },
        { target: 'menu' },
      ],
    },
    menu: {
      entry: ['unchoose', { type: 'ask', params: menuQuestion }],
      on: {
        ANSWER: [
          { guard: { type: 'chose', params: { id: 'correct' } }, target: 'toRegistration' },
          { guard: { type: 'chose', params: { id: 'consents' } }, target: 'consents' },
          { guard: { type: 'chose', params: { id: 'copy' } }, target: 'copying' },
          { guard: { type: 'chose', params: { id: 'erase' } }, target: 'erase' },
          { guard: { type: 'chose', params: { id: 'leave' } }, target: 'done' },
        ],
        RESUME: { target: 'menu', reenter: true },
      },
    },
    consents: {
      entry: ['unchoose', { type: 'ask', params: consentsQuestion }],
      on: {
        ANSWER: [
          { guard: { type: 'chose', params: { id: 'none' } }, target: 'menu' },
          { guard: { type: 'chose', params: { id: 'P1' } }, target: 'first', actions: 'choose' },
          { target: 'withdrawing', actions: 'choose' },
        ],
        BACK: 'menu',
        RESUME: { target: 'consents', reenter: true },
      },
    },
    // With the first consent goes what is kept because of it: that is said before.
    first: {
      entry: { type: 'ask', params: toYou(confirmations.first) },
      on: {
        ANSWER: [
          { guard: { type: 'chose', params: { id: 'agree' } }, target: 'withdrawing' },
          { target: 'menu', actions: { type: 'say', params: toYou({ key: 'my-data.unchanged' }) } },
        ],
        BACK: 'consents',
        RESUME: { target: 'first', reenter: true },
      },
    },
    withdrawing: {
      entry: {
        type: 'request',
        params: ({ context }) => ({
          effect: 'consent.record',
          params: { purpose: context.chosen, given: false },
        }),
      },
      on: {
        RESULT: [
          {
            guard: 'firstChosen',
            target: 'done',
            actions: { type: 'say', params: toYou({ key: 'my-data.withdrawnFirst' }) },
          },
          {
            target: 'done',
            actions: {
              type: 'say',
              params: ({ context }) => ({
                key: 'my-data.withdrawn',
                vars: { address: context.address, what: { key: `my-data.choice.${context.chosen || 'P2'}` } },
              }),
            },
          },
        ],
        RESUME: 'consents',
      },
    },
    copying: {
      entry: { type: 'request', params: { effect: 'data.export', params: {} } },
      on: {
        RESULT: {
          target: 'done',
          actions: {
            type: 'link',
            params: ({ context, event }) => ({
              key: 'my-data.copy',
              label: 'my-data.openCopy',
              url: resultText(event, 'url'),
              vars: { address: context.address },
            }),
          },
        },
        RESUME: 'menu',
      },
    },
    erase: {
      entry: { type: 'ask', params: toYou(confirmations.erase) },
      on: {
        ANSWER: [
          { guard: { type: 'chose', params: { id: 'agree' } }, target: 'erasing' },
          { target: 'menu', actions: { type: 'say', params: toYou({ key: 'my-data.unchanged' }) } },
        ],
        BACK: 'menu',
        RESUME: { target: 'erase', reenter: true },
      },
    },
    // What is said here is the last: with everything the runs go, and no question follows.
    erasing: {
      entry: { type: 'request', params: { effect: 'data.erase', params: {} } },
      on: {
        RESULT: {
          target: 'done',
          actions: {
            type: 'say',
            params: ({ context, event }) => ({
              key: 'my-data.erased',
              vars: {
                address: context.address,
                code: resultText(event, 'code'),
                day: resultText(event, 'day'),
              },
            }),
          },
        },
        RESUME: 'menu',
      },
    },
    toRegistration: { type: 'final', output: { goto: 'register' } },
    done: { type: 'final', output: {} },
  },
})

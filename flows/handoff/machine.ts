import { effects, setup } from '../../src/conversation/flow-kit.ts'
import { delays, guards, options, outputOfFinal } from '../base.ts'
import { recordOf } from '../consents.ts'
import { courseActions, courseGuards, courseTypes, freshCourse } from './course.ts'
import {
  askConsent,
  checkInNote,
  helpQuestion,
  linkMessage,
  menuOf,
  providerQuestion,
  stepQuestion,
  stuckNote,
  stuckQuestion,
  toYou,
  whereQuestion,
  withoutLink,
} from './questions.ts'

/** Once the link is given, the first check-in may come while anything waits. */
const after = { checkIn: { guard: 'unchecked', target: 'checkIn' } } as const
const chose = (id: string) => ({ type: 'chose', params: { id } }) as const

/** From a confirmed registration to a certificate: provider, link, its steps one by one, and how far one is a day later. */
export const machine = setup({
  types: courseTypes,
  actions: { ...effects, ...courseActions },
  guards: { ...guards, ...courseGuards },
  delays,
}).createMachine({
  id: 'handoff',
  version: '2',
  options,
  context: freshCourse,
  output: outputOfFinal,
  initial: 'opening',
  after: { abandon: '.done' },
  states: {
    opening: {
      entry: { type: 'request', params: { effect: 'person.standing', params: {} } },
      on: {
        RESULT: [
          { guard: 'unregistered', target: 'toRegistration' },
          { target: 'offering', actions: 'keepStanding' },
        ],
        RESUME: 'done',
      },
    },
    offering: {
      entry: { type: 'request', params: { effect: 'providers.offer', params: {} } },
      on: {
        RESULT: [
          { guard: 'noProviders', target: 'noProvider' },
          { guard: 'linkedBefore', target: 'again', actions: 'keepProviders' },
          { target: 'provider', actions: 'keepProviders' },
        ],
        RESUME: 'done',
      },
    },
    again: {
      entry: { type: 'ask', params: menuOf('again', 'newLink', 'steps', 'issued', 'otherProvider') },
      on: {
        ANSWER: [
          { guard: chose('newLink'), target: 'handingOff' },
          { guard: chose('steps'), target: 'step' },
          { guard: chose('issued'), target: 'toCertificate' },
          { target: 'provider' },
        ],
        BACK: 'resting',
        RESUME: { target: 'again', reenter: true },
      },
    },
    provider: {
      entry: { type: 'ask', params: providerQuestion },
      on: {
        ANSWER: [
          { guard: 'viaVneid', target: 'handingOff', actions: 'keepProvider' },
          { target: 'p3', actions: 'keepProvider' },
        ],
        // What is registered can be changed there.
        BACK: [{ guard: 'linkedBefore', target: 'again' }, { target: 'toRegistration' }],
        RESUME: { target: 'provider', reenter: true },
      },
    },
    p3: {
      entry: { type: 'ask', params: askConsent('P3') },
      on: { ANSWER: 'p3Recording', BACK: 'provider', RESUME: { target: 'p3', reenter: true } },
    },
    p3Recording: {
      entry: { type: 'request', params: recordOf('P3') },
      on: { RESULT: 'handingOff', RESUME: 'p3' },
    },
    handingOff: {
      entry: {
        type: 'request',
        params: ({ context }) => ({ effect: 'handoff.create', params: { provider: context.provider } }),
      },
      on: {
        RESULT: [
          { guard: 'withoutLink', target: 'linked', actions: { type: 'say', params: withoutLink } },
          { target: 'linked', actions: { type: 'link', params: linkMessage } },
        ],
        RESUME: 'provider',
      },
    },
    linked: { always: [{ guard: 'askedBefore', target: 'guide' }, { target: 'p2' }] },
    p2: {
      entry: { type: 'ask', params: askConsent('P2') },
      on: { ANSWER: 'p2Recording', RESUME: { target: 'p2', reenter: true } },
      after,
    },
    p2Recording: {
      entry: { type: 'request', params: recordOf('P2') },
      on: { RESULT: 'p4', RESUME: 'p2' },
    },
    p4: {
      entry: { type: 'ask', params: askConsent('P4') },
      on: { ANSWER: 'p4Recording', BACK: 'p2', RESUME: { target: 'p4', reenter: true } },
      after,
    },
    p4Recording: {
      entry: { type: 'request', params: recordOf('P4') },
      on: { RESULT: 'guide', RESUME: 'p4' },
    },
    guide: {
      entry: { type: 'ask', params: menuOf('guide', 'steps', 'newLink', 'issued', 'later') },
      on: {
        ANSWER: [
          { guard: chose('steps'), target: 'step' },
          { guard: chose('newLink'), target: 'sendingAgain' },
          { guard: chose('issued'), target: 'toCertificate' },
          { target: 'resting' },
        ],
        BACK: 'resting',
        RESUME: { target: 'guide', reenter: true },
      },
      after,
    },
    // Everything has been asked: only the link is wanted again.
    sendingAgain: {
      entry: {
        type: 'request',
        params: ({ context }) => ({ effect: 'handoff.create', params: { provider: context.provider } }),
      },
      on: {
        RESULT: [
          { guard: 'withoutLink', target: 'guide', actions: { type: 'say', params: withoutLink } },
          { target: 'guide', actions: { type: 'link', params: linkMessage } },
        ],
        RESUME: 'guide',
      },
    },
    // The menu is on top meanwhile.
    resting: {
      entry: { type: 'call', params: { flow: 'home' } },
      on: { CHILD_DONE: 'guide', RESUME: 'guide' },
      after,
    },
    step: {
      entry: ['clear', { type: 'ask', params: stepQuestion }],
      on: {
        ANSWER: [
          { guard: chose('issued'), target: 'toCertificate' },
          {
            guard: chose('next'),
            target: 'step',
            reenter: true,
            actions: { type: 'goTo', params: { by: 1 } },
          },
          { guard: chose('stuckHere'), target: 'stuck' },
          { target: 'resting' },
        ],
        BACK: [
          { guard: 'firstStep', target: 'guide' },
          { target: 'step', reenter: true, actions: { type: 'goTo', params: { by: -1 } } },
        ],
        RESUME: { target: 'step', reenter: true },
      },
      after,
    },
    stuck: {
      entry: { type: 'ask', params: stuckQuestion },
      on: {
        ANSWER: { target: 'noting', actions: 'keepReason' },
        BACK: 'step',
        RESUME: { target: 'stuck', reenter: true },
      },
      after,
    },
    noting: {
      entry: { type: 'request', params: stuckNote },
      on: {
        RESULT: [{ guard: 'needsPerson', target: 'person' }, { target: 'help' }],
        RESUME: 'stuck',
      },
    },
    help: {
      entry: { type: 'ask', params: helpQuestion },
      on: {
        ANSWER: [{ guard: chose('solved'), target: 'step' }, { target: 'person' }],
        BACK: 'stuck',
        RESUME: { target: 'help', reenter: true },
      },
      after,
    },
    person: {
      entry: { type: 'request', params: { effect: 'case.open', params: { reason: 'stuck' } } },
      on: { RESULT: 'withStaff', RESUME: 'step' },
    },
    // A person answers now: nothing is asked until the assistant has the conversation again.
    withStaff: { on: { BACK: 'step', RESUME: 'step' }, after },
    checkIn: {
      entry: [
        'markChecked',
        { type: 'ask', params: menuOf('checkIn', 'issued', 'waiting', 'stuck', 'quit') },
      ],
      on: {
        ANSWER: { target: 'checkedIn', actions: 'keepReason' },
        BACK: 'guide',
        RESUME: { target: 'checkIn', reenter: true },
      },
    },
    checkedIn: {
      entry: { type: 'request', params: checkInNote },
      on: {
        RESULT: [
          { guard: { type: 'said', params: { reason: 'issued' } }, target: 'toCertificate' },
          { guard: { type: 'said', params: { reason: 'waiting' } }, target: 'waiting' },
          { guard: { type: 'said', params: { reason: 'stuck' } }, target: 'where' },
          { target: 'done', actions: { type: 'say', params: toYou({ key: 'handoff.quit' }) } },
        ],
        RESUME: 'checkIn',
      },
    },
    waiting: {
      entry: ['clear', { type: 'ask', params: menuOf('waiting', 'issued', 'stuck', 'later') }],
      on: {
        ANSWER: [
          { guard: chose('issued'), target: 'toCertificate' },
          { guard: chose('stuck'), target: 'where' },
          { target: 'resting' },
        ],
        BACK: 'checkIn',
        RESUME: { target: 'waiting', reenter: true },
      },
    },
    where: {
      entry: ['clear', { type: 'ask', params: whereQuestion }],
      on: {
        ANSWER: [
          { guard: chose('other'), target: 'person' },
          { target: 'stuck', actions: 'keepStep' },
        ],
        BACK: 'guide',
        RESUME: { target: 'where', reenter: true },
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
    toCertificate: { type: 'final', output: { goto: 'certificate' } },
    staffed: { type: 'final', output: { staffed: true } },
    done: { type: 'final', output: {} },
  },
})

import { effects, setup } from '../../src/conversation/flow-kit.ts'
import { delays, guards, options, outputOfFinal } from '../base.ts'
import { consentQuestion, recordOf } from '../consents.ts'
import {
  certificateOf,
  dayQuestion,
  freshOwned,
  menuOf,
  type Owned,
  ownedActions,
  ownedGuards,
  ownedTypes,
  providerQuestion,
  toYou,
} from './owned.ts'

const chose = (id: string) => ({ type: 'chose', params: { id } }) as const
const askConsent =
  (purpose: 'P2' | 'P4') =>
  ({ context }: { context: Owned }) =>
    consentQuestion(purpose, context.address)

/** One use of it, and the ways on. */
const use = (key: string) => ({
  entry: { type: 'ask' as const, params: menuOf(key, 'used', 'more', 'person', 'menu') },
  on: {
    ANSWER: [
      { guard: chose('used'), target: 'using' },
      { guard: chose('person'), target: 'person' },
      { guard: chose('menu'), target: 'toMenu' },
      { target: 'usage' },
    ],
    BACK: 'usage',
    RESUME: { target: key, reenter: true },
  },
})

/** Somebody has a certificate: from whom, since when, until when, and what to do with it first. */
export const machine = setup({
  types: ownedTypes,
  actions: { ...effects, ...ownedActions },
  guards: { ...guards, ...ownedGuards },
  delays,
}).createMachine({
  id: 'certificate',
  version: '1',
  options,
  context: freshOwned,
  output: outputOfFinal,
  initial: 'opening',
  after: { abandon: '.done' },
  states: {
    opening: {
      entry: { type: 'request', params: { effect: 'person.standing', params: {} } },
      on: {
        RESULT: [
          { guard: 'known', target: 'usage', actions: 'keepStanding' },
          { guard: 'linked', target: 'issuedOn', actions: 'keepStanding' },
          { target: 'offering', actions: 'keepStanding' },
        ],
        RESUME: 'done',
      },
    },
    offering: {
      entry: { type: 'request', params: { effect: 'providers.offer', params: {} } },
      on: { RESULT: { target: 'provider', actions: 'keepProviders' }, RESUME: 'done' },
    },
    provider: {
      entry: { type: 'ask', params: providerQuestion },
      on: {
        ANSWER: { target: 'issuedOn', actions: 'keepProvider' },
        RESUME: { target: 'provider', reenter: true },
      },
    },
    issuedOn: {
      entry: { type: 'ask', params: dayQuestion('issuedOn', 'today', 'unknown') },
      on: {
        ANSWER: [
          {
            guard: 'inFuture',
            target: 'issuedOn',
            reenter: true,
            actions: { type: 'say', params: toYou({ key: 'certificate.inFuture' }) },
          },
          { target: 'expiresOn', actions: { type: 'keepDay', params: { field: 'issuedOn' } } },
        ],
        BACK: 'offering',
        RESUME: { target: 'issuedOn', reenter: true },
      },
    },
    expiresOn: {
      entry: { type: 'ask', params: dayQuestion('expiresOn', 'notAtHand') },
      on: {
        ANSWER: [
          {
            guard: 'tooEarly',
            target: 'expiresOn',
            reenter: true,
            actions: { type: 'say', params: toYou({ key: 'certificate.tooEarly' }) },
          },
          { target: 'saving', actions: { type: 'keepDay', params: { field: 'expiresOn' } } },
        ],
        BACK: 'issuedOn',
        RESUME: { target: 'expiresOn', reenter: true },
      },
    },
    saving: {
      entry: { type: 'request', params: certificateOf },
      on: {
        RESULT: [
          {
            guard: 'notSaved',
            target: 'usage',
            actions: { type: 'say', params: toYou({ key: 'certificate.notSaved' }) },
          },
          {
            guard: 'asked',
            target: 'usage',
            actions: { type: 'say', params: toYou({ key: 'certificate.saved' }) },
          },
          { target: 'p2', actions: { type: 'say', params: toYou({ key: 'certificate.saved' }) } },
        ],
        RESUME: 'expiresOn',
      },
    },
    p2: {
      entry: { type: 'ask', params: askConsent('P2') },
      on: { ANSWER: 'p2Recording', BACK: 'expiresOn', RESUME: { target: 'p2', reenter: true } },
    },
    p2Recording: {
      entry: { type: 'request', params: recordOf('P2') },
      on: { RESULT: 'p4', RESUME: 'p2' },
    },
    p4: {
      entry: { type: 'ask', params: askConsent('P4') },
      on: { ANSWER: 'p4Recording', BACK: 'p2', RESUME: { target: 'p4', reenter: true } },
    },
    p4Recording: {
      entry: { type: 'request', params: recordOf('P4') },
      on: { RESULT: 'usage', RESUME: 'p4' },
    },
    usage: {
      entry: { type: 'ask', params: menuOf('usage', 'dossier', 'validity', 'elsewhere', 'used', 'menu') },
      on: {
        ANSWER: [
          { guard: chose('dossier'), target: 'dossier' },
          { guard: chose('validity'), target: 'validity' },
          { guard: chose('elsewhere'), target: 'elsewhere' },
          { guard: chose('used'), target: 'using' },
          { target: 'toMenu' },
        ],
        BACK: 'done',
        RESUME: { target: 'usage', reenter: true },
      },
    },
    dossier: use('dossier'),
    elsewhere: use('elsewhere'),
    validity: {
      entry: { type: 'ask', params: menuOf('validity', 'tellDays', 'more', 'person', 'menu') },
      on: {
        ANSWER: [
          { guard: chose('tellDays'), target: 'offering' },
          { guard: chose('person'), target: 'person' },
          { guard: chose('menu'), target: 'toMenu' },
          { target: 'usage' },
        ],
        BACK: 'usage',
        RESUME: { target: 'validity', reenter: true },
      },
    },
    using: {
      entry: { type: 'request', params: { effect: 'certificate.use', params: {} } },
      on: {
        RESULT: { target: 'done', actions: { type: 'say', params: toYou({ key: 'certificate.used' }) } },
        RESUME: 'usage',
      },
    },
    person: {
      entry: { type: 'request', params: { effect: 'case.open', params: { reason: 'usage' } } },
      on: { RESULT: 'staffed', RESUME: 'usage' },
    },
    staffed: { type: 'final', output: { staffed: true } },
    toMenu: { type: 'final', output: { goto: 'home' } },
    done: { type: 'final', output: {} },
  },
})

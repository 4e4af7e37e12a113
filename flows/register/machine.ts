import { type EffectParams, effects, setup } from '../../src/conversation/flow-kit.ts'
import { delays, guards, options, outputOfFinal } from '../base.ts'
import { draftActions, draftGuards, draftTypes, emptyDraft, registrationOf, sinceBegun } from './draft.ts'
import { nameQuestion, phoneQuestion, questions, summaryQuestion, toYou } from './questions.ts'

/** Takes P1 back: erases what was kept because of it; keeps nothing where nothing had been given. */
const withdrawal: EffectParams<'request'> = {
  effect: 'consent.record',
  params: { purpose: 'P1', given: false },
}

/**
 * A registration: birth year, consent, four more questions, summary; the hand-off to a provider follows.
 * Birth year comes first so that of a child nothing is kept.
 */
export const machine = setup({
  types: draftTypes,
  actions: { ...effects, ...draftActions },
  guards: { ...guards, ...draftGuards },
  delays,
}).createMachine({
  id: 'register',
  version: '3',
  options,
  context: emptyDraft,
  output: outputOfFinal,
  initial: 'birthYear',
  after: { abandon: '.done' },
  on: {
    SHARED: { actions: ['takeShared', { type: 'say', params: toYou({ key: 'register.shared' }) }] },
  },
  states: {
    birthYear: {
      entry: { type: 'ask', params: questions.birthYear },
      on: {
        ANSWER: [
          { guard: 'underage', target: 'underage' },
          {
            guard: 'becomesSixteen',
            target: 'turned16',
            actions: { type: 'keep', params: { field: 'birthYear' } },
          },
          {
            guard: 'editing',
            target: 'summary',
            actions: { type: 'keep', params: { field: 'birthYear' } },
          },
          { target: 'consent', actions: { type: 'keep', params: { field: 'birthYear' } } },
        ],
        BACK: { guard: 'editing', target: 'edit' },
        RESUME: { target: 'birthYear', reenter: true },
      },
    },
    turned16: {
      entry: { type: 'ask', params: questions.turned16 },
      on: {
        ANSWER: [
          { guard: { type: 'chose', params: { id: 'no' } }, target: 'underage' },
          { guard: 'editing', target: 'summary' },
          { target: 'consent' },
        ],
        BACK: 'birthYear',
        RESUME: { target: 'turned16', reenter: true },
      },
    },
    consent: {
      entry: { type: 'ask', params: toYou(questions.consent) },
      on: {
        ANSWER: [
          { guard: { type: 'chose', params: { id: 'refuse' } }, target: 'refused' },
          { guard: 'consented', target: 'name' },
          { target: 'recording' },
        ],
        BACK: 'birthYear',
        RESUME: { target: 'consent', reenter: true },
      },
    },
    recording: {
      entry: {
        type: 'request',
        params: { effect: 'consent.record', params: { purpose: 'P1', given: true } },
      },
      on: {
        RESULT: { target: 'name', actions: { type: 'mark', params: { consented: true } } },
        RESUME: 'consent',
      },
    },
    name: {
      entry: { type: 'ask', params: nameQuestion },
      on: {
        ANSWER: [
          {
            guard: { type: 'shared', params: { field: 'name' } },
            target: 'nameKept',
            actions: { type: 'keepShared', params: { field: 'name' } },
          },
          { guard: 'editing', target: 'summary', actions: { type: 'keep', params: { field: 'name' } } },
          { target: 'phone', actions: { type: 'keep', params: { field: 'name' } } },
        ],
        BACK: [{ guard: 'editing', target: 'edit' }, { target: 'consent' }],
        RESUME: { target: 'name', reenter: true },
      },
    },
    nameKept: { always: [{ guard: 'editing', target: 'summary' }, { target: 'phone' }] },
    phone: {
      entry: { type: 'ask', params: phoneQuestion },
      on: {
        ANSWER: [
          {
            guard: { type: 'shared', params: { field: 'phone' } },
            target: 'phoneKept',
            actions: { type: 'keepShared', params: { field: 'phone' } },
          },
          { guard: 'editing', target: 'summary', actions: { type: 'keep', params: { field: 'phone' } } },
          { target: 'place', actions: { type: 'keep', params: { field: 'phone' } } },
        ],
        BACK: [{ guard: 'editing', target: 'edit' }, { target: 'name' }],
        RESUME: { target: 'phone', reenter: true },
      },
    },
    phoneKept: { always: [{ guard: 'editing', target: 'summary' }, { target: 'place' }] },
    place: {
      entry: { type: 'ask', params: toYou(questions.place) },
      on: {
        ANSWER: [
          { guard: { type: 'chose', params: { id: 'elsewhere' } }, target: 'elsewhere' },
          { guard: 'editing', target: 'summary', actions: { type: 'keep', params: { field: 'place' } } },
          { target: 'group', actions: { type: 'keep', params: { field: 'place' } } },
        ],
        BACK: [{ guard: 'editing', target: 'edit' }, { target: 'phone' }],
        RESUME: { target: 'place', reenter: true },
      },
    },
    elsewhere: {
      entry: { type: 'ask', params: toYou(questions.elsewhere) },
      on: {
        ANSWER: [{ guard: { type: 'chose', params: { id: 'again' } }, target: 'place' }, { target: 'done' }],
        BACK: 'place',
        RESUME: { target: 'elsewhere', reenter: true },
      },
    },
    group: {
      entry: { type: 'ask', params: toYou(questions.group) },
      on: {
        ANSWER: { target: 'summary', actions: { type: 'keep', params: { field: 'group' } } },
        BACK: [{ guard: 'editing', target: 'edit' }, { target: 'place' }],
        RESUME: { target: 'group', reenter: true },
      },
    },
    summary: {
      entry: [
        { type: 'mark', params: { editing: false } },
        { type: 'ask', params: summaryQuestion },
      ],
      on: {
        ANSWER: [{ guard: { type: 'chose', params: { id: 'no' } }, target: 'edit' }, { target: 'saving' }],
        BACK: 'group',
        RESUME: { target: 'summary', reenter: true },
      },
    },
    edit: {
      entry: [
        { type: 'mark', params: { editing: true } },
        { type: 'ask', params: toYou(questions.edit) },
      ],
      on: {
        ANSWER: [
          { guard: { type: 'chose', params: { id: 'name' } }, target: 'name' },
          { guard: { type: 'chose', params: { id: 'phone' } }, target: 'phone' },
          { guard: { type: 'chose', params: { id: 'place' } }, target: 'place' },
          { guard: { type: 'chose', params: { id: 'group' } }, target: 'group' },
          { guard: { type: 'chose', params: { id: 'birthYear' } }, target: 'birthYear' },
        ],
        BACK: 'summary',
        RESUME: { target: 'edit', reenter: true },
      },
    },
    saving: {
      entry: {
        type: 'request',
        params: ({ context }) => ({ effect: 'registration.save', params: registrationOf(context) }),
      },
      on: {
        RESULT: {
          target: 'registered',
          actions: { type: 'say', params: toYou({ key: 'register.saved' }) },
        },
        RESUME: 'summary',
      },
    },
    // What stood at the provider's choice before the hand-off was a flow of its own goes on from here.
    registered: { always: 'toHandoff' },
    underage: {
      entry: [
        { type: 'forget', params: sinceBegun },
        { type: 'say', params: { key: 'register.underage' } },
      ],
      always: [{ guard: 'consented', target: 'withdrawing' }, { target: 'done' }],
    },
    // A no to the question counts, also after an earlier yes: what was kept because of that goes, and is said to be gone.
    refused: {
      entry: { type: 'request', params: withdrawal },
      on: {
        RESULT: [
          {
            guard: 'withdrew',
            target: 'done',
            actions: { type: 'say', params: toYou({ key: 'register.withdrawn' }) },
          },
          { target: 'done', actions: { type: 'say', params: toYou({ key: 'register.refused' }) } },
        ],
        RESUME: 'done',
      },
    },
    // Consent was given and the year was then corrected to a child's: what was recorded must not stand.
    withdrawing: {
      entry: { type: 'request', params: withdrawal },
      on: { RESULT: 'done', RESUME: 'done' },
    },
    toHandoff: { type: 'final', output: { goto: 'handoff' } },
    done: { type: 'final', output: {} },
  },
})

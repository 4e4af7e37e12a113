import { options, outputOfFinal } from '../base.ts'
import { emptyDraft, FIELDS, type Field } from './draft.ts'
import { anotherStates, endings } from './endings.ts'
import { hamletStates } from './hamlet-states.ts'
import { chose, keep, kit, type StateOf, skip, stateOf } from './kit.ts'
import {
  birthYearQuestion,
  nameQuestion,
  phoneQuestion,
  placeQuestion,
  questions,
  schoolQuestion,
  toYou,
} from './questions.ts'
import { editQuestion, knownQuestion, registrationOf, returningQuestion, summaryQuestion } from './summary.ts'

/** To the question of the field that is to be corrected. */
const toField = FIELDS.map(
  (field) =>
    ({
      guard: { type: 'corrects', params: { field } },
      target: `.${stateOf(field)}` as `.${StateOf}`,
      actions: 'markEditing',
    }) as const,
)

/** An eventless way to the question of a field that is not told yet. */
const first = (field: Field) =>
  ({ guard: { type: 'lacks', params: { field } }, target: stateOf(field) }) as const

/**
 * A registration: birth year, consent, a few more questions, summary; the hand-off to a provider follows. Birth year comes
 * first so that of a child nothing is kept. Every answer leads to the first question that has none (`next`), so that
 * corrections by words, returns after days and older drafts need no ways of their own.
 */
export const machine = kit.createMachine({
  id: 'register',
  version: '4',
  options,
  context: emptyDraft,
  output: outputOfFinal,
  initial: 'looking',
  after: { abandon: '.done' },
  on: {
    SHARED: { actions: ['takeShared', { type: 'say', params: toYou({ key: 'register.shared' }) }] },
    RETURNED: { guard: 'begun', target: '.returning' },
    // Known a moment later, where something was shared before.
    RESULT: { guard: 'known', target: '.known', actions: 'keepRegistered' },
    WISH: [
      { guard: { type: 'wishes', params: { what: 'for-another' } }, target: '.forAnother' },
      { guard: 'tells', target: '.next', actions: ['markEditing', 'keepWished'] },
      ...toField,
    ],
  },
  states: {
    looking: {
      entry: { type: 'request', params: { effect: 'registration.look', params: {} } },
      on: {
        RESULT: [
          { guard: 'known', target: 'wanted', actions: 'keepRegistered' },
          { guard: { type: 'wants', params: { what: 'for-another' } }, target: 'forAnother' },
          { target: 'next' },
        ],
        RESUME: 'next',
      },
    },
    // Registered already: what was wished for, or what there is.
    wanted: {
      always: [
        { guard: { type: 'wants', params: { what: 'for-another' } }, target: 'forAnother' },
        ...FIELDS.map(
          (field) =>
            ({
              guard: { type: 'wants', params: { what: field } },
              target: stateOf(field),
              actions: 'markEditing',
            }) as const,
        ),
        { target: 'known' },
      ],
    },
    known: {
      entry: { type: 'ask', params: knownQuestion },
      on: {
        ANSWER: [
          { guard: chose('link'), target: 'toHandoff' },
          { guard: chose('change'), target: 'edit' },
          { guard: chose('forAnother'), target: 'forAnother' },
          { target: 'done' },
        ],
        BACK: 'done',
        RESUME: { target: 'known', reenter: true },
      },
    },
    next: {
      entry: { type: 'mark', params: { wanted: '', editing: false } },
      always: [
        { guard: 'underage', target: 'underage' },
        { guard: 'becomesSixteen', target: 'turned16' },
        first('birthYear'),
        { guard: 'unconsented', target: 'consent' },
        first('name'),
        first('phone'),
        first('place'),
        first('residence'),
        first('hamlet'),
        first('group'),
        { guard: 'lacksSchool', target: 'school' },
        { target: 'summary' },
      ],
    },
    birthYear: {
      entry: { type: 'ask', params: birthYearQuestion },
      on: {
        ANSWER: [
          { guard: chose('forAnother'), target: 'forAnother' },
          { target: 'next', actions: keep('birthYear') },
        ],
        BACK: { guard: 'editing', target: 'edit' },
        RESUME: { target: 'birthYear', reenter: true },
      },
    },
    turned16: {
      entry: { type: 'ask', params: questions.turned16 },
      on: {
        ANSWER: [
          { guard: chose('no'), target: 'underage' },
          { target: 'next', actions: { type: 'mark', params: { turned16: true } } },
        ],
        BACK: 'birthYear',
        RESUME: { target: 'turned16', reenter: true },
      },
    },
    consent: {
      entry: { type: 'ask', params: toYou(questions.consent) },
      on: {
        ANSWER: [
          { guard: chose('refuse'), target: 'refused' },
          { guard: 'consented', target: 'next' },
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
        RESULT: { target: 'next', actions: { type: 'mark', params: { consented: true } } },
        RESUME: 'consent',
      },
    },
    name: {
      entry: { type: 'ask', params: nameQuestion },
      on: {
        ANSWER: [
          {
            guard: { type: 'shared', params: { field: 'name' } },
            target: 'next',
            actions: { type: 'keepShared', params: { field: 'name' } },
          },
          { target: 'next', actions: keep('name') },
        ],
        BACK: [{ guard: 'editing', target: 'edit' }, { target: 'consent' }],
        RESUME: { target: 'name', reenter: true },
      },
    },
    phone: {
      entry: { type: 'ask', params: phoneQuestion },
      on: {
        ANSWER: [
          {
            guard: { type: 'shared', params: { field: 'phone' } },
            target: 'next',
            actions: { type: 'keepShared', params: { field: 'phone' } },
          },
          { target: 'next', actions: keep('phone') },
        ],
        BACK: [{ guard: 'editing', target: 'edit' }, { target: 'name' }],
        RESUME: { target: 'phone', reenter: true },
      },
    },
    place: {
      entry: { type: 'ask', params: placeQuestion },
      on: {
        ANSWER: [
          { guard: chose('elsewhere'), target: 'elsewhere' },
          { guard: chose('TAMTRU'), target: 'place', reenter: true, actions: keep('residence') },
          { guard: chose('LAMVIEC'), target: 'place', reenter: true, actions: keep('residence') },
          { target: 'next', actions: keep('place') },
        ],
        BACK: [
          { guard: 'editing', target: 'edit' },
          {
            guard: 'notHereForGood',
            target: 'place',
            reenter: true,
            actions: { type: 'set', params: { field: 'residence', value: '' } },
          },
          { target: 'phone' },
        ],
        RESUME: { target: 'place', reenter: true },
      },
    },
    elsewhere: {
      entry: { type: 'ask', params: toYou(questions.elsewhere) },
      on: {
        ANSWER: [{ guard: chose('again'), target: 'place' }, { target: 'done' }],
        BACK: 'place',
        RESUME: { target: 'elsewhere', reenter: true },
      },
    },
    residence: {
      entry: { type: 'ask', params: toYou(questions.residence) },
      on: {
        ANSWER: { target: 'next', actions: keep('residence') },
        BACK: [{ guard: 'editing', target: 'edit' }, { target: 'place' }],
        RESUME: { target: 'residence', reenter: true },
      },
    },
    ...hamletStates,
    group: {
      entry: { type: 'ask', params: toYou(questions.group) },
      on: {
        ANSWER: [
          { guard: chose('otherGroup'), target: 'otherGroup' },
          { target: 'next', actions: keep('group') },
        ],
        BACK: [
          { guard: 'editing', target: 'edit' },
          { guard: 'toldHamlet', target: 'listing' },
          { target: 'place' },
        ],
        RESUME: { target: 'group', reenter: true },
      },
    },
    otherGroup: {
      entry: { type: 'ask', params: toYou(questions.otherGroup) },
      on: {
        ANSWER: { target: 'next', actions: keep('group') },
        BACK: 'group',
        RESUME: { target: 'otherGroup', reenter: true },
      },
    },
    school: {
      entry: { type: 'ask', params: schoolQuestion },
      on: {
        ANSWER: [
          { guard: chose('skip'), target: 'next', actions: skip('school') },
          { target: 'next', actions: keep('school') },
        ],
        BACK: [{ guard: 'editing', target: 'edit' }, { target: 'group' }],
        RESUME: { target: 'school', reenter: true },
      },
    },
    summary: {
      entry: [
        { type: 'mark', params: { editing: false } },
        { type: 'ask', params: summaryQuestion },
      ],
      on: {
        ANSWER: [
          { guard: chose('no'), target: 'edit' },
          { guard: 'complete', target: 'saving' },
          { target: 'next' },
        ],
        BACK: [
          { guard: 'registered', target: 'known' },
          { guard: 'belongs', target: 'school' },
          { target: 'group' },
        ],
        RESUME: { target: 'summary', reenter: true },
      },
    },
    edit: {
      entry: [
        { type: 'mark', params: { editing: true } },
        { type: 'ask', params: editQuestion },
      ],
      on: {
        ANSWER: FIELDS.map((field) => ({ guard: chose(field), target: stateOf(field) }) as const),
        BACK: 'summary',
        RESUME: { target: 'edit', reenter: true },
      },
    },
    returning: {
      entry: { type: 'ask', params: returningQuestion },
      on: {
        ANSWER: [{ guard: chose('over'), target: 'next', actions: 'wipe' }, { target: 'next' }],
        BACK: 'next',
        RETURNED: { target: 'returning', reenter: true },
        RESUME: { target: 'returning', reenter: true },
      },
    },
    ...anotherStates,
    saving: {
      entry: {
        type: 'request',
        params: ({ context }) => ({ effect: 'registration.save', params: registrationOf(context) }),
      },
      on: {
        RESULT: [
          {
            guard: 'registered',
            target: 'done',
            actions: { type: 'say', params: toYou({ key: 'register.changed' }) },
          },
          { target: 'registered', actions: { type: 'say', params: toYou({ key: 'register.saved' }) } },
        ],
        RESUME: 'summary',
      },
    },
    // What stood at the provider's choice before the hand-off was a flow of its own goes on from here.
    registered: { always: 'toHandoff' },
    ...endings,
  },
})

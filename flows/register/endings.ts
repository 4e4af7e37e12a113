import type { EffectParams } from '../../src/conversation/flow-kit.ts'
import type { Scope } from './draft.ts'
import { chose, kit } from './kit.ts'
import { questions, toYou } from './questions.ts'

/** Takes P1 back: erases what was kept because of it; keeps nothing where nothing had been given. */
const withdrawal: EffectParams<'request'> = {
  effect: 'consent.record',
  params: { purpose: 'P1', given: false },
}

/** What of a child must not stay. */
const sinceBegun = ({ context }: Scope) => ({ since: context.since })

/** "Cho mẹ tôi": nobody is registered but by themselves; what helps is offered. */
export const anotherStates = {
  forAnother: kit.createStateConfig({
    entry: { type: 'ask', params: toYou(questions.forAnother) },
    on: {
      ANSWER: [
        { guard: chose('ownPhone'), target: 'ownPhone' },
        { guard: chose('desk'), target: 'atDesk' },
        { guard: chose('visit'), target: 'visited' },
        { target: 'back' },
      ],
      BACK: 'back',
      RESUME: { target: 'forAnother', reenter: true },
    },
  }),
  back: kit.createStateConfig({ always: [{ guard: 'registered', target: 'known' }, { target: 'next' }] }),
  ownPhone: kit.createStateConfig({
    entry: { type: 'say', params: toYou({ key: 'register.ownPhone' }) },
    always: [{ guard: 'begun', target: 'next' }, { target: 'done' }],
  }),
  atDesk: kit.createStateConfig({
    entry: { type: 'call', params: { flow: 'booth' } },
    on: {
      CHILD_DONE: [
        { guard: { type: 'goesTo', params: { flow: 'homeVisit' } }, target: 'visited' },
        { guard: 'leftToStaff', target: 'withStaff' },
        { target: 'helped' },
      ],
      RESUME: 'forAnother',
    },
  }),
  visited: kit.createStateConfig({
    entry: { type: 'call', params: { flow: 'homeVisit' } },
    on: {
      CHILD_DONE: [
        { guard: { type: 'goesTo', params: { flow: 'booth' } }, target: 'atDesk' },
        { guard: 'leftToStaff', target: 'withStaff' },
        { target: 'helped' },
      ],
      RESUME: 'forAnother',
    },
  }),
  // A form that was begun, or the wish to register after all, goes on.
  helped: kit.createStateConfig({
    always: [
      { guard: 'begun', target: 'next' },
      { guard: { type: 'goesTo', params: { flow: 'register' } }, target: 'back' },
      { target: 'done' },
    ],
  }),
  // A person answers now; an own form that was begun waits for the resident to come back to it.
  withStaff: kit.createStateConfig({
    always: [{ guard: 'begun', target: 'waiting' }, { target: 'staffed' }],
  }),
  waiting: kit.createStateConfig({
    on: { ANSWER: 'next', BACK: 'next', RESUME: 'returning', RETURNED: 'returning' },
  }),
}

/** How a registration ends. */
export const endings = {
  underage: kit.createStateConfig({
    entry: [
      'wipe',
      { type: 'forget', params: sinceBegun },
      { type: 'say', params: { key: 'register.underage' } },
    ],
    always: [{ guard: 'consented', target: 'withdrawing' }, { target: 'done' }],
  }),
  // A no to the question counts, also after an earlier yes: what was kept because of that goes, and is said to be gone.
  refused: kit.createStateConfig({
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
  }),
  // Consent was given and the year was then corrected to a child's: what was recorded must not stand.
  withdrawing: kit.createStateConfig({
    entry: { type: 'request', params: withdrawal },
    on: { RESULT: 'done', RESUME: 'done' },
  }),
  toHandoff: kit.createStateConfig({ type: 'final', output: { goto: 'handoff' } }),
  staffed: kit.createStateConfig({ type: 'final', output: { staffed: true } }),
  done: kit.createStateConfig({ type: 'final', output: {} }),
}

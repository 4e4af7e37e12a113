import { effects, setup } from '../../src/conversation/flow-kit.ts'
import { guards, options, typesOf } from '../base.ts'
import { nextFlow } from './next-flow.ts'

/** Bottom of every conversation: greets, shows the menu, starts the other flows, and never ends. */
export const machine = setup({
  types: typesOf<Record<string, never>>(),
  actions: effects,
  guards,
}).createMachine({
  id: 'home',
  version: '3',
  options,
  context: {},
  initial: 'welcoming',
  // Here, not in single states: a flow may also have been started by a word such as ĐĂNG KÝ.
  on: {
    CHILD_DONE: [
      { guard: 'goesOn', target: '.calling' },
      { guard: 'leftToStaff', target: '.withStaff' },
      { target: '.menu' },
    ],
  },
  states: {
    welcoming: {
      entry: { type: 'say', params: { key: 'home.welcome' } },
      always: 'menu',
    },
    menu: {
      entry: {
        type: 'ask',
        params: {
          key: 'home.menu',
          choices: [
            { id: 'explain', key: 'home.choice.explain' },
            { id: 'register', key: 'home.choice.register' },
            { id: 'faq', key: 'home.choice.faq' },
            { id: 'human', key: 'home.choice.human' },
            { id: 'language', key: 'home.choice.language' },
          ],
        },
      },
      on: {
        ANSWER: [
          { guard: { type: 'chose', params: { id: 'explain' } }, target: 'calling' },
          { guard: { type: 'chose', params: { id: 'register' } }, target: 'calling' },
          { guard: { type: 'chose', params: { id: 'faq' } }, target: 'calling' },
          { guard: { type: 'chose', params: { id: 'human' } }, target: 'handingOver' },
          { guard: { type: 'chose', params: { id: 'language' } }, target: 'language' },
        ],
        RESUME: { target: 'menu', reenter: true },
      },
    },
    // Whatever flow was chosen, or the one that ended wants next.
    calling: {
      entry: { type: 'call', params: ({ event }) => ({ flow: nextFlow(event) }) },
      on: { RESUME: 'menu' },
    },
    handingOver: {
      entry: { type: 'request', params: { effect: 'case.open', params: { reason: 'asked' } } },
      on: {
        RESULT: 'withStaff',
        RESUME: 'menu',
      },
    },
    // A person answers now (the engine has said so, with the case's code): nothing is asked until the resident comes back to
    // the assistant. That may be by choosing from the menu they saw last, once staff have fallen silent or let the chat go.
    withStaff: {
      on: {
        ANSWER: [
          { guard: { type: 'chose', params: { id: 'explain' } }, target: 'calling' },
          { guard: { type: 'chose', params: { id: 'register' } }, target: 'calling' },
          { guard: { type: 'chose', params: { id: 'faq' } }, target: 'calling' },
          { guard: { type: 'chose', params: { id: 'human' } }, target: 'handingOver' },
          { guard: { type: 'chose', params: { id: 'language' } }, target: 'language' },
        ],
        RESUME: 'menu',
        BACK: 'menu',
      },
    },
    language: {
      entry: {
        type: 'ask',
        params: {
          key: 'home.language',
          choices: [
            { id: 'vi', key: 'home.choice.vi' },
            { id: 'en', key: 'home.choice.en' },
          ],
        },
      },
      on: {
        ANSWER: [
          {
            guard: { type: 'chose', params: { id: 'vi' } },
            target: 'menu',
            actions: { type: 'setLanguage', params: { language: 'vi' } },
          },
          {
            guard: { type: 'chose', params: { id: 'en' } },
            target: 'menu',
            actions: { type: 'setLanguage', params: { language: 'en' } },
          },
        ],
        BACK: 'menu',
        RESUME: { target: 'language', reenter: true },
      },
    },
  },
})

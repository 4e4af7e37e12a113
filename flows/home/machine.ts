import { effects, setup } from '../../src/conversation/flow-kit.ts'
import { guards, options, typesOf } from '../base.ts'
import { nextFlow } from './next-flow.ts'

const to = (id: string, target: string) => ({ guard: { type: 'chose' as const, params: { id } }, target })

/** Where each choice of the menu leads. */
const chosen = [
  to('explain', 'calling'),
  to('register', 'calling'),
  to('faq', 'calling'),
  to('human', 'handingOver'),
  to('more', 'more'),
  // Of the menu as it was before "more": its buttons are still in people's phones.
  to('language', 'language'),
]

/** Bottom of every conversation: greets, shows the menu, starts the other flows, and never ends. */
export const machine = setup({
  types: typesOf<Record<string, never>>(),
  actions: effects,
  guards,
}).createMachine({
  id: 'home',
  version: '4',
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
            { id: 'more', key: 'home.choice.more' },
          ],
          short: 'home.again',
        },
      },
      on: {
        ANSWER: chosen,
        RESUME: { target: 'menu', reenter: true },
      },
    },
    // What is not wanted every day, so that the menu keeps to the five buttons of Zalo.
    more: {
      entry: {
        type: 'ask',
        params: {
          key: 'home.more',
          choices: [
            { id: 'CMD:status', key: 'home.choice.status' },
            { id: 'CMD:my-data', key: 'home.choice.myData' },
            { id: 'CMD:booth', key: 'home.choice.booth' },
            { id: 'language', key: 'home.choice.language' },
            { id: 'menu', key: 'home.choice.menu' },
          ],
        },
      },
      on: {
        ANSWER: [to('language', 'language'), to('menu', 'menu')],
        BACK: 'menu',
        RESUME: { target: 'more', reenter: true },
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
        ANSWER: chosen,
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

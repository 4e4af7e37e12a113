import { assign, effects, type FlowEvent, setup } from '../../src/conversation/flow-kit.ts'
import { delays, guards, options, outputOfFinal, resultText, typesOf } from '../base.ts'

interface Context {
  /** Where to begin: at what help is wanted, at a message to be looked at, or at a person who called. */
  at: string
  /** The ward's own accounts, as a text of lines. */
  accounts: string
}

const person = { id: 'person', key: 'scam.choice.person' }
const link = { id: 'link', key: 'scam.choice.link' }
const human = { id: 'human', key: 'scam.choice.human' }
const done = { id: 'done', key: 'scam.choice.done' }

/**
 * Help after LỪA ĐẢO, over whatever was open; the urgent steps have been said before. Also answers "is this from the
 * ward?": of links the engine says what it thinks, persons and numbers are never vouched for.
 */
export const machine = setup({
  types: typesOf<Context>(),
  actions: {
    ...effects,
    keepAccounts: assign({
      accounts: ({ event }: { event: FlowEvent }) => resultText(event, 'accounts'),
    }),
  },
  guards: {
    ...guards,
    beginsAt: ({ context }: { context: Context }, params: { at: string }) => context.at === params.at,
  },
  delays,
}).createMachine({
  id: 'scam',
  version: '1',
  options,
  context: ({ input }) => ({ at: typeof input['at'] === 'string' ? input['at'] : 'help', accounts: '' }),
  output: outputOfFinal,
  initial: 'beginning',
  on: {
    ANSWER: [
      { guard: { type: 'chose', params: { id: 'lost' } }, target: '.lost' },
      { guard: { type: 'chose', params: { id: 'check' } }, target: '.check' },
      { guard: { type: 'chose', params: { id: 'link' } }, target: '.paste' },
      { guard: { type: 'chose', params: { id: 'person' } }, target: '.person' },
      { guard: { type: 'chose', params: { id: 'account' } }, target: '.askingAccounts' },
      { guard: { type: 'chose', params: { id: 'human' } }, target: '.handingOver' },
      { guard: { type: 'chose', params: { id: 'done' } }, target: '.done' },
    ],
  },
  after: { abandon: '.done' },
  states: {
    beginning: {
      always: [
        { guard: { type: 'beginsAt', params: { at: 'paste' } }, target: 'paste' },
        { guard: { type: 'beginsAt', params: { at: 'person' } }, target: 'person' },
        { target: 'help' },
      ],
    },
    help: {
      entry: {
        type: 'ask',
        params: {
          key: 'scam.help',
          choices: [
            { id: 'lost', key: 'scam.choice.lost' },
            { id: 'check', key: 'scam.choice.check' },
            human,
            done,
          ],
        },
      },
      on: { RESUME: { target: 'help', reenter: true } },
    },
    lost: {
      entry: {
        type: 'ask',
        params: {
          key: 'scam.lost',
          short: 'scam.next',
          choices: [human, { id: 'check', key: 'scam.choice.check' }, done],
        },
      },
      on: { BACK: 'help', RESUME: { target: 'lost', reenter: true } },
    },
    check: {
      entry: {
        type: 'ask',
        params: {
          key: 'scam.check',
          choices: [link, person, { id: 'account', key: 'scam.choice.account' }, done],
        },
      },
      on: { BACK: 'help', RESUME: { target: 'check', reenter: true } },
    },
    paste: {
      entry: {
        type: 'ask',
        params: { key: 'scam.paste', short: 'scam.pasteShort', choices: [person, human, done] },
      },
      on: { BACK: 'check', RESUME: { target: 'paste', reenter: true } },
    },
    person: {
      entry: {
        type: 'ask',
        params: { key: 'scam.person', short: 'scam.next', choices: [human, link, done] },
      },
      on: { BACK: 'check', RESUME: { target: 'person', reenter: true } },
    },
    askingAccounts: {
      entry: { type: 'request', params: { effect: 'accounts.official' } },
      on: { RESULT: { target: 'accounts', actions: 'keepAccounts' }, RESUME: 'check' },
    },
    accounts: {
      entry: {
        type: 'ask',
        params: ({ context }) => ({
          key: 'scam.accounts',
          vars: { accounts: context.accounts },
          short: 'scam.next',
          choices: [link, human, done],
        }),
      },
      on: { BACK: 'check', RESUME: { target: 'accounts', reenter: true } },
    },
    handingOver: {
      entry: { type: 'request', params: { effect: 'case.open', params: { reason: 'scam' } } },
      on: { RESULT: 'staffed', RESUME: 'help' },
    },
    staffed: { type: 'final', output: { staffed: true } },
    done: { type: 'final', output: {} },
  },
})

import {
  assign,
  effects,
  type FaqId,
  type FlowEvent,
  isFaqId,
  setup,
} from '../../src/conversation/flow-kit.ts'
import { delays, guards, options, outputOfFinal, typesOf } from '../base.ts'
import { TOPIC_IDS, TOPICS, type Topic, topicOf } from './topics.ts'

/** Where somebody is among the questions. */
interface Place {
  topic: Topic
  question: FaqId
}

const START: Place = { topic: 'concepts', question: 'what-is-digital-signature' }

const topics = [...TOPIC_IDS, 'menu'].map((id) => ({ id, key: `faq.choice.${id}` }))
const onward = ['more', 'register', 'human', 'menu'].map((id) => ({ id, key: `faq.choice.${id}` }))

/** The FAQ as a menu: topic, question, answer, and on from there. */
export const machine = setup({
  types: typesOf<Place>(),
  actions: {
    ...effects,
    keepTopic: assign({
      topic: ({ context, event }) => (event.type === 'ANSWER' ? topicOf(event.value) : null) ?? context.topic,
    }),
    keepQuestion: assign({
      question: ({ context, event }) =>
        event.type === 'ANSWER' && isFaqId(event.value) ? event.value : context.question,
    }),
    forgetQuestion: assign({ question: START.question }),
    forgetTopic: assign({ topic: START.topic }),
  },
  guards: {
    ...guards,
    choseTopic: ({ event }: { event: FlowEvent }) =>
      event.type === 'ANSWER' && topicOf(event.value) !== undefined,
    choseQuestion: ({ event }: { event: FlowEvent }) => event.type === 'ANSWER' && isFaqId(event.value),
  },
  delays,
}).createMachine({
  id: 'faq',
  version: '1',
  options,
  context: START,
  output: outputOfFinal,
  initial: 'topics',
  after: { abandon: '.done' },
  states: {
    topics: {
      entry: [
        'forgetTopic',
        { type: 'ask', params: { key: 'faq.topics', choices: topics, short: 'faq.topics.short' } },
      ],
      on: {
        ANSWER: [
          { guard: { type: 'chose', params: { id: 'menu' } }, target: 'done' },
          { guard: 'choseTopic', target: 'questions', actions: 'keepTopic' },
        ],
        RESUME: { target: 'topics', reenter: true },
      },
    },
    questions: {
      entry: {
        type: 'ask',
        params: ({ context }) => ({
          key: 'faq.questions',
          choices: [
            ...TOPICS[context.topic].map((id) => ({ id, key: `faq.${id}.label` })),
            { id: 'topics', key: 'faq.choice.topics' },
          ],
        }),
      },
      on: {
        ANSWER: [
          { guard: { type: 'chose', params: { id: 'topics' } }, target: 'topics' },
          { guard: 'choseQuestion', target: 'answering', actions: 'keepQuestion' },
        ],
        BACK: 'topics',
        RESUME: { target: 'questions', reenter: true },
      },
    },
    // What was answered is no longer kept: the run is the same whatever was read.
    answering: {
      entry: { type: 'answer', params: ({ context }) => ({ question: context.question }) },
      always: { target: 'next', actions: 'forgetQuestion' },
    },
    next: {
      entry: { type: 'ask', params: { key: 'faq.next', choices: onward } },
      on: {
        ANSWER: [
          { guard: { type: 'chose', params: { id: 'more' } }, target: 'questions' },
          { guard: { type: 'chose', params: { id: 'register' } }, target: 'toRegister' },
          { guard: { type: 'chose', params: { id: 'human' } }, target: 'handingOver' },
          { guard: { type: 'chose', params: { id: 'menu' } }, target: 'done' },
        ],
        BACK: 'questions',
        RESUME: { target: 'next', reenter: true },
      },
    },
    handingOver: {
      entry: { type: 'request', params: { effect: 'case.open', params: { reason: 'asked' } } },
      on: { RESULT: 'staffed', RESUME: 'next' },
    },
    toRegister: { type: 'final', output: { goto: 'register' } },
    staffed: { type: 'final', output: { staffed: true } },
    done: { type: 'final', output: {} },
  },
})

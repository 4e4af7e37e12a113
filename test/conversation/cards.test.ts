import { beforeEach, expect, test } from 'vitest'
import { projectMessenger } from '../../src/channels/messenger/project.ts'
import { messageOf } from '../../src/channels/messenger/send.ts'
import { project as projectZalo } from '../../src/channels/zalo/project.ts'
import { messageBody } from '../../src/channels/zalo/send.ts'
import { effects, type Flow, type FlowEvent, setup } from '../../src/conversation/flow-kit.ts'
import { PAGE } from './support/parts.ts'
import { newTalk, Stage, stackOf } from './support/turns.ts'

/** Asks where to go, with a line about two of three places. */
const machine = setup({ types: { events: {} as FlowEvent }, actions: effects }).createMachine({
  id: 'home',
  initial: 'asking',
  states: {
    asking: {
      entry: {
        type: 'ask',
        params: {
          key: 'home.where',
          choices: [
            { id: 'hall', label: 'Nhà văn hóa', about: 'home.place', vars: { day: 'thứ Hai' } },
            { id: 'office', label: 'Trụ sở phường', about: 'home.place', vars: { day: 'thứ Ba' } },
            { id: 'none', label: 'Ở nhà' },
          ],
        },
      },
      on: {
        ANSWER: { target: 'chosen', guard: ({ event }) => event.value === 'office' },
        RESUME: { target: 'asking', reenter: true },
      },
    },
    chosen: { entry: { type: 'ask', params: { key: 'home.chosen' } }, on: { RESUME: 'asking' } },
  },
})
const home: Flow = {
  id: 'home',
  version: 1,
  machine: machine as unknown as Flow['machine'],
  migrations: {},
  samples: [],
}

let stage: Stage
beforeEach(() => {
  stage = new Stage()
  stage.deps.rules = { ...stage.deps.rules, flows: new Map([['home', home]]) }
})

test('choices with a line about them are cards on Messenger, and a tap on one answers', async () => {
  const talk = newTalk(PAGE)
  const [message] = await stage.say(talk, 'alo')
  const [text, cards] = projectMessenger(message!, false).map((part) => messageOf('7', part))
  expect(text).toEqual({ text: 'home.where', metadata: '7' })
  const payloads = message!.cards!.flatMap(({ choices = [] }) => choices.map(({ payload }) => payload))
  const button = (payload: string | undefined) => ({ type: 'postback', title: 'common.choice.pick', payload })
  expect(cards).toEqual({
    attachment: {
      type: 'template',
      payload: {
        template_type: 'generic',
        elements: [
          { title: 'Nhà văn hóa', subtitle: 'home.place day=thứ Hai', buttons: [button(payloads[0])] },
          { title: 'Trụ sở phường', subtitle: 'home.place day=thứ Ba', buttons: [button(payloads[1])] },
        ],
      },
    },
    quick_replies: [{ content_type: 'text', title: 'Ở nhà', payload: message!.choices![0]!.payload }],
    metadata: '7',
  })
  await stage.say(talk, { kind: 'message', text: 'common.choice.pick', payload: payloads[1]! })
  expect(stackOf(talk)).toEqual(['home.chosen'])
})

test.each([
  [false, 'Trụ sở phường'],
  [true, '2'],
])('on Zalo they are words, with buttons or as numbers (as numbers: %s)', async (asNumbers, answer) => {
  const talk = newTalk()
  const [message] = await stage.say(talk, 'alo')
  const [part, ...more] = projectZalo({ ...message!, hint: 'Gõ số.' }, asNumbers)
  expect(more).toEqual([])
  const sent = JSON.parse(messageBody('u1', part!, asNumbers).body).message
  if (asNumbers) {
    expect(sent).toEqual({
      text: 'home.where\n\n1. Nhà văn hóa: home.place day=thứ Hai\n2. Trụ sở phường: home.place day=thứ Ba\n3. Ở nhà\n\nGõ số.',
    })
  } else {
    expect(sent.text).toBe(
      'home.where\n\nNhà văn hóa\nhome.place day=thứ Hai\n\nTrụ sở phường\nhome.place day=thứ Ba',
    )
    const titles = sent.attachment.payload.buttons.map(({ title }: { title: string }) => title)
    expect(titles).toEqual(['Nhà văn hóa', 'Trụ sở phường', 'Ở nhà'])
  }
  await stage.say(talk, answer)
  expect(stackOf(talk)).toEqual(['home.chosen'])
})

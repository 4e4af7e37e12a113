import { expect, test } from 'vitest'
import { eventOf, isReceipt, stateOf, titleOf, topOf } from '../../../src/sandbox/simulator/page/titles.ts'
import type { SeenCall, Trace } from '../../../src/sandbox/simulator/types.ts'

const entry = (event: object) =>
  JSON.stringify({ object: 'page', entry: [{ messaging: [{ sender: {}, ...event }] }] })

test.each([
  ['{"event_name":"user_send_text"}', 'user_send_text'],
  [entry({ message: { text: 'a' } }), 'message'],
  [entry({ message: { is_echo: true } }), 'message_echo'],
  [entry({ postback: {} }), 'postback'],
  [entry({ account_linking: {} }), 'account_linking'],
  ['not JSON', 'webhook'],
])('a webhook is named as its platform names it: %s', (body, name) => {
  expect(eventOf(body)).toBe(name)
})

const webhook = (body: string): Trace => ({
  n: 1,
  at: 0,
  users: [],
  kind: 'webhook',
  webhook: { path: '', headers: {}, body, status: 200, tookMs: 1 },
})

test('receipts can be told from what people do', () => {
  const names = ['oa_send_text', 'user_received_message', 'user_seen_message', 'user_send_text', 'follow']
  expect(names.map((name) => isReceipt(webhook(`{"event_name":"${name}"}`)))).toEqual([
    true,
    true,
    true,
    false,
    false,
  ])
})

test('a state is one word, also one within another', () => {
  expect([stateOf('menu'), stateOf({ form: 'name' }), stateOf({ form: { at: 'phone' } })]).toEqual([
    'menu',
    'form.name',
    'form.at.phone',
  ])
  expect(topOf([])).toBe('chưa có')
})

const send = (call: Partial<SeenCall>): Trace => ({
  n: 1,
  at: 0,
  users: [],
  kind: 'send',
  call: {
    method: 'POST',
    url: 'http://127.0.0.1:1/zalo/v3.0/oa/message/cs?x=1',
    headers: {},
    body: '',
    status: 200,
    answer: '{"error":0}',
    refusal: null,
    tookMs: 1,
    ...call,
  },
})

test.each([
  [{}, '/zalo/v3.0/oa/message/cs', '200', false],
  [{ body: '{"message":{"text":"Xin\\nchào"}}' }, 'Xin chào', '200', false],
  [{ body: '{"sender_action":"typing_on"}' }, 'typing_on', '200', false],
  [{ answer: '{"error":-224,"message":"…"}' }, '/zalo/v3.0/oa/message/cs', '-224', true],
  [
    { status: 400, answer: '{"error":{"code":10,"error_subcode":2018278}}' },
    '/zalo/v3.0/oa/message/cs',
    '10/2018278',
    true,
  ],
  [{ status: 500, answer: '<html>' }, '/zalo/v3.0/oa/message/cs', '500', true],
  [{ status: null, answer: 'unsent' }, '/zalo/v3.0/oa/message/cs', 'unsent', true],
] as const)('a send says what it carried and what came of it: %j', (call, title, result, bad) => {
  expect(titleOf(send(call))).toEqual({ mark: 'Gửi', title, result, bad })
})

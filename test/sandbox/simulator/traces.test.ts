import { expect, test } from 'vitest'
import { Traces } from '../../../src/sandbox/simulator/traces.ts'
import type { Resident, SeenCall } from '../../../src/sandbox/simulator/types.ts'

const USER = '2123456789012345'
const OTHER = '2999999999999999'

const watch = (...users: string[]) => {
  const residents = new Map<string, Resident>(
    users.map((user) => [user, { user, platform: 'messenger', name: 'A', language: 'vi' }]),
  )
  const typing: [string, boolean][] = []
  const told: number[] = []
  const traces = new Traces({
    clock: { now: () => 7 },
    residents,
    added: ({ n }) => told.push(n),
    typing: (user, on) => typing.push([user, on]),
  })
  return { traces, typing, told }
}

const call = (body: object, more: Partial<SeenCall> = {}): SeenCall => ({
  method: 'POST',
  url: 'http://127.0.0.1:1/messenger/v26.0/me/messages',
  headers: {},
  body: JSON.stringify(body),
  status: 200,
  answer: '{}',
  refusal: null,
  tookMs: 1,
  ...more,
})

test('what concerns nobody of the simulator is not kept', () => {
  const { traces, told } = watch(USER)
  traces.call(call({ recipient: { id: OTHER } }))
  traces.webhook({
    path: '/webhooks/messenger',
    headers: {},
    body: `{"id":"${OTHER}"}`,
    status: 200,
    tookMs: 1,
  })
  expect([traces.all, told, traces.wants('zalo', USER), traces.wants('messenger', USER)]).toEqual([
    [],
    [],
    false,
    true,
  ])
  expect(watch().traces.wanted).toBe(false)
})

test('a webhook of two people is shown with both', () => {
  const { traces } = watch(USER, OTHER)
  const body = JSON.stringify({ entry: [{ sender: { id: USER } }, { sender: { id: OTHER } }] })
  traces.webhook({ path: '/webhooks/messenger', headers: {}, body, status: 200, tookMs: 1 })
  expect(traces.all).toMatchObject([{ users: [USER, OTHER], kind: 'webhook', at: 7 }])
})

test('the dots show when the platform has taken the wish to show them', () => {
  const { traces, typing } = watch(USER)
  const typingOn = { recipient: { id: USER }, sender_action: 'typing_on' }
  traces.call(call(typingOn, { status: 500 }))
  traces.call(call({ recipient: { id: USER }, message: { text: 'typing_on' } }))
  traces.call(call(typingOn))
  traces.call(call({ recipient: { id: USER }, sender_action: 'typing_off' }))
  traces.call(call({}, { body: `not JSON typing_on ${USER}` }))
  expect(typing).toEqual([
    [USER, true],
    [USER, false],
  ])
})

test('secrets are shown by their beginning only', () => {
  const { traces } = watch(USER)
  const secret = 'EAAx0123456789abcdef0123456789abcdef'
  traces.call(
    call(
      { recipient: { id: USER } },
      {
        url: `http://127.0.0.1:1/me/messages?access_token=${secret}&appsecret_proof=${secret}`,
        headers: {
          access_token: secret,
          Authorization: `Bearer ${secret}`,
          'content-type': 'application/json',
        },
      },
    ),
  )
  expect(JSON.stringify(traces.all)).not.toContain(secret)
  expect(traces.all).toMatchObject([{ call: { headers: { 'content-type': 'application/json' } } }])
})

test('of much that happened the newest is kept', () => {
  const { traces } = watch(USER)
  for (let n = 0; n < 700; n++) traces.call(call({ recipient: { id: USER }, n }))
  expect(traces.all.length).toBeLessThanOrEqual(600)
  expect(traces.all.at(-1)).toMatchObject({ n: 700 })
})

test('with a person goes what concerned that person alone', () => {
  const { traces } = watch(USER, OTHER)
  traces.call(call({ recipient: { id: USER } }))
  traces.call(call({ recipient: { id: OTHER } }))
  traces.call(call({ ids: [USER, OTHER] }))
  traces.forget(USER)
  expect(traces.all.map(({ users }) => users)).toEqual([[OTHER], [USER, OTHER]])
})

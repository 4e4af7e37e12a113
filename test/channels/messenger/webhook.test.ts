import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { MessengerAccount, Parsed, WebhookSink } from '../../../src/channels/channel.ts'
import { createHttp } from '../../../src/channels/http.ts'
import { createMessenger } from '../../../src/channels/messenger/index.ts'
import { ManualClock } from '../../../src/common/clock.ts'
import { NOW } from '../contract.ts'
import { ACCOUNT, from, identity, signature } from './examples.ts'

const SECOND: MessengerAccount = { ...ACCOUNT, id: 'pho-noi', pageId: '222', verifyToken: 'second-verify' }
const OTHER_APP: MessengerAccount = { ...ACCOUNT, id: 'ban', pageId: '333', appSecret: 'test-secret' }

let app: FastifyInstance
let accepted: Parsed[]
let refused: string[]

beforeEach(async () => {
  accepted = []
  refused = []
  const sink: WebhookSink = {
    accept: async (parsed) => void accepted.push(parsed),
    refused: (platform, reason) => void refused.push(`${platform} ${reason}`),
  }
  const ctx = { accounts: [ACCOUNT, SECOND, OTHER_APP], clock: new ManualClock(NOW), mask: identity }
  app = Fastify()
  createMessenger(ctx, createHttp()).routes(app, sink)
  await app.ready()
})

afterEach(() => app.close())

function verify(query: Record<string, string>) {
  return app.inject({ method: 'GET', url: '/webhooks/messenger', query })
}

const asked = { 'hub.mode': 'subscribe', 'hub.challenge': '1158201444' }

describe('verification', () => {
  test.each([ACCOUNT.verifyToken, SECOND.verifyToken])('the challenge comes back for %s', async (token) => {
    const response = await verify({ ...asked, 'hub.verify_token': token })
    expect([response.statusCode, response.body]).toEqual([200, '1158201444'])
    expect(response.headers['content-type']).toBe('text/plain; charset=utf-8')
    expect(refused).toEqual([])
  })

  test.each([
    { ...asked },
    { ...asked, 'hub.verify_token': '' },
    { ...asked, 'hub.verify_token': 'wrong' },
    { ...asked, 'hub.verify_token': `${ACCOUNT.verifyToken}x` },
    { 'hub.mode': 'subscribe', 'hub.verify_token': ACCOUNT.verifyToken },
    { ...asked, 'hub.mode': 'unsubscribe', 'hub.verify_token': ACCOUNT.verifyToken },
    {},
  ])('403 for %j', async (query) => {
    const response = await verify(query)
    expect([response.statusCode, response.body]).toEqual([403, 'Forbidden'])
    expect(refused).toEqual(['messenger bad-verify-token'])
  })

  test('403 for a repeated parameter', async () => {
    const token = `hub.verify_token=${ACCOUNT.verifyToken}`
    const url = `/webhooks/messenger?hub.mode=subscribe&${token}&${token}&hub.challenge=1`
    expect((await app.inject({ method: 'GET', url })).statusCode).toBe(403)
  })
})

function post(payload: string, headers: Record<string, string>) {
  const type = { 'content-type': 'application/json' }
  return app.inject({ method: 'POST', url: '/webhooks/messenger', payload, headers: { ...type, ...headers } })
}

/** Measured apart from this program: escaped text, signed with `test-secret` (facts: Messenger signature). */
const ESCAPED =
  '{"object":"page","entry":[{"id":"1","time":1,"messaging":[{"sender":{"id":"2"},"recipient":{"id":"1"},"timestamp":1,"message":{"mid":"m_1","text":"\\u0110\\u0103ng k\\u00fd"}}]}]}'
const ESCAPED_SIGNATURE = 'sha256=8591d2aa862eed89032f679a15ecc89b7bd385c74db9ecbdad20dc278a0d6ccf'

describe('signature', () => {
  test('is made over the bytes as they came, escapes included', async () => {
    const response = await post(ESCAPED, { 'x-hub-signature-256': ESCAPED_SIGNATURE })
    expect([response.statusCode, response.body]).toEqual([200, 'EVENT_RECEIVED'])
    // Signed by an app of ours, about a Page that is not.
    expect(accepted).toEqual([{ events: [], receipts: [], ignored: ['foreign-entry'] }])
  })

  test('does not hold for the same JSON written another way', async () => {
    const again = JSON.stringify(JSON.parse(ESCAPED))
    expect(again).not.toBe(ESCAPED)
    expect((await post(again, { 'x-hub-signature-256': ESCAPED_SIGNATURE })).statusCode).toBe(401)
    expect(accepted).toEqual([])
  })

  test('upper-case hex is the same signature; the old SHA-1 header is none', async () => {
    const upper = ESCAPED_SIGNATURE.slice(7).toUpperCase()
    expect((await post(ESCAPED, { 'x-hub-signature-256': `sha256=${upper}` })).statusCode).toBe(200)
    expect((await post(ESCAPED, { 'x-hub-signature': 'sha1=00' })).statusCode).toBe(401)
    expect(refused).toEqual(['messenger bad-signature'])
  })
})

test('only entries of the Pages whose app signed count', async () => {
  const entry = (id: string) => ({
    id,
    time: NOW,
    messaging: [from('9', { message: { mid: id, text: id } })],
  })
  const body = JSON.stringify({ object: 'page', entry: ['1234567890', '222', '333', '444'].map(entry) })
  expect((await post(body, signature(body))).statusCode).toBe(200)
  expect((await post(body, signature(body, OTHER_APP.appSecret))).statusCode).toBe(200)
  expect(accepted.map(({ events }) => events.map(({ account }) => account))).toEqual([
    ['my-hao', 'pho-noi'],
    ['ban'],
  ])
  expect(accepted[0]?.ignored).toEqual(['foreign-entry', 'foreign-entry'])
})

test('an account whose secrets are empty is opened by no empty key and no empty token', async () => {
  const bare = Fastify()
  const account = { ...ACCOUNT, appSecret: '', verifyToken: '' }
  const ctx = { accounts: [account], clock: new ManualClock(NOW), mask: identity }
  const sink = { accept: async () => {}, refused: () => {} }
  createMessenger(ctx, createHttp()).routes(bare, sink)
  const url = '/webhooks/messenger'
  const headers = { 'content-type': 'application/json', ...signature('{}', '') }
  expect((await bare.inject({ method: 'POST', url, payload: '{}', headers })).statusCode).toBe(401)
  const query = { ...asked, 'hub.verify_token': '' }
  expect((await bare.inject({ method: 'GET', url, query })).statusCode).toBe(403)
  await bare.close()
})

test('a thousand updates fit one body', async () => {
  const messaging = Array.from({ length: 1000 }, (_, i) =>
    from('9', { message: { mid: `m_${i}`, text: 'x'.repeat(300) } }),
  )
  const body = JSON.stringify({ object: 'page', entry: [{ id: ACCOUNT.pageId, time: NOW, messaging }] })
  expect((await post(body, signature(body))).statusCode).toBe(200)
  expect(accepted[0]?.events).toHaveLength(1000)
})

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Account, SendResult } from '../../../src/channels/channel.ts'
import { createHttp } from '../../../src/channels/http.ts'
import { createMessenger } from '../../../src/channels/messenger/index.ts'
import { ManualClock } from '../../../src/common/clock.ts'
import { NOW } from '../contract.ts'
import { ACCOUNT, from, identity, page, signature } from './examples.ts'

/** A Graph that notes what it is asked and answers as it is told. */
let server: Server
let calls: { edge: string; body: unknown }[] = []
let answers: { status?: number; body: unknown }[] = []
let account: typeof ACCOUNT
const http = createHttp()
beforeAll(async () => {
  server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://x')
    expect(searchParams.get('access_token')).toBe(ACCOUNT.pageToken)
    calls.push({ edge: pathname.split('/').at(-1) ?? '', body: JSON.parse(text) })
    const { status = 200, body } = answers.shift() ?? { body: { success: true } }
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  account = { ...ACCOUNT, apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v26.0` }
})
afterAll(async () => {
  await http.close()
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
})

let clock: ManualClock
beforeEach(() => {
  calls = []
  answers = []
  clock = new ManualClock(NOW)
})

const channelOf = (...accounts: Account[]) => createMessenger({ accounts, clock, mask: identity }, http)
type Messenger = ReturnType<typeof channelOf>
const give = (channel: Messenger, control: 'staff' | 'bot', to: Account = account): Promise<SendResult> =>
  channel.send(to, { id: '1', user: '9', message: { text: '', control }, asNumbers: false })
const refusal = (code: number, error_subcode?: number) => ({
  status: 400,
  body: { error: { code, error_subcode } },
})

describe('a thread', () => {
  test('is passed to the Page inbox and taken back, by calls of their own', async () => {
    const channel = channelOf(account)
    expect(await give(channel, 'staff')).toEqual({ ok: true, messageId: null })
    expect(await give(channel, 'bot')).toEqual({ ok: true, messageId: null })
    expect(calls).toEqual([
      {
        edge: 'pass_thread_control',
        body: { recipient: { id: '9' }, target_app_id: '263902037430900' },
      },
      { edge: 'take_thread_control', body: { recipient: { id: '9' } } },
    ])
  })

  test('goes to another app where staff answer there', async () => {
    await give(channelOf(account), 'staff', { ...account, inboxAppId: '55' })
    expect(calls[0]?.body).toMatchObject({ target_app_id: '55' })
  })

  test.each([
    [refusal(10), 'CONTROL_REFUSED', '10'],
    [refusal(190), 'CONTROL_REFUSED', '190'],
    [refusal(100, 2018164), 'CONTROL_REFUSED', '100/2018164'],
    [refusal(4), 'RATE_LIMITED', '4'],
    [refusal(551), 'RECIPIENT_UNAVAILABLE', '551'],
    [{ status: 500, body: {} }, 'PLATFORM_FAILED', 'http 500'],
    [{ body: { success: false } }, 'PLATFORM_FAILED', 'http 200'],
    [{ body: 'odd' }, 'PLATFORM_FAILED', 'http 200'],
  ])('%j is %s: no answer of it closes the account', async (answer, code, platformCode) => {
    for (const control of ['staff', 'bot'] as const) {
      answers = [answer]
      const result = await give(channelOf(account), control)
      expect(result).toEqual({ ok: false, failure: { code, platformCode } })
    }
  })

  test('that staff’s app holds already has been passed; taken it cannot be then', async () => {
    answers = [refusal(10, 2018300), refusal(10, 2018300)]
    const channel = channelOf(account)
    expect(await give(channel, 'staff')).toEqual({ ok: true, messageId: null })
    expect(await give(channel, 'bot')).toMatchObject({ failure: { code: 'CONTROL_REFUSED' } })
    expect(channel.passesThreads?.(account)).toBe(true)
  })

  test('is tried again when nobody answers', async () => {
    const away = { ...account, apiUrl: 'http://127.0.0.1:1/v26.0' }
    expect(await give(channelOf(away), 'staff', away)).toMatchObject({ failure: { code: 'UNREACHABLE' } })
  })
})

describe('whether threads are passed on a Page', () => {
  const refuse = async (channel: Messenger) => {
    answers = [refusal(10)]
    await give(channel, 'staff')
  }

  test('is tried, and left alone for a day after a refusal', async () => {
    const channel = channelOf(account)
    expect(channel.passesThreads?.(account)).toBe(true)
    await refuse(channel)
    expect(channel.passesThreads?.(account)).toBe(false)
    clock.advance(24 * 3_600_000 + 1)
    expect(channel.passesThreads?.(account)).toBe(true)
  })

  test('is as the operator says', async () => {
    const [on, off] = [
      { ...account, routing: 'on' },
      { ...account, routing: 'off' },
    ]
    const channel = channelOf(on, off)
    await refuse(channel)
    expect(channel.passesThreads?.(on)).toBe(true)
    expect(channel.passesThreads?.(off)).toBe(false)
  })

  test.each([
    ['a message on standby', page([], { standby: [from('9', { message: { mid: 'a', text: 'ạ' } })] })],
    ['a thread that changed hands', page([from('9', { take_thread_control: { new_owner_app_id: 5 } })])],
  ])('is seen by %s', async (_, body) => {
    const channel = channelOf(account)
    await refuse(channel)
    const app = Fastify()
    channel.routes(app, { accept: async () => {}, refused: () => {} })
    const send = (told: object) => {
      const text = JSON.stringify(told)
      const headers = { 'content-type': 'application/json', ...signature(text) }
      return app.inject({ method: 'POST', url: '/webhooks/messenger', headers, payload: text })
    }
    expect((await send(page([from('9', { message: { mid: 'b', text: 'ạ' } })]))).statusCode).toBe(200)
    expect(channel.passesThreads?.(account)).toBe(false)
    expect((await send(body)).statusCode).toBe(200)
    expect(channel.passesThreads?.(account)).toBe(true)
    await app.close()
  })
})

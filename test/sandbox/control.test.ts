import { get } from 'node:http'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../../src/common/clock.ts'
import { SandboxClient } from '../../src/sandbox/client.ts'
import { call, QUIET, reply, START, sendToMessenger, type World, world } from './world.ts'

let made: World
let client: SandboxClient
beforeEach(async () => {
  made = await world({ behaviour: { messenger: QUIET, zalo: QUIET } })
  client = new SandboxClient(made.sandbox.url)
})
afterEach(() => client.close())

test('another process acts, waits for the answer and taps it', async () => {
  const { ids } = await client.act('messenger', '1001', { type: 'text', text: 'chào' })
  const waiting = client.inbox('messenger', '1001', { waitMs: 10_000 })
  await sendToMessenger(
    made.page,
    reply('1001', {
      text: 'Đồng ý?',
      quick_replies: [{ content_type: 'text', title: 'Có', payload: 'YES' }],
    }),
  )
  const [message] = await waiting
  expect(message).toMatchObject({ seq: 1, text: 'Đồng ý?', buttons: [{ title: 'Có', payload: 'YES' }] })
  await client.act('messenger', '1001', { type: 'tap', payload: 'YES' })
  expect(await client.settled(10_000)).toBe(true)
  expect(made.app.events().map((event) => event.message.mid)).toContain(ids[0])
  expect(made.app.events().at(-1).message.quick_reply.payload).toBe('YES')
})

test('a look after the last message waits, and ends empty', async () => {
  await client.act('zalo', '2001', { type: 'text', text: 'chào' })
  await client.clerkSays('zalo', '2001', 'Chào bác')
  expect(await client.inbox('zalo', '2001')).toHaveLength(1)
  expect(await client.inbox('zalo', '2001', { after: 1, waitMs: 30 })).toEqual([])
})

test('what cannot be done is said in words', async () => {
  await expect(client.act('messenger', '1001', { type: 'tap', title: 'Có' })).rejects.toThrow(
    'no such button',
  )
  await expect(client.act('zalo', '2001', { type: 'text', text: 'a' }, '404')).rejects.toThrow(
    'no zalo account 404',
  )
})

test('unknown fields and values are refused, not guessed at', async () => {
  const post = (path: string, body: unknown) =>
    call(`${made.sandbox.url}/control/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
  const bad = await Promise.all([
    post('act', { platform: 'viber', user: '1', action: { type: 'text', text: 'a' } }),
    post('act', { platform: 'zalo', user: '1', action: { type: 'dance' } }),
    post('behaviour', { platform: 'zalo', change: { outrage: true } }),
    post('behaviour', { platform: 'zalo', change: { failRate: '1' } }),
  ])
  expect(bad.map(({ status }) => status)).toEqual([400, 400, 400, 400])
})

test('pages of other sites neither read credentials nor reset anything', async () => {
  const { url } = made.sandbox
  await client.act('zalo', '2001', { type: 'text', text: 'chào' })
  await client.clerkSays('zalo', '2001', 'Chào bác')
  const origin = { origin: 'http://evil.example' }
  expect((await call(`${url}/control/reset`, { method: 'POST', headers: origin })).status).toBe(403)
  expect(await client.inbox('zalo', '2001')).toHaveLength(1)
  const status = await new Promise((resolve, reject) => {
    get(`${url}/control/accounts`, { headers: { host: 'evil.example' } }, (answer) => {
      resolve(answer.statusCode)
      answer.resume()
    }).on('error', reject)
  })
  expect(status).toBe(403)
})

test('faults, tokens, counts and credentials over HTTP', async () => {
  const changed = await client.behave('messenger', { failNext: 1, failure: { code: 2 } })
  expect(changed).toMatchObject({ failNext: 1, copies: 1 })
  await client.act('messenger', '1001', { type: 'text', text: 'chào' })
  await sendToMessenger(made.page, reply('1001', { text: 'a' }))
  await client.expireTokens('messenger')
  await sendToMessenger(made.page, reply('1001', { text: 'a' }))
  await client.restoreTokens()
  await sendToMessenger(made.page, reply('1001', { text: 'a' }))
  const { messenger } = await client.stats()
  expect(messenger.sends).toMatchObject({
    accepted: 1,
    acceptedByUser: { '1001': 1 },
    refused: { '2': 1, '190/460': 1 },
  })
  const { accounts, environment } = await client.accounts()
  expect(accounts).toEqual([made.page, made.oa])
  expect(environment).toMatchObject({
    MESSENGER_PAGE_ID: made.page.pageId,
    ZALO_API_URL: `${made.sandbox.url}/zalo`,
  })
  await client.reset()
  expect((await client.stats()).messenger.sends.accepted).toBe(0)
})

test('what platforms and staff do, settings, people, notices and time over HTTP', async () => {
  const { sandbox, clock, page } = made
  await client.act('messenger', '1001', { type: 'text', text: 'chào' })
  await client.configure('messenger', { defaultApp: page.appId })
  const { ids } = await client.happen('messenger', { type: 'clerk', user: '1001', text: 'tôi đây' })
  expect(ids[0]).toMatch(/^m_/)
  expect(await client.describe('messenger', '1001', { name: 'An' })).toMatchObject({
    facts: { name: 'An' },
    hasWritten: true,
    lastActAt: START,
    inCharge: '263902037430900',
  })
  expect(await client.advance(1000)).toBe(START + 1000)
  expect(clock.now()).toBe(START + 1000)
  expect(await client.notices()).toEqual({ messenger: [], zalo: [] })
  await client.switchOn('zalo')
  expect(await client.verifyWebhook('zalo', 'empty')).toBe(true)
  expect(await client.chat('zalo', '2001')).toMatchObject({ hasWritten: false, lastActAt: null, tags: [] })
  await expect(client.happen('zalo', { type: 'app-roles' })).rejects.toThrow('never happens')
  await expect(client.configure('zalo', { humanAgent: true })).rejects.toThrow('Sandbox')
  await client.reset()
  expect(sandbox.chat('messenger', '1001').inCharge).toBeNull()
})

test('time cannot be moved where the clock is real', async () => {
  const { sandbox } = await world({ clock: systemClock })
  expect(() => sandbox.advance(1)).toThrow('cannot be moved')
})

test('down for a while: control goes away with the rest and comes back', async () => {
  await client.down(1000)
  await expect
    .poll(() => call(`${made.sandbox.url}/control/stats`).catch(() => 'refused'), { interval: 10 })
    .toBe('refused')
  await expect
    .poll(() => call(`${made.sandbox.url}/control/stats`).then(({ status }) => status), { timeout: 10_000 })
    .toBe(200)
})

test('webhooks may be sent elsewhere while running', async () => {
  await client.setWebhooks({ messenger: null })
  await client.act('messenger', '1001', { type: 'text', text: 'chào' })
  expect(await client.settled(30)).toBe(false)
  await client.setWebhooks({ base: made.app.url })
  expect(await client.settled(10_000)).toBe(true)
  expect(await client.verifyWebhook('messenger')).toBe(true)
})

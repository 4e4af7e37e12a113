import { request } from 'undici'
import { expect, test } from 'vitest'
import {
  consult,
  type Json,
  QUIET,
  reply,
  sendToMessenger,
  sendToZalo,
  token,
  type World,
  world,
} from './world.ts'

async function ready(): Promise<World & { access: string }> {
  const made = await world({ behaviour: { messenger: QUIET, zalo: QUIET } })
  made.sandbox.act('messenger', '1001', { type: 'open' })
  made.sandbox.act('zalo', '2001', { type: 'text', text: 'a' })
  return { ...made, access: (await token(made.oa)).body.access_token }
}

const seen = ({ sandbox }: World) => sandbox.inbox('messenger', '1001').map(({ text }) => text)

/** How a send without an answer ends for the caller. */
async function failureOf({ page }: World, wait = 20_000): Promise<string> {
  const url = `${page.apiUrl}/me/messages?access_token=${page.pageToken}`
  try {
    await request(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(reply('1001', { text: 'a' })),
      headersTimeout: wait,
    })
    return 'answered'
  } catch (error) {
    return (error as Json).code
  }
}

test('a chosen error of the table, for the next sends only', async () => {
  const made = await ready()
  const { sandbox, page, oa, access } = made
  sandbox.behave('messenger', { failNext: 1, failure: { code: 10, subcode: 1893063 } })
  sandbox.behave('zalo', { failNext: 1, failure: { code: -32 } })
  const first = await sendToMessenger(page, reply('1001', { text: 'a' }))
  expect(first.body.error).toMatchObject({ code: 10, error_subcode: 1893063 })
  expect((await sendToMessenger(page, reply('1001', { text: 'b' }))).status).toBe(200)
  expect(await sendToZalo(oa, access, consult('2001', { text: 'a' }))).toMatchObject({
    status: 200,
    body: { error: -32 },
  })
  expect((await sendToZalo(oa, access, consult('2001', { text: 'b' }))).body.error).toBe(0)
  expect(seen(made)).toEqual(['b'])
  expect(sandbox.stats().messenger.sends).toMatchObject({ accepted: 1, refused: { '10/1893063': 1 } })
})

test('HTTP 500 without a body of the API’s shape', async () => {
  const made = await ready()
  made.sandbox.behave('zalo', { failRate: 1, failure: { httpStatus: 502 } })
  const answer = await sendToZalo(made.oa, made.access, consult('2001', { text: 'a' }))
  expect(answer.status).toBe(502)
  expect(answer.body).toMatch(/^<html>/)
  expect(made.sandbox.stats().zalo.sends.refused).toEqual({ 'http-502': 1 })
})

test('failures of some people only', async () => {
  const made = await ready()
  made.sandbox.act('messenger', '1002', { type: 'open' })
  made.sandbox.behave('messenger', { failRate: 1, failOnly: ['1002'], failure: { code: 2 } })
  expect((await sendToMessenger(made.page, reply('1002', { text: 'a' }))).status).toBe(500)
  expect((await sendToMessenger(made.page, reply('1001', { text: 'a' }))).status).toBe(200)
})

test('the same seed draws the same failures', async () => {
  const draw = async () => {
    const { sandbox, page } = await ready()
    sandbox.behave('messenger', { failRate: 0.5, failure: { code: 2 } })
    const codes: number[] = []
    for (let i = 0; i < 12; i += 1)
      codes.push((await sendToMessenger(page, reply('1001', { text: 'a' }))).status)
    return codes
  }
  const first = await draw()
  expect(new Set(first)).toEqual(new Set([200, 500]))
  expect(await draw()).toEqual(first)
})

test('an outage destroys the connection before anything is read, on one platform only', async () => {
  const made = await ready()
  made.sandbox.behave('messenger', { outage: true })
  expect(await failureOf(made)).toMatch(/UND_ERR_SOCKET|ECONNRESET/)
  expect((await sendToZalo(made.oa, made.access, consult('2001', { text: 'a' }))).body.error).toBe(0)
  made.sandbox.behave('messenger', { outage: false })
  expect(await failureOf(made)).toBe('answered')
  expect(seen(made)).toEqual(['a'])
})

test('down really refuses connections, up listens on the same port', async () => {
  const made = await ready()
  const before = made.sandbox.url
  await made.sandbox.down()
  expect(await failureOf(made)).toBe('ECONNREFUSED')
  await made.sandbox.up()
  expect(made.sandbox.url).toBe(before)
  expect(await failureOf(made)).toBe('answered')
})

test('a time-out after accepting: the person sees the message, the caller hears nothing', async () => {
  const made = await ready()
  made.sandbox.behave('messenger', { timeoutAfterAccept: 1 })
  expect(await failureOf(made, 1000)).toBe('UND_ERR_HEADERS_TIMEOUT')
  expect(seen(made)).toEqual(['a'])
  expect(made.sandbox.stats().messenger.sends).toMatchObject({ accepted: 1, unanswered: 1 })
})

test('a reset after accepting: the person sees the message, the connection breaks', async () => {
  const made = await ready()
  made.sandbox.behave('messenger', { resetAfterAccept: 1 })
  expect(await failureOf(made)).toMatch(/UND_ERR_SOCKET|ECONNRESET/)
  expect(seen(made)).toEqual(['a'])
  expect(made.sandbox.stats().messenger.sends).toMatchObject({ accepted: 1, reset: 1 })
})

test('facts Messenger 4.2, Zalo 7.1: over the rate limit it is 613 and -32, until the next spell', async () => {
  const made = await ready()
  const rateLimit = { count: 1, perMs: 60_000 }
  made.sandbox.behave('messenger', { rateLimit })
  made.sandbox.behave('zalo', { rateLimit })
  const toZalo = async () =>
    (await sendToZalo(made.oa, made.access, consult('2001', { text: 'a' }))).body.error
  expect((await sendToMessenger(made.page, reply('1001', { text: 'a' }))).status).toBe(200)
  expect((await sendToMessenger(made.page, reply('1001', { text: 'a' }))).body.error.code).toBe(613)
  expect([await toZalo(), await toZalo()]).toEqual([0, -32])
  made.clock.advance(60_000)
  expect((await sendToMessenger(made.page, reply('1001', { text: 'a' }))).status).toBe(200)
  expect(await toZalo()).toBe(0)
})

test('latency: the answer comes after the message is shown', async () => {
  const made = await ready()
  made.sandbox.behave('messenger', { latencyMs: [300, 300] })
  let answered = false
  const sending = sendToMessenger(made.page, reply('1001', { text: 'a' })).then(() => {
    answered = true
  })
  expect(await made.sandbox.nextMessages('messenger', '1001', 0, 10_000)).toHaveLength(1)
  expect(answered).toBe(false)
  await sending
})

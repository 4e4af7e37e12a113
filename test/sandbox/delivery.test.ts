import { expect, test } from 'vitest'
import { call, type Got, QUIET, reply, sendToMessenger, type World, world } from './world.ts'

const say = ({ sandbox }: World, user: string, text: string, platform: 'messenger' | 'zalo' = 'messenger') =>
  sandbox.act(platform, user, { type: 'text', text })
const textOf = (got: Got): string => got.body.entry?.[0].messaging[0].message.text ?? got.body.message.text
const quiet = { behaviour: { messenger: QUIET, zalo: QUIET } }

test('what people wrote before an address was set waits for it', async () => {
  const made = await world(quiet)
  made.sandbox.setWebhooks({ messenger: null })
  say(made, '1001', 'sớm')
  expect(made.sandbox.stats().messenger.webhooks.pending).toBe(1)
  made.sandbox.setWebhooks({ messenger: `${made.app.url}/webhooks/messenger` })
  await made.sandbox.settled()
  expect(made.app.got.map(textOf)).toEqual(['sớm'])
})

test('a person’s webhooks come one at a time and in order, several people side by side', async () => {
  const made = await world(quiet)
  let most = 0
  const busy = new Map<string, number>()
  made.app.answer = async (_n, got) => {
    const user = got.body.entry[0].messaging[0].sender.id
    busy.set(user, (busy.get(user) ?? 0) + 1)
    expect(busy.get(user)).toBe(1)
    most = Math.max(most, busy.size)
    await new Promise((resolve) => setTimeout(resolve, 5))
    busy.delete(user)
    return 200
  }
  for (let i = 0; i < 5; i += 1) for (const user of ['1', '2', '3', '4']) say(made, user, `${user}.${i}`)
  await made.sandbox.settled()
  expect(most).toBeGreaterThan(1)
  for (const user of ['1', '2', '3', '4']) {
    const texts = made.app.got.map(textOf).filter((text) => text.startsWith(user))
    expect(texts).toEqual([0, 1, 2, 3, 4].map((i) => `${user}.${i}`))
  }
})

test('facts Zalo 2.2: any other answer than 200 is tried again, with num_retry', async () => {
  const made = await world(quiet)
  made.app.answer = (n) => [500, 401, 200][n] ?? 200
  say(made, '2001', 'chào', 'zalo')
  await made.sandbox.settled()
  expect(made.app.got.map(({ headers, status }) => [headers['num_retry'], status])).toEqual([
    [undefined, 500],
    ['1', 401],
    ['2', 200],
  ])
  expect(new Set(made.app.got.map(({ raw }) => raw.toString())).size).toBe(1)
  expect(made.sandbox.stats().zalo.webhooks).toMatchObject({
    delivered: 1,
    failed: 2,
    retried: 2,
    pending: 0,
  })
})

test('facts Messenger 1.3: after a failure order is lost, later events come first', async () => {
  const made = await world({ ...quiet, delivery: { messenger: { retryMs: [50, 50] } } })
  made.app.answer = (n) => (n === 0 ? 503 : 200)
  say(made, '1001', 'một')
  say(made, '1001', 'hai')
  await made.sandbox.settled()
  expect(made.app.got.map(textOf)).toEqual(['một', 'hai', 'một'])
})

test('keepOrderOnFailure: later events wait for the failed one', async () => {
  const made = await world({
    ...quiet,
    delivery: { messenger: { retryMs: [50, 50], keepOrderOnFailure: true } },
  })
  made.app.answer = (n) => (n === 0 ? 503 : 200)
  say(made, '1001', 'một')
  say(made, '1001', 'hai')
  await made.sandbox.settled()
  expect(made.app.got.map(textOf)).toEqual(['một', 'một', 'hai'])
})

test('facts Messenger 1.3, Zalo 2.2: an answer that comes too late is a failure', async () => {
  const made = await world({ ...quiet, delivery: { messenger: { answerWithinMs: 1000 } } })
  made.app.answer = (n) => (n === 0 ? null : 200)
  say(made, '1001', 'chào')
  await made.sandbox.settled()
  expect(made.app.got.map(textOf)).toEqual(['chào', 'chào'])
  expect(made.sandbox.stats().messenger.webhooks).toMatchObject({ delivered: 1, failed: 1, retried: 1 })
})

test('facts Messenger 1.3: after the last attempt the app is unsubscribed until it subscribes again', async () => {
  const made = await world({ ...quiet, delivery: { messenger: { retryMs: [1], offAfterGivingUp: true } } })
  const { page, sandbox, app } = made
  app.answer = () => 500
  say(made, '1001', 'mất')
  await sandbox.settled()
  say(made, '1001', 'cũng mất')
  expect(sandbox.stats().messenger.webhooks).toMatchObject({ givenUp: 1, dropped: 1, off: true, pending: 0 })
  const url = `${page.apiUrl}/${page.pageId}/subscribed_apps?access_token=${page.pageToken}`
  expect((await call(url)).body).toEqual({ data: [] })
  expect((await call(`${url}&subscribed_fields=messages`, { method: 'POST' })).body).toEqual({
    success: true,
  })
  app.answer = () => 200
  say(made, '1001', 'lại được')
  await sandbox.settled()
  expect(textOf(app.got.at(-1)!)).toBe('lại được')
})

test('copies: each webhook comes so many times, the same bytes', async () => {
  const made = await world({ behaviour: { messenger: { ...QUIET, copies: 10 } } })
  say(made, '1001', 'chào')
  await made.sandbox.settled()
  expect(made.app.got).toHaveLength(10)
  expect(new Set(made.app.got.map(({ raw }) => raw.toString())).size).toBe(1)
})

test('reorderMs: a person’s webhooks overtake each other, none is lost', async () => {
  const made = await world({ behaviour: { messenger: { ...QUIET, reorderMs: 60 } } })
  const sent = Array.from({ length: 20 }, (_, i) => `tin ${i}`)
  for (const text of sent) say(made, '1001', text)
  await made.sandbox.settled()
  const came = made.app.got.map(textOf)
  expect(came).not.toEqual(sent)
  expect([...came].sort()).toEqual([...sent].sort())
})

test('receipts and echoes can be switched off', async () => {
  const made = await world(quiet)
  say(made, '1001', 'chào')
  await sendToMessenger(made.page, reply('1001', { text: 'vâng' }))
  await made.sandbox.settled()
  expect(made.app.got.map(textOf)).toEqual(['chào'])
})

test('facts Zalo 2 and design: the echo may come before the answer of the API', async () => {
  const made = await world({
    behaviour: { messenger: { ...QUIET, echo: { on: true, beforeAnswer: true } } },
  })
  say(made, '1001', 'chào')
  await made.sandbox.settled()
  await sendToMessenger(made.page, reply('1001', { text: 'vâng' }))
  expect(made.app.events().at(-1).message).toMatchObject({ is_echo: true, text: 'vâng' })
})

test('facts Messenger 1.1: the check of the address wants its challenge back', async () => {
  const { sandbox, app } = await world()
  expect(await sandbox.verifyWebhook('messenger')).toBe(true)
  expect(new URL(app.got[0]!.path, 'http://app').searchParams.get('hub.mode')).toBe('subscribe')
  app.answer = () => 403
  expect(await sandbox.verifyWebhook('messenger')).toBe(false)
})

test('facts Zalo 2.3: the console posts a signed sample of foreign parties', async () => {
  const { sandbox, app, oa } = await world()
  expect(await sandbox.verifyWebhook('zalo')).toBe(true)
  const { body, headers } = app.got[0]!
  expect(body.message).toEqual({ text: 'This is testing message', msg_id: 'This is message id' })
  expect(body.recipient.id).not.toBe(oa.oaId)
  expect(headers['x-zevent-signature']).toMatch(/^mac=[0-9a-f]{64}$/)
})

test('reset drops what waits and forgets people', async () => {
  const made = await world({ ...quiet, delivery: { messenger: { retryMs: [60_000] } } })
  made.app.answer = () => 500
  say(made, '1001', 'một')
  await expect.poll(() => made.app.got.length, { timeout: 10_000 }).toBe(1)
  made.sandbox.reset()
  await made.sandbox.settled()
  expect(made.sandbox.stats().messenger.sends.accepted).toBe(0)
  expect((await sendToMessenger(made.page, reply('1001', { text: 'a' }))).body.error.error_subcode).toBe(
    2018001,
  )
})

test('echo.probability: an echo may be lost, the rest of the behaviour stays', async () => {
  const made = await world(quiet)
  made.sandbox.behave('messenger', { echo: { on: true } })
  const { echo, seen } = made.sandbox.behave('messenger', { echo: { probability: 0 } })
  expect([echo.on, seen.probability]).toEqual([true, 0])
  say(made, '1001', 'chào')
  await sendToMessenger(made.page, reply('1001', { text: 'vâng' }))
  made.sandbox.behave('messenger', { echo: { probability: 1 } })
  await sendToMessenger(made.page, reply('1001', { text: 'dạ' }))
  await made.sandbox.settled()
  expect(made.app.got.map(textOf)).toEqual(['chào', 'dạ'])
})

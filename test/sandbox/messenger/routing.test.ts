import { expect, test } from 'vitest'
import { call, type Json, QUIET, reply, sendToMessenger, type World, world } from '../world.ts'

const HOUR = 3_600_000
const INBOX = '263902037430900'

/** A Page whose default app is ours, and someone who has written. */
async function routed(): Promise<World> {
  const made = await world({ behaviour: { messenger: QUIET } })
  made.sandbox.configure('messenger', { defaultApp: made.page.appId })
  made.sandbox.act('messenger', '1001', { type: 'text', text: 'chào' })
  await made.sandbox.settled()
  made.app.got.length = 0
  return made
}
const control = ({ page }: World, name: string, more: object = {}, user = '1001') =>
  call(`${page.apiUrl}/${page.pageId}/${name}_thread_control?access_token=${page.pageToken}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ recipient: { id: user }, ...more }),
  })
const owner = async ({ page }: World) =>
  (await call(`${page.apiUrl}/${page.pageId}/thread_owner?recipient=1001&access_token=${page.pageToken}`))
    .body
const send = async ({ page }: World, more: object = {}) =>
  (await sendToMessenger(page, { ...reply('1001', { text: 'a' }), ...more })).body
const entries = ({ app }: World): Json[] => app.bodies('messenger').flatMap((body) => body.entry)

test('facts messenger 6: without a default app everyone may send, nobody may take control', async () => {
  const made = await world({ behaviour: { messenger: QUIET } })
  made.sandbox.act('messenger', '1001', { type: 'text', text: 'chào' })
  made.sandbox.clerkSays('messenger', '1001', 'tôi đây')
  expect((await send(made)).message_id).toBeDefined()
  expect((await control(made, 'take')).body.error.code).toBe(10)
  expect((await control(made, 'pass', { target_app_id: INBOX })).body.error.code).toBe(10)
  made.clock.advance(24 * HOUR + 1)
  expect((await control(made, 'pass', { target_app_id: INBOX })).body).toEqual({ success: true })
})

test('facts messenger 6: who has passed control is refused with 2018300 and hears under standby', async () => {
  const made = await routed()
  expect((await control(made, 'pass', { target_app_id: INBOX, metadata: 'x' })).body).toEqual({
    success: true,
  })
  expect((await send(made)).error).toMatchObject({ code: 10, error_subcode: 2018300 })
  made.sandbox.act('messenger', '1001', { type: 'text', text: 'có ai không' })
  await made.sandbox.settled()
  expect(entries(made)).toMatchObject([{ standby: [{ message: { text: 'có ai không' } }] }])
  expect(entries(made)[0]).not.toHaveProperty('messaging')
})

test('facts messenger 1.5: a postback under standby has no payload', async () => {
  const made = await routed()
  await control(made, 'pass', { target_app_id: INBOX })
  made.sandbox.act('messenger', '1001', { type: 'open' })
  await made.sandbox.settled()
  expect(entries(made)[0].standby[0].postback).toEqual({ mid: expect.any(String), title: expect.any(String) })
})

test('facts messenger 6: control passes with the last message, and releases with it', async () => {
  const made = await routed()
  expect(await send(made, { thread_control: { control_type: 'pass', app_id: INBOX } })).toHaveProperty(
    'message_id',
  )
  expect((await send(made)).error.error_subcode).toBe(2018300)
  await control(made, 'take')
  expect(await send(made, { thread_control: { control_type: 'release' } })).toHaveProperty('message_id')
  expect(await owner(made)).toEqual({ data: [] })
  // Idle: the default app may send.
  expect(await send(made)).toHaveProperty('message_id')
})

test('facts messenger 6: a clerk who answers takes control; the app hears of it, then the echo', async () => {
  const made = await routed()
  made.sandbox.clerkSays('messenger', '1001', 'tôi đây')
  await made.sandbox.settled()
  expect(made.app.events()).toMatchObject([
    {
      sender: { id: '1001' },
      take_thread_control: { previous_owner_app_id: made.page.appId, new_owner_app_id: INBOX },
    },
    { message: { is_echo: true, app_id: Number(INBOX), text: 'tôi đây' } },
  ])
  expect((await send(made)).error.error_subcode).toBe(2018300)
  expect((await owner(made)).data[0].thread_owner.app_id).toBe(INBOX)
})

test('facts messenger 6: an automatic reply of another app takes no control; its echo may name no app', async () => {
  const made = await routed()
  made.sandbox.happen('messenger', { type: 'clerk', user: '1001', text: 'tự động', app: '77' })
  made.sandbox.happen('messenger', { type: 'clerk', user: '1001', text: 'tự động', app: '' })
  await made.sandbox.settled()
  expect(made.app.events().map((event) => event.message.app_id)).toEqual([77, undefined])
  expect(await send(made)).toHaveProperty('message_id')
})

test('facts messenger 6: echoes under standby too, where that is set', async () => {
  const made = await routed()
  made.sandbox.configure('messenger', { echoesInStandby: true })
  made.sandbox.clerkSays('messenger', '1001', 'tôi đây')
  await made.sandbox.settled()
  expect(entries(made)[1].standby[0].message.is_echo).toBe(true)
})

test('facts messenger 6: the way back: taken, done, or 24 h of silence', async () => {
  const made = await routed()
  const { sandbox, clock } = made
  sandbox.clerkSays('messenger', '1001', 'a')
  expect((await control(made, 'take')).body).toEqual({ success: true })
  expect(await send(made)).toHaveProperty('message_id')
  sandbox.clerkSays('messenger', '1001', 'b')
  await sandbox.settled()
  const before = made.app.events().length
  sandbox.happen('messenger', { type: 'done', user: '1001' })
  await sandbox.settled()
  // A release sends no webhook.
  expect(made.app.events()).toHaveLength(before)
  sandbox.act('messenger', '1001', { type: 'text', text: 'c' })
  expect(await send(made)).toHaveProperty('message_id')
  sandbox.clerkSays('messenger', '1001', 'd')
  clock.advance(24 * HOUR - 1)
  expect((await send(made)).error.error_subcode).toBe(2018300)
  clock.advance(1)
  sandbox.act('messenger', '1001', { type: 'text', text: 'e' })
  expect(await send(made)).toHaveProperty('message_id')
})

test('facts messenger 6: control is extended by the owner, up to 7 days', async () => {
  const made = await routed()
  expect((await control(made, 'extend', { duration: 7 * 24 * 3600 + 1 })).body.error.code).toBe(100)
  expect((await control(made, 'extend', { duration: 7 * 24 * 3600 })).body).toEqual({ success: true })
  made.clock.advance(6 * 24 * HOUR)
  expect((await owner(made)).data[0].thread_owner.app_id).toBe(made.page.appId)
  made.clock.advance(24 * HOUR)
  expect(await owner(made)).toEqual({ data: [] })
  await control(made, 'pass', { target_app_id: INBOX })
  expect((await control(made, 'extend', { duration: 60 })).body.error.error_subcode).toBe(2018300)
  expect((await control(made, 'release')).body.error.error_subcode).toBe(2018300)
})

test('facts messenger 6, 4.2: a wrong app is 2018164; only the default app takes and asks', async () => {
  const made = await routed()
  expect((await control(made, 'pass', { target_app_id: '99' })).body.error.error_subcode).toBe(2018164)
  expect((await control(made, 'pass')).body.error.code).toBe(100)
  expect((await control(made, 'take', {}, '4004')).body.error.error_subcode).toBe(2018001)
  made.sandbox.configure('messenger', { defaultApp: '55', otherApps: ['56'] })
  expect((await control(made, 'take')).body.error.code).toBe(10)
  expect((await owner(made)).error.code).toBe(10)
})

test('facts messenger 6: with another default app ours hears under standby only, and may not send', async () => {
  const made = await world({ behaviour: { messenger: QUIET } })
  made.sandbox.configure('messenger', { defaultApp: '55' })
  made.sandbox.act('messenger', '1001', { type: 'text', text: 'chào' })
  await made.sandbox.settled()
  expect(entries(made)[0]).toHaveProperty('standby')
  expect((await send(made)).error.error_subcode).toBe(2018300)
  made.sandbox.happen('messenger', { type: 'pass-control', user: '1001', metadata: 'của bạn' })
  await made.sandbox.settled()
  expect(made.app.bodies('messenger').at(-1).entry[0].messaging[0].pass_thread_control).toEqual({
    previous_owner_app_id: '55',
    new_owner_app_id: made.page.appId,
    metadata: 'của bạn',
  })
  expect(await send(made)).toHaveProperty('message_id')
})

test('facts messenger 1.4, 1.5: the inbox asks for control, ids as text or numbers', async () => {
  const made = await routed()
  made.sandbox.happen('messenger', { type: 'request-control', user: '1001' })
  made.sandbox.happen('messenger', { type: 'request-control', user: '1001', numericIds: true })
  await made.sandbox.settled()
  expect(made.app.events().map((event) => event.request_thread_control.requested_owner_app_id)).toEqual([
    INBOX,
    Number(INBOX),
  ])
})

test('facts messenger 6: the Page says which routing it has', async () => {
  const made = await routed()
  const url = `${made.page.apiUrl}/me?fields=messaging_feature_status&access_token=${made.page.pageToken}`
  expect((await call(url)).body.messaging_feature_status.hop_v2).toBe(true)
  made.sandbox.configure('messenger', { defaultApp: '' })
  expect((await call(url)).body.messaging_feature_status.hop_v2).toBe(false)
})

test('facts messenger 4.2: while Messenger’s own questions control the chats it is 2018321', async () => {
  const made = await routed()
  made.sandbox.configure('messenger', { questionFlow: true })
  expect((await send(made)).error.error_subcode).toBe(2018321)
})

import { beforeEach, describe, expect, test } from 'vitest'
import { call, QUIET, reply, sendToMessenger, type World, world } from '../world.ts'

let made: World
beforeEach(async () => {
  made = await world({ behaviour: { messenger: QUIET } })
  made.sandbox.act('messenger', '1001', { type: 'text', text: 'chào' })
})
const url = (path: string, query = '') =>
  `${made.page.apiUrl}/${path}${path.includes('?') ? '&' : '?'}access_token=${made.page.pageToken}${query}`
const send = async (user = '1001') =>
  (await sendToMessenger(made.page, reply(user, { text: 'a' }))).body.error

describe('subscription', () => {
  const path = () => `${made.page.pageId}/subscribed_apps`

  test('facts messenger 1.5: only subscribed fields are delivered', async () => {
    await made.sandbox.settled()
    made.app.got.length = 0
    const fields = '&subscribed_fields=messages,message_echoes'
    expect((await call(url(path(), fields), { method: 'POST' })).body).toEqual({ success: true })
    expect((await call(url(path()))).body.data[0].subscribed_fields).toEqual(['messages', 'message_echoes'])
    made.sandbox.act('messenger', '1001', { type: 'open' })
    made.sandbox.act('messenger', '1001', { type: 'text', text: 'a' })
    await made.sandbox.settled()
    expect(made.app.events()).toMatchObject([{ message: { text: 'a' } }])
  })

  test('facts messenger 1.5: names are those of the webhook reference', async () => {
    for (const name of ['messaging_handover', 'messaging_referral', 'made_up']) {
      const { body } = await call(url(path(), `&subscribed_fields=${name}`), { method: 'POST' })
      expect(body.error.code).toBe(100)
    }
    expect((await call(url(path()), { method: 'POST' })).body.error.code).toBe(100)
  })

  test('facts messenger 1.5: subscribing needs pages_manage_metadata', async () => {
    made.sandbox.configure('messenger', { permissions: ['pages_messaging'] })
    const { body } = await call(url(path(), '&subscribed_fields=messages'), { method: 'POST' })
    expect(body.error.code).toBe(200)
  })

  test('an app that took its subscription back hears nothing', async () => {
    await made.sandbox.settled()
    made.app.got.length = 0
    await call(url(path()), { method: 'DELETE' })
    made.sandbox.act('messenger', '1001', { type: 'text', text: 'a' })
    await made.sandbox.settled()
    expect(made.app.got).toEqual([])
    expect((await call(url(path()))).body).toEqual({ data: [] })
  })
})

describe('access', () => {
  test('facts messenger 5: with Standard Access only people with a role are heard and reached (200/2018028)', async () => {
    made.sandbox.configure('messenger', { access: 'standard', testers: ['1002'] })
    await made.sandbox.settled()
    made.app.got.length = 0
    made.sandbox.act('messenger', '1001', { type: 'text', text: 'a' })
    made.sandbox.act('messenger', '1002', { type: 'text', text: 'b' })
    await made.sandbox.settled()
    made.sandbox.happen('messenger', { type: 'policy', action: 'warning' })
    await made.sandbox.settled()
    expect(made.app.events().map((event) => event.sender?.id)).toEqual(['1002', undefined])
    expect(await send('1001')).toMatchObject({ code: 200, error_subcode: 2018028 })
    expect(await send('1002')).toBeUndefined()
  })

  test('facts messenger 4.2: without pages_messaging nothing is sent (200)', async () => {
    made.sandbox.configure('messenger', { permissions: [] })
    expect((await send()).code).toBe(200)
  })

  test('facts messenger 4.2: a restricted Page sends nothing (10/1893063), until it may again', async () => {
    made.sandbox.configure('messenger', { restricted: true })
    expect(await send()).toMatchObject({ code: 10, error_subcode: 1893063 })
    made.sandbox.configure('messenger', { restricted: false })
    expect(await send()).toBeUndefined()
  })

  test('facts messenger 4.2: what is wrong with one person is said of that person alone', async () => {
    made.sandbox.act('messenger', '1002', { type: 'text', text: 'a' })
    made.sandbox.describe('messenger', '1001', { refusal: 2 })
    expect((await send('1001')).code).toBe(2)
    expect(await send('1002')).toBeUndefined()
    made.sandbox.describe('messenger', '1001', { refusal: null })
    expect(await send('1001')).toBeUndefined()
  })

  test('facts messenger 2.1: any version serves, also none; what v26 removed is no path', async () => {
    const at = (apiUrl: string) => sendToMessenger({ ...made.page, apiUrl }, reply('1001', { text: 'a' }))
    const root = made.page.apiUrl.replace(/\/v[\d.]+$/, '')
    for (const one of [root, `${root}/v19.0`, `${root}/v26.0`]) expect((await at(one)).status).toBe(200)
    expect((await call(`${root}/?ids=1001&access_token=${made.page.pageToken}`)).body.error.code).toBe(2500)
  })
})

describe('look-ups', () => {
  test('facts messenger 5: a profile with access: name and picture, of those who acted', async () => {
    made.sandbox.configure('messenger', { profileAccess: true })
    made.sandbox.describe('messenger', '1001', { name: 'Nguyễn Văn An' })
    expect((await call(url('1001?fields=first_name,last_name,profile_pic,locale'))).body).toEqual({
      id: '1001',
      first_name: 'Văn An',
      last_name: 'Nguyễn',
      profile_pic: expect.stringMatching(/^https:/),
    })
    expect((await call(url('4004?fields=first_name'))).body.error.error_subcode).toBe(2018001)
  })

  test('facts messenger 5: an account made by phone number has no profile (2018218)', async () => {
    made.sandbox.configure('messenger', { profileAccess: true })
    made.sandbox.describe('messenger', '1001', { phone: '84912345678' })
    expect((await call(url('1001?fields=first_name'))).body.error.error_subcode).toBe(2018218)
  })

  test('facts messenger 5: debug_token tells scopes and app, to the app alone', async () => {
    const { page } = made
    const ask = (access: string) =>
      call(`${page.apiUrl}/debug_token?input_token=${page.pageToken}&access_token=${access}`)
    expect((await ask(`${page.appId}|${page.appSecret}`)).body.data).toMatchObject({
      app_id: page.appId,
      is_valid: true,
      expires_at: 0,
      profile_id: page.pageId,
      scopes: expect.arrayContaining(['pages_messaging', 'pages_manage_metadata']),
    })
    expect((await ask('no')).body.error.code).toBe(190)
    expect((await ask(page.pageToken)).body.error.code).toBe(190)
  })
})

test('facts messenger 3: typing shows for 20 s or until a message, seen until the person writes', async () => {
  const { sandbox, page, clock } = made
  const action = (sender_action: string) =>
    sendToMessenger(page, { recipient: { id: '1001' }, sender_action })
  await action('typing_on')
  expect(sandbox.chat('messenger', '1001')).toMatchObject({ typing: true, seenByPage: false })
  clock.advance(20_000)
  expect(sandbox.chat('messenger', '1001').typing).toBe(false)
  await action('typing_on')
  await action('typing_off')
  expect(sandbox.chat('messenger', '1001').typing).toBe(false)
  await action('typing_on')
  await send()
  expect(sandbox.chat('messenger', '1001').typing).toBe(false)
  await action('mark_seen')
  expect(sandbox.chat('messenger', '1001').seenByPage).toBe(true)
})

import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { ZaloSandboxAccount } from '../../../src/sandbox/accounts.ts'
import { chatEvent, signedWebhook } from '../../../src/sandbox/zalo/webhooks.ts'
import { consult, QUIET, START, sendToZalo, token, world } from '../world.ts'

const quiet = () => world({ behaviour: { zalo: QUIET } })
const choices = {
  text: 'Chọn:',
  attachment: {
    type: 'template',
    payload: {
      buttons: [
        { title: 'Đăng ký', type: 'oa.query.hide', payload: '#DK:1' },
        { title: 'Trang', type: 'oa.open.url', payload: { url: 'https://dichvucong.gov.vn' } },
      ],
    },
  },
}

test('facts Zalo 2.1: the vector of the signature', () => {
  const account = { appId: '1111111111111111111', oaSecret: 'oa-secret-for-tests' } as ZaloSandboxAccount
  const message = { text: 'Xin chào', msg_id: 'b2db3895fe26797f2030' }
  const event = chatEvent(
    account,
    'user_send_text',
    { id: '2222222222222222222' },
    '3333333333333333333',
    message,
    1787209817225,
  )
  const { body, headers } = signedWebhook(account, event)
  expect(body.length).toBe(232)
  expect(headers['x-zevent-signature']).toBe(
    'mac=95202854311e5dd1bbae11d409e5a4c12d68620267781416c90972274f98ed04',
  )
})

test('facts Zalo 1.2, 2.1: a text as captured: headers, strings, MAC over the raw bytes', async () => {
  const { sandbox, app, oa } = await quiet()
  const { ids } = sandbox.act('zalo', '2001', { type: 'text', text: 'Chào phường' })
  await sandbox.settled()
  const { raw, headers, body } = app.got[0]!
  expect(body).toEqual({
    app_id: oa.appId,
    sender: { id: '2001' },
    recipient: { id: oa.oaId },
    event_name: 'user_send_text',
    message: { text: 'Chào phường', msg_id: ids[0] },
    timestamp: String(START),
  })
  const mac = createHash('sha256')
    .update(Buffer.concat([Buffer.from(oa.appId), raw, Buffer.from(`${START}${oa.oaSecret}`)]))
    .digest('hex')
  expect(headers).toMatchObject({
    'x-zevent-signature': `mac=${mac}`,
    'x-zevent-server': 'OA OpenAPI',
    'user-agent': 'ZaloWebhook',
  })
  expect(headers).not.toHaveProperty('x-zevent-timestamp')
})

test('facts Zalo 1.3: follow and unfollow have no sender and no msg_id', async () => {
  const { sandbox, app, oa } = await quiet()
  sandbox.act('zalo', '2001', { type: 'open' })
  sandbox.act('zalo', '2001', { type: 'leave' })
  await sandbox.settled()
  const common = {
    oa_id: oa.oaId,
    follower: { id: '2001' },
    source: 'oa_profile',
    app_id: oa.appId,
    timestamp: String(START),
  }
  expect(app.bodies('zalo')).toEqual([
    { ...common, event_name: 'follow' },
    { ...common, event_name: 'unfollow' },
  ])
})

test('facts Zalo 1.5: a tap is an ordinary text that reads like the payload; links tell nobody', async () => {
  const { sandbox, app, oa } = await quiet()
  const access = (await token(oa)).body.access_token
  sandbox.act('zalo', '2001', { type: 'open' })
  await sendToZalo(oa, access, consult('2001', choices))
  await sendToZalo(oa, access, consult('2001', { text: 'Xin chọn ở trên' }))
  expect(sandbox.act('zalo', '2001', { type: 'tap', title: 'Trang' }).url).toBe('https://dichvucong.gov.vn')
  sandbox.act('zalo', '2001', { type: 'tap', title: 'Đăng ký' })
  await sandbox.settled()
  const [, tap, ...rest] = app.bodies('zalo')
  expect(tap).toMatchObject({ event_name: 'user_send_text', message: { text: '#DK:1' } })
  expect(rest).toEqual([])
})

test.each([
  ['image', { thumbnail: expect.any(String), url: expect.any(String) }],
  ['sticker', { id: expect.any(String), url: expect.any(String) }],
  ['location', { coordinates: { latitude: expect.any(String), longitude: expect.any(String) } }],
  ['file', { size: expect.any(String), name: expect.any(String) }],
  ['link', { thumbnail: expect.any(String), description: expect.any(String) }],
] as const)('facts Zalo 1.4: user_send_%s', async (type, payload) => {
  const { sandbox, app } = await quiet()
  sandbox.act('zalo', '2001', { type })
  await sandbox.settled()
  expect(app.bodies('zalo')[0]).toMatchObject({
    event_name: `user_send_${type}`,
    message: { attachments: [{ type, payload }], msg_id: expect.any(String) },
  })
})

test('facts Zalo 1.3: echo of an API send without admin_id, then received and seen', async () => {
  const { sandbox, app, oa } = await world()
  sandbox.act('zalo', '2001', { type: 'open' })
  const { body } = await sendToZalo(
    oa,
    (await token(oa)).body.access_token,
    consult('2001', { text: 'chào bác' }),
  )
  await sandbox.settled()
  const id = body.data.message_id
  const [, echo, ...receipts] = app.bodies('zalo')
  expect(echo).toMatchObject({
    event_name: 'oa_send_text',
    message: { text: 'chào bác', msg_id: id },
    recipient: { id: '2001' },
  })
  expect(echo.sender).toEqual({ id: oa.oaId })
  const named = (name: string) => receipts.find((one) => one.event_name === name)
  expect(named('user_received_message')).toMatchObject({ sender: { id: oa.oaId }, message: { msg_id: id } })
  expect(named('user_seen_message')).toMatchObject({ recipient: { id: '2001' }, message: { msg_ids: [id] } })
})

test('facts Zalo 1.3: a clerk’s message carries sender.admin_id', async () => {
  const { sandbox, app } = await quiet()
  sandbox.clerkSays('zalo', '2001', 'Tôi là cán bộ')
  await sandbox.settled()
  expect(app.bodies('zalo')[0]).toMatchObject({
    event_name: 'oa_send_text',
    sender: { admin_id: expect.any(String) },
  })
  expect(sandbox.inbox('zalo', '2001')).toMatchObject([{ from: 'clerk', text: 'Tôi là cán bộ' }])
})

test('Zalo sends one event in a webhook: a batch is refused', async () => {
  const { sandbox } = await quiet()
  expect(() => sandbox.act('zalo', '2001', { type: 'batch', actions: [] })).toThrow('Messenger')
})

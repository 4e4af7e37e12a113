import { beforeEach, expect, test } from 'vitest'
import type { SingleAction } from '../../../src/sandbox/actions.ts'
import { type Json, QUIET, reply, START, sendToMessenger, type World, world } from '../world.ts'

let made: World
beforeEach(async () => {
  made = await world({ behaviour: { messenger: QUIET } })
  made.sandbox.act('messenger', '1001', { type: 'text', text: 'chào' })
  await sendToMessenger(made.page, reply('1001', { text: 'chào bác' }))
  await made.sandbox.settled()
  made.app.got.length = 0
})

async function events(act: () => void): Promise<Json[]> {
  act()
  await made.sandbox.settled()
  return made.app.events()
}

const PAYLOAD = { url: expect.any(String) }
const acts: [string, SingleAction, object][] = [
  ['a reply to a message', { type: 'text', text: 'ok', replyTo: 'm_x' }, { message: { text: 'ok', reply_to: { mid: 'm_x' } } }],
  ['a reaction', { type: 'react', messageId: 'm_x', reaction: 'love' }, { reaction: { reaction: 'love', emoji: '❤', action: 'react', mid: 'm_x' } }],
  ['a reaction taken back', { type: 'react', messageId: 'm_x', remove: true }, { reaction: { action: 'unreact', mid: 'm_x' } }],
  ['an edit', { type: 'edit', messageId: 'm_x', text: 'sửa' }, { message_edit: { mid: 'm_x', text: 'sửa', num_edit: 1 } }],
  ['an unsent message', { type: 'unsend', messageId: 'm_x' }, { message: { mid: 'm_x', is_deleted: true } }],
  ['an opt-in', { type: 'optin', payload: 'TIN' }, { optin: { type: 'notification_messages', payload: 'TIN' } }],
  ['feedback with words', { type: 'feedback', score: 5, text: 'tốt' }, { messaging_feedback: { feedback_screens: [{ screen_id: 0, questions: { q1: { type: 'csat', payload: '5', follow_up: { type: 'free_form', payload: 'tốt' } } } }] } }],
  ['an account linked', { type: 'link-account', code: 'c' }, { account_linking: { status: 'linked', authorization_code: 'c' } }],
  ['an account unlinked', { type: 'link-account', unlink: true }, { account_linking: { status: 'unlinked' } }],
  ['an ad in a chat that exists', { type: 'open', ad: '77' }, { referral: { source: 'ADS', type: 'OPEN_THREAD', ad_id: '77', ads_context_data: { ad_title: expect.any(String) } } }],
  ['the thumb', { type: 'sticker' }, { message: { attachments: [{ type: 'sticker', payload: { sticker_id: 369239263222822 } }] } }],
  ['another sticker', { type: 'sticker', sticker: '12' }, { message: { attachments: [{ type: 'sticker', payload: { sticker_id: 12 } }] } }],
  ['a sticker as before 30 August 2026', { type: 'sticker', old: true }, { message: { attachments: [{ type: 'image', payload: { sticker_id: 369239263222822 } }] } }],
  ['a link', { type: 'link', text: 'xem' }, { message: { text: 'xem', attachments: [{ type: 'fallback', payload: { url: expect.any(String), title: expect.any(String) } }] } }],
  ['a location', { type: 'location' }, { message: { attachments: [{ type: 'location', payload: { coordinates: { lat: 20.93, long: 106.06 } } }] } }],
  ['a product', { type: 'template' }, { message: { attachments: [{ type: 'template' }] } }],
  ...(['image', 'audio', 'video', 'file', 'reel', 'ig_reel', 'post', 'ig_post', 'appointment_booking'] as const).map(
    (type): [string, SingleAction, object] => [`${type}`, { type }, { message: { attachments: [{ type, payload: PAYLOAD }] } }],
  ),
] // biome-ignore format: a table
test.each(acts)('facts messenger 1.5: %s', async (_name, action, content) => {
  const [event] = await events(() => made.sandbox.act('messenger', '1001', action))
  expect(event).toMatchObject({
    sender: { id: '1001' },
    recipient: { id: made.page.pageId },
    timestamp: START,
    ...content,
  })
})

test('facts messenger 1.5: a share that is not supported comes as fallback without a payload', async () => {
  const [event] = await events(() => made.sandbox.act('messenger', '1001', { type: 'unsupported' }))
  expect(event.message.attachments).toEqual([{ type: 'fallback' }])
})

test('facts messenger 1.5: looking reads what is unread, once', async () => {
  const [read, ...more] = await events(() => {
    made.sandbox.act('messenger', '1001', { type: 'look' })
    made.sandbox.act('messenger', '1001', { type: 'look' })
  })
  expect(read.read).toEqual({ watermark: START })
  expect(more).toEqual([])
})

test('facts messenger 1.4: timestamps in seconds or as text', async () => {
  const stamps = await events(() => {
    made.sandbox.act('messenger', '1001', { type: 'open', ref: 'a', as: 'seconds' })
    made.sandbox.act('messenger', '1001', { type: 'text', text: 'a', as: 'string' })
  })
  expect(stamps.map(({ timestamp }) => timestamp)).toEqual([START / 1000, String(START)])
})

test('facts messenger 1.4: the checkbox of a web page brings a user_ref and no sender; an answer goes to it', async () => {
  const [event] = await events(() =>
    made.sandbox.act('messenger', 'any', { type: 'optin', payload: 'P', userRef: 'ref-1' }),
  )
  expect(event).toMatchObject({ optin: { ref: 'P', user_ref: 'ref-1' } })
  expect(event).not.toHaveProperty('sender')
  const { body } = await sendToMessenger(made.page, {
    recipient: { user_ref: 'ref-1' },
    messaging_type: 'RESPONSE',
    message: { text: 'a' },
  })
  expect(body).toEqual({ message_id: expect.stringMatching(/^m_/) })
})

test('facts messenger 1.5: policy enforcement, app roles: of the Page, without a sender', async () => {
  const got = await events(() => {
    made.sandbox.happen('messenger', { type: 'policy', action: 'block', reason: 'spam' })
    made.sandbox.happen('messenger', { type: 'policy', action: 'unblock', oldKey: true })
    made.sandbox.happen('messenger', { type: 'app-roles' })
  })
  expect(got).toMatchObject([
    { policy_enforcement: { action: 'block', reason: 'spam' } },
    { 'policy-enforcement': { action: 'unblock' } },
    { app_roles: { [made.page.appId]: ['primary_receiver'] } },
  ])
  for (const event of got) expect(event).not.toHaveProperty('sender')
})

test('facts messenger 1.4: the Test button is a change on Page 0', async () => {
  made.sandbox.happen('messenger', { type: 'test' })
  await made.sandbox.settled()
  expect(made.app.bodies('messenger')).toMatchObject([
    { object: 'page', entry: [{ id: '0', changes: [{ field: 'messages', value: { message: {} } }] }] },
  ])
})

test('facts messenger 1.4, 2.3: a comment is a change of the feed and permits one private reply in 7 days', async () => {
  const { sandbox, page, app, clock } = made
  const comment = () => sandbox.act('messenger', '7007', { type: 'comment', text: 'mấy giờ mở cửa?' }).ids[0]!
  const answer = (id: string) =>
    sendToMessenger(page, {
      recipient: { comment_id: id },
      messaging_type: 'RESPONSE',
      message: { text: '8 giờ' },
    })
  const id = comment()
  await sandbox.settled()
  expect(app.bodies('messenger')[0].entry[0]).toMatchObject({
    changes: [{ field: 'feed', value: { item: 'comment', comment_id: id, from: { id: '7007' } } }],
  })
  clock.advance(6 * 24 * 3_600_000)
  expect((await answer(id)).body).toMatchObject({ recipient_id: '7007' })
  expect((await answer(id)).body.error).toMatchObject({ code: 10, error_subcode: 2018278 })
  const late = comment()
  clock.advance(7 * 24 * 3_600_000 + 1)
  expect((await answer(late)).body.error.error_subcode).toBe(2018278)
  // A comment alone opens no window.
  expect((await sendToMessenger(page, reply('7007', { text: 'a' }))).body.error.error_subcode).toBe(2018001)
})

test('facts messenger 1.5: other changes of the Page, by field', async () => {
  const change = { type: 'page-change', field: 'inbox_labels', value: { action: 'add' } } as const
  made.sandbox.happen('messenger', change)
  await made.sandbox.settled()
  expect(made.app.bodies('messenger')[0].entry[0]).toMatchObject({
    id: made.page.pageId,
    changes: [{ field: 'inbox_labels', value: { action: 'add' } }],
  })
  expect(() => made.sandbox.happen('messenger', { ...change, field: 'x' })).toThrow('no field')
})

test('facts messenger 1.5: deliveries may come without mids', async () => {
  made.sandbox.configure('messenger', { midsInDeliveries: false })
  made.sandbox.behave('messenger', { delivered: { probability: 1, delayMs: [0, 0] } })
  await sendToMessenger(made.page, reply('1001', { text: 'a' }))
  await made.sandbox.settled()
  expect(made.app.events()[0].delivery).toEqual({ watermark: START })
})

test('facts messenger 3: a quick reply for the phone number answers with it', async () => {
  made.sandbox.describe('messenger', '1001', { phone: '84987654321' })
  const quick = [{ content_type: 'user_phone_number' }]
  await sendToMessenger(made.page, reply('1001', { text: 'Số của bác?', quick_replies: quick }))
  const [event] = await events(() => made.sandbox.act('messenger', '1001', { type: 'tap' }))
  expect(event.message).toMatchObject({ text: '+84987654321', quick_reply: { payload: '+84987654321' } })
})

test('what nobody can do on Messenger is said', () => {
  const { sandbox } = made
  expect(() => sandbox.act('messenger', '1001', { type: 'submit-info' })).toThrow('on Messenger')
  expect(() => sandbox.act('messenger', '1001', { type: 'gif' })).toThrow('on Messenger')
  expect(() => sandbox.happen('messenger', { type: 'revoke-permission' })).toThrow('never happens')
})

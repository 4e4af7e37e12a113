import { beforeEach, describe, expect, test } from 'vitest'
import type { SingleAction } from '../../../src/sandbox/actions.ts'
import type { Happening } from '../../../src/sandbox/happenings.ts'
import { type Json, START } from '../world.ts'
import { type Oa, oaWorld } from './world.ts'

let made: Oa
beforeEach(async () => {
  made = await oaWorld()
})

async function bodies(act: () => void): Promise<Json[]> {
  act()
  await made.sandbox.settled()
  return made.app.bodies('zalo')
}
const FORM = {
  attachment: {
    type: 'template',
    payload: {
      template_type: 'request_user_info',
      elements: [{ title: 'Cho biết', subtitle: 'tên và số', image_url: 'https://example.invalid/a.png' }],
    },
  },
}

const ofUser: [string, SingleAction, object][] = [
  ['follow from an invitation', { type: 'open', source: 'message_invite' }, { event_name: 'follow', source: 'message_invite', follower: { id: '2001' } }],
  ['user_send_text with a quote', { type: 'text', text: 'a', replyTo: 'x' }, { event_name: 'user_send_text', message: { text: 'a', quote_msg_id: 'x' } }],
  ['user_send_gif', { type: 'gif' }, { event_name: 'user_send_gif', message: { attachments: [{ type: 'gif', payload: { url: expect.any(String) } }] } }],
  ['user_send_audio', { type: 'audio' }, { event_name: 'user_send_audio', message: { attachments: [{ type: 'audio', payload: { url: expect.stringMatching(/\.amr$/) } }] } }],
  ['user_send_video', { type: 'video' }, { event_name: 'user_send_video', message: { attachments: [{ type: 'video' }] } }],
  ['user_send_image with a caption', { type: 'image', text: 'giấy' }, { event_name: 'user_send_image', message: { text: 'giấy' } }],
  ['user_send_business_card: a link with JSON in its description', { type: 'business-card' }, { event_name: 'user_send_business_card', message: { attachments: [{ type: 'link', payload: { description: expect.stringContaining('"phone"') } }] } }],
  ['user_reacted_message', { type: 'react', messageId: 'x', reaction: '/-heart' }, { event_name: 'user_reacted_message', message: { msg_id: 'x', react_icon: '/-heart' } }],
  ['user_reacted_message, taken back', { type: 'react', messageId: 'x', remove: true }, { message: { react_icon: '/-remove' } }],
  ['user_withdraw', { type: 'withdraw' }, { event_name: 'user_withdraw', user_id: '2001' }],
  ['user_call_oa', { type: 'call' }, { event_name: 'user_call_oa', user_id: '2001' }],
  ['user_reply_consent', { type: 'call-consent', allow: true }, { event_name: 'user_reply_consent', user_consent: 'ALLOW', confirmed_time: String(START) }],
  ['user_feedback (1.6)', { type: 'feedback', score: 4, text: 'tốt', messageId: 'x' }, { event_name: 'user_feedback', message: { rate: 4, note: 'tốt', msg_id: 'x', submit_time: String(START), feedbacks: [] } }],
  ['anonymous_send_text', { type: 'anonymous', what: 'text', text: 'a', conversationId: 'c' }, { event_name: 'anonymous_send_text', sender: { id: '2001' }, message: { text: 'a', conversation_id: 'c' } }],
  ['anonymous_send_image', { type: 'anonymous', what: 'image' }, { event_name: 'anonymous_send_image', message: { attachments: [{ type: 'image' }] } }],
] // biome-ignore format: a table
test.each(ofUser)('facts zalo 1.3: %s', async (_name, action, shape) => {
  const [body] = await bodies(() => made.sandbox.act('zalo', '2001', action))
  expect(body).toMatchObject({ ...shape, app_id: made.oa.appId, timestamp: String(START) })
})

const ofOa: [string, Happening, object][] = [
  ['add_user_to_tag', { type: 'tag', users: ['2001', '2002'], name: 'Nhắc' }, { event_name: 'add_user_to_tag', tag: { name: 'Nhắc', user_ids: ['2001', '2002'] } }],
  ['remove_user_from_tag', { type: 'tag', users: ['2001'], name: 'Nhắc', remove: true }, { event_name: 'remove_user_from_tag', tag: { name: 'Nhắc', user_ids: ['2001'] } }],
  ['remove_tag', { type: 'remove-tag', name: 'Nhắc' }, { event_name: 'remove_tag', tag: { name: 'Nhắc', user_ids: [] } }],
  ['oa_reacted_message', { type: 'oa-react', user: '2001', messageId: 'x', icon: '/-strong' }, { event_name: 'oa_reacted_message', message: { msg_id: 'x', react_icon: '/-strong' } }],
  ['update_user_info and any other name', { type: 'event', name: 'update_user_info', fields: { user_id: '2001' } }, { event_name: 'update_user_info', user_id: '2001' }],
] // biome-ignore format: a table
test.each(ofOa)('facts zalo 1.3: %s', async (_name, happening, shape) => {
  const [body] = await bodies(() => made.sandbox.happen('zalo', happening))
  expect(body).toMatchObject({ ...shape, app_id: made.oa.appId })
})

test('facts zalo 1.3: change_oa_daily_quota spells oaId in its own way, and the quota holds', async () => {
  const [body] = await bodies(() => made.sandbox.happen('zalo', { type: 'daily-quota', value: 100 }))
  expect(body).toMatchObject({
    oaId: made.oa.oaId,
    event_name: 'change_oa_daily_quota',
    quota: { prev_value: 500, new_value: 100 },
  })
  expect(body).not.toHaveProperty('oa_id')
})

test('facts zalo 1.3: template status, quality and quota', async () => {
  const got = await bodies(() => {
    const { sandbox } = made
    sandbox.happen('zalo', { type: 'new-template', id: '7', tag: 1, text: 'Hẹn <gio>' })
    sandbox.happen('zalo', { type: 'template-status', template: '7', status: 'ENABLE' })
    sandbox.happen('zalo', { type: 'template-quality', template: '7', value: 'LOW', reason: 'bị báo xấu' })
    sandbox.happen('zalo', { type: 'template-quota', template: '7', value: '50' })
  })
  expect(got).toMatchObject([
    { event_name: 'change_template_status', template_id: '7', status: { prev_status: 'PENDING_REVIEW', new_status: 'ENABLE' } },
    { event_name: 'change_template_quality', template_id: '7', reason: 'bị báo xấu' },
    { event_name: 'change_template_quota', template_id: '7' },
  ]) // biome-ignore format: a table
})

test('facts zalo 1.3: permission_revoked, and the tokens are dead until consent is given again', async () => {
  const access = await made.access()
  const [body] = await bodies(() => made.sandbox.happen('zalo', { type: 'revoke-permission' }))
  expect(body).toMatchObject({ event_name: 'permission_revoked', oa_id: made.oa.oaId })
  const answer = await fetch(`${made.oa.apiUrl}/v2.0/oa/getoa`, { headers: { access_token: access } })
  expect(await answer.json()).toMatchObject({ error: -216 })
  expect(await made.access()).toBeUndefined()
})

describe('user_submit_info', () => {
  test('facts zalo 1.3, 4.1: after the form, in the shape of today', async () => {
    expect((await made.send(FORM)).error).toBe(0)
    const [body] = await bodies(() =>
      made.sandbox.act('zalo', '2001', { type: 'submit-info', name: 'An', phone: '84912345678' }),
    )
    expect(body).toMatchObject({
      event_name: 'user_submit_info',
      sender: { id: '2001' },
      info: { name: 'An', phone: '84912345678', full_address: { user_ward: expect.any(String) } },
    })
  })

  test('facts zalo 1.3: in the older shape', async () => {
    await made.send(FORM)
    const [body] = await bodies(() => made.sandbox.act('zalo', '2001', { type: 'submit-info', old: true }))
    expect(Object.keys(body.info).sort()).toEqual(['address', 'city', 'district', 'name', 'phone', 'ward'])
  })

  test('facts zalo 1.3: also after the form that the OA itself shows; its echo names no admin, as nobody answered', async () => {
    const [echo] = await bodies(() => made.sandbox.happen('zalo', { type: 'request-info', user: '2001' }))
    expect(echo).toMatchObject({ event_name: 'oa_send_text', recipient: { id: '2001' } })
    expect(echo.sender).toEqual({ id: made.oa.oaId })
    const all = await bodies(() => made.sandbox.act('zalo', '2001', { type: 'submit-info', name: 'An' }))
    expect(all.at(-1)).toMatchObject({ event_name: 'user_submit_info', info: { name: 'An' } })
  })

  test('nobody can fill in a form that was not sent', () => {
    expect(() => made.sandbox.act('zalo', '2001', { type: 'submit-info' })).toThrow('has not asked')
  })
})

test('facts zalo 1.3: user_click_chatnow comes only from someone who never chatted', async () => {
  const got = await bodies(() => {
    made.sandbox.act('zalo', '2001', { type: 'chat-now' })
    made.sandbox.act('zalo', '2002', { type: 'chat-now' })
  })
  expect(got).toMatchObject([{ event_name: 'user_click_chatnow', user_id: '2002' }])
})

test('facts zalo 1.3: user_seen_message with msg_ids, or msg_id where that is set', async () => {
  const first = (await made.send({ text: 'a' })).data.message_id
  made.sandbox.act('zalo', '2001', { type: 'look' })
  made.sandbox.configure('zalo', { seenAs: 'msg_id' })
  const second = (await made.send({ text: 'b' })).data.message_id
  const got = await bodies(() => made.sandbox.act('zalo', '2001', { type: 'look' }))
  expect(got.map(({ message }) => message)).toEqual([{ msg_ids: [first] }, { msg_id: second }])
})

describe('echoes', () => {
  test.each([
    ['oa_send_text', { text: 'a' }],
    ['oa_send_image', media({ media_type: 'image', url: 'https://example.invalid/a.png' })],
    ['oa_send_gif', media({ media_type: 'gif', url: 'https://example.invalid/a.gif', width: 1, height: 1 })],
    ['oa_send_sticker', media({ media_type: 'sticker', attachment_id: 'x' })],
  ])('facts zalo 1.3: %s', async (name, message) => {
    made.sandbox.behave('zalo', { echo: { on: true, probability: 1 } })
    expect((await made.send(message)).error).toBe(0)
    await made.sandbox.settled()
    expect(made.app.bodies('zalo')).toMatchObject([{ event_name: name, sender: { id: made.oa.oaId } }])
  })

  test('facts zalo 1.3: a clerk’s picture, with admin_id', async () => {
    const [body] = await bodies(() =>
      made.sandbox.happen('zalo', { type: 'clerk', user: '2001', attachment: 'image' }),
    )
    expect(body).toMatchObject({ event_name: 'oa_send_image', sender: { admin_id: expect.any(String) } })
  })
})

function media(element: object) {
  return {
    attachment: { type: 'template', payload: { template_type: 'media', elements: [element] } },
  }
}

describe('the console', () => {
  test('facts zalo 1.1: only events that are switched on', async () => {
    made.sandbox.configure('zalo', { events: ['user_send_text'] })
    const got = await bodies(() => {
      made.sandbox.act('zalo', '2001', { type: 'sticker' })
      made.sandbox.act('zalo', '2001', { type: 'text', text: 'a' })
    })
    expect(got.map((body) => body.event_name)).toEqual(['user_send_text'])
  })

  test('facts zalo 1.1: the syntax filter passes only texts that begin with #', async () => {
    made.sandbox.configure('zalo', { syntaxFilter: true })
    const got = await bodies(() => {
      made.sandbox.act('zalo', '2001', { type: 'text', text: 'đăng ký' })
      made.sandbox.act('zalo', '2001', { type: 'text', text: '#DK' })
      made.sandbox.act('zalo', '2001', { type: 'sticker' })
    })
    expect(got.map((body) => body.message.text)).toEqual(['#DK', undefined])
  })

  test('facts zalo 1.2, 1.7: user_id_by_app where it is set, the same for every OA of the app', async () => {
    made.sandbox.configure('zalo', { userIdByApp: true })
    const [text, follow] = await bodies(() => {
      made.sandbox.act('zalo', '2001', { type: 'text', text: 'a' })
      made.sandbox.act('zalo', '2001', { type: 'open' })
    })
    expect(text.user_id_by_app).toMatch(/^\d{19}$/)
    expect(follow.user_id_by_app).toBe(text.user_id_by_app)
    expect(text.user_id_by_app).not.toBe('2001')
  })

  test('facts zalo 1.2: a timestamp that is a number', async () => {
    const [body] = await bodies(() =>
      made.sandbox.act('zalo', '2001', { type: 'text', text: 'a', as: 'number' }),
    )
    expect(body.timestamp).toBe(START)
  })

  test('facts zalo 2.1: signed over the OA id, with a timestamp header, where that is set', async () => {
    made.sandbox.act('zalo', '2001', { type: 'text', text: 'a', mid: 'm' })
    made.sandbox.configure('zalo', { signedBy: 'oa_id', timestampHeader: true })
    made.sandbox.act('zalo', '2001', { type: 'text', text: 'a', mid: 'm' })
    await made.sandbox.settled()
    const [usual, other] = made.app.got
    expect(usual?.raw).toEqual(other?.raw)
    expect(usual?.headers['x-zevent-signature']).not.toBe(other?.headers['x-zevent-signature'])
    expect(other?.headers['x-zevent-timestamp']).toBe(String(START))
  })

  test('facts zalo 2.3: the check with an unsigned empty body', async () => {
    expect(await made.sandbox.verifyWebhook('zalo', 'empty')).toBe(true)
    const { raw, headers } = made.app.got[0]!
    expect(raw.toString()).toBe('{}')
    expect(headers).not.toHaveProperty('x-zevent-signature')
  })
})

test('what nobody can do on Zalo is said', () => {
  const { sandbox } = made
  expect(() => sandbox.act('zalo', '2001', { type: 'optin' })).toThrow('on Zalo')
  expect(() => sandbox.act('zalo', '2001', { type: 'reel' })).toThrow('on Zalo')
  expect(() => sandbox.happen('zalo', { type: 'done', user: '2001' })).toThrow('never happens')
})

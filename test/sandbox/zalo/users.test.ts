import { beforeEach, describe, expect, test } from 'vitest'
import { START } from '../world.ts'
import { type Oa, oaWorld } from './world.ts'

let made: Oa
beforeEach(async () => {
  made = await oaWorld()
  made.sandbox.act('zalo', '2002', { type: 'text', text: 'tôi không theo dõi' })
  await made.sandbox.settled()
  made.app.got.length = 0
})
const ask = (path: string, data: object) =>
  made.get(`${path}?data=${encodeURIComponent(JSON.stringify(data))}`)

describe('people', () => {
  test('facts zalo 6: detail of a follower and of someone who only wrote', async () => {
    made.sandbox.describe('zalo', '2001', { name: 'Nguyễn Văn An' })
    expect((await ask('/v3.0/oa/user/detail', { user_id: '2001' })).data).toMatchObject({
      user_id: '2001',
      user_id_by_app: expect.stringMatching(/^\d+$/),
      display_name: 'Nguyễn Văn An',
      is_sensitive: false,
      user_last_interaction_date: '23/11/2026',
      user_is_follower: true,
      tags_and_notes_info: { tag_names: [] },
    })
    const other = await ask('/v3.0/oa/user/detail', { user_id: '2002' })
    expect(other.data.user_is_follower).toBe(false)
    expect((await ask('/v3.0/oa/user/detail', { user_id: '4004' })).error).toBe(-201)
    expect((await made.get('/v3.0/oa/user/detail')).error).toBe(-201)
  })

  test('facts zalo 6: lists by page, tag and following, with their limits', async () => {
    const list = async (data: object) => (await ask('/v3.0/oa/user/getlist', data)) as Record<string, unknown>
    expect((await list({ offset: 0, count: 50 }))['data']).toEqual({
      total: 2,
      count: 2,
      offset: 0,
      users: [{ user_id: '2001' }, { user_id: '2002' }],
    })
    expect((await list({ is_follower: true }))['data']).toMatchObject({ users: [{ user_id: '2001' }] })
    expect((await list({ count: 51 }))['error']).toBe(-210)
    expect((await list({ offset: 9952 }))['error']).toBe(-210)
    expect((await list({ offset: -1 }))['error']).toBe(-201)
  })

  test.each(['getfollowers', 'getprofile'])('facts zalo 6: v2 %s is stopped', async (name) => {
    expect((await made.get(`/v2.0/oa/${name}`)).error).toBe(-240)
  })

  test('facts zalo 6: what the person shared is kept, and erased', async () => {
    await made.post('/v3.0/oa/user/update', { user_id: '2001', shared_info: { name: 'An' } })
    const shared = async () => (await ask('/v3.0/oa/user/detail', { user_id: '2001' })).data.shared_info
    expect(await shared()).toEqual({ name: 'An' })
    await made.post('/v2.0/oa/deletefollowerinfo', { user_id: '2001' })
    expect(await shared()).toBeUndefined()
  })
})

test('facts zalo 6, 1.3: tags are given, listed and removed, each told by an event; followers only (-213)', async () => {
  const tag = async (name: string, body: object) => (await made.post(`/v2.0/oa/tag/${name}`, body)).body.error
  expect(await tag('tagfollower', { user_id: '2001', tag_name: 'Nhắc' })).toBe(0)
  expect(await tag('tagfollower', { user_id: '2002', tag_name: 'Nhắc' })).toBe(-213)
  expect((await made.get('/v2.0/oa/tag/gettagsofoa')).data).toEqual(['Nhắc'])
  expect((await ask('/v3.0/oa/user/getlist', { tag_name: 'Nhắc' })).data.total).toBe(1)
  expect(await tag('rmfollowerfromtag', { user_id: '2001', tag_name: 'Nhắc' })).toBe(0)
  expect(await tag('rmtag', { tag_name: 'Nhắc' })).toBe(0)
  expect(await tag('rmtag', { tag_name: 'Nhắc' })).toBe(-201)
  await made.sandbox.settled()
  expect(made.app.bodies('zalo').map((body) => body.event_name)).toEqual([
    'add_user_to_tag',
    'remove_user_from_tag',
    'remove_tag',
  ])
})

test('facts zalo 6: conversations, newest first; src 1 the person, 0 the OA; time is a number', async () => {
  made.clock.advance(1000)
  await made.send({ text: 'vâng' })
  const { data } = await ask('/v2.0/oa/conversation', { user_id: '2001', offset: 0, count: 10 })
  expect(data).toMatchObject([
    { src: 0, time: START + 1000, message: 'vâng', from_id: made.oa.oaId },
    { src: 1, time: START, message: 'chào', from_id: '2001' },
  ])
  const latest = await ask('/v2.0/oa/listrecentchat', { offset: 0, count: 1 })
  expect(latest.data).toMatchObject([{ message: 'vâng' }])
  expect((await ask('/v2.0/oa/conversation', { user_id: '2001', count: 11 })).error).toBe(-210)
})

describe('the old message API', () => {
  const v2 = async (body: object) => (await made.post('/v2.0/oa/message', body)).body

  test('facts zalo 4.3: reactions, 50 for a message', async () => {
    const react = (icon = '/-heart') =>
      v2({ recipient: { user_id: '2001' }, sender_action: { react_icon: icon, react_message_id: 'x' } })
    expect((await react()).error).toBe(0)
    expect((await react('👍')).error).toBe(-201)
    for (let i = 1; i < 50; i += 1) await react()
    expect((await react()).error).toBe(-210)
    await made.sandbox.settled()
    expect(made.app.bodies('zalo')[0]).toMatchObject({
      event_name: 'oa_reacted_message',
      message: { msg_id: 'x', react_icon: '/-heart' },
    })
  })

  test('facts zalo 4.3: a visitor who wrote is answered; others are not', async () => {
    const answer = (id: string) =>
      v2({ recipient: { anonymous_id: id, conversation_id: 'c' }, message: { text: 'vâng' } })
    made.sandbox.act('zalo', 'v1', { type: 'anonymous', what: 'text', text: 'a' })
    made.sandbox.behave('zalo', { echo: { on: true } })
    expect((await answer('v1')).error).toBe(0)
    expect((await answer('v2')).error).toBe(-232)
    await made.sandbox.settled()
    expect(made.app.bodies('zalo').at(-1)).toMatchObject({
      event_name: 'oa_send_anonymous_text',
      recipient: { id: 'v1' },
      message: { conversation_id: 'c' },
    })
  })

  test('facts zalo 5.3: a broadcast of articles reaches followers after the review, from the quota', async () => {
    const article = { media_type: 'article', attachment_id: 'a1' }
    const broadcast = (element: object = article) =>
      v2({
        recipient: { target: { gender: '0' } },
        message: {
          attachment: { type: 'template', payload: { template_type: 'media', elements: [element] } },
        },
      })
    expect((await broadcast()).error).toBe(-211)
    made.sandbox.configure('zalo', { broadcastQuota: 1 })
    expect((await broadcast({ media_type: 'image' })).error).toBe(-233)
    expect((await broadcast()).error).toBe(0)
    expect(made.sandbox.inbox('zalo', '2001')).toEqual([])
    made.clock.advance(30 * 60_000)
    expect(made.sandbox.inbox('zalo', '2001')).toHaveLength(1)
    expect(made.sandbox.inbox('zalo', '2002')).toEqual([])
  })

  test.each(['transaction', 'promotion'])('facts zalo 4.4: %s messages are stopped (-233)', async (kind) => {
    expect((await made.post(`/v3.0/oa/message/${kind}`, {})).body.error).toBe(-233)
  })
})

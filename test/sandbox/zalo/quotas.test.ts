import { describe, expect, test } from 'vitest'
import { type Oa, oaWorld } from './world.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const BUTTONS = {
  text: 'Chọn:',
  attachment: {
    type: 'template',
    payload: { buttons: [{ title: 'A', type: 'oa.query.show', payload: '#A' }] },
  },
}
const asked = async ({ post }: Oa, body?: object) => (await post('/v3.0/oa/quota/message', body)).body

describe('packages', () => {
  test('facts zalo 4.2, 5.5: no package, no buttons (-224); a sold one has them', async () => {
    const made = await oaWorld({ package: 'none' })
    expect((await made.send(BUTTONS)).error).toBe(-224)
    expect((await made.send({ text: '1. A' })).error).toBe(0)
    for (const name of ['standard', 'growth', 'full'] as const) {
      made.sandbox.configure('zalo', { package: name })
      expect((await made.send(BUTTONS)).error).toBe(0)
    }
  })

  test('facts zalo 5.5: a package that lapses takes the buttons with it; getoa tells both', async () => {
    const made = await oaWorld()
    const until = made.clock.now() + 10 * DAY
    made.sandbox.configure('zalo', { packageUntil: until })
    expect((await made.send(BUTTONS)).error).toBe(0)
    expect((await made.get('/v2.0/oa/getoa')).data).toMatchObject({
      package_name: 'Tiêu chuẩn',
      package_valid_through_date: '03/12/2026',
    })
    made.clock.set(until)
    made.sandbox.act('zalo', '2001', { type: 'text', text: 'a' })
    expect((await made.send(BUTTONS)).error).toBe(-224)
    expect((await made.get('/v2.0/oa/getoa')).data.package_name).toBe('Miễn phí')
  })

  test('facts zalo 5.5, 7.1: calls that a kind of OA may not make: -235, -204, whichever is set', async () => {
    const made = await oaWorld({ refusedCalls: { '/v3.0/oa/message/cs': -235 } })
    expect((await made.send({ text: 'a' })).error).toBe(-235)
    expect((await made.get('/v2.0/oa/getoa')).data.oa_type).toBe(4)
    made.sandbox.configure('zalo', { refusedCalls: { '*': -204 }, oaType: 2 })
    expect((await made.get('/v2.0/oa/getoa')).error).toBe(-204)
  })
})

describe('quotas', () => {
  test('facts zalo 4, 5.1: nothing is told inside 48 h; then the package’s, counted down', async () => {
    const made = await oaWorld({ quotaAfter48h: 2 })
    expect((await made.send({ text: 'a' })).data).not.toHaveProperty('quota')
    made.clock.advance(48 * HOUR + 1)
    expect((await made.send({ text: 'a' })).data.quota).toEqual({
      quota_type: 'sub_quota',
      remain: '1',
      total: '2',
    })
    await made.send({ text: 'b' })
    expect((await made.send({ text: 'c' })).error).toBe(-211)
  })

  test('facts zalo 5.1: a new follower’s three welcomes are told', async () => {
    const made = await oaWorld()
    made.sandbox.act('zalo', '2002', { type: 'open' })
    expect((await made.send({ text: 'a' }, '2002')).data.quota).toEqual({
      quota_type: 'welcome_msg',
      remain: '2',
      total: '3',
    })
  })

  test('facts zalo 5.2: the three look-ups', async () => {
    const made = await oaWorld({ quotaAfter48h: 5 })
    expect((await asked(made, { user_id: '2001' })).data).toEqual({
      last_interaction: String(made.clock.now()),
      cs_reply: { remain: '8', total: '8' },
      promotion: { remain: '0', total: '0' },
    })
    const owner = { quota_owner: 'OA', product_type: 'cs', quota_type: 'sub_quota' }
    expect((await asked(made, owner)).data).toMatchObject([{ quota_type: 'sub_quota', remain: 5, total: 5 }])
    expect((await made.post('/v2.0/oa/quota/message')).body.data).toEqual({
      type: 'active',
      remain: 5,
      total: 5,
    })
    expect((await asked(made, { user_id: '4004' })).error).toBe(-201)
    expect((await asked(made, { quota_owner: 'OA' })).error).toBe(-201)
  })

  test('reset gives quotas and settings back', async () => {
    const made = await oaWorld({ quotaAfter48h: 1 })
    made.clock.advance(48 * HOUR + 1)
    expect((await made.send({ text: 'a' })).error).toBe(0)
    made.sandbox.reset()
    expect((await made.get('/v2.0/oa/getoa')).error).toBe(0)
    expect((await made.post('/v2.0/oa/quota/message')).body.data).toMatchObject({ total: 0 })
  })
})

describe('people', () => {
  test('facts zalo 12.8: non-followers are out of reach where that is set (-213)', async () => {
    const made = await oaWorld({ nonFollowersReachable: false })
    expect((await made.send({ text: 'a' })).error).toBe(0)
    made.sandbox.act('zalo', '2001', { type: 'leave' })
    expect((await made.send({ text: 'a' })).error).toBe(-213)
  })

  test.each([-217, -218, -227])('facts zalo 7.1: %i is of one person', async (code) => {
    const made = await oaWorld()
    made.sandbox.act('zalo', '2002', { type: 'text', text: 'a' })
    made.sandbox.describe('zalo', '2001', { refusal: code })
    expect((await made.send({ text: 'a' })).error).toBe(code)
    expect((await made.send({ text: 'a' }, '2002')).error).toBe(0)
  })

  test.each([
    ['follow', { type: 'open' }],
    ['a call', { type: 'call' }],
    ['a sticker', { type: 'sticker' }],
  ] as const)('facts zalo 5.1: %s is an interaction', async (_name, action) => {
    const made = await oaWorld()
    made.clock.advance(8 * DAY)
    expect((await made.send({ text: 'a' })).error).toBe(-230)
    made.sandbox.act('zalo', '2001', action)
    expect((await made.send({ text: 'a' })).error).toBe(0)
  })

  test.each([
    ['looking', { type: 'look' }],
    ['leaving', { type: 'leave' }],
    ['a reaction', { type: 'react', messageId: 'x' }],
    ['a rating', { type: 'feedback', score: 5 }],
  ] as const)('facts zalo 5.1: %s is none', async (_name, action) => {
    const made = await oaWorld()
    made.clock.advance(8 * DAY)
    made.sandbox.act('zalo', '2001', action)
    expect((await made.send({ text: 'a' })).error).toBe(-230)
  })
})

describe('rate', () => {
  test('facts zalo 8: calls a minute and app with headers, over it -32 until the next minute', async () => {
    const made = await oaWorld({ callsPerMinute: 3 })
    const access = await made.access()
    const look = async () => {
      const answer = await fetch(`${made.oa.apiUrl}/v2.0/oa/getoa`, { headers: { access_token: access } })
      const { error } = (await answer.json()) as { error: number }
      return [
        error,
        answer.status,
        answer.headers.get('x-ratelimit-limit'),
        answer.headers.get('x-ratelimit-remain'),
      ]
    }
    expect(await look()).toEqual([0, 200, '3', '2'])
    await look()
    expect(await look()).toEqual([0, 200, '3', '0'])
    expect(await look()).toEqual([-32, 200, '3', '0'])
    made.clock.advance(60_000)
    expect(await look()).toEqual([0, 200, '3', '2'])
  })

  test('facts zalo 8: 4,000 by default', async () => {
    const made = await oaWorld()
    const answer = await fetch(`${made.oa.apiUrl}/v2.0/oa/getoa`, {
      headers: { access_token: await made.access() },
    })
    expect(answer.headers.get('x-ratelimit-limit')).toBe('4000')
  })
})

import { describe, expect, test } from 'vitest'
import type { HappeningOf } from '../../../src/sandbox/happenings.ts'
import type { ZaloSettings } from '../../../src/sandbox/settings.ts'
import { type Json, START } from '../world.ts'
import { type Oa, oaWorld } from './world.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const PHONE = '84912345678'

/** An OA with a ZBS account, money and a template about an appointment. */
async function zbs(
  settings: ZaloSettings = {},
  template: Partial<HappeningOf<'new-template'>> = {},
): Promise<Oa> {
  const made = await oaWorld({ zbsLinked: true, zbsBalance: 10_000, ...settings })
  made.sandbox.happen('zalo', {
    type: 'new-template',
    id: '7895417',
    tag: 1,
    text: 'Hẹn lúc <gio> tại <noi>.',
    status: 'ENABLE',
    ...template,
  })
  return made
}
const DATA = { gio: '08:30', noi: 'UBND phường' }
const byUid = async ({ post }: Oa, more: object = {}): Promise<Json> =>
  (
    await post('/v3.0/oa/message/template', {
      user_id: '2001',
      template_id: '7895417',
      template_data: DATA,
      ...more,
    })
  ).body
const toPhone = async ({ post, oa }: Oa, more: object = {}): Promise<Json> =>
  (
    await post(`${oa.znsUrl}/message/template`, {
      phone: PHONE,
      template_id: '7895417',
      template_data: DATA,
      ...more,
    })
  ).body

describe('by UID', () => {
  test('facts zalo 4.4, 5.4: long after the window, filled in', async () => {
    const made = await zbs()
    made.clock.advance(60 * DAY)
    expect(await byUid(made)).toMatchObject({ error: 0, data: { user_id: '2001' } })
    expect(made.sandbox.inbox('zalo', '2001')[0]?.text).toBe('Hẹn lúc 08:30 tại UBND phường.')
  })

  test.each<[string, Partial<HappeningOf<'new-template'>>]>([
    ['not approved', { status: 'PENDING_REVIEW' }],
    ['made before 10 December 2025', { createdAt: Date.UTC(2025, 11, 9, 16) }],
    ['for OTP', { kind: 'otp' }],
    ['a response', { kind: 'response' }],
    ['of a journey', { kind: 'journey' }],
  ])('facts zalo 5.4, 7.1: -249 when the template is %s', async (_name, template) => {
    expect((await byUid(await zbs({}, template))).error).toBe(-249)
  })

  test('facts zalo 5.4, 7.1: account, money and daily quota', async () => {
    expect((await byUid(await zbs({ zbsLinked: false }))).error).toBe(-320)
    const poor = await zbs({ zbsBalance: 300 })
    expect((await byUid(poor)).error).toBe(0)
    expect((await byUid(poor)).error).toBe(-321)
    const few = await zbs({ dailyQuota: 1 })
    expect((await byUid(few)).error).toBe(0)
    expect((await byUid(few)).error).toBe(-211)
    few.clock.advance(DAY)
    expect((await byUid(few)).error).toBe(0)
  })

  test('facts zalo 5.1, 7.1: promotion not between 22:00 and 06:00 (-234), the rest at any hour', async () => {
    const made = await zbs({}, { tag: 3 })
    made.clock.set(START + 14 * HOUR - 1)
    expect((await byUid(made)).error).toBe(0)
    made.clock.set(START + 14 * HOUR)
    expect((await byUid(made)).error).toBe(-234)
    made.clock.set(START + 22 * HOUR)
    expect((await byUid(made)).error).toBe(0)
    const useful = await zbs()
    useful.clock.set(START + 14 * HOUR)
    expect((await byUid(useful)).error).toBe(0)
  })

  test('failOnly: a fault of one person', async () => {
    const made = await zbs()
    made.sandbox.behave('zalo', { failOnly: ['2002'], failNext: 1, failure: { code: -200 } })
    expect((await byUid(made)).error).toBe(0)
    made.sandbox.behave('zalo', { failOnly: ['2001'] })
    expect((await byUid(made)).error).toBe(-200)
  })

  test('facts zalo 5.4: no tracking_id here; data that does not fit; people who cannot be reached', async () => {
    const made = await zbs()
    expect((await byUid(made, { tracking_id: 'a' })).error).toBe(-201)
    expect((await byUid(made, { template_data: { gio: '8' } })).error).toBe(-201)
    expect((await byUid(made, { template_data: { ...DATA, gio: 'x'.repeat(101) } })).error).toBe(-210)
    expect((await byUid(made, { template_id: '1' })).error).toBe(-201)
    expect((await byUid(made, { user_id: '4004' })).error).toBe(-232)
    made.sandbox.act('zalo', '2001', { type: 'block' })
    expect((await byUid(made)).error).toBe(-244)
  })
})

describe('to a phone', () => {
  test('facts zalo 5.4, 1.6: quota in the answer; the receipt comes from the ZNS server, by phone', async () => {
    const made = await zbs()
    made.sandbox.behave('zalo', { delivered: { probability: 1, delayMs: [0, 0] } })
    const answer = await toPhone(made, { tracking_id: 'abc-1' })
    expect(answer).toMatchObject({
      error: 0,
      data: {
        msg_id: expect.any(String),
        sent_time: String(START),
        quota: { dailyQuota: '500', remainingQuota: '499' },
      },
    })
    await made.sandbox.settled()
    expect(made.app.got).toHaveLength(1)
    expect(made.app.got[0]?.headers['x-zevent-server']).toBe('ZNS')
    expect(made.app.bodies('zalo')[0]).toMatchObject({
      event_name: 'user_received_message',
      recipient: { id: PHONE },
      message: { delivery_time: String(START), msg_id: answer.data.msg_id, tracking_id: 'abc-1' },
    })
    expect(made.sandbox.inbox('zalo', PHONE)).toMatchObject([{ text: 'Hẹn lúc 08:30 tại UBND phường.' }])
  })

  test('a person whose phone is known gets it in their chat', async () => {
    const made = await zbs()
    made.sandbox.describe('zalo', '2001', { phone: PHONE })
    await toPhone(made)
    expect(made.sandbox.inbox('zalo', '2001')).toHaveLength(1)
  })

  const refused: [string, object, ZaloSettings, Partial<HappeningOf<'new-template'>>, number][] = [
    ['a phone with a leading 0', { phone: '0912345678' }, {}, {}, -108],
    ['a phone with +', { phone: '+84912345678' }, {}, {}, -108],
    ['an unknown template', { template_id: '1' }, {}, {}, -109],
    ['no data', { template_data: {} }, {}, {}, -111],
    ['a parameter missing', { template_data: { gio: '8' } }, {}, {}, -1122],
    ['a parameter too long', { template_data: { ...DATA, gio: 'x'.repeat(101) } }, {}, {}, -1121],
    ['a parameter that is a number', { template_data: { ...DATA, gio: 8 } }, {}, {}, -1124],
    ['a tracking_id of 49', { tracking_id: 'x'.repeat(49) }, {}, {}, -112],
    ['a template that is not approved', {}, {}, { status: 'PENDING_REVIEW' }, -131],
    ['a trial to somebody else', { mode: 'development' }, {}, {}, -127],
    ['a phone without Zalo', {}, { phonesWithoutZalo: [PHONE] }, {}, -114],
    ['no ZBS account', {}, { zbsLinked: false }, {}, -136],
    ['no money', {}, { zbsBalance: 100 }, {}, -115],
    ['no quota', {}, { dailyQuota: 0 }, {}, -144],
  ] // biome-ignore format: a table
  test.each(refused)('facts zalo 7.2: %s', async (_name, body, settings, template, code) => {
    expect((await toPhone(await zbs(settings, template), body)).error).toBe(code)
  })

  test('facts zalo 5.4: a trial reaches administrators, also before approval', async () => {
    const made = await zbs({ adminPhones: [PHONE] }, { status: 'PENDING_REVIEW' })
    expect((await toPhone(made, { mode: 'development' })).error).toBe(0)
  })

  test('facts zalo 5.4, 7.2: at night -133, for all tags or those that are set', async () => {
    const made = await zbs()
    made.clock.set(START + 14 * HOUR)
    expect((await toPhone(made)).error).toBe(-133)
    made.sandbox.configure('zalo', { nightTags: [3] })
    expect((await toPhone(made)).error).toBe(0)
    made.sandbox.configure('zalo', { nightTags: [1], nightHours: [23, 5] })
    expect((await toPhone(made)).error).toBe(0)
  })

  test('facts zalo 7.2: a template locked for its quality (-146), a person who refuses (-139)', async () => {
    const made = await zbs()
    made.sandbox.happen('zalo', { type: 'template-quality', template: '7895417', value: 'LOW' })
    expect((await toPhone(made)).error).toBe(-146)
    made.sandbox.happen('zalo', { type: 'template-quality', template: '7895417', value: 'HIGH' })
    made.sandbox.describe('zalo', '2001', { phone: PHONE })
    made.sandbox.act('zalo', '2001', { type: 'block' })
    expect((await toPhone(made)).error).toBe(-139)
  })

  test('facts zalo 7.2: a wrong or expired token is -124 here, a wrong proof -1241', async () => {
    const made = await zbs()
    const call = async (headers: Record<string, string>) => {
      const answer = await fetch(`${made.oa.znsUrl}/message/template`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: '{}',
      })
      return ((await answer.json()) as { error: number }).error
    }
    const access = await made.access()
    expect(await call({ access_token: 'x' })).toBe(-124)
    expect(await call({ access_token: access, appsecret_proof: 'x' })).toBe(-1241)
    made.sandbox.expireTokens('zalo')
    expect(await call({ access_token: access })).toBe(-124)
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sentence, startTestApp, type TestApp } from '../helpers/app.ts'
import type { Resident } from '../helpers/resident.ts'
import { reaches } from './steps.ts'

// The emulator runs beside the program and outlives it, as the platforms do.
let app: TestApp
beforeAll(async () => {
  app = await startTestApp({ platforms: {} })
})
afterAll(() => app.close())

const HOUR = 3_600_000

const sendsOf = (resident: Resident) =>
  app.rows<{ state: string; reason: string | null }>(
    `select state, reason from outbox
     where conversation_id in (select id from contact where platform_id = '${resident.id}') order by id`,
  )
const setAside = (resident: Resident) =>
  app.rows<{ what: string; reason: string }>(
    `select what, reason from set_aside where user_id = '${resident.id}' order by id`,
  )

/** Acts while the platform cannot be reached: the webhook comes in, the answer waits. */
async function writesWhileUnreachable(resident: Resident, text: string): Promise<void> {
  app.sandbox.behave(resident.platform, { outage: true })
  expect((await resident.says(text)).silent).toBe(true)
}

/** The platform is back; the paused account tries again within its longest pause. */
async function reachable(resident: Resident, later = 20_000) {
  app.sandbox.behave(resident.platform, { outage: false })
  app.advance(later)
  return resident.waits()
}

describe.each(['messenger', 'zalo'] as const)('on %s', (platform) => {
  test('an answer that could not be sent comes when the platform is back, once', async () => {
    const resident = app.resident(platform)
    await resident.says('alo')
    await writesWhileUnreachable(resident, 'đăng ký')
    const seen = await reachable(resident)
    expect(seen.messages).toHaveLength(1)
    expect(seen.text).toMatch(sentence('register.birthYear'))
  })

  test('who blocks us before the answer is not written to again; the reason is kept for staff', async () => {
    const resident = app.resident(platform)
    await resident.says('alo')
    await writesWhileUnreachable(resident, 'đăng ký')
    await resident.actsAtOnce({ type: 'block' })
    expect((await reachable(resident)).silent).toBe(true)
    const last = (await sendsOf(resident)).at(-1)
    expect(last).toMatchObject({ state: 'failed', reason: expect.stringMatching(/^RECIPIENT_UNAVAILABLE /) })
    expect(await setAside(resident)).toEqual([{ what: 'message', reason: last?.reason }])
    expect((await resident.says('1960')).text).toMatch(sentence('register.consent'))
  })

  test('an answer that the platform refuses as too late is given up with its reason', async () => {
    const resident = app.resident(platform)
    await resident.says('alo')
    const failure = platform === 'messenger' ? { code: 10, subcode: 2018278 } : { code: -230 }
    app.sandbox.behave(platform, { failNext: 1, failOnly: [resident.id], failure })
    expect((await resident.says('đăng ký')).silent).toBe(true)
    const last = (await sendsOf(resident)).at(-1)
    expect(last).toMatchObject({ state: 'failed', reason: expect.stringMatching(/^WINDOW_CLOSED /) })
    expect(await setAside(resident)).toEqual([{ what: 'message', reason: last?.reason }])
    app.sandbox.behave(platform, { failNext: 0, failOnly: [] })
    expect((await resident.says('1960')).text).toMatch(sentence('register.consent'))
  })

  test('an answer whose time is over before it can be sent is not sent any more', async () => {
    const resident = app.resident(platform)
    await resident.says('alo')
    app.sandbox.behave(platform, { failNext: 50, failOnly: [resident.id], failure: { httpStatus: 500 } })
    expect((await resident.says('đăng ký')).silent).toBe(true)
    app.advance(50 * HOUR)
    expect((await resident.waits()).silent).toBe(true)
    expect((await sendsOf(resident)).at(-1)).toEqual({ state: 'expired', reason: 'EXPIRED' })
    app.sandbox.behave(platform, { failNext: 0, failOnly: [] })
  })
})

const PLATFORMS = ['messenger', 'zalo'] as const

describe('when the program stops and starts again', () => {
  test('what was taken in just before is answered, once, and registrations go on where they were', async () => {
    const midway = PLATFORMS.map((platform) => app.resident(platform))
    for (const resident of midway) await reaches(resident, 'summary')
    const last = PLATFORMS.flatMap((platform) => Array.from({ length: 8 }, () => app.resident(platform)))
    for (const { platform, id } of last) app.sandbox.act(platform, id, { type: 'text', text: 'đăng ký' })
    await app.sandbox.settled()
    await app.stop()
    await app.start()
    for (const resident of last) {
      const seen = await resident.waits()
      expect(seen.messages).toHaveLength(1)
      expect(seen.text).toMatch(sentence('register.birthYear'))
    }
    for (const resident of midway) {
      expect((await resident.picks('Đúng, gửi đăng ký')).text).toMatch(sentence('handoff.provider'))
    }
  })

  test('an answer that waited is sent, once, and what was written meanwhile is answered', async () => {
    const waiting = PLATFORMS.map((platform) => app.resident(platform))
    const later = PLATFORMS.map((platform) => app.resident(platform))
    for (const resident of [...waiting, ...later]) await resident.says('alo')
    for (const resident of waiting) await writesWhileUnreachable(resident, 'đăng ký')
    await app.stop()
    app.sandbox.setWebhooks({ messenger: null, zalo: null })
    for (const { platform, id } of later) app.sandbox.act(platform, id, { type: 'text', text: 'tìm hiểu' })
    for (const platform of PLATFORMS) app.sandbox.behave(platform, { outage: false })
    app.advance(20_000)
    await app.start()
    for (const resident of waiting) {
      const seen = await resident.waits()
      expect(seen.messages).toHaveLength(1)
      expect(seen.text).toMatch(sentence('register.birthYear'))
    }
    for (const resident of later) expect((await resident.waits()).text).toMatch(sentence('explain.what'))
  })
})

test('an access token that dies is refreshed once, and nobody notices', async () => {
  const resident = app.resident('zalo')
  await resident.says('alo')
  const refreshes = async () =>
    (await app.rows<{ tokens_at: number }>(`select tokens_at from account where platform = 'zalo'`))[0]
      ?.tokens_at
  const before = await refreshes()
  app.advance(60_000)
  app.sandbox.expireTokens('zalo')
  const seen = await resident.says('đăng ký')
  expect(seen.messages).toHaveLength(1)
  expect(seen.text).toMatch(sentence('register.birthYear'))
  const after = await refreshes()
  expect(after).not.toBe(before)
  await resident.says('1960')
  expect(await refreshes()).toBe(after)
})

test('a Page token that dies stops the account, loudly; what waits is sent when somebody reconnects it', async () => {
  const resident = app.resident('messenger')
  await resident.says('alo')
  app.sandbox.expireTokens('messenger')
  expect((await resident.says('đăng ký')).silent).toBe(true)
  expect(app.log.some((line) => line.includes('account-stopped'))).toBe(true)
  app.sandbox.restoreTokens()
  app.advance(2 * 60_000)
  expect((await resident.waits()).text).toMatch(sentence('register.birthYear'))
})

// Last: what is found out about an account stays.
describe('an OA that may not send buttons', () => {
  test('gets its choices as numbers, from the refused message on, also after a restart', async () => {
    app.sandbox.behave('zalo', { buttonsForbidden: true })
    const resident = app.resident('zalo')
    const seen = await resident.says('alo')
    expect(seen.messages).toHaveLength(1)
    expect(seen.choices).toEqual([])
    expect(seen.text).toMatch(/\n1\. Tìm hiểu\n2\. Đăng ký\n3\. Hỏi đáp\n4\. Gặp cán bộ\n5\. /)
    const refused = () => app.sandbox.stats().zalo.sends.refused['-224']
    expect(refused()).toBe(1)
    await app.stop()
    await app.start()
    expect((await resident.says('2')).text).toMatch(sentence('register.birthYear'))
    expect((await resident.says('MENU')).text).toMatch(/\n2\. Đăng ký\n/)
    expect(refused()).toBe(1)
  })

  test('carries a whole registration by numbers and words; a number does not consent', async () => {
    const resident = app.resident('zalo')
    await resident.says('alo')
    await resident.says('2')
    const asked = await resident.says('1956')
    expect(asked.text).toMatch(/• Đồng ý\n• Không đồng ý$/)
    expect((await resident.says('1')).text).toMatch(sentence('common.consentWord'))
    const seen = await resident.tells('DONG Y', 'Nguyễn Thị Lan', '0912 345 678', '1', '1', '1')
    expect(seen.text).toMatch(sentence('handoff.provider'))
    const [provider = ''] = seen.text.match(/(?<=\n1\. ).*/) ?? []
    expect((await resident.says('1')).text).toContain(provider)
    const end = await resident.says('KHONG DONG Y')
    expect(end.text).toContain(provider)
    expect(end.link).toMatch(/\/go\/[\w-]{32}$/)
  })

  test.each([
    ['before the answer', true],
    ['after the answer', false],
  ])('is known by what it sends in numbers, its echo coming %s', async (_, beforeAnswer) => {
    await app.rows(`update account set no_buttons = false where platform = 'zalo'`)
    await app.stop()
    await app.start()
    // The numbered menu arrives, but its answer is lost: only the echo tells of it.
    app.sandbox.behave('zalo', { buttonsForbidden: true, resetAfterAccept: 1, echo: { beforeAnswer } })
    const refused = app.sandbox.stats().zalo.sends.refused['-224'] ?? 0
    const resident = app.resident('zalo')
    const seen = await resident.says('alo')
    app.sandbox.behave('zalo', { resetAfterAccept: 0, echo: { beforeAnswer: false } })
    expect(app.sandbox.stats().zalo.sends.refused['-224']).toBe(refused + 1)
    expect(seen.messages).toHaveLength(1)
    expect(seen.text).toMatch(/\n1\. Tìm hiểu\n/)
    app.advance(60_000)
    expect((await resident.waits()).silent).toBe(true)
    expect(await sendsOf(resident)).toEqual([
      { state: expect.stringMatching(/^(sent|delivered|seen)$/), reason: null },
    ])
    const owner = await app.rows(
      `select owner from conversation where id in (select id from contact where platform_id = '${resident.id}')`,
    )
    expect(owner).toEqual([{ owner: 'bot' }])
    expect((await resident.says('2')).text).toMatch(sentence('register.birthYear'))
  })
})

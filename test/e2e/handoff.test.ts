import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sentence, startTestApp, type TestApp } from '../helpers/app.ts'
import type { Resident } from '../helpers/resident.ts'
import { reaches } from './steps.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

/** Registered, with a link, and all consents answered: at nine in the morning in Vietnam, some days later. */
async function linked(platform: 'messenger' | 'zalo', hour = 9): Promise<Resident> {
  const sinceMidnight = (app.clock.now() + 7 * HOUR) % DAY
  app.advance(DAY - sinceMidnight + hour * HOUR)
  const resident = app.resident(platform)
  await reaches(resident, null)
  await resident.tells('đồng ý', 'không đồng ý')
  return resident
}

/** Time passes until something was due, and is then looked for. */
async function later(resident: Resident, ms: number) {
  app.advance(ms)
  for (let i = 0; i < 30; i++) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    const seen = await resident.waits()
    if (!seen.silent) return seen
  }
  return resident.sees()
}

const of = ({ id }: Resident) => `(select id from contact where platform_id = '${id}')`

describe.each(['messenger', 'zalo'] as const)('on %s', (platform) => {
  test('from the link to the first signature, asked once how far one is', async () => {
    const lan = await linked(platform)
    expect(lan.sees().text).toMatch(sentence('handoff.guide'))
    expect((await later(lan, 19 * HOUR)).silent).toBe(true)
    const asked = await later(lan, 4 * HOUR + 60_000)
    expect(asked.messages).toHaveLength(1)
    expect(asked.text).toMatch(sentence('handoff.checkIn'))
    expect(asked.link).toBeUndefined()
    expect((await lan.picks('Tôi đã được cấp')).text).toMatch(sentence('certificate.issuedOn'))
    expect((await lan.says('hôm nay')).text).toMatch(sentence('certificate.expiresOn'))
    const usage = await lan.says('15/06/2029')
    expect(usage.text).toMatch(sentence('certificate.usage'))
    expect((await lan.picks('Nộp hồ sơ qua mạng')).text).toMatch(sentence('certificate.dossier'))
    expect((await lan.picks('Tôi đã dùng rồi')).text).toMatch(sentence('certificate.used'))
    const rows = await app.rows(
      `select c.expires_on, c.source, e.kind from certificate c join certificate_event e on e.certificate_id = c.id
       where c.contact_id in ${of(lan)} order by e.kind`,
    )
    expect(rows).toEqual([
      { expires_on: '2029-06-15', source: 'self-reported', kind: 'first-used' },
      { expires_on: '2029-06-15', source: 'self-reported', kind: 'issued' },
    ])
    expect(
      await app.rows(
        `select answer from handoff_event where handoff_id in (select id from handoff where contact_id in ${of(lan)})`,
      ),
    ).toEqual([{ answer: 'issued' }])
    const status = await lan.says('tới đâu rồi')
    expect(status.text).toMatch(sentence('status.usedUntil'))
    expect(status.text).toContain('15/06/2029')
    expect((await later(lan, 2 * DAY)).silent).toBe(true)
  })

  test('the menu hides no check-in', async () => {
    const lan = await linked(platform)
    expect((await lan.says('menu')).text).toMatch(sentence('home.menu'))
    expect((await later(lan, 23 * HOUR + 60_000)).text).toMatch(sentence('handoff.checkIn'))
    expect((await lan.picks('Đang chờ duyệt')).text).toMatch(sentence('handoff.waiting'))
    expect((await later(lan, 2 * DAY)).silent).toBe(true)
  })

  test('who has written since is asked a day after that', async () => {
    const lan = await linked(platform)
    await later(lan, 10 * HOUR)
    await lan.says('cảm ơn')
    expect((await later(lan, 15 * HOUR)).silent).toBe(true)
    expect((await later(lan, 8 * HOUR)).text).toMatch(sentence('handoff.checkIn'))
  })

  test('where the day after is night, the question waits until the person writes, and no number answers it unseen', async () => {
    const lan = await linked(platform, 2)
    expect((await later(lan, DAY + 12 * HOUR)).silent).toBe(true)
    const seen = await lan.says('2')
    expect(seen.text).toMatch(sentence('handoff.checkIn'))
    expect((await lan.picks('Không làm nữa')).text).toMatch(sentence('handoff.quit'))
  })

  test('nobody is asked after DỪNG', async () => {
    const lan = await linked(platform)
    await lan.says('dừng')
    expect((await later(lan, 23 * HOUR + 60_000)).silent).toBe(true)
  })

  test('where one is: before, on the way, and with a link that has ended', async () => {
    const resident = app.resident(platform)
    expect((await resident.says('kiểm tra tiến độ')).text).toMatch(sentence('status.unregistered'))
    const lan = await linked(platform)
    const made = await lan.says('TIẾN ĐỘ')
    expect(made.text).toMatch(sentence('status.made'))
    expect((await lan.picks('Làm tiếp')).text).toMatch(sentence('handoff.guide'))
    const { link } = await lan.picks('Gửi đường dẫn mới')
    await fetch(link ?? '', { method: 'POST', redirect: 'manual' })
    expect((await lan.says('tới đâu rồi')).text).toMatch(sentence('status.opened'))
    // The unfinished hand-off is over, too.
    expect((await later(lan, 31 * DAY)).silent).toBe(true)
    expect((await lan.says('tới đâu rồi')).text).toMatch(sentence('status.expired'))
    expect((await lan.picks('Nhận đường dẫn mới')).text).toMatch(sentence('handoff.again'))
    expect((await lan.picks('Gửi đường dẫn mới')).link).toMatch(/\/go\//)
  })
})

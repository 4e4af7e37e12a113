import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callRunningServer } from '../../src/storage/admin-socket.ts'
import { sentence, startTestApp, type TestApp } from '../helpers/app.ts'
import type { Resident } from '../helpers/resident.ts'
import { anyPhone, reaches } from './steps.ts'

const HOUR = 3_600_000

let app: TestApp
beforeAll(async () => {
  app = await startTestApp({ env: { OFFICE_HOURS: 'Mon-Fri 07:30-17:00', OFFICE_CLOSED_DAYS: '2026-06-17' } })
})
afterAll(() => app?.close())

/** What staff type: `npm run cases -- <act> …`. */
const cases = async (act: string, code: string | null = null, text: string | null = null) =>
  String(await callRunningServer(app.folder, 'cases', { act, code, text, by: 'Lan' }))

async function caseOf(resident: Resident): Promise<string> {
  const [row] = await app.rows<{ code: string }>(
    `select code from "case" where state = 'open' and contact_id in
       (select id from contact where platform_id = '${resident.id}')`,
  )
  return row?.code ?? ''
}

const audit = (code: string) =>
  app
    .rows<{ act: string; actor: string }>(
      `select act, actor from audit where subject = '${code}' order by id`,
    )
    .then((rows) => rows.map(({ act, actor }) => `${actor}: ${act}`))

describe.each(['zalo', 'messenger'] as const)('cases of residents on %s', (platform) => {
  test('are listed, shown, answered and closed, and the open question is put again', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'name')
    await resident.says('gặp cán bộ')
    const code = await caseOf(resident)
    expect(await cases('list')).toContain(`${code}  ĐANG CHỜ TRẢ LỜI`)
    await resident.says(`Số của tôi là 0912345678, gọi giúp nhé ${code}`)
    const shown = await cases('show', code)
    expect(shown).toMatch(/Người dân: Số của tôi là •+678/)
    expect(shown).not.toContain('0912345678')

    expect(await cases('answer', code, 'Chào bác, bác gõ họ tên như trên căn cước ạ.')).toContain('đã chuyển')
    const answered = await resident.waits()
    expect(answered.text).toMatch(/^Cán bộ UBND phường .* trả lời:\nChào bác, bác gõ họ tên/)
    expect(await cases('list')).toContain(`${code}  đã trả lời`)
    expect(await cases('show', code)).toContain('Cán bộ: Chào bác')
    expect((await resident.says('cảm ơn cháu')).silent).toBe(true)

    expect(await cases('close', code, 'Có gì bác cứ nhắn ạ.')).toContain('đã đóng')
    const closed = await resident.waits()
    expect(closed.text).toMatch(/Có gì bác cứ nhắn ạ/)
    expect(closed.text).toMatch(sentence('common.backFromStaff'))
    expect(closed.messages.at(-1)?.text).toMatch(sentence('register.name'))
    // The answer counts for the question that was open before.
    expect((await resident.says('Nguyễn Thị Lan')).text).toMatch(sentence('register.phone'))
    expect(await cases('list')).not.toContain(code)
    expect(await audit(code)).toEqual(['Lan: look', 'Lan: answer', 'Lan: look', 'Lan: close'])

    expect(await cases('reopen', code)).toContain('đã mở lại')
    expect((await resident.waits()).text).toMatch(sentence('common.caseReopened'))
    expect((await resident.says('0912 345 679')).text).not.toMatch(sentence('register.phone'))
  })

  test('no link leaves but to the allow-list, and nothing is changed by the refusal', async () => {
    const resident = app.resident(platform)
    await resident.says('gặp cán bộ')
    const code = await caseOf(resident)
    for (const text of ['Bác vào https://evil.com nhé', 'bác vào bit.ly/x', 'vneid-capnhat.com'])
      await expect(cases('answer', code, text)).rejects.toThrow('không thuộc danh sách được phép')
    expect((await resident.waits()).silent).toBe(true)
    const host = new URL(app.url).host
    expect(await cases('answer', code, `Bác vào http://${host}/privacy nhé`)).toContain('đã chuyển')
    expect((await resident.waits()).text).toContain(`http://${host}/privacy`)
    expect(await audit(code)).toEqual(['Lan: refused', 'Lan: refused', 'Lan: refused', 'Lan: answer'])
  })

  test('an answer after the window is held, and goes first when the person writes again', async () => {
    const resident = app.resident(platform)
    await resident.says('gặp cán bộ')
    const code = await caseOf(resident)
    app.advance(73 * HOUR)
    expect(await cases('answer', code, 'Mai bác ra quầy nhé.')).toContain('giữ lại')
    expect((await resident.waits()).silent).toBe(true)
    expect(await cases('show', code)).toContain('đang giữ')
    const seen = await resident.says('alo')
    expect(seen.messages[0]?.text).toMatch(/Mai bác ra quầy nhé/)
    expect(await cases('list')).not.toContain('đang giữ')
  })

  test('the audit trail cannot be changed', async () => {
    await expect(app.rows(`update audit set actor = 'x'`)).rejects.toThrow()
    await expect(app.rows('delete from audit')).rejects.toThrow()
  })
})

describe('office hours', () => {
  /** Forward to the next moment that it is this hour of this weekday in Vietnam. */
  const until = (weekday: number, hour: number) => {
    const local = app.clock.now() + 7 * HOUR
    const midnight = Math.floor(local / (24 * HOUR)) * 24 * HOUR
    for (let day = 0; ; day++) {
      const at = midnight + day * 24 * HOUR + hour * HOUR
      if (at > local && (Math.floor(at / (24 * HOUR)) + 4) % 7 === weekday) return app.advance(at - local)
    }
  }

  test.each(['zalo', 'messenger'] as const)(
    'outside them on %s: when staff answer, and the FAQ goes on',
    async (platform) => {
      until(6, 10)
      const resident = app.resident(platform)
      await reaches(resident, 'phone')
      const seen = await resident.says('gặp cán bộ')
      expect(seen.text).toMatch(sentence('common.caseOpenedClosed'))
      expect(seen.text).toMatch(/từ 7:30 sáng thứ Hai \(\d+\/\d+\)/)
      const answer = await resident.says('chữ ký số là gì')
      expect(answer.text).toMatch(/^Trả lời tự động \(cán bộ sẽ đọc tin này từ 7:30/)
      expect((await resident.says('https://vneid-capnhat.com')).text).toMatch(sentence('common.link.alike'))
      expect((await resident.says('LỪA ĐẢO')).text).toMatch(sentence('common.scam'))
      // Nothing of this answers the open question.
      expect((await resident.says(anyPhone())).text).toMatch(sentence('common.caseWaitingClosed'))
      expect((await resident.says('MENU')).text).toMatch(sentence('home.menu'))
    },
  )

  test('inside them the assistant is silent but for its words', async () => {
    until(1, 9)
    const resident = app.resident('zalo')
    const seen = await resident.says('gặp cán bộ')
    expect(seen.text).toMatch(sentence('common.caseOpened'))
    expect((await resident.says('chữ ký số là gì')).text).not.toMatch(/Trả lời tự động/)
    expect((await resident.says('https://vneid-capnhat.com')).silent).toBe(true)
  })
})

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sentence, startTestApp, type TestApp } from '../helpers/app.ts'
import { reaches } from './steps.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app?.close())

describe.each(['zalo', 'messenger'] as const)('on %s', (platform) => {
  test.each(['consent', 'name', 'phone', 'place'] as const)(
    'LỪA ĐẢO at the question for %s: the urgent steps, what help is wanted, and the question again',
    async (step) => {
      const resident = app.resident(platform)
      const asked = await reaches(resident, step)
      const seen = await resident.says('LỪA ĐẢO')
      expect(seen.text.indexOf('Xin làm ngay mấy việc này')).toBe(0)
      expect(seen.text).toMatch(sentence('scam.help'))
      expect((await resident.picks('Lộ mã, mất tiền')).text).toMatch(sentence('scam.lost'))
      const back = await resident.picks('Xong, quay lại')
      expect(back.messages.at(-1)?.text.split('\n').at(-1)).toBe(
        asked.messages.at(-1)?.text.split('\n').at(-1),
      )
    },
  )

  test('first of all, before any welcome, and after DỪNG', async () => {
    const resident = app.resident(platform)
    expect((await resident.says('tôi vừa bị lừa mất tiền')).text.indexOf('Xin làm ngay mấy việc này')).toBe(0)
    await resident.says('dừng')
    expect((await resident.says('lừa đảo')).text.indexOf('Xin làm ngay mấy việc này')).toBe(0)
  })

  test('a fraud that is told is no answer, even with a phone number in it', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'phone')
    expect((await resident.says('tôi bị lừa, nó gọi từ 0912345678')).text).toMatch(sentence('common.scam'))
    expect((await resident.picks('Xong, quay lại')).text).toMatch(sentence('register.phone'))
  })

  test('links are judged at any question, never shown again, and the question stands', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'phone')
    const seen = await resident.says('có tin nhắn bảo vào https://vneid-capnhat.com/x')
    expect(seen.text).toMatch(sentence('common.link.alike'))
    expect(seen.text).not.toContain('vneid-capnhat')
    expect(seen.text).toMatch(sentence('register.phoneShort'))
    expect((await resident.says('bit.ly/3x')).text).toMatch(sentence('common.link.hidden'))
    expect((await resident.says('cài tệp VNeID.apk')).text).toMatch(sentence('common.link.app'))
    expect((await resident.says(`${app.url}/privacy`)).text).toMatch(sentence('common.link.ours'))
  })

  test('whether a caller or a message is from the ward', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'name')
    expect((await resident.says('có cán bộ gọi tôi bảo VNeID lỗi')).text).toMatch(sentence('scam.person'))
    expect((await resident.picks('Tin nhắn, đường dẫn')).text).toMatch(sentence('scam.paste'))
    const judged = await resident.says('Tai khoan sap het han, vao http://capnhat.top/vn ngay')
    expect(judged.text).toMatch(sentence('common.link.unsure'))
    expect(judged.text).toMatch(sentence('scam.pasteShort'))
    await resident.picks('Gặp cán bộ')
    expect((await resident.waits()).silent).toBe(true)
    const [row] = await app.rows(
      `select reason from "case" where contact_id in (select id from contact where platform_id = '${resident.id}')`,
    )
    expect(row).toEqual({ reason: 'scam' })
  })

  test('the ward’s own accounts are named', async () => {
    const resident = app.resident(platform)
    await resident.says('lừa đảo')
    await resident.picks('Kiểm tra tin lạ')
    const seen = await resident.picks('Trang Zalo, Facebook')
    expect(seen.text).toMatch(/Zalo: UBND phường/)
    expect(seen.text).toMatch(/Facebook: UBND phường/)
  })

  test('a visit at home: the own-phone rule, one question, a case', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'name')
    expect((await resident.says('mẹ tôi không đi lại được')).text).toMatch(sentence('homeVisit.offer'))
    await resident.picks('Nhờ hẹn tại nhà')
    const seen = await resident.picks('Buổi sáng')
    expect(seen.text).toMatch(sentence('homeVisit.asked'))
    const [row] = await app.rows(
      `select reason, detail from "case" where contact_id in (select id from contact where platform_id = '${resident.id}')`,
    )
    expect(row).toEqual({ reason: 'home-visit', detail: 'morning' })
    expect((await resident.says('MENU')).text).toMatch(sentence('home.menu'))
  })
})

test('where the desk is, as far as staff have told', async () => {
  const resident = app.resident('zalo')
  expect((await resident.says('quầy ở đâu')).text).toMatch(sentence('booth.unknown'))
  const facts = { facts: { dia_diem_quay: { vi: 'tầng 1, trụ sở phường', en: 'ground floor' } } }
  await writeFile(join(app.folder, 'facts.json'), JSON.stringify(facts))
  await app.stop()
  await app.start()
  const other = app.resident('zalo')
  const seen = await other.says('quầy ở đâu')
  expect(seen.text).toMatch(sentence('booth.whereAndWhen'))
  expect(seen.text).toContain('tầng 1, trụ sở phường')
})

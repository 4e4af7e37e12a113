import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Action } from '../../src/sandbox/actions.ts'
import { sentence, startTestApp, type TestApp } from '../helpers/app.ts'
import type { Resident } from '../helpers/resident.ts'
import { anyPhone, reaches } from './steps.ts'

const DAY = 86_400_000

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
  await app.rows(`insert into hamlet (place, ward, name, key, position) values
    ('old:12124', 'new:12127', 'Thôn Bạch Sam', 'thon bach sam', 1),
    ('old:12124', 'new:12127', 'Tổ dân phố số 5', 'to dan pho so 5', 2)`)
})
afterAll(() => app.close())

const registrationOf = async (resident: Resident) => {
  const [row] = await app.rows<Record<string, unknown>>(
    `select r.place, r.residence, r.group_code, h.name as hamlet, school is not null as school, class is not null as class
     from registration r left join hamlet h on h.id = r.hamlet_id
     where r.contact_id in (select id from contact where platform_id = '${resident.id}')`,
  )
  return row
}

describe.each(['messenger', 'zalo'] as const)('on %s', (platform) => {
  test('from the first hello to the personal link it takes at most twelve messages, hamlet included', async () => {
    const lan = app.resident(platform)
    let count = 0
    const does = async (act: Promise<unknown>) => {
      count++
      await act
    }
    await does(lan.says('chào'))
    await does(lan.picks('Đăng ký'))
    for (const words of ['1956', 'đồng ý', 'Nguyễn Thị Lan', anyPhone(), 'Bạch Sam', 'tdp so 5'])
      await does(lan.says(words))
    for (const label of ['Người dân', 'Đúng, gửi đăng ký', 'Cánh Diều (bản thử)'])
      await does(lan.picks(label))
    while (!lan.sees().link && count < 20) await does(lan.picks(lan.sees().choices[0] ?? ''))
    expect(lan.sees().link).toBeDefined()
    expect(count).toBeLessThanOrEqual(12)
    expect(await registrationOf(lan)).toMatchObject({
      place: 'old:12124',
      residence: 'THUONGTRU',
      hamlet: 'Tổ dân phố số 5',
      group_code: 'NGUOIDAN',
    })
  })

  test('who only stays here says so with the place; a pupil tells school and class', async () => {
    const pupil = app.resident(platform)
    await reaches(pupil, 'place', { birthYear: '2009' })
    expect((await pupil.says('em thuê trọ ở Dị Sử')).text).toMatch(sentence('register.group'))
    expect((await pupil.picks('Học sinh lớp 11, 12')).text).toMatch(sentence('register.school'))
    const seen = await pupil.says('12A1 THPT Mỹ Hào')
    expect(seen.text).toContain('• Nơi ở: Dị Sử (nay là phường Đường Hào), tạm trú')
    expect(seen.text).toContain('• Trường, lớp: THPT Mỹ Hào, 12A1')
    await pupil.picks('Đúng, gửi đăng ký')
    expect(await registrationOf(pupil)).toMatchObject({ residence: 'TAMTRU', school: true, class: true })
  })

  test('a field is corrected by words at any question, with the value or without', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'group', { phone: '0912345670' })
    expect((await resident.says('sửa số điện thoại')).text).toMatch(sentence('register.phone'))
    expect((await resident.says('0912345671')).text).toMatch(sentence('register.group'))
    expect((await resident.says('sửa sđt thành 0912345672')).text).toMatch(sentence('register.group'))
    expect((await resident.says('Người dân')).text).toContain('0912 345 672')
    expect((await resident.says('năm sinh sai rồi')).text).toMatch(sentence('register.birthYearAgain'))
    expect((await resident.says('1957')).text).toContain('• Năm sinh: 1957')
  })

  test('also after it was sent, at the choice of a provider', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'provider')
    expect((await resident.says('sửa số điện thoại')).text).toMatch(sentence('register.phone'))
    await resident.says('0987654321')
    const seen = await resident.picks('Đúng, lưu lại')
    expect(seen.text).toMatch(sentence('register.changed'))
    expect(seen.text).toMatch(sentence('handoff.provider'))
  })

  test('who comes back after days reads what was told, and goes on or starts over', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'phone', { name: 'Phạm Thị Mười' })
    app.advance(3 * DAY)
    const seen = await resident.says('chào cháu')
    expect(seen.text).toMatch(sentence('register.returning'))
    expect(seen.text).toContain('Phạm Thị Mười')
    expect((await resident.picks('Khai tiếp')).text).toMatch(sentence('register.phone'))
    app.advance(DAY)
    await resident.says('hôm nay trời đẹp')
    expect((await resident.picks('Làm lại từ đầu')).text).toMatch(sentence('register.birthYear'))
  })

  test('an answer after days is an answer', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'phone')
    app.advance(3 * DAY)
    expect((await resident.says(anyPhone())).text).toMatch(sentence('register.place'))
  })

  test('MENU keeps the form, and says so', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'phone')
    expect((await resident.says('menu')).text).toMatch(sentence('common.unfinished'))
    expect((await resident.picks('Đăng ký')).text).toMatch(sentence('register.phone'))
  })

  test('for one’s mother nothing is taken down; help is offered', async () => {
    const son = app.resident(platform)
    expect((await son.says('cho mẹ tôi')).text).toMatch(sentence('register.forAnother'))
    expect((await son.picks('Đến quầy')).text).toMatch(sentence('booth.unknown'))
    const daughter = app.resident(platform)
    await reaches(daughter, 'phone')
    await daughter.says('đăng ký hộ mẹ tôi')
    expect((await daughter.picks('Dùng máy của họ')).text).toMatch(sentence('register.ownPhone'))
    expect(daughter.sees().text).toMatch(sentence('register.phone'))
    expect(await app.kept(son)).toMatchObject({ registration: 0 })
  })

  test('a double tap answers once, and a button of an older question nothing', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'place')
    // Zalo shows so many choices as numbers.
    const twice: Action = resident.offers('Tạm trú ở đây')
      ? { type: 'tap', title: 'Tạm trú ở đây', force: true }
      : { type: 'text', text: '4' }
    const seen = await resident.actsAtOnce(twice, twice)
    expect(seen.text).toMatch(sentence('register.placeOfStay'))
    expect(seen.text).not.toMatch(sentence('register.group'))
  })
})

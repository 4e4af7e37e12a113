import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Keyring } from '../../src/common/crypto.ts'
import { sentence, startTestApp, type TestApp } from '../helpers/app.ts'
import type { Resident } from '../helpers/resident.ts'
import { dump } from '../register/room.ts'
import { anyPhone, reaches } from './steps.ts'

const HOUR = 3_600_000

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

const consentsOf = (resident: Resident) =>
  app.rows<{ given: boolean; withdrawn: boolean }>(
    `select given, withdrawn_at is not null as withdrawn from consent
     where contact_id in (select id from contact where platform_id = '${resident.id}') order by id`,
  )

/** Takes back the consent to be registered. */
const takesBack = async (resident: Resident) => {
  expect((await resident.says('rút đồng ý')).text).toMatch(sentence('my-data.which'))
  expect((await resident.picks('Giúp đăng ký')).text).toMatch(sentence('my-data.first'))
  expect((await resident.says('đồng ý')).text).toMatch(sentence('my-data.withdrawnFirst'))
}

const clerkWrites = async (resident: Resident, text: string) => {
  app.sandbox.clerkSays(resident.platform, resident.id, text)
  return resident.waits()
}

describe.each(['messenger', 'zalo'] as const)('consent on %s', (platform) => {
  test.each(['dong y', 'ĐỒNG Ý.', 'Đồng ý', 'đồng ý ạ', 'tôi đồng ý', 'DONG Y'])(
    'is given by "%s"',
    async (words) => {
      const resident = app.resident(platform)
      await reaches(resident, 'consent')
      expect((await resident.says(words)).text).toMatch(sentence('register.name'))
      expect(await consentsOf(resident)).toEqual([{ given: true, withdrawn: false }])
    },
  )

  test('is given by the button', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'consent')
    expect((await resident.taps('Đồng ý')).text).toMatch(sentence('register.name'))
    expect(await consentsOf(resident)).toEqual([{ given: true, withdrawn: false }])
  })

  test.each(['1', 'ok', 'có', 'vâng', '👍', 'đồng ý không?', 'số 1', 'đống y', 'được'])(
    'is not given by "%s": what counts is said, and asked again',
    async (words) => {
      const resident = app.resident(platform)
      await reaches(resident, 'consent')
      const seen = await resident.says(words)
      expect(seen.text).toMatch(sentence('common.consentWord'))
      expect(seen.text).toMatch(sentence('register.consentShort'))
      expect(seen.text).not.toMatch(sentence('register.consent'))
      expect(await consentsOf(resident)).toEqual([])
      expect((await resident.says('xem lại')).text).toMatch(sentence('register.consent'))
    },
  )

  test('is not given by words sent before the question was shown', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'birthYear')
    const before = app.clock.now()
    await resident.says('1956')
    const seen = await resident.says('đồng ý', { at: before })
    expect(seen.text).toMatch(sentence('register.consent'))
    expect(await consentsOf(resident)).toEqual([])
  })

  test.each(['không', 'Không đồng ý', 'tôi không đồng ý'])(
    'is refused by "%s", and nothing is kept',
    async (words) => {
      const resident = app.resident(platform)
      await reaches(resident, 'consent')
      const seen = await resident.says(words)
      expect(seen.text).toMatch(sentence('register.refused'))
      expect(seen.text).toMatch(sentence('home.menu'))
      expect(await app.kept(resident)).toMatchObject({ registration: 0, consent: 0, message: 0 })
    },
  )

  test('is asked in English, and given in English words', async () => {
    const resident = app.resident(platform)
    await resident.says('English')
    await reaches(resident, 'consent')
    expect(resident.sees().text).toMatch(sentence('register.consent', 'en'))
    expect((await resident.says('I agree')).text).toMatch(sentence('register.name', 'en'))
  })

  test('taken back on the way back: what was typed is kept no more', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'summary')
    for (let n = 0; n < 5; n++) await resident.says('quay lại')
    expect(resident.sees().text).toMatch(sentence('register.consent'))
    expect((await resident.picks('Không đồng ý')).text).toMatch(sentence('register.withdrawn'))
    expect(await app.kept(resident)).toMatchObject({ registration: 0, message: 0, run: 1 })
  })

  test('taken back at the provider: what was typed and registered is kept no more', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'provider')
    expect(await app.kept(resident)).toMatchObject({ registration: 1 })
    expect((await resident.says('quay lại')).text).toMatch(sentence('register.known'))
    await takesBack(resident)
    expect(await consentsOf(resident)).toEqual([
      { given: true, withdrawn: true },
      { given: false, withdrawn: false },
    ])
    expect(await app.kept(resident)).toMatchObject({ registration: 0, message: 0, run: 1 })
  })

  test('taken back after the link was given: no table holds what belonged to the person, and the link is dead', async () => {
    const resident = app.resident(platform)
    const phone = anyPhone()
    const { link, text } = await reaches(resident, null, { phone })
    const keyring = new Keyring(app.app.keys)
    const [sealed] = await app.rows<{ name: string; phone: string }>(
      `select name, phone from registration
       where contact_id in (select id from contact where platform_id = '${resident.id}')`,
    )
    const theirs = [
      keyring.hash('phone', phone),
      keyring.hash('phone-last4', phone.slice(-4)),
      keyring.hash('go-token', link!.replace(/^.*\//, '')),
      text.match(/MH-[A-Z0-9]+/)![0],
      sealed!.name,
      sealed!.phone,
    ]
    const before = await dump(app.db)
    for (const text of theirs) expect(before).toContain(text)
    expect((await fetch(link!)).status).toBe(200)

    await takesBack(resident)
    const after = await dump(app.db)
    for (const text of theirs) expect(after).not.toContain(text)
    expect((await fetch(link!)).status).toBe(404)
    expect(await app.kept(resident)).toMatchObject({
      registration: 0,
      contact_person: 0,
      handoff: 0,
      message: 0,
      consent: 2,
    })
  })

  test('void when the birth year is corrected to a child’s after all was saved: nothing is kept', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'provider')
    expect((await resident.says('quay lại')).text).toMatch(sentence('register.known'))
    await resident.picks('Sửa thông tin')
    await resident.picks('Năm sinh')
    expect((await resident.says('2013')).text).toMatch(sentence('register.underage'))
    expect(await app.kept(resident)).toMatchObject({ registration: 0, contact_person: 0, message: 0, run: 1 })
  })
})

describe.each(['messenger', 'zalo'] as const)('words of command on %s', (platform) => {
  test('GẶP CÁN BỘ opens a case with a code, and the assistant steps back', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'name')
    const seen = await resident.says('gặp cán bộ')
    expect(seen.text).toMatch(sentence('common.caseOpened'))
    expect(seen.text).toMatch(/HT-[A-Z0-9]{4}/)
    expect(seen.choices).toEqual([])
    expect(await app.kept(resident)).toMatchObject({ case: 1 })
    expect((await resident.says('cô ơi cháu hỏi chút')).text).toMatch(sentence('common.caseWaiting'))
    expect((await resident.says('Nguyễn Văn Ba')).silent).toBe(true)
  })

  test('while people wait, DỪNG and LỪA ĐẢO are answered, and MENU leads back', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'name')
    await resident.says('gặp cán bộ')
    expect((await resident.says('lừa đảo')).text).toMatch(sentence('common.scam'))
    expect((await resident.says('gặp cán bộ')).text).toMatch(sentence('common.caseOpened'))
    expect((await resident.says('DỪNG')).text).toMatch(sentence('common.stoppedErased'))
    const back = await resident.says('MENU')
    expect(back.text).toMatch(sentence('common.backFromStaff'))
    expect(back.text).toMatch(sentence('home.menu'))
    expect((await resident.picks('Đăng ký')).text).toMatch(sentence('register.birthYear'))
  })

  test('after MENU a registration goes on where it was, also with a clerk in between', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'phone')
    await resident.says('gặp cán bộ')
    await clerkWrites(resident, 'Chào bác, bác cần gì ạ?')
    expect((await resident.says('bác hỏi chút thôi')).silent).toBe(true)
    await resident.says('menu')
    expect((await resident.picks('Đăng ký')).text).toMatch(sentence('register.phone'))
  })

  test('who waits long is told again that the message arrived', async () => {
    const resident = app.resident(platform)
    await resident.says('gặp cán bộ')
    app.advance(3 * 60_000)
    expect((await resident.says('có ai không')).text).toMatch(sentence('common.caseWaiting'))
  })

  test('when a clerk writes, the assistant is silent; after a day without staff it answers again', async () => {
    const resident = app.resident(platform)
    await resident.says('alo')
    await clerkWrites(resident, 'Chào bác')
    expect(resident.sees().text).toBe('Chào bác')
    expect((await resident.says('tôi muốn hỏi')).silent).toBe(true)
    app.advance(23 * HOUR)
    expect((await resident.says('còn ai đó không')).silent).toBe(true)
    app.advance(2 * HOUR)
    const seen = await resident.says('đăng ký')
    expect(seen.text).toMatch(sentence('common.backFromStaff'))
    expect(seen.text).toMatch(sentence('register.birthYear'))
  })

  test('DỪNG drops what was begun, and no question follows', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'phone')
    const seen = await resident.says('dừng')
    expect(seen.text).toMatch(sentence('common.stoppedErased'))
    expect(seen.choices).toEqual([])
    expect(await app.kept(resident)).toMatchObject({ run: 1, timer: 0 })
    expect((await resident.says('alo')).text).toMatch(sentence('home.menu'))
  })

  test('after DỪNG a person can still be asked for, by the words of the menu as well', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'phone')
    await resident.says('dừng')
    expect((await resident.says('gặp cán bộ')).text).toMatch(sentence('common.caseOpened'))
  })

  test('LỪA ĐẢO is answered at once, and the open question comes again', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'phone')
    const seen = await resident.says('tôi bị lừa đảo rồi')
    expect(seen.text).toMatch(sentence('common.scam'))
    expect(seen.text).toMatch(sentence('scam.help'))
    expect((await resident.picks('Xong, quay lại')).text).toMatch(sentence('register.phone'))
  })

  test('EN and TIẾNG VIỆT change the language where one is', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'name')
    const english = await resident.says('EN')
    expect(english.text).toMatch(sentence('common.languageSet', 'en'))
    expect(english.text).toMatch(sentence('register.name', 'en'))
    expect((await resident.says('tiếng việt')).text).toMatch(sentence('register.name'))
  })

  test('who begins in English is welcomed in English', async () => {
    const seen = await app.resident(platform).says('English')
    expect(seen.text).toMatch(sentence('home.welcome', 'en'))
    expect(seen.text).not.toMatch(sentence('home.welcome'))
    expect(seen.choices).toContain('Register')
  })

  test('the language can be chosen in the menu', async () => {
    const resident = app.resident(platform)
    await resident.says('alo')
    await resident.picks('Việc khác / More')
    expect((await resident.picks('Language / Ngôn ngữ')).text).toMatch(sentence('home.language'))
    expect((await resident.picks('English')).text).toMatch(sentence('home.menu', 'en'))
  })

  test('what is explained can be left for the registration at once', async () => {
    const resident = app.resident(platform)
    await resident.says('alo')
    expect((await resident.picks('Tìm hiểu')).text).toMatch(sentence('explain.what'))
    for (const key of ['use', 'cost', 'safety', 'who', 'where']) {
      expect((await resident.picks('Xem tiếp')).text).toMatch(sentence(`explain.${key}`))
    }
    expect((await resident.picks('Đăng ký ngay')).text).toMatch(sentence('register.birthYear'))
  })

  test('thanks in the middle of a long text do not repeat it', async () => {
    const resident = app.resident(platform)
    await resident.says('chào')
    await resident.picks('Tìm hiểu')
    const seen = await resident.says('cảm ơn cháu nhé')
    expect(seen.text).toMatch(sentence('common.thanks'))
    expect(seen.text).toMatch(sentence('explain.choose'))
    expect(seen.text).not.toMatch(sentence('explain.what'))
    expect((await resident.picks('Xem tiếp')).text).toMatch(sentence('explain.use'))
  })

  test('thanks and greetings are answered in the middle of a question', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'phone')
    const seen = await resident.says('cảm ơn cháu nhé')
    expect(seen.text).toMatch(sentence('register.phoneShort'))
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sentence, startTestApp, type TestApp } from '../helpers/app.ts'
import type { Resident } from '../helpers/resident.ts'
import { anyPhone, reaches, STEPS, type Step } from './steps.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

/** A child, or somebody who refuses: nothing may be known afterwards. */
const NOTHING = { registration: 0, consent: 0, contact_person: 0, handoff: 0, case: 0, message: 0 }

const flowsOf = async (resident: Resident) => {
  const runs = await app.rows<{ flow: string }>(
    `select flow from run where conversation_id in (select id from contact where platform_id = '${resident.id}')`,
  )
  return runs.map(({ flow }) => flow)
}

/** The provider is asked for once the registration is over. */
const keyOf = (step: string) => (step === 'provider' ? 'handoff.provider' : `register.${step}`)

const transcriptOf = (resident: Resident) =>
  app.rows(
    `select id, author from message where conversation_id in
     (select id from contact where platform_id = '${resident.id}') order by id`,
  )

const registrationOf = async (resident: Resident) => {
  const [row] = await app.rows<{ birth_year: number; place: string; ward: string; group_code: string }>(
    `select birth_year, place, ward, group_code from registration
     where contact_id in (select id from contact where platform_id = '${resident.id}')`,
  )
  return row
}

describe.each(['messenger', 'zalo'] as const)('on %s', (platform) => {
  test('who says anything at all is welcomed, told that this is no person, and shown the menu', async () => {
    const seen = await app.resident(platform).says('ủa alo')
    expect(seen.messages).toHaveLength(1)
    expect(seen.text).toMatch(sentence('home.welcome'))
    expect(seen.text).toMatch(sentence('home.menu'))
    expect(seen.choices).toEqual(['Tìm hiểu', 'Đăng ký', 'Hỏi đáp', 'Gặp cán bộ', 'Việc khác / More'])
  })

  test('who opens the chat without a word is welcomed too', async () => {
    expect((await app.resident(platform).acts({ type: 'open' })).text).toMatch(sentence('home.welcome'))
  })

  test('who says what they want is not sent through the menu first', async () => {
    const seen = await app.resident(platform).says('đăng ký')
    expect(seen.text).toMatch(sentence('home.welcome'))
    expect(seen.text).toMatch(sentence('register.birthYear'))
    expect(seen.text).not.toMatch(sentence('home.menu'))
  })

  test('a whole registration ends in a personal link and a code, and keeps what was said', async () => {
    const lan = app.resident(platform)
    const seen = await reaches(lan, null)
    expect(seen.text).toMatch(sentence('handoff.link'))
    expect(seen.text).toMatch(/MH-[A-Z0-9]{4}/)
    expect(seen.link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/go\/[\w-]{32}$/)
    expect(await registrationOf(lan)).toEqual({
      birth_year: 1956,
      place: 'old:12121',
      ward: 'new:12133',
      group_code: 'NGUOIDAN',
    })
    expect(await app.kept(lan)).toMatchObject({ registration: 1, consent: 1, contact_person: 1, handoff: 1 })
    expect((await flowsOf(lan)).sort()).toEqual(['handoff', 'home'])
  })

  test.each([
    ['1997', 'bạn ', 'ông/bà'],
    ['1996', 'ông/bà', 'bạn '],
    ['2008', 'bạn ', 'ông/bà'],
  ])('who was born in %s is spoken to as "%s", in every message', async (birthYear, right, wrong) => {
    const resident = app.resident(platform)
    const said = [await resident.says('đăng ký'), await resident.says(birthYear)]
    expect(said[1]?.text).toContain(`Để giúp ${right}`)
    for (const answer of ['đồng ý', 'Lan', 'Nguyễn Thị Lan', '12', anyPhone(), 'Nơi khác', 'Chọn lại nơi ở'])
      said.push(await resident.says(answer))
    for (const answer of ['Dị Sử', 'Sinh viên', 'Bỏ qua', 'Sửa lại', 'quay lại'])
      said.push(await resident.says(answer))
    for (const answer of ['Đúng, gửi đăng ký', 'Hoa Sen', 'Không đồng ý'])
      said.push(await resident.says(answer))
    expect(said.at(-1)?.text).toMatch(sentence('handoff.link'))
    for (const { text } of said) expect(text.toLowerCase()).not.toContain(wrong)
  })

  test('of somebody under 16 nothing is kept, and the end is kind', async () => {
    const child = app.resident(platform)
    await child.says('đăng ký')
    const seen = await child.says('2012')
    expect(seen.text).toMatch(sentence('register.underage'))
    expect(seen.text).toMatch(sentence('home.menu'))
    expect(await app.kept(child)).toMatchObject({ ...NOTHING, timer: 0 })
    expect(await flowsOf(child)).toEqual(['home'])
  })

  test.each([['2012'], ['2010', 'chưa'], ['em 12 tuổi', '2013']])(
    'of somebody under 16 (%s) nothing stays in a transcript that an earlier case keeps',
    async (...answers) => {
      const child = app.resident(platform)
      await child.tells('alo', 'gặp cán bộ', 'MENU')
      const before = await transcriptOf(child)
      expect(before.length).toBeGreaterThan(0)
      await child.says('đăng ký')
      expect((await child.tells(...answers)).text).toMatch(sentence('register.underage'))
      expect(await transcriptOf(child)).toEqual(before)
      await child.says('hôm nay trời đẹp')
      expect((await transcriptOf(child)).length).toBe(before.length + 2)
    },
  )

  test.each([
    ['chưa', 'register.underage'],
    ['rồi ạ', 'register.consent'],
  ])('who turns 16 this year is asked, and "%s" decides', async (answer, next) => {
    const pupil = app.resident(platform)
    await pupil.says('đăng ký')
    expect((await pupil.says('2010')).text).toMatch(sentence('register.turned16'))
    expect((await pupil.says(answer)).text).toMatch(sentence(next))
    expect(await app.kept(pupil)).toMatchObject(NOTHING)
  })

  test.each(['Bần', 'thị trấn bần yên nhân', 'BACH SAM', 'xã Dị Sử cũ ạ', 'duong hao', 'phố Nối, Mỹ Hào'])(
    'the place "%s" is understood as typed, or asked back',
    async (place) => {
      const resident = app.resident(platform)
      await reaches(resident, 'place')
      const seen = await resident.says(place)
      expect(seen.text).toMatch(
        new RegExp(`${sentence('register.group').source}|${sentence('common.didYouMean').source}`),
      )
    },
  )

  test('a place that nobody knows here can be chosen again, or left', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'place')
    expect((await resident.says('Hải Phòng')).text).toMatch(sentence('common.hint.ward.unknown'))
    expect((await resident.picks('Nơi khác')).text).toMatch(sentence('register.elsewhere'))
    expect((await resident.picks('Chọn lại nơi ở')).text).toMatch(sentence('register.place'))
  })

  describe.each([
    ['birthYear', 'không nhớ', 'common.hint.birthYear.unclear'],
    ['birthYear', '66 tuổi', 'common.hint.birthYear.fourDigits'],
    ['consent', 'để tôi xem', 'common.consentWord'],
    ['name', '0912', 'common.hint.name.unclear'],
    ['phone', '12', 'common.hint.phone.length'],
    ['phone', 'tôi không có số', 'common.hint.phone.none'],
    ['place', 'Cần Thơ', 'common.hint.ward.unknown'],
    ['group', 'xe máy', 'common.notUnderstood'],
    ['summary', 'xe máy', 'common.notUnderstood'],
    ['provider', 'xe máy', 'common.notUnderstood'],
  ] as const)('an answer to %s that is none ("%s")', (step, wrong, hint) => {
    test('gets a hint and the question again; the third time a person is offered', async () => {
      const resident = app.resident(platform)
      await reaches(resident, step)
      const inShort = ['birthYear', 'consent', 'phone', 'place', 'group', 'provider'].includes(step)
      const question = sentence(inShort ? `${keyOf(step)}Short` : keyOf(step))
      for (const _ of [1, 2]) {
        const seen = await resident.says(wrong)
        expect(seen.text).toMatch(sentence(hint))
        expect(seen.text).toMatch(question)
      }
      const third = await resident.says(wrong)
      const plain = hint === 'common.notUnderstood'
      if (!plain) expect(third.text).toMatch(sentence(hint))
      expect(third.text).toMatch(sentence(plain ? 'common.notUnderstoodOften' : 'common.offerPerson'))
      expect(third.text).toMatch(question)
    })
  })

  test.each([
    ['Họ tên', 'register.name', 'Trần Văn Mạnh', '• Họ tên: Trần Văn Mạnh'],
    ['Số điện thoại', 'register.phone', '0987.654.321', '• Điện thoại: 0987 654 321'],
    ['Nơi ở', 'register.place', 'Bạch Sam', '• Nơi ở: Bạch Sam'],
    ['Nhóm', 'register.group', 'Công nhân', '• Nhóm: Công nhân'],
    ['Năm sinh', 'register.birthYearAgain', '1960', '• Năm sinh: 1960'],
  ])('"%s" can be corrected at the summary, and only that changes', async (field, question, answer, line) => {
    const resident = app.resident(platform)
    const before = (await reaches(resident, 'summary')).text
    await resident.picks('Sửa lại')
    expect((await resident.picks(field)).text).toMatch(sentence(question))
    const after = (await resident.says(answer)).text
    expect(after).toContain(line)
    const differing = after.split('\n').filter((one) => one.startsWith('•') && !before.includes(one))
    expect(differing).toHaveLength(1)
  })

  test('QUAY LẠI leads back question by question, to the first and no further', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'summary')
    const back = STEPS.slice(0, STEPS.indexOf('summary')).reverse()
    for (const step of back) {
      const seen = await resident.says('quay lại')
      const question = step === 'birthYear' ? 'birthYearAgain' : step
      expect(seen.text, `back to ${step}`).toMatch(sentence(`register.${question}`))
    }
    expect((await resident.says('quay lại')).text).toMatch(sentence('common.cannotGoBack'))
  })

  test('HUỶ drops what was typed: a new registration begins at the beginning', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'place')
    expect((await resident.says('huỷ')).text).toMatch(sentence('common.cancelled'))
    expect(await flowsOf(resident)).toEqual(['home'])
    expect((await resident.says('đăng ký')).text).toMatch(sentence('register.birthYear'))
  })

  test('what was sent is not undone by QUAY LẠI: it is shown, and one goes on from there', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'provider')
    expect((await resident.says('quay lại')).text).toMatch(sentence('register.known'))
    expect(await app.kept(resident)).toMatchObject({ registration: 1 })
    expect((await resident.picks('Chọn nhà cung cấp')).text).toMatch(sentence('handoff.provider'))
  })

  test.each(STEPS.slice(0, STEPS.indexOf('provider')))(
    'MENU at %s leads out, and ĐĂNG KÝ back to the open question with all that was typed',
    async (step: Step) => {
      const resident = app.resident(platform)
      await reaches(resident, step, { name: 'Phạm Thị Mười' })
      expect((await resident.says('menu')).text).toMatch(sentence('home.menu'))
      expect((await resident.picks('Đăng ký')).text).toMatch(sentence(`register.${step}`))
      if (step === 'summary') expect(resident.sees().text).toContain('Phạm Thị Mười')
    },
  )

  test('who registers again sees what is registered, and may change it', async () => {
    const resident = app.resident(platform)
    const phone = anyPhone()
    await reaches(resident, null, { phone })
    await resident.says('menu')
    const seen = await resident.picks('Đăng ký')
    expect(seen.text).toMatch(sentence('register.known'))
    expect(seen.text).toContain(`${phone.slice(0, 2)}…${phone.slice(-2)}`)
    expect(seen.text).not.toContain(phone.slice(-4))
    await resident.picks('Sửa thông tin')
    await resident.picks('Năm sinh')
    await resident.says('1961')
    expect((await resident.picks('Đúng, lưu lại')).text).toMatch(sentence('register.changed'))
    expect(await registrationOf(resident)).toMatchObject({ birth_year: 1961, place: 'old:12121' })
    expect(await app.kept(resident)).toMatchObject({ registration: 1 })
  })
})

test('providers are offered in turn, so that none is preferred', async () => {
  const firsts: string[] = []
  for (let n = 0; n < 6; n++) {
    const seen = await reaches(app.resident('zalo'), 'provider')
    expect(seen.choices).toHaveLength(4)
    expect(seen.choices.at(-1)).toBe('VNeID (bản thử)')
    firsts.push(seen.choices[0] ?? '')
  }
  expect(new Set(firsts.slice(0, 3)).size).toBe(3)
  expect(firsts.slice(3)).toEqual(firsts.slice(0, 3))
})

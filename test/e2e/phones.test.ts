import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sentence, startTestApp, type TestApp } from '../helpers/app.ts'
import { reaches } from './steps.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

const MINUTE = 60_000

describe.each(['messenger', 'zalo'] as const)('what phones send on %s', (platform) => {
  test('a button tapped twice by an impatient finger is answered once', async () => {
    const resident = app.resident(platform)
    await resident.says('alo')
    const tap = { type: 'tap', title: 'Đăng ký', force: true } as const
    const seen = await resident.actsAtOnce(tap, tap)
    expect(seen.messages).toHaveLength(1)
    expect(seen.text).toMatch(sentence('register.birthYear'))
  })

  test('the same button tapped again after other words is no double tap', async () => {
    const resident = app.resident(platform)
    await resident.says('alo')
    await resident.picks('Đăng ký')
    await resident.says('menu')
    expect((await resident.picks('Đăng ký')).text).toMatch(sentence('register.birthYear'))
  })

  test('a button of an earlier question is told to be one, and the open question stands', async () => {
    const resident = app.resident(platform)
    await resident.says('alo')
    const [menu] = resident.sees().messages
    const payload = menu?.buttons[0]?.payload ?? ''
    await reaches(resident, 'phone')
    const seen = await resident.acts({ type: 'tap', payload, force: true })
    expect(seen.text).toMatch(sentence('common.stale'))
    expect(seen.text).toMatch(sentence('register.phone'))
    expect((await resident.says('0912 345 678')).text).toMatch(sentence('register.place'))
  })

  test('a number typed before its question was put answers nothing', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'place')
    const before = app.clock.now() - 1000
    app.advance(MINUTE)
    await resident.says('Dị Sử')
    expect((await resident.says('2', { at: before })).silent).toBe(true)
    expect((await resident.says('1')).text).toMatch('• Nhóm: Người dân')
  })

  test('a message that comes late is a turn of its own, after what was answered', async () => {
    const resident = app.resident(platform)
    const before = app.clock.now()
    app.advance(MINUTE)
    await resident.says('đăng ký')
    const seen = await resident.says('xin chào', { at: before })
    expect(seen.text).toMatch(sentence('common.greeting'))
    expect(seen.text).toMatch(sentence('register.birthYear'))
  })

  test('the same webhook ten times is one message', async () => {
    const resident = app.resident(platform)
    app.sandbox.behave(platform, { copies: 10 })
    const seen = await resident.says('ủa alo')
    app.sandbox.behave(platform, { copies: 1 })
    expect(seen.messages).toHaveLength(1)
    const again = await resident.says('đăng ký', { mid: `mid-${resident.id}` })
    expect(again.messages).toHaveLength(1)
    expect((await resident.says('đăng ký', { mid: `mid-${resident.id}` })).silent).toBe(true)
  })

  test.each([
    ['image', 'common.attachment.image'],
    ['file', 'common.attachment.image'],
    ['sticker', 'common.attachment.sticker'],
    ['audio', 'common.attachment.audio'],
    ['location', 'common.attachment.other'],
  ] as const)('%s: what cannot be read is said kindly, and the open question stands', async (type, key) => {
    const resident = app.resident(platform)
    await reaches(resident, 'name')
    const seen = await resident.acts({ type })
    expect(seen.text).toMatch(sentence(key))
    expect(seen.text).toMatch(sentence('register.name'))
  })

  test('the first thing may be a picture', async () => {
    const seen = await app.resident(platform).acts({ type: 'image' })
    expect(seen.text).toMatch(sentence('home.welcome'))
    expect(seen.text).toMatch(sentence('common.attachment.image'))
  })

  test.each([
    ['033056001234', 'common.masked.idNumber'],
    ['số cccd của tôi là 033 056 001 234', 'common.masked.idNumber'],
    ['mã otp là 482913', 'common.masked.otp'],
    ['mật khẩu: Hoa@1960', 'common.masked.password'],
    ['mã pin 4829', 'common.masked.pin'],
  ])('"%s" is hidden, and the person is warned', async (text, key) => {
    const resident = app.resident(platform)
    await reaches(resident, 'name')
    const seen = await resident.says(text)
    expect(seen.text).toMatch(sentence(key))
    expect(seen.text).toMatch(sentence('register.name'))
    expect(seen.text).not.toMatch(sentence('common.hint.name.unclear'))
    expect(seen.text).not.toMatch(/033056001234|482913|Hoa@1960|4829/)
  })

  test('nothing but six digits is taken for a code, unless digits were asked for', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'name')
    expect((await resident.says('482913')).text).toMatch(sentence('common.masked.otp'))
  })

  test.each([
    ['a very long text', 'tôi muốn hỏi chữ ký số '.repeat(80)],
    ['signs only', '😀😀😀'],
    ['dots only', '...'],
    ['invisible characters', '\u200b\u200b'],
    ['another script', '안녕하세요'],
  ])('%s: is answered, and the open question stands', async (_, text) => {
    const resident = app.resident(platform)
    await reaches(resident, 'phone')
    expect((await resident.says(text)).text).toMatch(sentence('register.phoneShort'))
  })

  test('a payload that nobody offered changes nothing', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'phone')
    for (const payload of ['q:XXXX:agree', 'CMD:NOTHING', 'DEVELOPER_DEFINED', 'q:', 'q:1:2:3:4']) {
      expect((await resident.acts({ type: 'tap', payload, force: true })).text).toMatch(
        new RegExp(`${sentence('register.phone').source}|${sentence('register.phoneShort').source}`),
      )
    }
    expect((await resident.says('0912 345 678')).text).toMatch(sentence('register.place'))
  })

  test('who leaves and comes back is where they were', async () => {
    const resident = app.resident(platform)
    await reaches(resident, 'phone')
    expect((await resident.acts({ type: 'leave' })).silent).toBe(true)
    expect((await resident.acts({ type: 'open' })).text).toMatch(sentence('register.phone'))
  })

  test('the personal link opens a page that names the provider; only going on counts, and once', async () => {
    const resident = app.resident(platform)
    const { link = '', text } = await reaches(resident, null)
    const code = /MH-[A-Z0-9]+/.exec(text)?.[0] ?? 'none'
    const opened = async () =>
      (
        await app.rows<{ opened_at: number | null }>(`select opened_at from handoff where code = '${code}'`)
      )[0]?.opened_at
    const page = await fetch(link)
    expect(page.status).toBe(200)
    const html = await page.text()
    expect(html).toContain(code)
    expect(html).toContain('Cánh Diều')
    expect(html).not.toContain('Nguyễn Thị Lan')
    expect(await opened()).toBeNull()
    const on = await fetch(link, { method: 'POST', redirect: 'manual' })
    expect(on.status).toBe(303)
    expect(on.headers.get('location')).toBe(`${app.url}/go/demo/demo-canh-dieu`)
    const first = await opened()
    expect(first).toBeGreaterThan(0)
    app.advance(MINUTE)
    await fetch(link, { method: 'POST', redirect: 'manual' })
    expect(await opened()).toBe(first)
    app.advance(31 * 24 * 60 * MINUTE)
    expect((await fetch(link)).status).toBe(410)
  })
})

test('two events in one entry, and two entries in one webhook, are two messages each', async () => {
  for (const entries of [false, true]) {
    const resident = app.resident('messenger')
    const seen = await resident.acts({
      type: 'batch',
      entries,
      actions: [
        { type: 'text', text: 'đăng ký' },
        { type: 'text', text: '1956' },
      ],
    })
    expect(seen.text).toMatch(sentence('register.birthYear'))
    expect(seen.text).toMatch(sentence('register.consent'))
  }
})

test('a follow on Zalo is answered with a welcome, and the first words with what they ask', async () => {
  const resident = app.resident('zalo')
  expect((await resident.acts({ type: 'open' })).text).toMatch(sentence('home.welcome'))
  const seen = await resident.says('đăng ký')
  expect(seen.text).toMatch(sentence('register.birthYear'))
  expect(seen.text).not.toMatch(sentence('home.welcome'))
})

test('where somebody came from is kept with the first words, and by a link into a chat that exists', async () => {
  const resident = app.resident('messenger')
  expect((await resident.acts({ type: 'open', ref: 'to-roi-01' })).text).toMatch(sentence('home.welcome'))
  const origin = () =>
    app.rows<{ origin: string }>(`select origin from contact where platform_id = '${resident.id}'`)
  expect(await origin()).toEqual([{ origin: 'to-roi-01' }])
  await reaches(resident, 'name')
  expect((await resident.acts({ type: 'open', ref: 'to-roi-02' })).text).toMatch(sentence('register.name'))
  expect(await origin()).toEqual([{ origin: 'to-roi-02' }])
})

test('no error was logged on the way', () => {
  expect(app.log.filter((line) => /"level":"(error|fatal)"/.test(line))).toEqual([])
})

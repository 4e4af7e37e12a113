import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Keyring } from '../../src/common/crypto.ts'
import { sweepErased } from '../../src/conversation/sweep.ts'
import { sentence, startTestApp, type TestApp } from '../helpers/app.ts'
import type { Resident } from '../helpers/resident.ts'
import { dump } from '../register/room.ts'
import { anyPhone, reaches } from './steps.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

const MINUTE = 60_000
const shown = (phone: string) => `${phone.slice(0, 4)} ${phone.slice(4, 7)} ${phone.slice(7)}`
const RECEIPT = /XD-[0-9A-Z]{4}-[0-9A-Z]{4}/

/** Somebody who is registered and has talked to staff. */
async function registered(platform: 'messenger' | 'zalo', name: string, phone = anyPhone()) {
  const resident = app.resident(platform)
  await reaches(resident, null, { name, phone })
  return { resident, phone, name }
}

const contactsOf = ({ id }: Resident) =>
  app.db.rows<{ id: number }>(sql`select id from contact where platform_id = ${id}`)

describe.each(['messenger', 'zalo'] as const)('on %s', (platform) => {
  test('who asks is shown what is kept, the phone number by its ends alone', async () => {
    const { resident, phone, name } = await registered(platform, 'Đào Thị Nguyệt Ánh')
    const seen = await resident.says('DỮ LIỆU CỦA TÔI')
    expect(seen.text).toContain(name)
    expect(seen.text).toContain(`${phone.slice(0, 2)}…${phone.slice(-2)}`)
    expect(seen.text).not.toContain(phone)
    expect(seen.text).not.toContain(shown(phone))
    expect(seen.text).toMatch(sentence('my-data.consents'))
    expect(seen.text).toMatch(sentence('my-data.menu'))
    expect((await resident.picks('Xong rồi')).silent).toBe(false)
  })

  test('who was never registered is told that, and may have even that little erased', async () => {
    const resident = app.resident(platform)
    const seen = await resident.says('dữ liệu của tôi')
    expect(seen.text).toMatch(sentence('my-data.nothing'))
    await resident.picks('Xóa hết')
    expect((await resident.says('ĐỒNG Ý')).text).toMatch(RECEIPT)
  })

  test('everything is erased after one plain yes, and nothing of the person is found any more', async () => {
    const { resident, phone, name } = await registered(platform, 'Trần Đình Quốc Bảo')
    await resident.tells('gặp cán bộ', 'Con tôi tên Bảo Khuyên làm hộ được không', 'MENU')
    const keyring = new Keyring(app.app.keys)
    const asked = await resident.says('xóa dữ liệu của tôi')
    expect(asked.text).toMatch(sentence('my-data.erase'))
    for (const no of ['1', 'ok', 'có', 'xóa đi']) {
      await resident.says(no)
      expect(await app.kept(resident), no).toMatchObject({ registration: 1, consent: 1, case: 1 })
    }
    await resident.says('xóa dữ liệu của tôi')
    const done = await resident.says('đồng ý')
    expect(done.text).toMatch(sentence('my-data.erased'))
    expect(done.choices).toEqual([])
    const code = RECEIPT.exec(done.text)?.[0] ?? ''

    expect(await app.kept(resident)).toMatchObject({
      registration: 0,
      consent: 0,
      contact_person: 0,
      handoff: 0,
      case: 0,
      run: 0,
      message: 0,
      timer: 0,
    })
    const forms = [
      ...[phone, shown(phone), phone.slice(1), name, 'Bảo Khuyên', code],
      keyring.hash('phone', phone),
      keyring.hash('phone-last4', phone.slice(-4)),
    ]
    const inDump = await dump(app.db)
    for (const form of forms) expect(inDump).not.toContain(form)

    await sweepErased(app.db, app.clock.now() + 61 * MINUTE)
    const after = await dump(app.db)
    for (const form of [...forms, resident.id]) expect(after).not.toContain(form)
    expect(after).toContain('registration')
    expect(await contactsOf(resident)).toEqual([])

    // Whoever comes again is met as anybody is.
    const again = await resident.says('chào')
    expect(again.text).toMatch(sentence('home.welcome'))
    expect((await resident.says('dữ liệu của tôi')).text).toMatch(sentence('my-data.nothing'))
  })

  test('who writes again within the hour is somebody new, and stays', async () => {
    const { resident } = await registered(platform, 'Ngô Thị Bích Hạnh')
    await resident.tells('xóa dữ liệu của tôi', 'đồng ý')
    expect((await resident.says('alo')).text).toMatch(sentence('home.welcome'))
    await sweepErased(app.db, app.clock.now() + 61 * MINUTE)
    expect(await contactsOf(resident)).toHaveLength(1)
    expect((await resident.says('dữ liệu của tôi')).text).toMatch(sentence('my-data.nothing'))
    const [row] = await app.rows(`select erased_at from contact where platform_id = '${resident.id}'`)
    expect(row).toEqual({ erased_at: null })
  })

  test('a no, or another word, erases nothing', async () => {
    const { resident } = await registered(platform, 'Phạm Gia Hân')
    await resident.says('xóa dữ liệu của tôi')
    const seen = await resident.says('KHÔNG ĐỒNG Ý')
    expect(seen.text).toMatch(sentence('my-data.unchanged'))
    expect(await app.kept(resident)).toMatchObject({ registration: 1 })
  })

  test('the consent to be registered is taken back as it was given, and what hangs on it goes', async () => {
    const { resident } = await registered(platform, 'Vũ Thị Thanh Tâm')
    const asked = await resident.says('rút đồng ý')
    expect(asked.text).toMatch(sentence('my-data.which'))
    expect((await resident.picks('Giúp đăng ký')).text).toMatch(sentence('my-data.first'))
    expect((await resident.says('đồng ý')).text).toMatch(sentence('my-data.withdrawnFirst'))
    expect(await app.kept(resident)).toMatchObject({
      registration: 0,
      handoff: 0,
      contact_person: 0,
      message: 0,
    })
    const consents = await app.rows<{ given: boolean; over: boolean }>(
      `select given, withdrawn_at is not null as over from consent
       where contact_id in (select id from contact where platform_id = '${resident.id}') order by id`,
    )
    expect(consents).toEqual([
      { given: true, over: true },
      { given: false, over: false },
    ])
    expect((await resident.says('rút đồng ý')).text).toMatch(sentence('my-data.nothing'))
  })

  test('one of the other consents is taken back alone, at once', async () => {
    const { resident } = await registered(platform, 'Lý Thị Hồng Loan')
    const [contact] = await contactsOf(resident)
    await app.db.rows(sql`
      insert into consent (contact_id, purpose, given, at, language, channel, text, answer_key)
      select contact_id, 'P2', true, at, language, channel, text, answer_key from consent where contact_id = ${contact!.id}`)
    await resident.says('rút đồng ý')
    const seen = await resident.picks('Nhắc hạn')
    expect(seen.text).toMatch(sentence('my-data.withdrawn'))
    expect(seen.text).toContain('“Nhắc hạn”')
    expect(await app.kept(resident)).toMatchObject({ registration: 1 })
    expect((await resident.says('dữ liệu của tôi')).text).toContain('Nhắc hạn: không')
  })

  test('a copy is shown by its button alone, once, for a quarter of an hour, and kept by nobody', async () => {
    const { resident, phone, name } = await registered(platform, 'Hoàng Văn Thụ Đức')
    await resident.says('dữ liệu của tôi')
    const url = (await resident.picks('Nhận bản sao')).link ?? ''
    expect(url).toContain('/my-data/')
    const post = (as: string) =>
      fetch(url, {
        method: 'POST',
        body: `as=${as}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      })
    for (const method of ['GET', 'HEAD', 'GET']) {
      const door = await fetch(url, { method })
      expect(door.status).toBe(200)
      expect(door.headers.get('cache-control')).toBe('no-store')
      expect(door.headers.get('referrer-policy')).toBe('no-referrer')
      const text = await door.text()
      expect(text).not.toContain(name)
      expect(text).not.toContain(resident.id)
    }
    const page = await post('page')
    const text = await page.text()
    expect(page.headers.get('cache-control')).toBe('no-store')
    for (const seen of [name, shown(phone), resident.id, 'Dị Sử']) expect(text).toContain(seen)
    expect(text).not.toMatch(/<dt>[a-z]+[A-Z]?\w*<\/dt>/)
    expect((await post('page')).status).toBe(410)

    const file = await post('file')
    expect(file.headers.get('content-disposition')).toContain('du-lieu-cua-toi.json')
    const data = (await file.json()) as Record<string, Record<string, string>[]>
    expect(data['registration']?.[0]).toMatchObject({ name, phone: shown(phone), birthYear: 1956 })
    expect(data['consents']?.[0]?.['givenAt']).toMatch(/^2026-\d\d-\d\dT/)
    expect(data['messages']?.some((line) => line['text'] === shown(phone) || line['text'] === phone)).toBe(
      true,
    )
    expect((await post('file')).status).toBe(410)
    expect(await dump(app.db)).not.toContain(url.split('/').pop())
    expect(app.log.join('')).not.toContain(url.split('/').pop())

    await resident.says('dữ liệu của tôi')
    const second = (await resident.picks('Nhận bản sao')).link ?? ''
    expect((await fetch(url)).status).toBe(404)
    app.advance(16 * MINUTE)
    expect((await fetch(second)).status).toBe(404)
    expect((await fetch(second, { method: 'POST', body: 'as=page' })).status).toBe(410)
    expect((await fetch(`${app.url}/my-data/${'a'.repeat(32)}`)).status).toBe(404)
    expect((await fetch(`${app.url}/my-data/..%2f..%2fetc`)).status).toBe(404)
  })

  test('who corrects their data is led to the registration', async () => {
    const { resident } = await registered(platform, 'Bùi Thị Minh Nguyệt')
    const seen = await resident.says('sửa thông tin của tôi')
    expect(seen.silent).toBe(false)
    const [run] = await app.rows<{ flow: string }>(
      `select flow from run where conversation_id in (select id from contact where platform_id = '${resident.id}')
       order by depth desc limit 1`,
    )
    expect(run?.flow).toBe('register')
  })

  test('DỪNG says what it stops and how it begins again', async () => {
    const resident = app.resident(platform)
    const stoppedAt = () =>
      app.rows(`select stopped_at is null as hears from contact where platform_id = '${resident.id}'`)
    await resident.says('chào')
    for (const word of ['TIẾP TỤC', 'start', 'nhận tin lại']) {
      const stopped = await resident.says('DỪNG')
      expect(stopped.text).toMatch(sentence('common.stopped'))
      expect(await stoppedAt()).toEqual([{ hears: false }])
      expect((await resident.says(word)).text, word).toMatch(sentence('common.startedAgain'))
      expect(await stoppedAt()).toEqual([{ hears: true }])
    }
    expect((await resident.says('tiếp tục')).text).not.toMatch(sentence('common.startedAgain'))
  })
})

test('nobody is asked for anything by a wish in the middle of a registration: it goes on where it was', async () => {
  const resident = app.resident('zalo')
  await reaches(resident, 'phone')
  await resident.says('dữ liệu của tôi')
  expect((await resident.picks('Xong rồi')).text).toMatch(sentence('register.phone'))
})

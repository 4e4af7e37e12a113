import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Platform } from '../../src/channels/channel.ts'
import { Keyring } from '../../src/common/crypto.ts'
import { startTestApp, type TestApp } from '../helpers/app.ts'
import type { Resident } from '../helpers/resident.ts'
import { anyPhone, reaches, STEPS } from './steps.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

const DAY = 86_400_000

/** Links of everybody who names this number now, the oldest first. */
async function linksOf(phone: string): Promise<{ who: string; proof: string }[]> {
  const hash = new Keyring(app.app.keys).hash('phone', phone)
  return app.db.rows(sql<{ who: string; proof: string }>`
    select k.platform_id as who, l.proof from contact_person l
    join person p on p.id = l.person_id join contact k on k.id = l.contact_id
    where p.phone_hash = ${hash} and l.until_at is null order by l.id`)
}

const personsOf = async (phone: string) => {
  const hash = new Keyring(app.app.keys).hash('phone', phone)
  return (await app.db.rows(sql`select id from person where phone_hash = ${hash}`)).length
}

async function copyOf(resident: Resident): Promise<string> {
  await resident.says('dữ liệu của tôi')
  const url = (await resident.picks('Nhận bản sao')).link ?? ''
  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const pages = await Promise.all(
    ['page', 'file'].map(async (as) =>
      (await fetch(url, { method: 'POST', body: `as=${as}`, headers })).text(),
    ),
  )
  return pages.join('\n')
}

const whole = { registration: 1, consent: 1, contact_person: 1, handoff: 1 }
const gone = { registration: 0, consent: 0, contact_person: 0, handoff: 0, message: 0, run: 0 }

const WAYS: [Platform, Platform][] = [
  ['zalo', 'messenger'],
  ['messenger', 'zalo'],
  ['zalo', 'zalo'],
]

describe.each(WAYS)('a number named on %s, then by another account on %s', (one, other) => {
  async function both(names = ['Nguyễn Thị Phương Thảo', 'Lê Văn Kẻ Lạ']) {
    const phone = anyPhone()
    const [first, second] = [app.resident(one), app.resident(other)]
    await reaches(first, null, { phone, name: names[0] ?? '' })
    await reaches(second, null, { phone, name: names[1] ?? '' })
    return { phone, first, second }
  }

  test('shows the second nothing of the first, nor the first anything of the second', async () => {
    const { first, second } = await both()
    const seenBySecond = `${(await second.says('thông tin của tôi')).text}\n${await copyOf(second)}`
    expect(seenBySecond).toContain('Lê Văn Kẻ Lạ')
    for (const secret of ['Phương Thảo', first.id]) expect(seenBySecond).not.toContain(secret)
    const seenByFirst = `${(await first.says('thông tin của tôi')).text}\n${await copyOf(first)}`
    expect(seenByFirst).toContain('Phương Thảo')
    for (const secret of ['Kẻ Lạ', second.id]) expect(seenByFirst).not.toContain(secret)
  })

  test('does not even let the second know that somebody named it before', async () => {
    const name = 'Phan Thị Mỹ Lệ'
    const told = async (platform: Platform, phone: string) => {
      const resident = app.resident(platform)
      const said: string[] = []
      for (const step of [...STEPS.slice(1), null])
        said.push((await reachesStep(resident, step, phone, name)).text)
      return said
        .join('\n')
        .replace(/MH-\w+|https?:\S+/g, '')
        .replace(/\d\. .*\(bản thử\)/g, '')
    }
    const phone = anyPhone()
    await reaches(app.resident(one), null, { phone, name: 'Đặng Văn Trước' })
    const known = await told(other, phone)
    const unknown = await told(other, anyPhone())
    const plain = (text: string) => text.replace(/0\d{3} \d{3} \d{3}/g, 'SỐ')
    expect(plain(known)).toBe(plain(unknown))
  })

  test('lets the second change, withdraw and erase only what is its own', async () => {
    const { phone, first, second } = await both()
    expect(await linksOf(phone)).toEqual([
      { who: first.id, proof: 'first-account' },
      { who: second.id, proof: 'unproven' },
    ])
    expect(await personsOf(phone)).toBe(1)
    await second.says('rút đồng ý')
    await second.picks('Giúp đăng ký')
    await second.says('đồng ý')
    expect(await app.kept(first)).toMatchObject(whole)
    expect(await app.kept(second)).toMatchObject({ registration: 0, contact_person: 0, handoff: 0 })
    await second.tells('xóa dữ liệu của tôi', 'đồng ý')
    expect(await app.kept(second)).toMatchObject(gone)
    expect(await app.kept(first)).toMatchObject(whole)
    expect(await linksOf(phone)).toEqual([{ who: first.id, proof: 'first-account' }])
    expect((await first.says('dữ liệu của tôi')).text).toContain('Phương Thảo')
  })

  test('makes the second no first when the first has left: a number proves nothing', async () => {
    const { phone, first, second } = await both()
    await first.tells('xóa dữ liệu của tôi', 'đồng ý')
    expect(await app.kept(first)).toMatchObject(gone)
    expect(await app.kept(second)).toMatchObject(whole)
    expect(await linksOf(phone)).toEqual([{ who: second.id, proof: 'unproven' }])
    expect(await personsOf(phone)).toBe(1)
    // The first comes back: like anybody, and counted once with the other.
    await reaches(first, null, { phone, name: 'Nguyễn Thị Phương Thảo' })
    expect((await linksOf(phone)).map(({ proof }) => proof)).toEqual(['unproven', 'unproven'])
    expect(await personsOf(phone)).toBe(1)
    await second.tells('xóa dữ liệu của tôi', 'đồng ý')
    await first.tells('xóa dữ liệu của tôi', 'đồng ý')
    expect(await personsOf(phone)).toBe(0)
  })

  test('may have a new owner later, who meets nobody there', async () => {
    const phone = anyPhone()
    const [before, now] = [app.resident(one), app.resident(other)]
    await reaches(before, null, { phone, name: 'Tạ Văn Chủ Cũ' })
    app.advance(2 * DAY)
    await reaches(now, null, { phone, name: 'Mai Thị Chủ Mới' })
    expect(await copyOf(now)).not.toContain('Chủ Cũ')
    await now.tells('xóa dữ liệu của tôi', 'đồng ý')
    expect(await app.kept(before)).toMatchObject(whole)
    expect((await before.says('dữ liệu của tôi')).text).toContain('Chủ Cũ')
  })

  test('is counted once and ends with the last, however the two race', async () => {
    for (let round = 0; round < 2; round++) {
      const phone = anyPhone()
      const [first, second] = [app.resident(one), app.resident(other)]
      await reaches(first, null, { phone, name: 'Chu Thị Nhanh Chân' })
      await reaches(second, 'summary', { phone, name: 'Chu Thị Chậm Chân' })
      await first.says('xóa dữ liệu của tôi')
      app.advance(10_000)
      // In one moment the first leaves and the second is saved.
      app.sandbox.act(one, first.id, { type: 'text', text: 'đồng ý' })
      app.sandbox.act(other, second.id, { type: 'text', text: 'đúng, gửi đăng ký' })
      await app.idle()
      expect(await app.kept(first)).toMatchObject(gone)
      expect(await app.kept(second)).toMatchObject({ registration: 1, contact_person: 1 })
      expect(await personsOf(phone)).toBe(1)
      expect((await linksOf(phone)).map(({ who }) => who)).toEqual([second.id])
      // Now both at once.
      await reaches(first, null, { phone, name: 'Chu Thị Nhanh Chân' })
      await Promise.all([first.says('xóa dữ liệu của tôi'), second.says('xóa dữ liệu của tôi')])
      app.advance(10_000)
      app.sandbox.act(one, first.id, { type: 'text', text: 'đồng ý' })
      app.sandbox.act(other, second.id, { type: 'text', text: 'đồng ý' })
      await app.idle()
      await Promise.all([first.waits(), second.waits()])
      for (const resident of [first, second]) expect(await app.kept(resident)).toMatchObject(gone)
      expect(await personsOf(phone)).toBe(0)
    }
  })
})

/** Answers up to this step, where the one before was reached. */
async function reachesStep(
  resident: Resident,
  step: (typeof STEPS)[number] | null,
  phone: string,
  name: string,
) {
  const before = STEPS.indexOf(step ?? 'provider') - (step === null ? 0 : 1)
  if (before === 0) return reaches(resident, step, { phone, name })
  return resident.says(ANSWER[STEPS[before] ?? 'name'] ?? (STEPS[before] === 'phone' ? phone : name))
}

const ANSWER: Partial<Record<(typeof STEPS)[number], string>> = {
  birthYear: '1956',
  consent: 'đồng ý',
  place: 'Dị Sử',
  group: 'Người dân',
  summary: 'đúng, gửi đăng ký',
  provider: 'Cánh Diều',
}

describe('a neighbour’s number', () => {
  test('named first by somebody else takes nothing from its owner', async () => {
    const phone = anyPhone()
    const [swindler, owner] = [app.resident('messenger'), app.resident('zalo')]
    await reaches(swindler, null, { phone, name: 'Kẻ Nhận Vơ' })
    await reaches(owner, null, { phone, name: 'Nguyễn Thị Chính Chủ' })
    expect(await copyOf(swindler)).not.toContain('Chính Chủ')
    expect(await copyOf(owner)).toContain('Chính Chủ')
    await owner.says('rút đồng ý')
    await owner.picks('Không rút nữa')
    await swindler.tells('xóa dữ liệu của tôi', 'đồng ý')
    expect(await app.kept(owner)).toMatchObject(whole)
    await owner.tells('xóa dữ liệu của tôi', 'đồng ý')
    expect(await app.kept(owner)).toMatchObject(gone)
    expect(await personsOf(phone)).toBe(0)
  })

  test('typed as words of command does nothing', async () => {
    const phone = anyPhone()
    const [owner, other] = [app.resident('zalo'), app.resident('messenger')]
    await reaches(owner, null, { phone, name: 'Nguyễn Thị Chính Chủ' })
    for (const words of [`xóa dữ liệu của số ${phone}`, `dữ liệu của ${phone}`, `xóa ${phone}`, phone]) {
      expect((await other.says(words)).text).not.toContain('Chính Chủ')
      await other.says('đồng ý')
      await other.says('MENU')
    }
    expect(await app.kept(owner)).toMatchObject(whole)
  })
})

import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nearHamlets } from '../../src/register/hamlet-names.ts'
import { hamletFind, hamletList } from '../../src/register/hamlets.ts'
import { registrationLook } from '../../src/register/look.ts'
import { registrationSave } from '../../src/register/registrations.ts'
import { matchKey } from '../../src/understanding/match-key.ts'
import { openTestDatabase, type TestDatabase } from '../helpers/database.ts'
import { addContacts, dump, item, run, testKeyring } from './room.ts'

const list = [
  'Tổ dân phố số 5',
  'Tổ dân phố Phúc Lai',
  'Thôn 3',
  'Thôn Phúc Thọ',
  'Xóm 3',
  'Khu phố Bần',
].map((name, i) => ({ id: String(i), name, key: matchKey(name) }))
const named = (text: string) => nearHamlets(text, list).hamlets.map(({ name }) => name)

describe('a hamlet as it is typed', () => {
  it.each([
    ['thon 3', 'Thôn 3'],
    ['Thôn 03', 'Thôn 3'],
    ['tdp so 5', 'Tổ dân phố số 5'],
    ['TỔ 5', 'Tổ dân phố số 5'],
    ['5', 'Tổ dân phố số 5'],
    ['tổ dân phố Phúc Lai', 'Tổ dân phố Phúc Lai'],
    ['phuc lai', 'Tổ dân phố Phúc Lai'],
    ['ở phúc thọ', 'Thôn Phúc Thọ'],
    ['khu bần', 'Khu phố Bần'],
    ['xóm 3', 'Xóm 3'],
  ])('"%s" is %s', (text, name) => {
    expect(nearHamlets(text, list)).toMatchObject({ hamlets: [{ name }], sure: true })
  })

  it('is asked back where several have the name, or it comes near', () => {
    expect(nearHamlets('3', list).sure).toBe(false)
    expect(named('3')).toEqual(['Thôn 3', 'Xóm 3'])
    expect(named('phúc')).toEqual(['Tổ dân phố Phúc Lai', 'Thôn Phúc Thọ'])
    expect(nearHamlets('phuc lay', list).sure).toBe(false)
    expect(named('thôn phúc lia')).toEqual(['Tổ dân phố Phúc Lai'])
  })

  it.each(['Hà Nội', '6', 'tổ 55', '???', ''])('"%s" is none', (text) => {
    expect(named(text)).toEqual([])
  })
})

describe('in the database', () => {
  let opened: TestDatabase
  const keyring = testKeyring()
  beforeAll(async () => {
    opened = await openTestDatabase()
    await opened.db.rows(sql`
      insert into hamlet (place, ward, name, key, position, gone_at) values
      ('old:12121', 'new:12133', 'Thôn Nhân Vinh', 'thon nhan vinh', 1, null),
      ('old:12130', 'new:12133', 'Thôn Ngọc Trì', 'thon ngoc tri', 2, null),
      ('old:12121', 'new:12133', 'Thôn Cũ', 'thon cu', 3, 1)`)
  })
  afterAll(() => opened.close())
  const names = (value: Record<string, unknown> = {}) =>
    (value['hamlets'] as { name: string }[]).map(({ name }) => name)

  it('an old unit has its own hamlets, a ward all of its units’, and none that are gone', async () => {
    const [old, ward, none] = await run(opened.db, hamletList(), [
      item(1, { place: 'old:12121' }),
      item(2, { place: 'new:12133' }),
      item(3, { place: 'new:12103' }),
    ])
    expect(names(old)).toEqual(['Thôn Nhân Vinh'])
    expect(names(ward)).toEqual(['Thôn Nhân Vinh', 'Thôn Ngọc Trì'])
    expect(names(none)).toEqual([])
    const [found] = await run(opened.db, hamletFind(), [item(1, { place: 'new:12133', text: 'ngoc tri' })])
    expect(found).toMatchObject({ sure: true, hamlets: [{ name: 'Thôn Ngọc Trì' }] })
  })

  it('one that is listed for the ward as a whole is also of each of its old units', async () => {
    await opened.db.rows(sql`
      insert into hamlet (place, ward, name, key, position)
      values ('new:12127', 'new:12127', 'Thôn Cả Phường', 'thon ca phuong', 4)`)
    const [old, ward] = await run(opened.db, hamletList(), [
      item(1, { place: 'old:12124' }),
      item(2, { place: 'new:12127' }),
    ])
    expect(names(old)).toEqual(['Thôn Cả Phường'])
    expect(names(ward)).toEqual(['Thôn Cả Phường'])
  })

  it('a registration is looked at as it was told, by its own account alone, and sealed', async () => {
    const [own = 0, other = 0] = await addContacts(opened.db, 'my-hao', 2)
    const [{ id } = { id: 0 }] = await opened.db.rows(sql<{ id: number }>`
      select id from hamlet where name = 'Thôn Nhân Vinh'`)
    const told = {
      name: 'Trần Minh Anh',
      phone: '0912345678',
      birthYear: 2009,
      place: 'old:12121',
      group: 'HOCSINH_11_12',
      residence: 'TAMTRU',
      hamlet: String(id),
      school: 'THPT Mỹ Hào',
      class: '12A1',
      organisation: '',
    }
    await run(opened.db, registrationSave(keyring), [item(own, told)])
    await run(opened.db, registrationSave(keyring), [item(own, told)])
    const [seen, nothing] = await run(opened.db, registrationLook(keyring), [item(own, {}), item(other, {})])
    expect(nothing).toEqual({ registered: false })
    expect(seen).toMatchObject({
      registered: true,
      values: {
        name: 'Trần Minh Anh',
        phone: '0912345678',
        birthYear: '2009',
        place: 'old:12121',
        residence: 'TAMTRU',
        hamlet: String(id),
        group: 'HOCSINH_11_12',
        school: 'THPT Mỹ Hào|12A1',
      },
      shown: { hamlet: 'Thôn Nhân Vinh', school: 'THPT Mỹ Hào, 12A1', phone: '0912 345 678' },
    })
    const all = await dump(opened.db)
    for (const secret of ['Trần Minh Anh', '0912345678', 'THPT', '12A1']) expect(all).not.toContain(secret)
  })
})

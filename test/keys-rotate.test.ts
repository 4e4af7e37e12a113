import { randomBytes, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Keyring } from '../src/common/crypto.ts'
import { rootKey } from '../src/config/app-key.ts'
import { rotateKeys } from '../src/keys-rotate.ts'
import { registrationSave } from '../src/register/registrations.ts'
import type { Database } from '../src/storage/database.ts'
import { openTestDatabase, type TestDatabase } from './helpers/database.ts'
import { addContacts, item, NOW } from './register/room.ts'

const from = rootKey(randomBytes(32))
const to = rootKey(randomBytes(32))
const [before, after] = [new Keyring([from]), new Keyring([to])]

let open: TestDatabase
let db: Database
beforeEach(async () => {
  open = await openTestDatabase()
  db = open.db
})
afterEach(() => open.close())

const details = { name: 'Nguyễn Thị Hoa', birthYear: 1958, place: 'new:12103', group: 'NGUOIDAN' }

const register = (keyring: Keyring, contact: number, phone: string) =>
  db.transaction((tx) => registrationSave(keyring)(tx, [item(contact, { ...details, phone })]))

/** Every value of every text column that begins with a key's id. */
async function sealedWith(id: string): Promise<string[]> {
  const columns = await db.rows<{ table: string; column: string }>(sql`
    select table_name as table, column_name as column from information_schema.columns
    where table_schema = 'public' and data_type = 'text'`)
  const found: string[] = []
  for (const { table, column } of columns) {
    const rows = await db.rows(sql`
      select from ${sql.table(table)} where starts_with(${sql.ref(column)}, ${sql.lit(`${id}.`)})`)
    if (rows.length > 0) found.push(`${table}.${column}`)
  }
  return found
}

describe('a rotation of the key', () => {
  it('leaves nothing sealed with the old key, in more rows than one batch', async () => {
    const contacts = await addContacts(db, 'my-hao', 1100)
    const items = contacts.map((id, n) => item(id, { ...details, phone: `09${String(10_000_000 + n)}` }))
    await db.transaction((tx) => registrationSave(before)(tx, items))
    await db.rows(sql`update account set tokens = ${before.seal('{"a":1}')} where id = 'my-hao'`)
    const done = await rotateKeys(db, from, to, NOW)
    expect(done).toEqual({ values: 2201, phones: 1100, links: 0 })
    expect(await sealedWith(from.id)).toEqual([])
    expect(await sealedWith(to.id)).toEqual(['account.tokens', 'registration.name', 'registration.phone'])
    const rows = await db.rows<{ phone: string; n: number }>(sql`
      select phone, row_number() over (order by id)::int as n from registration order by id`)
    for (const { phone, n } of rows) expect(after.open(phone)).toBe(`09${String(10_000_000 + n - 1)}`)
  })

  it('still knows whose number it is: a second account that names it is counted with the first', async () => {
    const [first = 0, second = 0] = await addContacts(db, 'my-hao', 2)
    await register(before, first, '0912345678')
    await rotateKeys(db, from, to, NOW)
    await register(after, second, '0912345678')
    expect(await db.rows(sql`select proof from contact_person order by id`)).toEqual([
      { proof: 'first-account' },
      { proof: 'unproven' },
    ])
    expect(await db.rows(sql`select id from person`)).toHaveLength(1)
    const last4 = after.hash('phone-last4', '5678')
    expect(await db.rows(sql`select id from registration where phone_last4_hash = ${last4}`)).toHaveLength(2)
  })

  it('replaces by chance the hash of a number that nobody has any more', async () => {
    const [contact = 0] = await addContacts(db, 'my-hao', 1)
    await register(before, contact, '0912345678')
    await register(before, contact, '0987654321')
    await rotateKeys(db, from, to, NOW)
    const hashes = (await db.rows<{ h: string }>(sql`select phone_hash as h from person`)).map(({ h }) => h)
    expect(hashes).toHaveLength(2)
    expect(hashes).toContain(after.hash('phone', '0987654321'))
    for (const keyring of [before, after]) expect(hashes).not.toContain(keyring.hash('phone', '0912345678'))
  })

  it('ends personal links and consent links, whose tokens nobody has', async () => {
    const [contact = 0] = await addContacts(db, 'my-hao', 1)
    await db.rows(sql`
      insert into handoff (contact_id, provider, token_hash, code, created_at, expires_at)
      values (${contact}, 'demo', ${before.hash('go-token', 't')}, 'MH-AAAA', ${NOW}, ${NOW + 1000})`)
    await db.rows(sql`
      insert into zalo_consent (account_id, state_hash, sealed, made_at, expires_at)
      values ('my-hao', ${before.hash('zalo-consent', 's')}, ${before.seal('{}')}, ${NOW}, ${NOW + 1000})`)
    expect(await rotateKeys(db, from, to, NOW)).toMatchObject({ links: 1 })
    expect(await db.rows(sql`select expires_at from handoff`)).toEqual([{ expires_at: NOW }])
    expect(await db.rows(sql`select state_hash from zalo_consent`)).toEqual([{ state_hash: null }])
  })

  it('is refused while a server is alive, and changes nothing', async () => {
    const [contact = 0] = await addContacts(db, 'my-hao', 1)
    await register(before, contact, '0912345678')
    await db.rows(
      sql`insert into instance (id, started_at, seen_at) values (${randomUUID()}, ${NOW}, ${NOW - 2000})`,
    )
    await expect(rotateKeys(db, from, to, NOW)).rejects.toThrow('stop every instance')
    expect(await sealedWith(to.id)).toEqual([])
    expect(await rotateKeys(db, from, to, NOW + 20_000)).toMatchObject({ phones: 1 })
  })

  it('is undone whole when one value does not open', async () => {
    const [contact = 0] = await addContacts(db, 'my-hao', 1)
    await register(before, contact, '0912345678')
    await db.rows(sql`update account set tokens = ${`${from.id}.AAAA`}`)
    await expect(rotateKeys(db, from, to, NOW)).rejects.toThrow()
    expect(await sealedWith(from.id)).toContain('registration.phone')
  })

  // A new column of hashes must be thought of: is it keyed, can its value be hashed anew, or does what it finds end?
  it('knows every column of hashes', async () => {
    const columns = await db.rows<{ it: string }>(sql`
      select table_name || '.' || column_name as it from information_schema.columns
      where table_schema = 'public' and column_name like '%hash%' order by 1`)
    expect(columns.map(({ it }) => it)).toEqual([
      'consent_proof.contact_hash', // has a key of its own, sealed anew
      'consent_proof.text_hash', // without a key
      'data_link.token_hash', // good for minutes; no server runs
      'erasure.code_hash', // without a key
      'handoff.token_hash', // ends
      'outbox.text_hash', // of a message on its way for seconds; no server runs
      'person.phone_hash', // anew
      'registration.phone_hash', // anew
      'registration.phone_last4_hash', // anew
      'zalo_consent.state_hash', // ends
    ])
  })
})

import { afterAll, beforeAll, expect, test } from 'vitest'
import { keepersOf } from '../../src/effect-handlers.ts'
import { dataErase } from '../../src/register/erase-all.ts'
import { registrationSave } from '../../src/register/registrations.ts'
import { openTestDatabase, type TestDatabase } from '../helpers/database.ts'
import { catalogueOf } from '../providers/parts.ts'
import { addContacts, item, run, testKeyring } from './room.ts'

let opened: TestDatabase
beforeAll(async () => {
  opened = await openTestDatabase()
})
afterAll(() => opened.close())

const keyring = testKeyring()
const save = registrationSave(keyring)
const erase = dataErase(keyring, keepersOf(keyring, catalogueOf()))

const details = { name: 'Nguyễn Thị Hòa', birthYear: 1958, place: 'old:12121', group: 'NGUOIDAN' }

/** On a server these transactions really run at once; embedded they come one after the other, in some order. */
test('accounts that leave and come with the same numbers at once leave each number counted once, by who stayed', async () => {
  const phones = Array.from({ length: 10 }, (_, n) => `09870000${String(n).padStart(2, '0')}`)
  const leaving = await addContacts(opened.db, 'my-hao', phones.length)
  const coming = await addContacts(opened.db, 'my-hao', phones.length)
  for (const [n, contact] of leaving.entries())
    await run(opened.db, save, [item(contact, { ...details, phone: phones[n]! })])
  await Promise.all([
    ...phones.map((_, n) => run(opened.db, erase, [item(leaving[n]!, {})])),
    // In another order, so that locks taken in the order of the batch would deadlock.
    run(opened.db, save, phones.map((phone, n) => item(coming[n]!, { ...details, phone })).toReversed()),
  ])
  for (const [n, phone] of phones.entries()) {
    const links = await opened.db.query
      .selectFrom('person')
      .leftJoin('contact_person', 'contact_person.person_id', 'person.id')
      .select(['contact_person.contact_id', 'contact_person.until_at'])
      .where('person.phone_hash', '=', keyring.hash('phone', phone))
      .execute()
    expect(links, phone).toEqual([{ contact_id: coming[n], until_at: null }])
  }
  const left = await opened.db.query.selectFrom('registration').select('contact_id').execute()
  expect(left.map(({ contact_id }) => contact_id).sort()).toEqual([...coming].sort())
})

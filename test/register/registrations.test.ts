import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { registrationSave } from '../../src/register/registrations.ts'
import { openTestDatabase, type TestDatabase } from '../helpers/database.ts'
import { addContacts, dump, item, NOW, run, testKeyring } from './room.ts'

let opened: TestDatabase
beforeAll(async () => {
  opened = await openTestDatabase()
})
afterAll(() => opened.close())

const keyring = testKeyring()
const save = registrationSave(keyring)
let lastPhone = 911_000_000
const newPhone = () => `0${++lastPhone}`
const params = (phone: string, more = {}) => ({
  name: 'Nguyễn Thị Hòa',
  phone,
  birthYear: 1958,
  place: 'old:12121',
  group: 'HOCSINH_11_12',
  ...more,
})

async function links(phone: string) {
  return opened.db.query
    .selectFrom('contact_person')
    .innerJoin('person', 'person.id', 'contact_person.person_id')
    .select(['contact_id', 'person_id', 'proof', 'from_at', 'until_at'])
    .where('phone_hash', '=', keyring.hash('phone', phone))
    .orderBy('contact_person.id')
    .execute()
}

const registrationOf = (contactId: number) =>
  opened.db.query
    .selectFrom('registration')
    .selectAll()
    .where('contact_id', '=', contactId)
    .executeTakeFirstOrThrow()

describe('what is saved', () => {
  test('seals name and phone, and finds them by keyed hashes', async () => {
    const [contact] = await addContacts(opened.db, 'my-hao', 1)
    const phone = newPhone()
    expect(await run(opened.db, save, [item(contact!, params(phone))])).toEqual([{}])

    const row = await registrationOf(contact!)
    expect(keyring.open(row.name)).toBe('Nguyễn Thị Hòa')
    expect(keyring.open(row.phone)).toBe(phone)
    expect(row).toMatchObject({
      phone_hash: keyring.hash('phone', phone),
      phone_last4_hash: keyring.hash('phone-last4', phone.slice(-4)),
      birth_year: 1958,
      place: 'old:12121',
      ward: 'new:12133',
      group_code: 'HOCSINH_11_12',
      created_at: NOW,
      updated_at: NOW,
    })
    const everything = await dump(opened.db)
    expect(everything).toContain(row.phone_hash)
    for (const secret of [phone, phone.slice(1), `84${phone.slice(1)}`, 'Nguyễn Thị Hòa', 'Hòa']) {
      expect(everything).not.toContain(secret)
    }
  })

  test('a correction replaces the registration and keeps when it was made', async () => {
    const [contact] = await addContacts(opened.db, 'my-hao', 1)
    const phone = newPhone()
    await run(opened.db, save, [item(contact!, params(phone))])
    const corrected = params(phone, { birthYear: '1960', place: 'new:12103', name: 'Nguyễn Thị Hoà' })
    await run(opened.db, save, [item(contact!, corrected, { now: NOW + 5 })])

    const row = await registrationOf(contact!)
    expect(row).toMatchObject({ birth_year: 1960, ward: 'new:12103', created_at: NOW, updated_at: NOW + 5 })
    expect(await links(phone)).toHaveLength(1)
  })

  test('several of one contact in a batch: the last one wins', async () => {
    const [contact] = await addContacts(opened.db, 'my-hao', 1)
    const [first, last] = [newPhone(), newPhone()]
    const results = await run(opened.db, save, [item(contact!, params(first)), item(contact!, params(last))])
    expect(results).toEqual([{}, {}])
    expect(keyring.open((await registrationOf(contact!)).phone)).toBe(last)
    expect(await links(first)).toEqual([])
  })

  test.each([
    ['a landline', { phone: '0221394567' }],
    ['an international form', { phone: '+84912345678' }],
    ['no name', { name: '' }],
    ['a name of a page', { name: 'a'.repeat(200) }],
    ['an object for a name', { name: { $ne: 1 } }],
    ['a birth year of words', { birthYear: 'sáu mươi' }],
    ['a place of SQL', { place: "x'; drop table person; --" }],
    ['a place elsewhere', { place: 'new:99999' }],
    ['a group with markup', { group: '<b>' }],
  ])('refuses %s, and says no value', async (_, forged) => {
    const [contact] = await addContacts(opened.db, 'my-hao', 1)
    const value = String(Object.values(forged)[0])
    const failure = await run(opened.db, save, [item(contact!, params(newPhone(), forged))]).catch(
      (error: Error) => error,
    )
    expect(failure).toBeInstanceOf(Error)
    if (value && !('place' in forged && value.startsWith('new:')))
      expect(String(failure)).not.toContain(value)
    expect(
      await opened.db.query
        .selectFrom('registration')
        .select('id')
        .where('contact_id', '=', contact!)
        .execute(),
    ).toEqual([])
  })

  test('refuses a missing field', async () => {
    const [contact] = await addContacts(opened.db, 'my-hao', 1)
    const { phone: _, ...rest } = params('')
    await expect(run(opened.db, save, [item(contact!, rest)])).rejects.toThrow(
      /registration\.save: parameters do not fit/,
    )
  })
})

describe('people are counted once', () => {
  test('a second account with the same number is kept apart', async () => {
    const [first, second] = await addContacts(opened.db, 'my-hao', 2)
    const phone = newPhone()
    await run(opened.db, save, [item(first!, params(phone))])
    await run(opened.db, save, [item(second!, params(phone, { name: 'Trần Văn B' }))])

    const found = await links(phone)
    expect(found.map(({ contact_id, proof }) => [contact_id, proof])).toEqual([
      [first, 'first-account'],
      [second, 'unproven'],
    ])
    expect(new Set(found.map(({ person_id }) => person_id)).size).toBe(1)
    expect(keyring.open((await registrationOf(first!)).name)).toBe('Nguyễn Thị Hòa')
  })

  test('within one batch the earlier request is the first account', async () => {
    const [a, b, c] = await addContacts(opened.db, 'my-hao', 3)
    const phone = newPhone()
    await run(opened.db, save, [item(c!, params(phone)), item(a!, params(phone)), item(b!, params(phone))])
    const found = await links(phone)
    expect(
      found.filter(({ proof }) => proof === 'first-account').map(({ contact_id }) => contact_id),
    ).toEqual([c])
    expect(found).toHaveLength(3)
  })

  test('who corrects the number leaves the old person and is linked to the new one', async () => {
    const [contact, other] = await addContacts(opened.db, 'my-hao', 2)
    const [wrong, right] = [newPhone(), newPhone()]
    await run(opened.db, save, [item(contact!, params(wrong))])
    // In one batch: the number that the first one leaves is free for the second.
    await run(opened.db, save, [
      item(contact!, params(right), { now: NOW + 9 }),
      item(other!, params(wrong), { now: NOW + 9 }),
    ])
    expect(await links(wrong)).toMatchObject([
      { contact_id: contact, proof: 'first-account', until_at: NOW + 9 },
      { contact_id: other, proof: 'first-account', until_at: null },
    ])
    expect(await links(right)).toMatchObject([
      { contact_id: contact, proof: 'first-account', from_at: NOW + 9, until_at: null },
    ])
  })

  test('when the first account leaves, those who waited do not move up, nor does a new one pass them', async () => {
    const [first, waiting, late] = await addContacts(opened.db, 'my-hao', 3)
    const phone = newPhone()
    await run(opened.db, save, [item(first!, params(phone)), item(waiting!, params(phone))])
    await run(opened.db, save, [item(first!, params(newPhone()))])
    await run(opened.db, save, [item(late!, params(phone))])
    const open = (await links(phone)).filter(({ until_at }) => until_at === null)
    expect(open.map(({ proof }) => proof)).toEqual(['unproven', 'unproven'])
  })

  test('a batch of 256', async () => {
    const contacts = await addContacts(opened.db, 'my-hao', 256)
    const phones = contacts.map(newPhone)
    await run(
      opened.db,
      save,
      contacts.map((contact, i) => item(contact, params(phones[i]!))),
    )
    expect(await links(phones[255]!)).toMatchObject([{ contact_id: contacts[255], proof: 'first-account' }])
  })

  test('accounts that race for the same numbers make one person and one first account each', async () => {
    const phones = Array.from({ length: 12 }, newPhone)
    const batches = await Promise.all(
      Array.from({ length: 6 }, () => addContacts(opened.db, 'my-hao', phones.length)),
    )
    await Promise.all(
      batches.map((contacts, b) => {
        // Each batch names the numbers in another order: locks taken in that order would deadlock.
        const order = b % 2 === 0 ? phones : phones.toReversed()
        return run(
          opened.db,
          save,
          contacts.map((contact, i) => item(contact, params(order[i]!))),
        )
      }),
    )
    for (const phone of phones) {
      const found = await links(phone)
      expect(found).toHaveLength(batches.length)
      expect(new Set(found.map(({ person_id }) => person_id)).size).toBe(1)
      expect(found.filter(({ proof }) => proof === 'first-account')).toHaveLength(1)
    }
  })
})

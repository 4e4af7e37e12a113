import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventKey } from '../../src/common/ids.ts'
import { consentRecord } from '../../src/register/consents.ts'
import { registrationSave } from '../../src/register/registrations.ts'
import { openTestDatabase, type TestDatabase } from '../helpers/database.ts'
import { addContacts, dump, item, NOW, run, testKeyring } from './room.ts'

let opened: TestDatabase
beforeAll(async () => {
  opened = await openTestDatabase()
})
afterAll(() => opened.close())

const keyring = testKeyring()
const record = consentRecord(keyring)
const TEXT = 'Phường xin lưu họ tên, số điện thoại. Ông/bà có đồng ý không?'
const answered = (id: string) => ({ text: TEXT, key: eventKey('my-hao', 'message', id) })
const consentsOf = (contactId: number) =>
  opened.db.query
    .selectFrom('consent')
    .selectAll()
    .where('contact_id', '=', contactId)
    .orderBy('id')
    .execute()

test('keeps what was asked, how it was answered, where and when', async () => {
  const [contact] = await addContacts(opened.db, 'my-hao', 1)
  const request = item(
    contact!,
    { purpose: 'P1', given: true },
    { answered: answered('a'), language: 'en', platform: 'messenger' },
  )
  expect(await run(opened.db, record, [request])).toEqual([{}])

  const [row] = await consentsOf(contact!)
  expect(row).toMatchObject({
    purpose: 'P1',
    given: true,
    at: NOW,
    language: 'en',
    channel: 'messenger',
    answer_key: answered('a').key,
    withdrawn_at: null,
  })
  expect(keyring.open(row!.text)).toBe(TEXT)
  expect(await dump(opened.db)).not.toContain('họ tên')
})

test('a refusal withdraws what was given for the same purpose, and only that', async () => {
  const [contact, other] = await addContacts(opened.db, 'my-hao', 2)
  const give = (who: number, purpose: string) =>
    item(who, { purpose, given: true }, { answered: answered(`${who}${purpose}`) })
  await run(opened.db, record, [give(contact!, 'P1'), give(contact!, 'P2'), give(other!, 'P1')])
  await run(opened.db, record, [
    item(contact!, { purpose: 'P1', given: false }, { answered: answered('no'), now: NOW + 7 }),
  ])
  expect(
    (await consentsOf(contact!)).map(({ purpose, given, withdrawn_at }) => [purpose, given, withdrawn_at]),
  ).toEqual([
    ['P1', true, NOW + 7],
    ['P2', true, null],
    ['P1', false, null],
  ])
  expect((await consentsOf(other!))[0]!.withdrawn_at).toBeNull()
})

test('several answers to one purpose in a batch: the last one wins', async () => {
  const [contact] = await addContacts(opened.db, 'my-hao', 1)
  const results = await run(opened.db, record, [
    item(contact!, { purpose: 'P1', given: true }, { answered: answered('1') }),
    item(contact!, { purpose: 'P1', given: false }, { answered: answered('2') }),
  ])
  expect(results).toHaveLength(2)
  expect((await consentsOf(contact!)).map(({ given }) => given)).toEqual([false])
})

test.each([
  ['no question was answered', { purpose: 'P1', given: true }, null],
  ['the purpose is unknown', { purpose: 'P9', given: true }, answered('x')],
  ['the answer is a word', { purpose: 'P1', given: 'yes' }, answered('x')],
  ['nothing is said', {}, answered('x')],
])('refuses when %s', async (_, params, answer) => {
  const [contact] = await addContacts(opened.db, 'my-hao', 1)
  await expect(run(opened.db, record, [item(contact!, params, { answered: answer })])).rejects.toThrow(
    /consent\.record/,
  )
  expect(await consentsOf(contact!)).toEqual([])
})

test('who takes P1 back is registered no more, and counted no more; others stay', async () => {
  const [contact, other] = await addContacts(opened.db, 'my-hao', 2)
  const save = registrationSave(keyring)
  const person = (who: number, phone: string) =>
    item(who, { name: 'Nguyễn Thị Lan', phone, birthYear: 1956, place: 'old:12121', group: 'NGUOIDAN' })
  await run(opened.db, save, [person(contact!, '0912000001'), person(other!, '0912000002')])
  await run(opened.db, record, [
    item(contact!, { purpose: 'P1', given: false }, { answered: answered('back'), now: NOW + 9 }),
    item(other!, { purpose: 'P2', given: false }, { answered: answered('other') }),
  ])

  const registered = await opened.db.query.selectFrom('registration').select('contact_id').execute()
  expect(registered.map((row) => row.contact_id)).toEqual([other])
  const links = await opened.db.query
    .selectFrom('contact_person')
    .select(['contact_id', 'until_at'])
    .orderBy('contact_id')
    .execute()
  expect(links).toEqual([
    { contact_id: contact, until_at: NOW + 9 },
    { contact_id: other, until_at: null },
  ])
})

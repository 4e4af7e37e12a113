import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventKey } from '../../src/common/ids.ts'
import { consentRecord } from '../../src/register/consents.ts'
import { eraseRegistrations } from '../../src/register/erasure.ts'
import { openTestDatabase, type TestDatabase } from '../helpers/database.ts'
import { addContacts, dump, item, NOW, run, testKeyring } from './room.ts'

let opened: TestDatabase
beforeAll(async () => {
  opened = await openTestDatabase()
})
afterAll(() => opened.close())

const keyring = testKeyring()
const record = consentRecord(keyring, [eraseRegistrations])
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
  expect(await run(opened.db, record, [request])).toEqual([{ withdrawn: false }])

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
  expect(await consentsOf(contact!)).toEqual([])
})

test('a refusal by somebody who never agreed leaves no trace', async () => {
  const [contact] = await addContacts(opened.db, 'my-hao', 1)
  const no = item(contact!, { purpose: 'P1', given: false }, { answered: answered('never') })
  expect(await run(opened.db, record, [no])).toEqual([{ withdrawn: false }])
  expect(await consentsOf(contact!)).toEqual([])
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

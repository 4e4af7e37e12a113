import { afterAll, beforeAll, expect, test } from 'vitest'
import { findCases } from '../../src/handover/case-list.ts'
import { caseOpen } from '../../src/handover/cases.ts'
import { openTestDatabase, type TestDatabase } from '../helpers/database.ts'
import { addContacts, item, NOW, run } from '../register/room.ts'

let opened: TestDatabase
beforeAll(async () => {
  opened = await openTestDatabase()
})
afterAll(() => opened.close())

const open = caseOpen()
const casesOf = (contactId: number) =>
  opened.db.query.selectFrom('case').selectAll().where('contact_id', '=', contactId).orderBy('id').execute()

test('opens a case with a code', async () => {
  const [contact] = await addContacts(opened.db, 'my-hao', 1)
  const [result] = await run(opened.db, open, [item(contact!, { reason: 'asked' })])
  expect(result).toEqual({ code: expect.stringMatching(/^HT-[2-9A-HJKMNP-TV-Z]{4}$/) })
  expect(await casesOf(contact!)).toMatchObject([
    { code: result!['code'], reason: 'asked', state: 'open', opened_at: NOW, closed_at: null },
  ])
})

test('who has an open case gets its code; a closed one makes room for the next', async () => {
  const [contact, other] = await addContacts(opened.db, 'my-hao', 2)
  const ask = (contactId: number) => item(contactId, { reason: 'asked' })
  const [first] = await run(opened.db, open, [ask(contact!)])
  const [again, another, once] = await run(opened.db, open, [ask(contact!), ask(other!), ask(contact!)])
  expect(again).toEqual(first)
  expect(once).toEqual(first)
  expect(another).not.toEqual(first)

  await opened.db.query
    .updateTable('case')
    .set({ state: 'closed', closed_at: NOW })
    .where('contact_id', '=', contact!)
    .execute()
  const [next] = await run(opened.db, open, [ask(contact!)])
  expect(next).not.toEqual(first)
  expect(await casesOf(contact!)).toHaveLength(2)
})

test('a batch of 256 gets 256 codes, in order', async () => {
  const contacts = await addContacts(opened.db, 'my-hao', 256)
  const results = await run(
    opened.db,
    open,
    contacts.map((contact) => item(contact, { reason: 'crashed' })),
  )
  expect(new Set(results.map(({ code }) => code)).size).toBe(256)
  expect((await casesOf(contacts[200]!))[0]!.code).toBe(results[200]!['code'])
})

test('a code that is taken is drawn again', async () => {
  const contacts = await addContacts(opened.db, 'my-hao', 2)
  let draws = 0
  const crowded = caseOpen((length) => (length === 4 ? 'AAAA' : `BBBB${++draws}`))
  const results = await run(
    opened.db,
    crowded,
    contacts.map((contact) => item(contact, { reason: 'asked' })),
  )
  const codes = results.map(({ code }) => String(code)).sort()
  expect(codes[0]).toBe('HT-AAAA')
  expect(codes[1]).toMatch(/^HT-BBBB/)
})

test('two that ask for the same person at once share one case', async () => {
  const [contact] = await addContacts(opened.db, 'my-hao', 1)
  const asks = Array.from({ length: 8 }, () => run(opened.db, open, [item(contact!, { reason: 'asked' })]))
  const codes = (await Promise.all(asks)).map(([result]) => result!['code'])
  expect(new Set(codes).size).toBe(1)
  expect(await casesOf(contact!)).toHaveLength(1)
})

test.each([[{ reason: 'Tôi tên là Hoa' }], [{ reason: '' }], [{}]])('refuses %j', async (params) => {
  const [contact] = await addContacts(opened.db, 'my-hao', 1)
  await expect(run(opened.db, open, [item(contact!, params)])).rejects.toThrow(/case\.open/)
})

test('lists open cases, the longest waiting first', async () => {
  const [early, late] = await addContacts(opened.db, 'listed', 2)
  const ask = (contactId: number, now: number) =>
    item(contactId, { reason: 'asked' }, { accountId: 'listed', now })
  await run(opened.db, open, [ask(late!, NOW - 1_000), ask(early!, NOW - 2_000)])
  const found = await findCases(opened.db, null)
  expect(found.slice(0, 2)).toMatchObject([
    { contactId: early, accountId: 'listed', reason: 'asked', openedAt: NOW - 2_000 },
    { contactId: late },
  ])
  expect(found.every(({ code }) => code.startsWith('HT-'))).toBe(true)
  expect(await findCases(opened.db, null, 1)).toHaveLength(1)
})

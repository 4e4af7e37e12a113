import { afterAll, beforeAll, expect, test } from 'vitest'
import { handoffCreate } from '../../src/providers/handoffs.ts'
import { openTestDatabase, type TestDatabase } from '../helpers/database.ts'
import { addContacts, dump, item, NOW, run, testKeyring } from '../register/room.ts'
import { catalogueOf, PUBLIC_URL, provider } from './parts.ts'

let opened: TestDatabase
beforeAll(async () => {
  opened = await openTestDatabase()
})
afterAll(() => opened.close())

const keyring = testKeyring()
const catalogue = catalogueOf(provider('a'), provider('b'))
const create = handoffCreate({ keyring, catalogue, publicUrl: PUBLIC_URL })
const handoffsOf = (contactId: number) =>
  opened.db.query
    .selectFrom('handoff')
    .selectAll()
    .where('contact_id', '=', contactId)
    .orderBy('id')
    .execute()

test('gives a link, a code and the name; keeps the token only as a hash', async () => {
  const [contact] = await addContacts(opened.db, 'my-hao', 1)
  const [result] = await run(opened.db, create, [item(contact!, { provider: 'b' })])
  expect(result).toEqual({
    url: expect.stringMatching(/^https:\/\/chukyso\.example\.vn\/go\/[\w-]{32}$/),
    code: expect.stringMatching(/^MH-[2-9A-HJKMNP-TV-Z]{4}$/),
    providerName: 'CA b',
  })
  const [row] = await handoffsOf(contact!)
  expect(row).toMatchObject({
    provider: 'b',
    code: result!['code'],
    created_at: NOW,
    expires_at: NOW + 30 * 86_400_000,
    opened_at: null,
  })
  expect(await dump(opened.db)).not.toContain(String(result!['url']).slice(-32))
})

test('results stand in the order of the requests, all different', async () => {
  const contacts = await addContacts(opened.db, 'my-hao', 256)
  const items = contacts.map((contact, i) => item(contact, { provider: i % 2 ? 'a' : 'b' }))
  const results = await run(opened.db, create, items)
  expect(results.map(({ providerName }) => providerName)).toEqual(
    items.map((_, i) => (i % 2 ? 'CA a' : 'CA b')),
  )
  expect(new Set(results.map(({ code }) => code)).size).toBe(256)
  const last = await handoffsOf(contacts[255]!)
  expect(last.map(({ code }) => code)).toEqual([results[255]!['code']])
})

test('a code that is taken is drawn again, in and across batches, and grows when too many are', async () => {
  const contacts = await addContacts(opened.db, 'my-hao', 3)
  const drawn: number[] = []
  const crowded = handoffCreate({
    keyring,
    catalogue,
    publicUrl: PUBLIC_URL,
    drawCode: (length) => {
      drawn.push(length)
      return length === 4 ? 'AAAA' : `AAAA${drawn.length}`
    },
  })
  const results = await run(
    opened.db,
    crowded,
    contacts.map((contact) => item(contact, { provider: 'a' })),
  )
  const codes = results.map(({ code }) => String(code))
  expect(codes.filter((code) => code === 'MH-AAAA')).toHaveLength(1)
  expect(new Set(codes).size).toBe(3)
  for (const [i, contact] of contacts.entries()) expect((await handoffsOf(contact))[0]!.code).toBe(codes[i])
})

test('gives up, and keeps nothing, when no code is free', async () => {
  const [first, second] = await addContacts(opened.db, 'my-hao', 2)
  const stuck = handoffCreate({ keyring, catalogue, publicUrl: PUBLIC_URL, drawCode: () => 'ZZZZ' })
  const items = [first, second].map((contact) => item(contact!, { provider: 'a' }))
  await expect(run(opened.db, stuck, items)).rejects.toThrow('no free code')
  expect(await handoffsOf(first!)).toEqual([])
})

test('an earlier link of the same person and provider stays', async () => {
  const [contact] = await addContacts(opened.db, 'my-hao', 1)
  await run(opened.db, create, [item(contact!, { provider: 'a' })])
  await run(opened.db, create, [item(contact!, { provider: 'a' }, { now: NOW + 60_000 })])
  expect((await handoffsOf(contact!)).map(({ expires_at }) => expires_at)).toEqual([
    NOW + 30 * 86_400_000,
    NOW + 60_000 + 30 * 86_400_000,
  ])
})

test.each([[{ provider: 'evil' }], [{ provider: '__proto__' }], [{ provider: 7 }], [{}]])(
  'refuses %j',
  async (params) => {
    const [contact] = await addContacts(opened.db, 'my-hao', 1)
    await expect(run(opened.db, create, [item(contact!, params)])).rejects.toThrow(/handoff\.create/)
    expect(await handoffsOf(contact!)).toEqual([])
  },
)

import { afterAll, beforeAll, expect, test } from 'vitest'
import { providersOffer } from '../../src/providers/offers.ts'
import { openTestDatabase, type TestDatabase } from '../helpers/database.ts'
import { addContacts, item, run } from '../register/room.ts'
import { catalogueOf, provider } from './parts.ts'

let opened: TestDatabase
beforeAll(async () => {
  opened = await openTestDatabase()
})
afterAll(() => opened.close())

const offer = providersOffer(catalogueOf(provider('a'), provider('b'), provider('c')))
const ask = (accountId: string, ...contacts: number[]) =>
  run(
    opened.db,
    offer,
    contacts.map((contact) => item(contact, {}, { accountId })),
  )
const order = (result: Record<string, unknown>) =>
  (result['providers'] as { id: string }[]).map(({ id }) => id).join('')

test('each next person of an account sees the next provider first', async () => {
  const [a, b, c, d] = await addContacts(opened.db, 'one', 4)
  const orders = [...(await ask('one', a!)), ...(await ask('one', b!, c!)), ...(await ask('one', d!))].map(
    order,
  )
  expect(orders).toEqual(['abc', 'bca', 'cab', 'abc'])
})

test('names what a resident reads, nothing more', async () => {
  const [a] = await addContacts(opened.db, 'names', 1)
  const told = { route: 'app', steps: ['install', 'activate'], freePackage: '' }
  expect(await ask('names', a!)).toEqual([
    {
      providers: [
        { id: 'a', name: 'CA a', ...told },
        { id: 'b', name: 'CA b', ...told },
        { id: 'c', name: 'CA c', ...told },
      ],
    },
  ])
})

test('who asks again sees the same order, and uses up no turn', async () => {
  const [a, b] = await addContacts(opened.db, 'again', 2)
  expect((await ask('again', a!, a!)).map(order)).toEqual(['abc', 'abc'])
  expect((await ask('again', a!, b!, a!)).map(order)).toEqual(['abc', 'bca', 'abc'])
})

test('accounts rotate apart, also within one batch', async () => {
  const [a] = await addContacts(opened.db, 'left', 1)
  const [b] = await addContacts(opened.db, 'right', 1)
  const items = [item(a!, {}, { accountId: 'left' }), item(b!, {}, { accountId: 'right' })]
  expect((await run(opened.db, offer, items)).map(order)).toEqual(['abc', 'abc'])
})

test('instances that offer at once still share the providers out evenly', async () => {
  const contacts = await addContacts(opened.db, 'race', 60)
  const batches = Array.from({ length: 12 }, (_, i) => contacts.slice(i * 5, i * 5 + 5))
  const results = await Promise.all(batches.map((batch) => ask('race', ...batch)))
  const firsts = results.flat().map((result) => order(result)[0])
  expect(['a', 'b', 'c'].map((id) => firsts.filter((first) => first === id).length)).toEqual([20, 20, 20])
})

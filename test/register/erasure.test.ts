import { hash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Keyring } from '../../src/common/crypto.ts'
import { eventKey } from '../../src/common/ids.ts'
import { rootKey } from '../../src/config/app-key.ts'
import { keepersOf } from '../../src/effect-handlers.ts'
import { caseOpen } from '../../src/handover/cases.ts'
import { rotateKeys } from '../../src/keys-rotate.ts'
import { eraseOffers } from '../../src/providers/erasure.ts'
import { handoffCreate } from '../../src/providers/handoffs.ts'
import { providersOffer } from '../../src/providers/offers.ts'
import { proofsOf } from '../../src/register/consent-proof.ts'
import { consentRecord } from '../../src/register/consents.ts'
import { dataErase, findReceipt, readReceiptCode } from '../../src/register/erase-all.ts'
import { eraseRegistrations } from '../../src/register/erasure.ts'
import { housekeepRegister } from '../../src/register/housekeeping.ts'
import { registrationSave } from '../../src/register/registrations.ts'
import { openTestDatabase, type TestDatabase } from '../helpers/database.ts'
import { catalogueOf, PUBLIC_URL, provider } from '../providers/parts.ts'
import { addContacts, dump, item, NOW, run } from './room.ts'

let opened: TestDatabase
beforeAll(async () => {
  opened = await openTestDatabase()
})
afterAll(() => opened.close())

const root = rootKey(randomBytes(32))
const keyring = new Keyring([root])
const record = consentRecord(keyring, [eraseRegistrations, eraseOffers])
const save = registrationSave(keyring)
const catalogue = catalogueOf(provider('a'), provider('b'))
const offer = providersOffer(catalogue)
const create = handoffCreate({ keyring, catalogue, publicUrl: PUBLIC_URL })

let answers = 0
const consent = (who: number, purpose: string, given: boolean) =>
  item(
    who,
    { purpose, given },
    { answered: { text: 'Có đồng ý không?', key: eventKey('my-hao', 'message', `${answers++}`) } },
  )
const person = (who: number, phone: string) =>
  item(who, { name: 'Nguyễn Thị Lan', phone, birthYear: 1956, place: 'old:12121', group: 'NGUOIDAN' })

/** Agrees, registers, is offered providers and given a link. @returns what only belongs to this contact. */
async function register(who: number, phone: string): Promise<string[]> {
  await run(opened.db, record, [consent(who, 'P1', true)])
  await run(opened.db, save, [person(who, phone)])
  await run(opened.db, offer, [item(who, {})])
  const [link] = await run(opened.db, create, [item(who, { provider: 'a' })])
  const of = await opened.db.query
    .selectFrom('registration')
    .select(['name', 'phone', 'phone_hash', 'phone_last4_hash'])
    .where('contact_id', '=', who)
    .executeTakeFirstOrThrow()
  const token = String(link!['url']).replace(/^.*\//, '')
  return [...Object.values(of), keyring.hash('go-token', token), String(link!['code'])]
}

const take = (who: number) => run(opened.db, record, [consent(who, 'P1', false)])

/** Tables with rows of a contact, and how many. */
async function rowsOf(who: number): Promise<Record<string, number>> {
  const tables = await opened.db.rows(sql<{ name: string }>`
    select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'contact_id' order by 1`)
  const counts: Record<string, number> = {}
  for (const { name } of tables) {
    const [row] = await opened.db.rows(sql<{ n: number }>`
      select count(*)::int as n from ${sql.table(name)} where contact_id = ${who}`)
    if (row?.n) counts[name] = row.n
  }
  return counts
}

const persons = () =>
  opened.db.query
    .selectFrom('person')
    .leftJoin('contact_person', 'contact_person.person_id', 'person.id')
    .select(['person.phone_hash', 'contact_person.contact_id'])
    .where('person.phone_hash', '=', keyring.hash('phone', '0912000009'))
    .orderBy('contact_person.contact_id')
    .execute()

test('who takes P1 back leaves nothing in any table but the proof of both answers', async () => {
  const [contact, other] = await addContacts(opened.db, 'my-hao', 2)
  const theirs = await register(contact!, '0912000001')
  const others = await register(other!, '0912000002')
  const before = await dump(opened.db)
  for (const text of [...theirs, ...others]) expect(before).toContain(text)
  await run(opened.db, save, [person(contact!, '0912000003')])

  expect(await take(contact!)).toEqual([{ withdrawn: true }])
  const after = await dump(opened.db)
  for (const text of [...theirs, keyring.hash('phone', '0912000003')]) expect(after).not.toContain(text)
  for (const text of others) expect(after).toContain(text)
  expect(await rowsOf(contact!)).toEqual({ consent: 2 })
})

test('taking back another purpose erases nothing', async () => {
  const [contact] = await addContacts(opened.db, 'my-hao', 1)
  const theirs = await register(contact!, '0912000004')
  await run(opened.db, record, [consent(contact!, 'P2', true)])
  await run(opened.db, record, [consent(contact!, 'P2', false)])
  const after = await dump(opened.db)
  for (const text of theirs) expect(after).toContain(text)
})

test('a number that another account names too stays counted, without the one who left', async () => {
  const [first, second] = await addContacts(opened.db, 'my-hao', 2)
  await register(first!, '0912000009')
  await register(second!, '0912000009')
  await take(first!)
  expect((await persons()).map((row) => row.contact_id)).toEqual([second])
  await take(second!)
  expect(await persons()).toEqual([])
})

test('a number that another account named by mistake, and corrected, is forgotten with its owner', async () => {
  const [owner, other] = await addContacts(opened.db, 'my-hao', 2)
  await register(other!, '0912000009')
  await register(owner!, '0912000009')
  await run(opened.db, save, [person(other!, '0912000010')])
  await take(owner!)
  expect(await persons()).toEqual([])
  expect(await rowsOf(other!)).toMatchObject({ registration: 1, contact_person: 1 })
})

test('who comes back after that is a new registration', async () => {
  const [contact] = await addContacts(opened.db, 'my-hao', 1)
  await register(contact!, '0912000011')
  await take(contact!)
  await register(contact!, '0912000011')
  const links = await opened.db.query
    .selectFrom('contact_person')
    .select(['proof', 'from_at', 'until_at'])
    .where('contact_id', '=', contact!)
    .execute()
  expect(links).toEqual([{ proof: 'first-account', from_at: NOW, until_at: null }])
})

test('who has everything erased leaves a receipt and proofs, none of which names anybody', async () => {
  const [contact, other] = await addContacts(opened.db, 'my-hao', 2)
  const theirs = await register(contact!, '0912000021')
  const others = await register(other!, '0912000022')
  await run(opened.db, record, [consent(contact!, 'P2', true)])
  await run(opened.db, record, [consent(contact!, 'P2', false)])
  for (const who of [contact!, other!]) await run(opened.db, caseOpen(), [item(who, { reason: 'asked' })])
  const me = await opened.db.query
    .selectFrom('contact')
    .select(['account_id', 'platform_id'])
    .where('id', '=', contact!)
    .executeTakeFirstOrThrow()

  const erase = dataErase(keyring, keepersOf(keyring, catalogue))
  const [result] = await run(opened.db, erase, [item(contact!, {}, { now: NOW + 5 })])
  const code = String(result!['code'])
  expect(code).toMatch(/^XD-[0-9A-Z]{4}-[0-9A-Z]{4}$/)
  const after = await dump(opened.db)
  for (const text of [...theirs, code]) expect(after).not.toContain(text)
  for (const text of others) expect(after).toContain(text)
  expect(await rowsOf(contact!)).toEqual({})
  expect(await rowsOf(other!)).toMatchObject({ registration: 1, case: 1, consent: 1 })

  const ids = await opened.db.transaction((tx) => proofsOf(tx, keyring, me.account_id, me.platform_id))
  const proofs = await opened.db.query
    .selectFrom('consent_proof')
    .select(['purpose', 'given', 'at', 'withdrawn_at', 'language', 'channel', 'text_hash'])
    .where('id', 'in', ids)
    .orderBy('id')
    .execute()
  const text = {
    language: 'vi',
    channel: 'zalo',
    text_hash: hash('sha256', 'Có đồng ý không?'),
  }
  expect(proofs).toEqual([
    { purpose: 'P1', given: true, at: NOW, withdrawn_at: NOW + 5, ...text },
    { purpose: 'P2', given: true, at: NOW, withdrawn_at: NOW, ...text },
    { purpose: 'P2', given: false, at: NOW, withdrawn_at: NOW + 5, ...text },
  ])
  expect(await findReceipt(opened.db, code)).toBe(NOW + 5)
  const [receipt] = await opened.db.query
    .selectFrom('erasure')
    .select('counts')
    .where('at', '=', NOW + 5)
    .execute()
  expect(JSON.parse(receipt!.counts)).toEqual({
    registration: 1,
    consents: 2,
    links: 1,
    cases: 1,
    account: 1,
  })
})

test('a receipt is found however its code is typed, and never by guessing', async () => {
  const [contact] = await addContacts(opened.db, 'my-hao', 1)
  const draw = () => 'XD-7K3Q-9M2P'
  const erase = dataErase(keyring, keepersOf(keyring, catalogue), draw)
  await run(opened.db, erase, [item(contact!, {})])
  for (const typed of ['XD-7K3Q-9M2P', 'xd7k3q9m2p', ' 7k3q 9m2p ', 'XD 7K3Q.9M2P']) {
    expect(await findReceipt(opened.db, readReceiptCode(typed) ?? ''), typed).toBe(NOW)
  }
  for (const typed of ['XD-7K3Q', '', '%', 'XD-7K3Q-9M2PX', "' or 1=1"])
    expect(readReceiptCode(typed)).toBeNull()
  expect(await findReceipt(opened.db, 'XD-7K3Q-9M2Q')).toBeUndefined()
  // A code that is taken is drawn again, and never given twice.
  await expect(run(opened.db, erase, [item(contact!, {})])).rejects.toThrow('no free code')
})

test('proofs and receipts go after three years', async () => {
  const [contact] = await addContacts(opened.db, 'my-hao', 1)
  await register(contact!, '0912000031')
  await run(opened.db, dataErase(keyring, keepersOf(keyring, catalogue)), [item(contact!, {})])
  const left = async () => [
    (await opened.db.query.selectFrom('consent_proof').select('id').execute()).length > 0,
    (await opened.db.query.selectFrom('erasure').select('id').execute()).length > 0,
  ]
  await housekeepRegister(opened.db, NOW + 1094 * 86_400_000)
  expect(await left()).toEqual([true, true])
  await housekeepRegister(opened.db, NOW + 1096 * 86_400_000)
  expect(await left()).toEqual([false, false])
})

test('a proof is still found when the key of all data has changed', async () => {
  const [contact] = await addContacts(opened.db, 'my-hao', 1)
  await register(contact!, '0912000041')
  const me = await opened.db.query
    .selectFrom('contact')
    .select('platform_id')
    .where('id', '=', contact!)
    .executeTakeFirstOrThrow()
  await run(opened.db, dataErase(keyring, keepersOf(keyring, catalogue)), [item(contact!, {})])
  const [from, to] = [root, rootKey(randomBytes(32))]
  await rotateKeys(opened.db, from, to, NOW)
  const found = await opened.db.transaction((tx) => proofsOf(tx, new Keyring([to]), 'my-hao', me.platform_id))
  expect(found).toHaveLength(1)
})

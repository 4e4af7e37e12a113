import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Keyring } from '../../src/common/crypto.ts'
import { sweepErased } from '../../src/conversation/sweep.ts'
import { keepersOf } from '../../src/effect-handlers.ts'
import { COPY_TEXTS } from '../../src/register/copy-texts.ts'
import { lookAll } from '../../src/register/keeper.ts'
import { startTestApp, type TestApp } from '../helpers/app.ts'
import type { Resident } from '../helpers/resident.ts'
import { postZalo } from '../helpers/webhooks.ts'
import { catalogueOf, provider } from '../providers/parts.ts'
import { columnsOf, fillAll, rowCounts, tablesOfPersons } from './tables.ts'

/**
 * Tables that hold nothing of any person. Whoever adds a table that is not listed here, and that names no person by a
 * reference, is asked by the first test to say which it is.
 */
const OF_NOBODY = [
  'audit',
  'account',
  'call_count',
  'connection',
  // Keyed hashes alone: see what erasure keeps, in the architecture.
  'consent_proof',
  'erasure',
  'event_key',
  'hamlet',
  'instance',
  'migration',
  'proof_key',
  'provider_turn',
  'upload',
  'zalo_consent',
]

/** What a keeper must be able to read; all other columns are filled by their type. */
const FILLED: Record<string, string | number> = {
  'registration.place': 'old:12121',
  'registration.ward': 'new:12133',
  'registration.birth_year': 1956,
  'contact_person.proof': 'first-account',
  'outbox.state': 'sent',
  'case.state': 'closed',
  language: 'vi',
}

const HOUR = 3_600_000

let app: TestApp
let columns: Awaited<ReturnType<typeof columnsOf>>
let tables: string[]
beforeAll(async () => {
  app = await startTestApp()
  columns = await columnsOf(app.db)
  tables = tablesOfPersons(columns)
}, 60_000)
afterAll(() => app.close())

async function contactOf({ id }: Resident): Promise<{ id: number; account_id: string }> {
  const [row] = await app.db.rows<{ id: number; account_id: string }>(
    sql`select id, account_id from contact where platform_id = ${id}`,
  )
  if (!row) throw new Error('nobody of this id')
  return row
}

/** Somebody of whom every table that can hold something of a person holds something. */
async function somebody(): Promise<Resident> {
  const resident = app.resident('zalo')
  await resident.says('alo')
  const contact = await contactOf(resident)
  // What is in the inbox is heard at once: it is the turn that erases.
  const filled = tables.filter((table) => table !== 'inbox')
  await fillAll(
    app.db,
    columns,
    filled,
    contact.id,
    new Keyring(app.app.keys).seal('{"text":"chuyện riêng"}'),
    (column) => {
      if (column === 'account_id') return contact.account_id
      if (column === 'user_id') return resident.id
      if (/(?:_hash|\.code)$/.test(column) && column.includes('.')) return randomUUID()
      return FILLED[column]
    },
  )
  return resident
}

test('every table is one of persons or one of nobody', () => {
  const all = new Set(columns.map(({ table }) => table))
  expect([...all].filter((table) => !tables.includes(table) && !OF_NOBODY.includes(table))).toEqual([])
  expect(OF_NOBODY.filter((table) => !all.has(table) || tables.includes(table))).toEqual([])
})

test('what is erased is gone from every table at once, but for the row that the last message needs; then that, too', async () => {
  const before = await rowCounts(app.db, tables)
  const resident = await somebody()
  const filled = await rowCounts(app.db, tables)
  for (const table of tables) {
    if (table !== 'inbox') expect(filled[table] ?? 0, table).toBeGreaterThan(before[table] ?? 0)
  }
  await postZalo(app, { event_name: 'user_withdraw', oa_id: 'OA', user_id: resident.id })
  await resident.waits()
  const after = await rowCounts(app.db, tables)
  const left = tables.filter((table) => (after[table] ?? 0) > (before[table] ?? 0))
  expect(left.sort()).toEqual(['contact', 'conversation', 'outbox'])
  expect(await app.rows('select 1 from outbox where body is not null')).toEqual([])
  expect(await sweepErased(app.db, app.clock.now() + HOUR - 60_000)).toBe(0)
  expect(await sweepErased(app.db, app.clock.now() + HOUR + 60_000)).toBe(1)
  expect(await rowCounts(app.db, tables)).toEqual(before)
})

test('a copy has words for every section and every field', async () => {
  const resident = await somebody()
  const keepers = keepersOf(new Keyring(app.app.keys), catalogueOf(provider('a')))
  const kept = await lookAll(app.db, keepers, (await contactOf(resident)).id, 'vi')
  for (const { sections, fields } of Object.values(COPY_TEXTS)) {
    for (const [name, items] of Object.entries(kept)) {
      if (items.length > 0) expect(Object.keys(sections)).toContain(name)
      for (const field of items.flatMap(Object.keys)) expect(Object.keys(fields)).toContain(field)
    }
  }
})

test('whatever is kept is seen by its person', async () => {
  const resident = await somebody()
  const keepers = keepersOf(new Keyring(app.app.keys), catalogueOf(provider('a')))
  const kept = await lookAll(app.db, keepers, (await contactOf(resident)).id, 'vi')
  const shown = Object.entries(kept).filter(([, items]) => items.length > 0)
  expect(shown.map(([name]) => name).sort()).toEqual(
    keepers
      .map(({ name }) => name)
      .filter((name) => !['copies', 'consents', 'drafts'].includes(name))
      .sort(),
  )
})

import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ManualClock } from '../../src/common/clock.ts'
import { OperatorError } from '../../src/common/errors.ts'
import type { Database } from '../../src/storage/database.ts'
import { migrate, migrationsCurrent } from '../../src/storage/migrate.ts'
import { migrations } from '../../src/storage/migrations/index.ts'
import { openDatabase } from '../../src/storage/open.ts'
import { createServerDatabase, openTestDatabase, serverUrl } from '../helpers/database.ts'

const clock = new ManualClock(1_770_000_000_000)
const next = {
  id: migrations.length + 1,
  name: 'next',
  sql: 'create table next_one (id bigint); create index on next_one (id)',
}
const steps = [...migrations, next]

let db: Database
let close: () => Promise<void>

beforeAll(async () => {
  const opened = await openTestDatabase()
  db = opened.db
  close = opened.close
})

afterAll(() => close())

afterEach(async () => {
  await db.rows(sql.raw(`drop table if exists next_one; delete from migration where id = ${next.id}`))
})

const applied = () => db.rows(sql`select id, name, applied_at from migration order by id`)

describe('migrate', () => {
  it('has ids that count up from one', () => {
    expect(migrations.map(({ id }) => id)).toEqual(migrations.map((_, index) => index + 1))
    expect(new Set(migrations.map(({ name }) => name)).size).toBe(migrations.length)
  })

  it('applies what is missing, once, and notes when', async () => {
    const before = await applied()
    await migrate(db, clock, steps)
    await migrate(db, clock, steps)
    expect(await applied()).toEqual([...before, { id: next.id, name: 'next', applied_at: clock.now() }])
    expect(await db.rows(sql`select * from next_one`)).toEqual([])
  })

  it('leaves nothing of a step that fails', async () => {
    const before = await applied()
    const broken = { id: next.id, name: 'broken', sql: 'create table next_one (id bigint); select 1 / 0' }
    await expect(migrate(db, clock, [...migrations, broken])).rejects.toMatchObject({ code: '22012' })
    expect(await applied()).toEqual(before)
    await migrate(db, clock, steps)
  })

  it('refuses a database newer than the program and says what to do', async () => {
    await migrate(db, clock, steps)
    const error = await migrate(db, clock).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(OperatorError)
    expect(String(error)).toMatch(/migration \d+ "next".*newer version.*backup/)
  })

  it('knows whether the schema is current', async () => {
    expect(await migrationsCurrent(db)).toBe(true)
    await migrate(db, clock, steps)
    expect(await migrationsCurrent(db)).toBe(false)
    await db.rows(sql`alter table migration rename to elsewhere`)
    expect(await migrationsCurrent(db)).toBe(false)
    await db.rows(sql`alter table elsewhere rename to migration`)
    await db.rows(sql`delete from migration where id = ${next.id}`)
    expect(await migrationsCurrent(db)).toBe(true)
  })

  it('runs each step once when several call it at once', async () => {
    await Promise.all([1, 2, 3].map(() => migrate(db, clock, steps)))
    expect(await db.rows(sql`select * from next_one`)).toEqual([])
  })
})

describe.runIf(serverUrl)('instances that start at once on an empty database', () => {
  it('all succeed, and each step ran once', async () => {
    for (let round = 0; round < 5; round++) {
      const { url, drop } = await createServerDatabase(serverUrl!)
      const slow = { ...next, sql: `select pg_sleep(0.05); ${next.sql}` }
      const instances = await Promise.all([1, 2, 3, 4].map(() => openDatabase({ url, poolSize: 2 })))
      await Promise.all(instances.map((instance) => migrate(instance, clock, [...migrations, slow])))
      const rows = await instances[0]!.rows(sql`select id from migration order by id`)
      expect(rows).toEqual(steps.map(({ id }) => ({ id })))
      await Promise.all(instances.map((instance) => instance.close()))
      await drop()
    }
  })
})

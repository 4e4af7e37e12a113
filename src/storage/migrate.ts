import { sql } from 'kysely'
import type { Clock } from '../common/clock.ts'
import { OperatorError } from '../common/errors.ts'
import type { Database, Tx } from './database.ts'
import { type Migration, migrations } from './migrations/index.ts'
import { inWords } from './surroundings.ts'

/** Any fixed number: instances that start at once take their turns by it. */
const MIGRATION_LOCK = 7_311_201

interface Applied {
  id: number
  name: string
}

/**
 * Brings the schema up to date. Any number of instances may do so at once: each step runs in one.
 * @throws OperatorError when the database is newer than this program, or its server refuses.
 */
export async function migrate(
  db: Database,
  clock: Clock,
  steps: readonly Migration[] = migrations,
): Promise<void> {
  try {
    await applyAll(db, clock, steps)
  } catch (error) {
    throw inWords(error)
  }
}

async function applyAll(db: Database, clock: Clock, steps: readonly Migration[]): Promise<void> {
  await db.transaction(async (tx) => {
    await takeTurn(tx)
    // The lock comes first because two `create table if not exists` at once can still collide.
    await tx.rows(sql`
      create table if not exists migration (id integer primary key, name text not null, applied_at bigint not null)`)
    refuseForeign(await tx.rows<Applied>(sql`select id, name from migration order by id`), steps)
  })
  for (const step of steps) await db.transaction((tx) => apply(tx, step, clock))
}

async function apply(tx: Tx, step: Migration, clock: Clock): Promise<void> {
  await takeTurn(tx)
  const fresh = await tx.rows(sql`
    insert into migration (id, name, applied_at) values (${step.id}, ${step.name}, ${clock.now()})
    on conflict do nothing returning id`)
  if (fresh.length === 0) return
  await tx.rows(sql.raw(step.sql))
}

async function takeTurn(tx: Tx): Promise<void> {
  // A long migration, here or in the instance that is waited for, is no reason to give up.
  await tx.rows(sql`set local statement_timeout = 0`)
  await tx.rows(sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`)
}

function refuseForeign(applied: Applied[], steps: readonly Migration[]): void {
  const known = new Map(steps.map(({ id, name }) => [id, name]))
  for (const { id, name } of applied) {
    if (known.get(id) === name) continue
    throw new OperatorError(
      `The database holds migration ${id} "${name}", which this version of the program does not have. ` +
        'Start the newer version that made it, or restore a backup taken with this version into an empty database.',
    )
  }
}

/** Whether every migration of this program is applied, and none besides. False also on an empty database. */
export async function migrationsCurrent(db: Database): Promise<boolean> {
  const table = await db.rows<{ there: boolean }>(sql`select to_regclass('migration') is not null as there`)
  if (!table[0]?.there) return false
  const applied = await db.rows<Applied>(sql`select id, name from migration order by id`)
  return (
    applied.length === migrations.length &&
    applied.every(({ id, name }, at) => {
      const step = migrations[at]
      return step?.id === id && step.name === name
    })
  )
}

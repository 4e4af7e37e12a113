import { sql } from 'kysely'
import type { Clock } from '../common/clock.ts'
import type { RootKey } from '../common/crypto.ts'
import { OperatorError } from '../common/errors.ts'
import { tablesInOrder } from './backup.ts'
import { type End, type Head, keysOf, parseLine, type Sequence } from './backup-lines.ts'
import type { Database, Tx } from './database.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/index.ts'
import { openSealed, type SealedFile } from './sealed-file.ts'

const ROWS_AT_ONCE = 500

/**
 * Fills an empty database, of either kind, from a backup and resolves with the root keys that it held. A database
 * without any tables is brought to the backup's schema first, and to today's after; so older backups fit too.
 * The file is read to its end before anything is written, and written in one transaction.
 * @throws OperatorError when the passphrase is wrong, the file damaged or newer than this program, or the database not
 * empty.
 */
export async function restore(
  db: Database,
  clock: Clock,
  file: string,
  passphrase: string,
): Promise<RootKey[]> {
  const sealed = await openSealed(file, passphrase)
  const head = await check(sealed)
  await prepare(db, clock, head.migration)
  await db.transaction((tx) => fill(tx, sealed))
  await migrate(db, clock)
  return keysOf(head)
}

async function check(sealed: SealedFile): Promise<Head> {
  let head: Head | undefined
  let end: End | undefined
  let rows = 0
  for await (const line of sealed.lines()) {
    const { word, json } = parseLine(line)
    if (word === 'head') head = JSON.parse(json) as Head
    if (word === 'row') rows++
    if (word === 'end') end = JSON.parse(json) as End
  }
  if (!head || end?.rows !== rows)
    throw new OperatorError('The backup is incomplete: nothing can be restored from it.')
  return head
}

async function prepare(db: Database, clock: Clock, wanted: number): Promise<void> {
  if (wanted > migrations.length) {
    throw new OperatorError(
      `The backup comes from a newer version of the program (schema ${wanted}, this one has ${migrations.length}): ` +
        'restore it with that version.',
    )
  }
  const [table] = await db.rows<{ there: boolean }>(sql`select to_regclass('migration') is not null as there`)
  if (table?.there) {
    const [found] = await db.rows<{ id: number | null }>(sql`select max(id) as id from migration`)
    if (found?.id && found.id !== wanted) {
      throw new OperatorError(
        `The backup has schema ${wanted}, the database already has ${found.id}: give a new database that no server has ` +
          'been started on. It is brought up to date after the restore.',
      )
    }
  }
  await migrate(db, clock, migrations.slice(0, wanted))
}

async function fill(tx: Tx, sealed: SealedFile): Promise<void> {
  for (const table of await tablesInOrder(tx)) await refuseFilled(tx, table)
  let table = ''
  let waiting: string[] = []
  const flush = async () => {
    if (waiting.length > 0) await insert(tx, table, waiting)
    waiting = []
  }
  for await (const line of sealed.lines()) {
    const { word, json } = parseLine(line)
    if (word === 'row') {
      waiting.push(json)
      if (waiting.length === ROWS_AT_ONCE) await flush()
      continue
    }
    await flush()
    if (word === 'table') table = JSON.parse(json) as string
    if (word === 'sequence') await setSequence(tx, JSON.parse(json) as Sequence)
  }
}

/** The lock keeps a server that is started meanwhile from writing between this look and the end. */
async function refuseFilled(tx: Tx, table: string): Promise<void> {
  await tx.rows(sql`lock table ${sql.table(table)} in exclusive mode`)
  const [filled] = await tx.rows<{ some: boolean }>(
    sql`select exists (select from ${sql.table(table)}) as some`,
  )
  if (!filled?.some) return
  throw new OperatorError(
    `The database is not empty (table "${table}" has rows): restore into a new one, nothing is overwritten.`,
  )
}

async function insert(tx: Tx, table: string, rows: string[]): Promise<void> {
  const target = sql.table(table)
  await tx.rows(sql`
    insert into ${target} overriding system value
    select * from json_populate_recordset(null::${target}, ${`[${rows.join(',')}]`}::json)`)
}

async function setSequence(tx: Tx, { table, column, last, called }: Sequence): Promise<void> {
  await tx.rows(sql`
    select setval(pg_get_serial_sequence(format('public.%I', ${table}::text), ${column}), ${last}, ${called})`)
}

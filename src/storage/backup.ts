import { sql } from 'kysely'
import type { RootKey } from '../common/crypto.ts'
import { OperatorError } from '../common/errors.ts'
import { formatLine, headOf, type Sequence } from './backup-lines.ts'
import type { Database, Tx } from './database.ts'
import { checkKey } from './key-check.ts'
import { writeSealed } from './sealed-file.ts'

const SHORTEST_PASSPHRASE = 12
const ROWS_AT_ONCE = 500

/**
 * Writes every table as of one moment, and the root keys without which sealed values are lost, to one encrypted file.
 * The server may go on meanwhile; on embedded PostgreSQL its statements wait until the backup is done.
 * @throws OperatorError when the passphrase is too short, the file exists or cannot be made, the database is empty, or
 * none of the keys is that of its data.
 */
export async function backup(
  db: Database,
  keys: readonly RootKey[],
  passphrase: string,
  file: string,
): Promise<void> {
  if (passphrase.length < SHORTEST_PASSPHRASE) {
    throw new OperatorError(
      `The passphrase needs at least ${SHORTEST_PASSPHRASE} characters: the backup holds the keys to all personal data.`,
    )
  }
  await refuseEmpty(db)
  await checkKey(db, keys)
  await db.transaction(async (tx) => {
    await tx.rows(sql`set transaction isolation level repeatable read, read only`)
    await writeSealed(file, passphrase, textOf(tx, keys))
  })
}

async function refuseEmpty(db: Database): Promise<void> {
  const [table] = await db.rows<{ there: boolean }>(sql`select to_regclass('migration') is not null as there`)
  if (!table?.there) {
    throw new OperatorError(
      'The database is empty, there is nothing to back up: check that DATABASE_URL or DATA_DIR is the one of the server.',
    )
  }
}

async function* textOf(tx: Tx, keys: readonly RootKey[]): AsyncGenerator<string> {
  const [schema] = await tx.rows<{ id: number }>(sql`select max(id) as id from migration`)
  if (!schema?.id) throw new Error('A database without migrations has nothing to back up')
  yield formatLine('head', headOf(schema.id, keys))
  let rows = 0
  for (const table of await tablesInOrder(tx)) {
    yield formatLine('table', table)
    for await (const batch of rowsOf(tx, table)) {
      rows += batch.length
      yield batch.map((json) => `row ${json}\n`).join('')
    }
  }
  // After the rows: sequences are outside of transactions, and so are never behind them.
  for (const sequence of await sequences(tx)) yield formatLine('sequence', sequence)
  yield formatLine('end', { rows })
}

async function* rowsOf(tx: Tx, table: string): AsyncGenerator<string[]> {
  await tx.rows(
    sql`declare backup no scroll cursor for select row_to_json(t)::text as json from ${sql.table(table)} t`,
  )
  for (;;) {
    const batch = await tx.rows<{ json: string }>(sql`fetch ${sql.lit(ROWS_AT_ONCE)} from backup`)
    if (batch.length === 0) break
    yield batch.map(({ json }) => json)
  }
  await tx.rows(sql`close backup`)
}

/** All tables but `migration`, those that others refer to first. */
export async function tablesInOrder(tx: Tx): Promise<string[]> {
  const tables = await tx.rows<{ name: string; needs: string[] }>(sql`
    select c.relname as name, array(
        select f.relname::text from pg_constraint k join pg_class f on f.oid = k.confrelid
        where k.conrelid = c.oid and k.contype = 'f' and k.confrelid <> c.oid) as needs
    from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'migration'
    order by c.relname`)
  const order: string[] = []
  while (order.length < tables.length) {
    const next = tables.filter(
      ({ name, needs }) => !order.includes(name) && needs.every((need) => order.includes(need)),
    )
    if (next.length === 0)
      throw new Error('Tables refer to each other in a circle: they cannot be restored one by one')
    order.push(...next.map(({ name }) => name))
  }
  return order
}

async function sequences(tx: Tx): Promise<Sequence[]> {
  const columns = await tx.rows<{ table: string; column: string; sequence: string }>(sql`
    select c.relname as table, a.attname as column,
      pg_get_serial_sequence(format('public.%I', c.relname), a.attname) as sequence
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attidentity <> '' and not a.attisdropped
    order by c.relname, a.attname`)
  const all: Sequence[] = []
  for (const { table, column, sequence } of columns) {
    const [state] = await tx.rows<{ last: number; called: boolean }>(
      sql`select last_value as last, is_called as called from ${sql.raw(sequence)}`,
    )
    if (state) all.push({ table, column, ...state })
  }
  return all
}

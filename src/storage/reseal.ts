import { sql } from 'kysely'
import type { Keyring } from '../common/crypto.ts'
import type { Tx } from './database.ts'

const ROWS_AT_ONCE = 500

/**
 * Seals everything anew that the key `from` has sealed, in whatever table and column it stands: sealed texts are known by
 * the key's id in front, so that no list of columns can grow old.
 * @param keyring its current key is the new one; it also opens what `from` has sealed
 * @returns how many values were sealed anew
 * @throws when a value does not open
 */
export async function resealAll(tx: Tx, keyring: Keyring, from: string): Promise<number> {
  const columns = await tx.rows<{ table: string; column: string }>(sql`
    select c.relname as table, a.attname as column
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and a.atttypid = 'text'::regtype and a.attnum > 0 and not a.attisdropped
    order by 1, 2`)
  let values = 0
  for (const { table, column } of columns) values += await resealColumn(tx, keyring, from, table, column)
  return values
}

/** Rows are named by where they stand (ctid): nobody else writes while the tables are locked. */
async function resealColumn(
  tx: Tx,
  keyring: Keyring,
  from: string,
  table: string,
  column: string,
): Promise<number> {
  const [into, it] = [sql.table(table), sql.ref(column)]
  await tx.rows(sql`
    declare reseal no scroll cursor for select ctid::text as place, ${it} as sealed from ${into}
    where starts_with(${it}, ${sql.lit(`${from}.`)})`)
  let values = 0
  for (;;) {
    const batch = await tx.rows<{ place: string; sealed: string }>(
      sql`fetch ${sql.lit(ROWS_AT_ONCE)} from reseal`,
    )
    if (batch.length === 0) break
    const fresh = batch.map(({ place, sealed }) => ({ place, sealed: keyring.seal(keyring.open(sealed)) }))
    await tx.rows(sql`
      update ${into} t set ${it} = v.sealed
      from json_to_recordset(${JSON.stringify(fresh)}::json) as v(place text, sealed text)
      where t.ctid = v.place::tid`)
    values += batch.length
  }
  await tx.rows(sql`close reseal`)
  return values
}

import { sql } from 'kysely'
import type { Database } from '../../src/storage/database.ts'

interface Column {
  table: string
  column: string
  type: string
  given: boolean
  /** Table that it refers to. */
  refers: string | null
}

/** Every column of ours, with what it refers to; `given`: the database fills it in itself. */
export async function columnsOf(db: Database): Promise<Column[]> {
  return db.rows(sql<Column>`
    select c.relname::text as "table", a.attname::text as "column", t.typname::text as type,
      (a.attidentity <> '') as given,
      (select f.relname::text from pg_constraint k join pg_class f on f.oid = k.confrelid
        where k.contype = 'f' and k.conrelid = c.oid and k.conkey = array[a.attnum] limit 1) as refers
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid
    join pg_type t on t.oid = a.atttypid
    where n.nspname = 'public' and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
    order by 1, a.attnum`)
}

/** By which a row is a person's: it names one, or hangs on a row that does. */
const NAMES_ONE = ['user_id', 'platform_id']

/** Tables with rows of single persons, those that others refer to first. */
export function tablesOfPersons(columns: Column[]): string[] {
  const mine = new Set(['contact', 'person'])
  for (const { table, column } of columns)
    if (NAMES_ONE.includes(column) && table !== 'upload') mine.add(table)
  for (let before = 0; before < mine.size; ) {
    before = mine.size
    for (const { table, refers } of columns) if (refers && mine.has(refers)) mine.add(table)
  }
  const order: string[] = []
  const visit = (table: string) => {
    if (order.includes(table)) return
    for (const { refers } of columns.filter((one) => one.table === table))
      if (refers && refers !== table && mine.has(refers)) visit(refers)
    order.push(table)
  }
  for (const table of [...mine].sort()) visit(table)
  return order
}

/** What a column gets where its type says too little. */
export type Fill = (column: string) => string | number | boolean | undefined

const BY_TYPE: Record<string, string | number | boolean> = {
  int8: 9_000_000_000_000,
  int4: 99,
  int2: 9,
  bool: false,
  uuid: '00000000-0000-4000-8000-000000000000',
  date: '2026-01-01',
  json: '{}',
  jsonb: '{}',
}

/**
 * Puts a row into each of these tables, for one contact: whatever a table may hold of a person, it then holds of this one.
 * @param text stands in columns of text
 */
export async function fillAll(
  db: Database,
  columns: Column[],
  tables: string[],
  contactId: number,
  text: string,
  fill: Fill,
): Promise<void> {
  const ids: Record<string, number> = { contact: contactId, conversation: contactId }
  for (const table of tables) {
    if (ids[table]) continue
    const own = columns.filter((one) => one.table === table && !one.given)
    const values = own.map(({ column, type, refers }) => {
      const known = fill(`${table}.${column}`) ?? fill(column) ?? (refers ? ids[refers] : undefined)
      return known ?? (type === 'text' ? text : BY_TYPE[type]) ?? null
    })
    const names = sql.join(own.map(({ column }) => sql.ref(column)))
    const hasId = columns.some((one) => one.table === table && one.column === 'id')
    const [row] = await db.rows<{ id: number }>(sql`
      insert into ${sql.table(table)} (${names}) values (${sql.join(values.map((value) => sql`${value}`))})
      returning ${sql.raw(hasId ? 'id' : '0 as id')}`)
    ids[table] = row?.id ?? 0
  }
}

/** How many rows each table has now, without the empty ones. */
export async function rowCounts(db: Database, tables: string[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const table of tables) {
    const [row] = await db.rows<{ n: number }>(sql`select count(*)::int as n from ${sql.table(table)}`)
    if (row?.n) counts[table] = row.n
  }
  return counts
}

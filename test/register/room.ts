import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { Keyring } from '../../src/common/crypto.ts'
import type { EffectHandler, EffectItem } from '../../src/conversation/effects.ts'
import type { Database } from '../../src/storage/database.ts'

/** A moment in the tests: 2026-03-02 in Vietnam. */
export const NOW = Date.parse('2026-03-02T03:00:00Z')

export const testKeyring = () => new Keyring([{ id: 'k1', secret: randomBytes(32) }])

/** An account with as many contacts as wanted; returns the contacts' ids. */
export async function addContacts(
  db: Database,
  accountId: string,
  count: number,
  language = 'vi',
): Promise<number[]> {
  await db.query
    .insertInto('account')
    .values({ id: accountId, platform: 'zalo' })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const rows = await db.query
    .insertInto('contact')
    .values(
      Array.from({ length: count }, () => ({
        account_id: accountId,
        platform_id: randomBytes(8).toString('hex'),
        language,
        created_at: NOW,
      })),
    )
    .returning('id')
    .execute()
  return rows.map((row) => row.id)
}

/** One request as a turn hands it to a room. */
export function item(
  contactId: number,
  params: Record<string, unknown>,
  more: Partial<EffectItem> = {},
): EffectItem {
  return {
    contactId,
    accountId: 'my-hao',
    accountPlace: 'new:12103',
    platform: 'zalo',
    language: 'vi',
    now: NOW,
    params,
    answered: null,
    ...more,
  }
}

/** Runs a handler in a transaction of its own. */
export const run = (db: Database, handler: EffectHandler, items: EffectItem[]) =>
  db.transaction((tx) => handler(tx, items))

/** Every row of every table of ours as one text: what somebody who stole the database could read. */
export async function dump(db: Database): Promise<string> {
  const tables = await db.rows(
    sql<{
      name: string
    }>`select table_name as name from information_schema.tables where table_schema = 'public'`,
  )
  const contents = await Promise.all(
    tables.map(({ name }) =>
      db.rows(sql<{ row: string }>`select t::text as row from ${sql.table(name)} as t`),
    ),
  )
  return contents
    .flat()
    .map(({ row }) => row)
    .join('\n')
}

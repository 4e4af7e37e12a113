import { sql } from 'kysely'
import type { Database, Tx } from '../storage/database.ts'
import type { Claim } from './turn-store.ts'

/** A conversation as the inbox names it. */
export interface Name {
  accountId: string
  userId: string
}

/**
 * Conversations that have something in the inbox up to an id, the longest waiting first: those of which no event was
 * ever counted, and those that were being tried when a process ended, the most often tried last: the first turns of a
 * process are slow, and whoever is in them when a kill comes by chance is not to be the same each time.
 */
export async function leftovers(
  db: Database,
  accountIds: readonly string[],
  upTo: number,
): Promise<{ fresh: Name[]; suspects: Name[] }> {
  const rows = await db.rows<{ account_id: string; user_id: string; counted: boolean }>(sql`
    select account_id, user_id, max(attempts) > 0 as counted from inbox
    where id <= ${upTo} and account_id in (select json_array_elements_text(${JSON.stringify(accountIds)}::json))
    group by account_id, user_id order by max(attempts), min(id)`)
  const names = (counted: boolean) =>
    rows
      .filter((row) => row.counted === counted)
      .map(({ account_id, user_id }) => ({ accountId: account_id, userId: user_id }))
  return { fresh: names(false), suspects: names(true) }
}

/** Counts an attempt of the first event of each for good, before any is computed. @returns the events. */
export async function countHeads(db: Database, names: Name[]): Promise<number[]> {
  const rows = await db.rows<{ id: number }>(sql`
    with v as (
      select * from json_to_recordset(${JSON.stringify(names)}::json) as v("accountId" text, "userId" text)
    ), head as (
      select distinct on (i.account_id, i.user_id) i.id
      from v join inbox i on i.account_id = v."accountId" and i.user_id = v."userId"
      order by i.account_id, i.user_id, i.at, i.id
    )
    update inbox set attempts = attempts + 1 where id in (select id from head) returning id`)
  return rows.map(({ id }) => id)
}

/** Takes the attempts back where events are still there: this process has outlived them. */
export async function uncountHeads(db: Database, ids: number[]): Promise<void> {
  await db.rows(sql`
    update inbox set attempts = attempts - 1
    where attempts > 0 and id in (select value::bigint from json_array_elements_text(${JSON.stringify(ids)}::json))`)
}

/** Locks conversations by name; those that another instance holds are left to it. */
export async function claimNamed(tx: Tx, names: Name[]): Promise<Claim[]> {
  return tx.rows<Claim>(sql`
    select c.id, c.revision, k.account_id, k.platform_id as user_id, c.owner, c.owner_since, c.staff_wrote_at, c.waiting_said_at,
      c.last_in_at, c.misses, c.last_choice, c.last_choice_at, c.keeps_transcript, c.held, k.language
    from json_to_recordset(${JSON.stringify(names)}::json) as v("accountId" text, "userId" text)
    join contact k on k.account_id = v."accountId" and k.platform_id = v."userId"
    join conversation c on c.id = k.id
    for update of c skip locked`)
}

import { sql } from 'kysely'
import type { Database } from '../storage/database.ts'

/** Receipts, echoes and repeats of what was said last come within minutes; an echo of nobody's message would be a clerk's. */
const KEEP_ERASED_MS = 3_600_000
/** Contacts a transaction. */
const CHUNK = 500

/**
 * Erases the rows of people who had everything erased, once the receipt has had time to reach them; with the row goes
 * the platform's id for them, here and in whatever names it. Those who have written again meanwhile (their stack is not
 * empty) stay, as people who came anew. @returns how many rows went.
 */
export async function sweepErased(db: Database, now: number): Promise<number> {
  await giveBackOrphans(db, now)
  await db.rows(sql`
    update contact k set erased_at = null, created_at = k.erased_at
    from conversation c where c.id = k.id and k.erased_at is not null and c.depth > 0`)
  return db.transaction(async (tx) => {
    const due = await tx.rows<{ id: number; account_id: string; platform_id: string }>(sql`
      select k.id, k.account_id, k.platform_id from conversation c join contact k on k.id = c.id
      where k.erased_at < ${now - KEEP_ERASED_MS} and c.depth = 0
      order by k.id limit ${CHUNK} for update of c, k skip locked`)
    if (due.length === 0) return 0
    // Seen only now, with the rows in hand: what came in since then makes the contact one who is back.
    const gone = await tx.rows<{ id: number }>(sql`
      with due as (
        select * from json_to_recordset(${JSON.stringify(due)}::json) as v(id bigint, account_id text, platform_id text)
      ), aside as (
        delete from set_aside s using due where s.account_id = due.account_id and s.user_id = due.platform_id
      )
      delete from contact k using due
      where k.id = due.id
        and not exists (select from inbox i where i.account_id = due.account_id and i.user_id = due.platform_id)
        and not exists (
          select from outbox o where o.conversation_id = due.id and o.state in ('ready', 'sending', 'uncertain'))
      returning k.id`)
    return gone.length
  })
}

/** Whoever wrote in the moment in which their row went has words in the inbox and no conversation that could hear them. */
async function giveBackOrphans(db: Database, now: number): Promise<void> {
  await db.rows(sql`
    with met as (
      insert into contact (account_id, platform_id, language, created_at)
      select distinct i.account_id, i.user_id, 'vi', ${now}::bigint from inbox i
      where not exists (select from contact k where k.account_id = i.account_id and k.platform_id = i.user_id)
        and exists (select from account a where a.id = i.account_id)
      on conflict do nothing returning id
    )
    insert into conversation (id) select id from met`)
}

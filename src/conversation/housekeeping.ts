import { sql } from 'kysely'
import type { Database } from '../storage/database.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Event keys outlive every platform's retries (Meta's generic webhooks: 36 h) by far. */
const KEEP_EVENT_KEYS_MS = 7 * DAY_MS
/** The sealed body of an event that was set aside: as long as inbox text may live at most. */
const KEEP_SET_ASIDE_MS = DAY_MS
/** What was typed, where no turn came of it: its account is configured no more, or only newer code can read it. */
const KEEP_INBOX_MS = DAY_MS
/** Settled messages, without their text: long enough for late receipts and for looking into a complaint. */
const KEEP_SETTLED_MS = 30 * DAY_MS
/** Rows a statement: a long delete would keep locks and, embedded, everybody waiting. */
const CHUNK = 5000

/** Erases what has outlived its use. Safe to run on several instances at once. @returns rows erased. */
export async function housekeep(db: Database, now: number): Promise<number> {
  const statements = [
    () => sql<{ n: number }>`
      delete from event_key where key in (
        select key from event_key where seen_at < ${now - KEEP_EVENT_KEYS_MS} limit ${CHUNK}) returning 1 as n`,
    () => sql<{ n: number }>`
      update set_aside set body = null where id in (
        select id from set_aside where body is not null and at < ${now - KEEP_SET_ASIDE_MS} limit ${CHUNK})
      returning 1 as n`,
    () => sql<{ n: number }>`
      with old as (
        delete from inbox where id in (
          select id from inbox where received_at < ${now - KEEP_INBOX_MS} limit ${CHUNK} for update skip locked)
        returning account_id, user_id, attempts
      )
      insert into set_aside (what, account_id, user_id, at, attempts, reason)
      select 'event', account_id, user_id, ${now}::bigint, attempts, 'OVERDUE' from old returning 1 as n`,
    () => sql<{ n: number }>`
      delete from outbox where (conversation_id, id) in (
        select conversation_id, id from outbox where state not in ('ready', 'sending', 'uncertain')
          and created_at < ${now - KEEP_SETTLED_MS} limit ${CHUNK}) returning 1 as n`,
    () => sql<{ n: number }>`
      delete from call_count where hour < ${Math.floor((now - 2 * DAY_MS) / HOUR_MS)} returning 1 as n`,
    () => sql<{ n: number }>`delete from instance where seen_at < ${now - DAY_MS} returning 1 as n`,
  ]
  let total = 0
  for (const statement of statements) {
    for (let erased = CHUNK; erased === CHUNK; ) {
      erased = (await db.rows(statement())).length
      total += erased
    }
  }
  return total
}

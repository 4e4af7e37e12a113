import { sql } from 'kysely'
import type { Database } from '../storage/database.ts'
import { isQuiet } from './check-in.ts'
import { type ClaimedSend, UNASKED_LANE } from './outbox-store.ts'

/**
 * Claims unasked-for messages of one account that may go now. Looked at again here, as much may have happened since they
 * were written: of somebody who wants none any more (DỪNG, a block), whom a clerk talks to, or to whom something was said
 * since, they are given up; in quiet time all wait, and expire with the day. Whoever has a reply on its way gets that first.
 */
export async function claimUnasked(
  db: Database,
  accountId: string,
  now: number,
  limit: number,
  leaseMs: number,
): Promise<ClaimedSend[]> {
  await db.rows(sql`
    update outbox o set state = 'failed', reason = 'NOT-WANTED', body = null
    from conversation c join contact k on k.id = c.id
    where o.account_id = ${accountId} and o.lane = ${UNASKED_LANE} and o.state = 'ready' and c.id = o.conversation_id
      and (k.stopped_at is not null or k.left_at is not null or c.owner <> 'bot'
        or exists (select from outbox p where p.conversation_id = o.conversation_id and p.lane <> o.lane and p.id > o.id offset 0))`)
  if (isQuiet(now)) return []
  return db.rows<ClaimedSend>(sql`
    with mine as (
      select o.conversation_id, o.id from outbox o
      where o.state = 'ready' and o.due_at <= ${now} and o.account_id = ${accountId} and o.lane = ${UNASKED_LANE}
        and o.expires_at > ${now}
        and not exists (
          select from outbox p where p.conversation_id = o.conversation_id and p.id < o.id
            and p.state in ('ready', 'sending', 'uncertain')
          offset 0)
      order by o.id limit ${limit}
      for update skip locked
    )
    update outbox o set state = 'sending', due_at = ${now + leaseMs}, attempts = o.attempts + 1,
      first_try_at = coalesce(o.first_try_at, ${now})
    from mine where o.conversation_id = mine.conversation_id and o.id = mine.id
    returning o.id, o.conversation_id, o.account_id, o.user_id, o.expires_at, o.attempts, o.due_at as lease_until, o.body,
      false as more`)
}

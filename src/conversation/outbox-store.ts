import { sql } from 'kysely'
import type { Database } from '../storage/database.ts'
import type { OutboxState } from '../storage/schema.ts'

/** Lanes of the outbox: replies go before what nobody asked for. */
export const REPLY_LANE = 0
export const UNASKED_LANE = 1

/** How long a reply that is being tried keeps the next one of its conversation waiting (DESIGN: 30 s). */
export const BLOCK_MS = 30_000

/** Reasons of uncertain sends that say nothing about the message: the platform answered nobody, or we were killed. */
export const ACCOUNT_SILENT = 'UNCERTAIN account-silent'
const CUT_OFF = 'UNCERTAIN cut-off'
/** A reply whose sender is killed so often is perhaps what kills it. */
const MAX_CUT_OFF = 12

/** A claimed row: committed as `sending`, to be sent now. */
export interface ClaimedSend {
  id: number
  conversation_id: number
  account_id: string
  user_id: string
  expires_at: number
  attempts: number
  /** When the claim is over; it is also what tells this try from others. */
  lease_until: number
  body: string
  /** Another reply of the conversation waits behind this one. */
  more: boolean
}

/**
 * Claims replies of one account that may go now, at most one a conversation and the oldest first. A reply waits behind
 * an earlier one that is being sent, is due itself, or was first tried less than `BLOCK_MS` ago; the time in which this
 * program or the platform was away does not count.
 * @param except a reply to leave out: the one that closed the account's way, where another can try it
 */
export async function claimSends(
  db: Database,
  accountId: string,
  now: number,
  limit: number,
  leaseMs: number,
  except = 0,
): Promise<ClaimedSend[]> {
  return db.rows<ClaimedSend>(sql`
    with mine as (
      select o.conversation_id, o.id from outbox o
      where o.state = 'ready' and o.due_at <= ${now} and o.account_id = ${accountId} and o.lane = ${REPLY_LANE}
        and o.expires_at > ${now} and o.id <> ${except}
        and not exists (
          select from outbox p
          where p.conversation_id = o.conversation_id and p.lane = o.lane and p.id < o.id
            and p.state in ('ready', 'sending', 'uncertain') and (p.state = 'sending' or (p.state in ('ready', 'uncertain')
              and (p.due_at <= ${now} or coalesce(p.first_try_at, ${now}) > ${now - BLOCK_MS}
                or (p.state = 'uncertain' and p.reason in (${CUT_OFF}, ${ACCOUNT_SILENT})))))
          offset 0)
      order by o.id limit ${limit}
      for update skip locked
    )
    update outbox o set state = 'sending', due_at = ${now + leaseMs}, attempts = o.attempts + 1,
      first_try_at = coalesce(o.first_try_at, ${now})
    from mine where o.conversation_id = mine.conversation_id and o.id = mine.id
    returning o.id, o.conversation_id, o.account_id, o.user_id, o.expires_at, o.attempts, o.due_at as lease_until, o.body,
      exists (select from outbox p where p.conversation_id = o.conversation_id and p.lane = o.lane and p.id > o.id
        and p.state = 'ready') as more`)
}

/** A reply as its primary key names it. */
export interface ReplyKey {
  conversation_id: number
  id: number
}

/**
 * Claims replies by key: those that their turn wrote behind one that has just been sent, so that nobody need look for
 * them. @returns the ids that were still ready, with the end of their lease.
 */
export async function claimByKeys(
  db: Database,
  keys: ReplyKey[],
  now: number,
  leaseMs: number,
): Promise<Map<number, number>> {
  const rows = await db.rows<{ id: number; lease_until: number }>(sql`
    with v as (
      select * from json_to_recordset(${JSON.stringify(keys)}::json) as v(conversation_id bigint, id bigint)
    ), mine as (
      select o.conversation_id, o.id from v join outbox o on o.conversation_id = v.conversation_id and o.id = v.id
      where o.state = 'ready' and o.due_at <= ${now} and o.expires_at > ${now} order by o.id for update of o skip locked
    )
    update outbox o set state = 'sending', due_at = ${now + leaseMs}, attempts = o.attempts + 1,
      first_try_at = coalesce(o.first_try_at, ${now})
    from mine where o.conversation_id = mine.conversation_id and o.id = mine.id returning o.id, o.due_at as lease_until`)
  return new Map(rows.map((row) => [row.id, row.lease_until]))
}

/**
 * Frees replies that a turn wrote as `sending` and nobody began to send, because nobody knew whether the turn was
 * committed: the connection broke meanwhile. Where it was not, or others took the reply for cut off, nothing is changed.
 * @returns how many were freed.
 */
export async function freeUnsent(
  db: Database,
  unsent: (ReplyKey & { lease_until: number })[],
  now: number,
): Promise<number> {
  const rows = await db.rows(sql`
    with v as (
      select * from json_to_recordset(${JSON.stringify([...unsent].sort((a, b) => a.id - b.id))}::json) as v(
        conversation_id bigint, id bigint, lease_until bigint)
    )
    update outbox o set state = 'ready', due_at = ${now}, attempts = 0, first_try_at = null
    from v where o.conversation_id = v.conversation_id and o.id = v.id and o.state = 'sending'
      and o.due_at = v.lease_until and o.attempts = 1
    returning o.id`)
  return rows.length
}

/** What became of one try. */
export interface Settled extends ReplyKey {
  /** Of the claim under which it was tried. */
  lease_until: number
  state: OutboxState
  due_at: number
  platform_message_id: string | null
  sent_at: number | null
  reason: string | null
  /** −1 when the try does not count (the account was paused, not the message at fault). */
  attempts: number
}

/**
 * Writes outcomes of sends. Rows that an echo has settled meanwhile keep what it said. A success counts however late it
 * comes: its lease may be over, and the message must then not be sent again. Anything else counts only for the try it is
 * of: noted once more, because the connection broke before the answer, it would free a message that is being sent anew.
 * Rows are taken in the order of their ids, as everywhere; should another order ever lead to a deadlock, it is tried again.
 * @returns ids of those behind which nothing of their conversation waits
 */
export async function recordSettled(db: Database, settled: Settled[]): Promise<Set<number>> {
  const rows = await db.rows<{ id: number; more: boolean }>(sql`
    with v as (
      select * from json_to_recordset(${JSON.stringify([...settled].sort((a, b) => a.id - b.id))}::json) as v(
        conversation_id bigint, id bigint, lease_until bigint, state text, due_at bigint, platform_message_id text, sent_at bigint,
        reason text, attempts integer)
    )
    update outbox o set state = v.state, due_at = v.due_at, sent_at = v.sent_at, reason = v.reason,
      platform_message_id = coalesce(v.platform_message_id, o.platform_message_id), attempts = o.attempts + v.attempts,
      body = case when v.state in ('ready', 'uncertain') then o.body end
    from v where o.conversation_id = v.conversation_id and o.id = v.id
      and ((o.state = 'sending' and o.due_at = v.lease_until)
        or (v.state = 'sent' and (o.state in ('sending', 'uncertain') or (o.state = 'ready' and o.resent))))
    returning o.id, exists (select from outbox p where p.conversation_id = o.conversation_id and p.id > o.id
      and p.lane = o.lane and p.state = 'ready') as more`)
  return new Set(rows.flatMap(({ id, more }) => (more ? [] : [id])))
}

/** What the sweep found, for the counters. */
export interface Swept {
  orphaned: number
  resent: number
  lost: number
  expired: number
}

/** A message that the sweep found. */
interface Found {
  id: number
  account_id: string
}

/**
 * Settles what time alone settles: a send whose lease is over was cut off by a crash and is uncertain; an uncertain
 * reply that no echo confirmed is sent once more, and counted; one that is uncertain twice while others were answered
 * stays so. Tries that an outage or a crash cut short do not use that once up: a reply is not lost by them. Replies
 * whose window is over expire.
 * @param onFound told of each message, for logs and metrics
 */
export async function sweep(
  db: Database,
  now: number,
  echoWaitMs: number,
  onFound: (what: keyof Swept, found: Found) => void = () => {},
): Promise<Swept> {
  const swept: Swept = { orphaned: 0, resent: 0, lost: 0, expired: 0 }
  // Most of the time nothing is due: one look finds that out.
  const [due] = await db.rows<{ one: number }>(sql`
    select 1 as one from outbox where state in ('ready', 'sending', 'uncertain')
      and due_at <= ${now} and (state <> 'ready' or expires_at <= ${now}) limit 1`)
  if (!due) return swept
  const count = async (what: keyof Swept, statement: ReturnType<typeof sql<Found>>) => {
    const rows = await db.rows(statement)
    for (const found of rows) onFound(what, found)
    return rows.length
  }
  swept.resent = await count(
    'resent',
    sql<Found>`
    with due as (
      select conversation_id, id from outbox where state = 'uncertain' and due_at <= ${now} and lane = ${REPLY_LANE}
        and (not resent or reason = ${ACCOUNT_SILENT} or (reason = ${CUT_OFF} and attempts < ${MAX_CUT_OFF}))
        and expires_at > ${now} order by id for update skip locked
    )
    update outbox o set state = 'ready', due_at = ${now}, resent = true
    from due where o.conversation_id = due.conversation_id and o.id = due.id
    returning o.id, o.account_id`,
  )
  // Says itself what is not lost: others may have written, or held, such rows since the statement above.
  swept.lost = await count(
    'lost',
    sql<Found>`
    with due as (
      select conversation_id, id from outbox where state = 'uncertain' and due_at <= ${now}
        and not (lane = ${REPLY_LANE} and expires_at > ${now} and (not resent or coalesce(reason, '') = ${ACCOUNT_SILENT}
          or (coalesce(reason, '') = ${CUT_OFF} and attempts < ${MAX_CUT_OFF})))
      order by id for update skip locked
    )
    update outbox o set state = 'uncertain-final', reason = 'UNCERTAIN', body = null
    from due where o.conversation_id = due.conversation_id and o.id = due.id
    returning o.id, o.account_id`,
  )
  swept.orphaned = await count(
    'orphaned',
    sql<Found>`
    with due as (
      select conversation_id, id from outbox where state = 'sending' and due_at <= ${now}
      order by id for update skip locked
    )
    update outbox o set state = 'uncertain', due_at = ${now + echoWaitMs}, reason = ${CUT_OFF}
    from due where o.conversation_id = due.conversation_id and o.id = due.id
    returning o.id, o.account_id`,
  )
  swept.expired = await count(
    'expired',
    sql<Found>`
    with due as (
      select conversation_id, id from outbox where state = 'ready' and due_at <= ${now} and expires_at <= ${now}
      order by id for update skip locked
    )
    update outbox o set state = 'expired', reason = 'EXPIRED', body = null
    from due where o.conversation_id = due.conversation_id and o.id = due.id
    returning o.id, o.account_id`,
  )
  return swept
}

/**
 * On an embedded database a new process knows that every `sending` row was cut off: nobody else can be sending.
 * They need not wait for the end of their leases.
 */
export async function orphanAll(db: Database, now: number): Promise<void> {
  await db.rows(sql`update outbox set due_at = ${now} where state = 'sending'`)
}

/** Whether any reply of the account waits that could go now. */
export async function accountsWithReady(db: Database, now: number): Promise<string[]> {
  const rows = await db.rows<{ account_id: string }>(sql`
    select distinct account_id from outbox where state = 'ready' and due_at <= ${now}`)
  return rows.map((row) => row.account_id)
}

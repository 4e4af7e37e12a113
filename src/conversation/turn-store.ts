import { sql } from 'kysely'
import type { Account, Language } from '../channels/channel.ts'
import type { Keyring } from '../common/crypto.ts'
import type { Database, Tx } from '../storage/database.ts'
import type { Flow } from './flow-kit.ts'
import type { FreshEvents } from './fresh-events.ts'
import type { Hearing } from './react.ts'
import type { RunState, SealedEvent } from './sealed.ts'
import { NewerSnapshotError, restoreRun } from './session.ts'
import { noChanges, StoredTalkRun, type Talk, type TalkRun } from './talk.ts'

/** A conversation whose row this transaction holds. */
export interface Claim {
  id: number
  revision: number
  account_id: string
  user_id: string
  owner: Talk['owner']
  owner_since: number | null
  staff_wrote_at: number | null
  waiting_said_at: number | null
  last_in_at: number
  misses: number
  last_choice: string | null
  last_choice_at: number
  keeps_transcript: boolean
  held: boolean
  stopped: boolean
  language: Language
}

/** What hangs on the claimed conversations, read after their rows were locked. */
export interface Loaded {
  runs: Map<number, StoredRun[]>
  inbox: Map<number, StoredEvent[]>
  /** Conversations with a reply still on its way. */
  busy: Set<number>
}

interface StoredRun {
  no: number
  depth: number
  flow: string
  version: number
  state: string
}

interface StoredEvent {
  id: number
  at: number
  receivedAt: number
  attempts: number
  body: string
}

/** So many batches are looked at for one: where other instances hold the first ones, the next are taken. */
const HELD_BY_OTHERS = 4

/**
 * Takes up to `limit` conversations with something due in the inbox, the longest waiting first, and locks their rows
 * until the transaction ends; those that another instance holds are skipped. A conversation one of whose events waits
 * after a failure waits as a whole: order is kept. Rows before `fromId` are not looked at: see `lowestInboxId`; the
 * inner query keeps the planner from walking the index of persons instead, which holds the dead rows too.
 */
export async function claimConversations(
  tx: Tx,
  accountIds: readonly string[],
  fromId: number,
  now: number,
  limit: number,
): Promise<Claim[]> {
  return tx.rows<Claim>(sql`
    with heads as (
      select account_id, user_id, min(id) as first
      from (select id, account_id, user_id, due_at from inbox where id >= ${fromId} offset 0) waiting
      where account_id in (select json_array_elements_text(${JSON.stringify(accountIds)}::json))
      group by account_id, user_id having max(due_at) <= ${now}
      order by first limit ${limit * HELD_BY_OTHERS}
    )
    select c.id, c.revision, h.account_id, h.user_id, c.owner, c.owner_since, c.staff_wrote_at, c.waiting_said_at, c.last_in_at,
      c.misses, c.last_choice, c.last_choice_at, c.keeps_transcript, c.held,
        k.stopped_at is not null as stopped, k.language
    from heads h
    join contact k on k.account_id = h.account_id and k.platform_id = h.user_id
    join conversation c on c.id = k.id
    order by h.first limit ${limit}
    for update of c skip locked`)
}

/** Ids are given before they are committed: rows this far below the newest may still appear. */
const IDS_IN_FLIGHT = 2000

/**
 * Where the inbox begins. Rows are erased as their turns commit, thousands a minute, and until the next vacuum a query
 * without this bound walks over all the dead ones: at 1,000 turns a second that cost more than the rest of a tick.
 */
export async function lowestInboxId(db: Database): Promise<number> {
  const [row] = await db.rows<{ lowest: number | null; newest: number }>(
    sql`select (select min(id) from inbox) as lowest, (select last_value from inbox_id_seq) as newest`,
  )
  return row ? Math.min(row.lowest ?? row.newest, row.newest - IDS_IN_FLIGHT) : 0
}

/** Locks one conversation by name, waiting for it if need be. */
export async function claimOne(tx: Tx, accountId: string, userId: string): Promise<Claim[]> {
  return tx.rows<Claim>(sql`
    select c.id, c.revision, k.account_id, k.platform_id as user_id, c.owner, c.owner_since, c.staff_wrote_at, c.waiting_said_at,
      c.last_in_at, c.misses, c.last_choice, c.last_choice_at, c.keeps_transcript, c.held,
        k.stopped_at is not null as stopped, k.language
    from contact k join conversation c on c.id = k.id
    where k.account_id = ${accountId} and k.platform_id = ${userId}
    for update of c`)
}

interface LoadedRow {
  kind: 'run' | 'event' | 'busy'
  conversation_id: number
  n: number
  a: number
  b: number
  c: number
  name: string | null
  body: string | null
}

/**
 * Reads runs (where the stack is not `known`), inbox (the first `limit` events of each) and outbox of claimed
 * conversations in one query. Must be a statement of its own after the claim: that one sees the other tables as they were
 * before it got the locks.
 */
export async function loadConversations(
  tx: Tx,
  claims: Claim[],
  known: ReadonlyMap<number, TalkRun[]>,
  limit = Number.MAX_SAFE_INTEGER,
): Promise<Loaded> {
  const names = JSON.stringify(
    claims.map(({ id, account_id, user_id }) => ({ id, account_id, user_id, stored: !known.has(id) })),
  )
  const rows = await tx.rows<LoadedRow>(sql`
    with mine as (select * from json_to_recordset(${names}::json) as m(id bigint, account_id text, user_id text, stored boolean))
    select 'run' as kind, r.conversation_id, r.no as n, r.depth as a, r.version as b, 0 as c, r.flow as name, r.state as body
    from mine join run r on r.conversation_id = mine.id where mine.stored
    union all
    select 'event', mine.id, i.id, i.at, i.received_at, i.attempts, null, i.body
    from mine cross join lateral (
      select * from inbox e where e.account_id = mine.account_id and e.user_id = mine.user_id
      order by e.at, e.id limit ${limit}
    ) i
    union all
    select 'busy', mine.id, 0, 0, 0, 0, null, null
    from mine where exists (
      select from outbox o where o.conversation_id = mine.id and o.lane = 0 and o.state in ('ready', 'sending', 'uncertain')
      offset 0
    )`)
  const loaded: Loaded = { runs: new Map(), inbox: new Map(), busy: new Set() }
  for (const row of rows) {
    if (row.kind === 'busy') loaded.busy.add(row.conversation_id)
    else if (row.kind === 'run') {
      push(loaded.runs, row.conversation_id, {
        no: row.n,
        depth: row.a,
        version: row.b,
        flow: row.name ?? '',
        state: row.body ?? '',
      })
    } else {
      const { n: id, a: at, b: receivedAt, c: attempts } = row
      push(loaded.inbox, row.conversation_id, { id, at, receivedAt, attempts, body: row.body ?? '' })
    }
  }
  for (const runs of loaded.runs.values()) runs.sort((a, b) => a.depth - b.depth)
  for (const events of loaded.inbox.values()) events.sort((a, b) => a.at - b.at || a.id - b.id)
  return loaded
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

/** Opens the sealed events of one conversation, in platform order. */
export function hearings(keyring: Keyring, fresh: FreshEvents, events: StoredEvent[]): Hearing[] {
  return events.map(({ id, at, receivedAt, attempts, body: sealed }) => {
    const { key, body } = fresh.take(sealed) ?? (JSON.parse(keyring.open(sealed)) as SealedEvent)
    return { inboxId: id, at, receivedAt, attempts, key, body, sealed }
  })
}

/** Builds the conversation in memory. Its runs are opened when they are looked into, and may then throw. */
export function restoreTalk(
  keyring: Keyring,
  flows: ReadonlyMap<string, Flow>,
  account: Account,
  claim: Claim,
  loaded: Loaded,
  known?: TalkRun[],
): Talk {
  return {
    id: claim.id,
    revision: claim.revision,
    account,
    user: claim.user_id,
    language: claim.language,
    owner: claim.owner,
    ownerSince: claim.owner_since,
    staffWroteAt: claim.staff_wrote_at,
    waitingSaidAt: claim.waiting_said_at,
    lastInAt: claim.last_in_at,
    misses: claim.misses,
    lastChoice: claim.last_choice,
    lastChoiceAt: claim.last_choice_at,
    keepsTranscript: claim.keeps_transcript,
    held: claim.held,
    stopped: claim.stopped,
    busy: loaded.busy.has(claim.id),
    stack: known ?? (loaded.runs.get(claim.id) ?? []).map((stored) => restoreTalkRun(keyring, flows, stored)),
    answered: null,
    parts: [],
    pending: [],
    out: [],
    changes: noChanges(),
  }
}

function restoreTalkRun(keyring: Keyring, flows: ReadonlyMap<string, Flow>, stored: StoredRun): TalkRun {
  const { no, flow, version } = stored
  return new StoredTalkRun(no, flow, () => {
    const { snapshot, question, armed } = JSON.parse(keyring.open(stored.state)) as RunState
    return { live: restoreRun(flows, { flow, version, snapshot }), question, armed }
  })
}

/** Whether a fault means "leave it for an instance with newer code". */
export function isNewer(error: unknown): boolean {
  return error instanceof NewerSnapshotError
}

/** Whether an event is still in the inbox. Asked while its conversation is locked, it stays true until the lock is given up. */
export async function isWaiting(tx: Tx, inboxId: number): Promise<boolean> {
  return (await tx.rows(sql`select 1 from inbox where id = ${inboxId}`)).length > 0
}

/** Counts one attempt of an event for good, before it is computed alone. @returns attempts so far. */
export async function countAttempt(db: Database, inboxId: number): Promise<number> {
  const rows = await db.rows<{ attempts: number }>(sql`
    update inbox set attempts = attempts + 1 where id = ${inboxId} returning attempts`)
  return rows[0]?.attempts ?? 0
}

/** Takes an attempt back that failed for reasons outside the event (the database went away). */
export async function uncountAttempt(db: Database, inboxId: number): Promise<void> {
  await db.rows(sql`update inbox set attempts = attempts - 1 where id = ${inboxId} and attempts > 0`)
}

/** Lets a whole conversation wait until `dueAt`. */
export async function postpone(
  db: Database,
  accountId: string,
  userId: string,
  dueAt: number,
): Promise<void> {
  await db.rows(
    sql`update inbox set due_at = ${dueAt} where account_id = ${accountId} and user_id = ${userId}`,
  )
}

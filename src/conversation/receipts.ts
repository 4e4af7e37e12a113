import { sql } from 'kysely'
import type { InboundEvent, Receipt } from '../channels/channel.ts'
import type { Keyring } from '../common/crypto.ts'
import type { Database } from '../storage/database.ts'
import type { ReplyKey } from './outbox-store.ts'
import { textHash } from './turn.ts'

/** What receipts changed. */
export interface Applied {
  /** Echoes that no message of ours matches and that may be a clerk's. */
  strangers: InboundEvent[]
  /** Uncertain sends that an echo confirmed: what waits behind them may go. */
  confirmed: number
}

/** Echo of one of ours, reduced to what SQL needs. */
interface EchoRow {
  n: number
  account_id: string
  user_id: string
  outbox_id: number | null
  text_hash: string | null
  message_id: string | null
  at: number
}

/**
 * Applies echoes, deliveries and reads to the outbox. Idempotent, and a state only ever grows in certainty
 * (sending, uncertain → sent → delivered → seen), so order and repetition do not matter.
 * @param onSettled told of each message that an echo settled, with the platform's id of it
 */
export async function applyReceipts(
  db: Database,
  keyring: Keyring,
  receipts: Receipt[],
  onSettled: (outboxId: number, messageId: string | null) => void = () => {},
): Promise<Applied> {
  const echoes = receipts.filter((receipt) => receipt.kind === 'echo')
  const applied: Applied = { strangers: [], confirmed: 0 }
  if (echoes.length > 0) await applyEchoes(db, keyring, echoes, applied, onSettled)
  const later = receipts.filter((receipt) => receipt.kind !== 'echo')
  if (later.length > 0) await applyDeliveries(db, later)
  return applied
}

async function applyEchoes(
  db: Database,
  keyring: Keyring,
  echoes: Receipt[],
  applied: Applied,
  onSettled: (outboxId: number, messageId: string | null) => void,
): Promise<void> {
  const rows: EchoRow[] = echoes.map((echo, n) => ({
    n,
    account_id: echo.account,
    user_id: echo.user,
    outbox_id: echo.metadata && /^\d{1,15}$/.test(echo.metadata) ? Number(echo.metadata) : null,
    text_hash: echo.text === undefined ? null : textHash(keyring, echo.text),
    message_id: echo.messageIds[0] ?? null,
    at: echo.at,
  }))
  let left = rows
  // A message that another instance settles at the same moment is not ours to take: then the next one is looked for.
  for (let round = 0; left.length > 0 && round < ROUNDS; round++) {
    const { taken, strangers } = assign(left, await candidatesOf(db, left))
    for (const { n } of strangers) {
      const stranger = echoes[n]?.otherwise
      if (stranger) applied.strangers.push(stranger)
    }
    const done = await settleByEcho(db, taken)
    applied.confirmed += done.size
    for (const { id, message_id } of taken) if (done.has(id)) onSettled(id, message_id)
    left = taken.filter((row) => !done.has(row.id))
  }
}

/** An echo and the message of ours that it is taken for. */
type TakenEcho = EchoRow & ReplyKey

/** A message of ours that an echo may be of, the likeliest first. */
interface Candidate extends ReplyKey {
  n: number
  /** Not settled: the echo may take it. */
  open: boolean
  /** Settled by this very echo, or by an answer with its id. */
  known: boolean
}

/**
 * Notes that a message goes out in another form than its turn drafted, as its echo will show that form.
 * @param hash as `textHash` makes it
 * @returns false when the message is no longer being sent
 */
export async function expectEcho(db: Database, key: ReplyKey, hash: string): Promise<boolean> {
  const noted = await db.rows(sql`
    update outbox set text_hash = ${hash}
    where conversation_id = ${key.conversation_id} and id = ${key.id} and state = 'sending' returning id`)
  return noted.length > 0
}

/** Messages with the same words at most looked at for one echo. */
const CANDIDATES = 20
const ROUNDS = 3

/** The oldest unsettled of that text, also one that still waits to be sent again; then those already settled. */
async function candidatesOf(db: Database, rows: EchoRow[]): Promise<Map<number, Candidate[]>> {
  const found = await db.rows<Candidate>(sql`
    select e.n, o.conversation_id, o.id, o.open, o.known
    from json_to_recordset(${JSON.stringify(rows)}::json) as e(n integer, account_id text, user_id text,
      outbox_id bigint, text_hash text, message_id text)
    join contact k on k.account_id = e.account_id and k.platform_id = e.user_id
    cross join lateral (
      select c.conversation_id, c.id, coalesce(c.platform_message_id = e.message_id, false) as known,
        (c.state in ('sending', 'uncertain') or (c.state = 'ready' and c.resent)) as open
      from outbox c
      where c.conversation_id = k.id
        and (c.id = e.outbox_id or c.text_hash = e.text_hash or c.platform_message_id = e.message_id)
      order by known desc, open desc, c.id limit ${CANDIDATES}
    ) o
    order by e.n, o.known desc, o.open desc, o.id`)
  const byEcho = new Map<number, Candidate[]>()
  for (const row of found) byEcho.set(row.n, [...(byEcho.get(row.n) ?? []), row])
  return byEcho
}

/** Gives each echo a message of its own; an echo that comes twice takes one. */
function assign(rows: EchoRow[], candidates: Map<number, Candidate[]>) {
  const taken = new Map<number, TakenEcho>()
  const strangers: EchoRow[] = []
  for (const row of rows) {
    const mine = candidates.get(row.n) ?? []
    if (mine.length === 0) strangers.push(row)
    const again = mine.some(
      ({ id, known }) => known || (row.message_id !== null && taken.get(id)?.message_id === row.message_id),
    )
    const free = again ? undefined : mine.find(({ id, open }) => open && !taken.has(id))
    if (free) taken.set(free.id, { ...row, conversation_id: free.conversation_id, id: free.id })
  }
  return { taken: [...taken.values()], strangers }
}

async function settleByEcho(db: Database, taken: TakenEcho[]): Promise<Set<number>> {
  if (taken.length === 0) return new Set()
  const done = await db.rows<{ id: number }>(sql`
    with v as (
      select * from json_to_recordset(${JSON.stringify(taken)}::json) as v(conversation_id bigint, id bigint,
        message_id text, at bigint)
    ), locked as (
      select o.conversation_id, o.id, v.message_id, v.at
      from v join outbox o on o.conversation_id = v.conversation_id and o.id = v.id
      where o.state in ('sending', 'uncertain') or (o.state = 'ready' and o.resent) order by o.id for update of o
    )
    update outbox o set state = 'sent', platform_message_id = locked.message_id, sent_at = locked.at, reason = null, body = null
    from locked where o.conversation_id = locked.conversation_id and o.id = locked.id
    returning o.id`)
  return new Set(done.map(({ id }) => id))
}

interface DeliveryRow {
  account_id: string
  user_id: string
  state: string
  watermark: number | null
  message_id: string | null
}

async function applyDeliveries(db: Database, receipts: Receipt[]): Promise<void> {
  const rows = receipts.flatMap((receipt): DeliveryRow[] => {
    const row = {
      account_id: receipt.account,
      user_id: receipt.user,
      state: receipt.kind,
      watermark: receipt.watermark ?? null,
    }
    const named = receipt.messageIds.map((message_id) => ({ ...row, message_id }))
    return named.length > 0 ? named : [{ ...row, message_id: null }]
  })
  // A watermark covers what was begun before it: our own clock notes the answer later than the platform sent it.
  await db.rows(sql`
    with v as (
      select * from json_to_recordset(${JSON.stringify(rows)}::json) as v(account_id text, user_id text, state text,
        watermark bigint, message_id text)
    ), hit as (
      select o.conversation_id, o.id, bool_or(v.state = 'seen') as seen
      from v join contact k on k.account_id = v.account_id and k.platform_id = v.user_id
      join outbox o on o.conversation_id = k.id
      where (o.platform_message_id = v.message_id or (v.watermark is not null and o.first_try_at <= v.watermark))
        and (o.state = 'sent' or (o.state = 'delivered' and v.state = 'seen'))
      group by o.conversation_id, o.id
    ), locked as (
      select o.conversation_id, o.id, hit.seen
      from hit join outbox o on o.conversation_id = hit.conversation_id and o.id = hit.id
      where o.state in ('sent', 'delivered') order by o.id for update of o
    )
    update outbox o set state = case when locked.seen then 'seen' else 'delivered' end
    from locked where o.conversation_id = locked.conversation_id and o.id = locked.id`)
}

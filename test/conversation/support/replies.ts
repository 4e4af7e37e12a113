import { sql } from 'kysely'
import type { Outgoing } from '../../../src/channels/channel.ts'
import { textHash } from '../../../src/conversation/turn.ts'
import { HOUR, OA } from './parts.ts'
import type { TestRoad } from './road.ts'

export interface OutboxRow {
  id: number
  conversation_id: number
  user_id: string
  state: string
  due_at: number
  first_try_at: number | null
  attempts: number
  resent: boolean
  platform_message_id: string | null
  sent_at: number | null
  reason: string | null
  body: string | null
}

/** A person's conversation; made when it is not there. */
export async function conversationOf(road: TestRoad, user: string, account = OA.id): Promise<number> {
  const [row] = await road.db.rows<{ id: number }>(sql`
    with made as (
      insert into contact (account_id, platform_id, language, created_at)
      values (${account}, ${user}, 'vi', ${road.clock.now()}) on conflict do nothing returning id
    ), talk as (
      insert into conversation (id) select id from made
    )
    select id from made union all
    select id from contact where account_id = ${account} and platform_id = ${user}`)
  if (!row) throw new Error('no conversation')
  return row.id
}

/** Puts a reply into the outbox as a turn would. @returns its id. */
export async function putReply(
  road: TestRoad,
  user: string,
  message: string | Outgoing,
  more: {
    account?: string
    state?: string
    dueAt?: number
    expiresAt?: number
    lane?: number
    body?: string
  } = {},
): Promise<number> {
  const now = road.clock.now()
  const { account = OA.id, state = 'ready', dueAt = now, expiresAt = now + 48 * HOUR, lane = 0 } = more
  const said: Outgoing = typeof message === 'string' ? { text: message } : message
  const body = more.body ?? road.keyring.seal(JSON.stringify(said))
  const conversation = await conversationOf(road, user, account)
  const [row] = await road.db.rows<{ id: number }>(sql`
    insert into outbox (conversation_id, account_id, user_id, lane, state, due_at, created_at, expires_at, first_try_at,
      attempts, text_hash, body)
    values (${conversation}, ${account}, ${user}, ${lane}, ${state}, ${dueAt}, ${now}, ${expiresAt},
      ${state === 'ready' ? null : now}, ${state === 'ready' ? 0 : 1}, ${textHash(road.keyring, said.text)}, ${body})
    returning id`)
  if (!row) throw new Error('no row')
  return row.id
}

export async function outboxRow(road: TestRoad, id: number): Promise<OutboxRow> {
  const [row] = await road.db.rows<OutboxRow>(sql`select * from outbox where id = ${id}`)
  if (!row) throw new Error('no row')
  return row
}

/** States of all messages in the order in which they were written. */
export async function states(road: TestRoad): Promise<string[]> {
  const rows = await road.db.rows<{ state: string }>(sql`select state from outbox order by id`)
  return rows.map((row) => row.state)
}

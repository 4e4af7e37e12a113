import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import type { Keyring } from '../common/crypto.ts'
import type { Tx } from '../storage/database.ts'
import { Packed } from '../storage/packed.ts'
import type { RunState } from './sealed.ts'
import { persistRun } from './session.ts'
import type { Talk } from './talk.ts'

/** One row for the outbox. */
export interface OutboxDraft {
  conversation_id: number
  account_id: string
  user_id: string
  lane: number
  state: 'ready' | 'sending' | 'held'
  due_at: number
  expires_at: number
  text_hash: string
  body: string
  /** Goes into the transcript too. */
  keep: boolean
}

/** Everything that a tick's turns write. */
export interface TurnWrite {
  talks: Talk[]
  /** In the order in which they are to be sent. */
  outbox: OutboxDraft[]
  /** What people wrote. */
  transcript: { conversation_id: number; at: number; author: string; body: string }[]
  /** Inbox rows that are done with. */
  heard: number[]
  now: number
}

/** Revisions are drawn from the positive numbers of their column. */
const REVISIONS = 2 ** 31

/** Writes a tick in one statement (and one each for what is rare). @returns outbox ids in the order given. */
export async function writeTurns(tx: Tx, keyring: Keyring, write: TurnWrite): Promise<number[]> {
  await writeRare(tx, write)
  // Drawn, not counted: a database that lost its last commits in a fail-over counts to the same numbers again.
  for (const talk of write.talks) talk.revision = randomInt(1, REVISIONS)
  const [replyTexts, states, saidTexts] = [new Packed(), new Packed(), new Packed()]
  const replies = write.outbox.map(({ body, ...row }, n) => ({ n, ...row, ...replyTexts.add(body) }))
  const runs = write.talks.flatMap((talk) => runRows(keyring, talk, states))
  const said = write.transcript.map(({ body, ...line }) => ({ ...line, ...saidTexts.add(body) }))
  const rows = await tx.rows<{ id: number }>(sql`
    with replies as (
      select v.*, convert_from(substring(${replyTexts.bytes}::bytea from v.text_from for v.text_length), 'UTF8') as body
      from json_to_recordset(${JSON.stringify(replies)}::json) as v(n integer,
        conversation_id bigint, account_id text, user_id text, lane smallint, state text, due_at bigint, expires_at bigint,
        text_hash text, text_from integer, text_length integer, keep boolean)
    ), c as (
      update conversation c set revision = v.revision, owner = v.owner, owner_since = v.owner_since, staff_wrote_at = v.staff_wrote_at,
        waiting_said_at = v.waiting_said_at, last_in_at = v.last_in_at, depth = v.depth, misses = v.misses,
        last_choice = v.last_choice, last_choice_at = v.last_choice_at, keeps_transcript = v.keeps_transcript, held = v.held
      from json_to_recordset(${JSON.stringify(write.talks.map(conversationRow))}::json) as v(id bigint, revision integer, owner text,
        owner_since bigint, staff_wrote_at bigint, waiting_said_at bigint, last_in_at bigint, depth smallint,
        misses smallint, last_choice text, last_choice_at bigint, keeps_transcript boolean, held boolean)
      where c.id = v.id
    ), r as (
      insert into run (conversation_id, no, depth, flow, version, state)
      select v.conversation_id, v.no, v.depth, v.flow, v.version,
        convert_from(substring(${states.bytes}::bytea from v.text_from for v.text_length), 'UTF8')
      from json_to_recordset(${JSON.stringify(runs)}::json) as v(conversation_id bigint, no integer, depth smallint, flow text,
        version integer, text_from integer, text_length integer)
      on conflict (conversation_id, no) do update
        set depth = excluded.depth, flow = excluded.flow, version = excluded.version, state = excluded.state
    ), m as (
      insert into message (conversation_id, at, author, body)
      select v.conversation_id, v.at, v.author,
        convert_from(substring(${saidTexts.bytes}::bytea from v.text_from for v.text_length), 'UTF8')
      from json_to_recordset(${JSON.stringify(said)}::json) as v(conversation_id bigint, at bigint, author text,
        text_from integer, text_length integer)
      union all
      select conversation_id, ${write.now}::bigint, 'bot', body from replies where keep
    ), i as (
      delete from inbox where id in (select value::bigint from json_array_elements_text(${JSON.stringify(write.heard)}::json))
    )
    insert into outbox (conversation_id, account_id, user_id, lane, state, due_at, created_at, expires_at, first_try_at,
      attempts, text_hash, body)
    select v.conversation_id, v.account_id, v.user_id, v.lane, v.state, v.due_at, ${write.now}::bigint, v.expires_at,
      case when v.state = 'sending' then ${write.now}::bigint end, case when v.state = 'sending' then 1 else 0 end,
      v.text_hash, v.body
    from replies v order by v.n
    returning id`)
  return rows.map((row) => row.id).sort((a, b) => a - b)
}

function conversationRow(talk: Talk): Record<string, unknown> {
  return {
    id: talk.id,
    revision: talk.revision,
    owner: talk.owner,
    owner_since: talk.ownerSince,
    staff_wrote_at: talk.staffWroteAt,
    waiting_said_at: talk.waitingSaidAt,
    last_in_at: talk.lastInAt,
    depth: talk.stack.length,
    misses: Math.min(talk.misses, 1000),
    last_choice: talk.lastChoice,
    last_choice_at: talk.lastChoiceAt,
    keeps_transcript: talk.keepsTranscript,
    held: talk.held,
  }
}

function runRows(keyring: Keyring, talk: Talk, states: Packed): Record<string, unknown>[] {
  return talk.stack.flatMap((run, depth) => {
    if (!run.changed) return []
    const { flow, version, snapshot } = persistRun(run.live)
    const state: RunState = { snapshot, question: run.question, armed: run.armed }
    return [
      {
        conversation_id: talk.id,
        no: run.no,
        depth,
        flow,
        version,
        ...states.add(keyring.seal(JSON.stringify(state))),
      },
    ]
  })
}

async function writeRare(tx: Tx, write: TurnWrite): Promise<void> {
  const { talks } = write
  // First, as the same tick may already have begun anew.
  for (const { id, account, user } of talks.filter(({ changes }) => changes.erase))
    await eraseUnderWay(tx, id, account.id, user, write.now)
  const removed = talks.flatMap((t) => t.changes.removedRuns.map((no) => ({ id: t.id, no })))
  if (removed.length > 0) {
    await tx.rows(sql`
      delete from run r using json_to_recordset(${JSON.stringify(removed)}::json) as v(id bigint, no integer)
      where r.conversation_id = v.id and r.no = v.no`)
  }
  await writeTimers(tx, talks, removed)
  const erased = talks.filter((t) => t.changes.eraseTranscript).map((t) => t.id)
  if (erased.length > 0) await tx.query.deleteFrom('message').where('conversation_id', 'in', erased).execute()
  for (const { id, changes } of talks) {
    if (changes.forgetSince === null) continue
    await tx.query
      .deleteFrom('message')
      .where('conversation_id', '=', id)
      .where('at', '>=', changes.forgetSince)
      .execute()
  }
  for (const { id, changes } of talks) {
    if (changes.release !== null) await releaseHeld(tx, id, changes.release, write.now)
  }
  const contacts = talks.flatMap((t) => (t.changes.contact ? [{ id: t.id, ...t.changes.contact }] : []))
  for (const { id, language, stoppedAt, leftAt, origin, erasedAt } of contacts) {
    await tx.query
      .updateTable('contact')
      .set({
        ...(language ? { language } : {}),
        ...(stoppedAt !== undefined ? { stopped_at: stoppedAt } : {}),
        ...(leftAt !== undefined ? { left_at: leftAt } : {}),
        ...(origin !== undefined ? { origin } : {}),
        ...(erasedAt !== undefined ? { erased_at: erasedAt } : {}),
      })
      .where('id', '=', id)
      .execute()
  }
}

/**
 * What one person has under way, and words that no turn and no send has come to, or came to in vain. What is being sent
 * just now goes; should it fail, it is past its time and not tried again.
 */
async function eraseUnderWay(
  tx: Tx,
  id: number,
  accountId: string,
  userId: string,
  now: number,
): Promise<void> {
  await tx.rows(sql`
    update outbox set body = null,
      state = case when state in ('ready', 'uncertain', 'held') then 'failed' else state end,
      reason = case when state in ('ready', 'uncertain', 'held') then 'WITHDRAWN' else reason end
    where conversation_id = ${id} and state <> 'sending' and (body is not null or state in ('ready', 'uncertain', 'held'))`)
  await tx.rows(
    sql`update outbox set expires_at = ${now} where conversation_id = ${id} and state = 'sending'`,
  )
  await tx.rows(sql`delete from set_aside where account_id = ${accountId} and user_id = ${userId}`)
  await tx.rows(sql`delete from run where conversation_id = ${id}`)
  await tx.rows(sql`delete from timer where conversation_id = ${id}`)
}

/** The person has written again: what staff had said meanwhile goes now, before anything newer. */
async function releaseHeld(tx: Tx, id: number, expiresAt: number, now: number): Promise<void> {
  await tx.rows(sql`
    update outbox set state = 'ready', due_at = ${now}, expires_at = ${expiresAt}
    where conversation_id = ${id} and state = 'held'`)
}

async function writeTimers(tx: Tx, talks: Talk[], removed: { id: number; no: number }[]): Promise<void> {
  const cancelled = talks.flatMap((t) =>
    t.changes.cancel.map((c) => ({ id: t.id, run_no: c.runNo, send_id: c.sendId })),
  )
  if (cancelled.length > 0 || removed.length > 0) {
    await tx.rows(sql`
      delete from timer t using json_to_recordset(${JSON.stringify([
        ...cancelled,
        ...removed.map(({ id, no }) => ({ id, run_no: no, send_id: null })),
      ])}::json) as v(id bigint, run_no integer, send_id text)
      where t.conversation_id = v.id and t.run_no = v.run_no and (v.send_id is null or t.send_id = v.send_id)`)
  }
  const armed = talks.flatMap((t) =>
    t.changes.arm.map((a) => ({
      conversation_id: t.id,
      run_no: a.runNo,
      send_id: a.sendId,
      arming: a.arming,
      fire_at: a.fireAt,
      event: a.event,
    })),
  )
  if (armed.length === 0) return
  await tx.rows(sql`
    insert into timer (conversation_id, run_no, send_id, arming, fire_at, event)
    select * from json_to_recordset(${JSON.stringify(armed)}::json) as v(conversation_id bigint, run_no integer,
      send_id text, arming bigint, fire_at bigint, event text)
    on conflict (conversation_id, run_no, send_id) do update
      set arming = excluded.arming, fire_at = excluded.fire_at, event = excluded.event`)
}

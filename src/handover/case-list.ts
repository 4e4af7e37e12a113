import { sql } from 'kysely'
import type { Keyring } from '../common/crypto.ts'
import type { SealedEvent } from '../conversation/sealed.ts'
import type { Executor } from '../storage/database.ts'

/** A case as staff are shown it. Times are ms since the epoch. */
export interface CaseView {
  code: string
  contactId: number
  accountId: string
  /** The person's id on the platform. */
  userId: string
  state: 'open' | 'closed'
  reason: string
  detail: string | null
  openedAt: number
  closedAt: number | null
  closedBy: string | null
  /** The person has done something since a clerk last wrote. */
  waiting: boolean
  /** Who speaks with the person now. */
  owner: 'bot' | 'staff' | 'inbox'
  /** An answer is held until the person writes again. */
  held: boolean
  lastInAt: number
}

/** Cases, the longest waiting first; at most `limit`. `code`: this one alone, also when it is closed. */
export async function findCases(db: Executor, code: string | null, limit = 200): Promise<CaseView[]> {
  const which = code === null ? sql`c.state = 'open'` : sql`c.code = ${code}`
  return db.rows<CaseView>(sql`
    select c.code, c.contact_id as "contactId", k.account_id as "accountId", k.platform_id as "userId", c.state, c.reason,
      c.detail, c.opened_at as "openedAt", c.closed_at as "closedAt", c.closed_by as "closedBy",
      coalesce(v.last_in_at, 0) > greatest(coalesce(v.staff_wrote_at, 0), coalesce(c.answered_at, 0)) as waiting,
      coalesce(v.owner, 'bot') as owner, coalesce(v.held, false) as held, coalesce(v.last_in_at, 0) as "lastInAt"
    from "case" c join contact k on k.id = c.contact_id left join conversation v on v.id = c.contact_id
    where ${which} order by c.opened_at, c.id limit ${limit}`)
}

/** One line of the transcript. */
export interface TranscriptWords {
  at: number
  author: string
  text: string
}

/** The message that led to a case is older than it by the way it took. */
const JUST_BEFORE_MS = 2 * 60_000

/** What was said in a conversation since then, oldest first; secrets were masked before they were kept. */
export async function transcriptSince(
  db: Executor,
  keyring: Keyring,
  contactId: number,
  since: number,
): Promise<TranscriptWords[]> {
  const rows = await db.rows<{ at: number; author: string; body: string }>(sql`
    select at, author, body from message
    where conversation_id = ${contactId} and at >= ${since - JUST_BEFORE_MS} order by id`)
  return rows.map(({ at, author, body }) => ({ at, author, text: wordsIn(keyring.open(body)) }))
}

/** What the person wrote last, of what is kept. */
export async function lastWords(db: Executor, keyring: Keyring, contactId: number): Promise<string | null> {
  const [row] = await db.rows<{ body: string }>(sql`
    select body from message where conversation_id = ${contactId} and author = 'resident' order by id desc limit 1`)
  return row ? wordsIn(keyring.open(row.body)) : null
}

/** Rows of the assistant hold a message, those of people an event. */
function wordsIn(opened: string): string {
  const kept = JSON.parse(opened) as Partial<SealedEvent> & { text?: string }
  const body = kept.body
  if (!body) return kept.text ?? ''
  if (!('text' in body) || body.text === undefined) return ''
  const attached = body.kind === 'message' ? (body.attachments ?? []) : []
  return [body.text, ...attached.map((kind) => `[${kind}]`)].filter(Boolean).join(' ')
}

import { sql } from 'kysely'
import type { Database, Executor } from '../storage/database.ts'

/** What was given up on: who it concerned, how often it was tried, and why (names and codes only). */
export interface GivenUp {
  accountId: string
  userId: string
  at: number
  attempts: number
  reason: string
}

/** Notes a message that will not be sent. */
export async function setMessageAside(db: Database, given: GivenUp): Promise<void> {
  await insert(db, 'message', given, null)
}

/** Keeps an event that no turn could be computed from; its sealed body stays a day for whoever looks into it. */
export async function setEventAside(tx: Executor, given: GivenUp, body: string | null): Promise<void> {
  await insert(tx, 'event', given, body)
}

async function insert(on: Executor, what: string, given: GivenUp, body: string | null): Promise<void> {
  await on.rows(sql`
    insert into set_aside (what, account_id, user_id, at, attempts, reason, body)
    values (${what}, ${storable(given.accountId)}, ${storable(given.userId)}, ${given.at}, ${given.attempts},
      ${given.reason.slice(0, 200)}, ${body})`)
}

/** Without U+0000, which no text column takes: it may be the very reason for which something is set aside. */
function storable(id: string): string {
  return id.replaceAll('\0', '')
}

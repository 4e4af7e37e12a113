import { sql } from 'kysely'
import type { Database } from '../storage/database.ts'

const DAY_MS = 86_400_000
/** How long a consent can be proved after it ended, and a receipt be looked up (facts: domain 6.2). */
const KEEP_PROOF_MS = 3 * 365 * DAY_MS
/** Links to a copy, once they work no more. */
const KEEP_LINKS_MS = DAY_MS

/** Erases proofs, receipts and links that have outlived their use. Safe to run on several instances at once. */
export async function housekeepRegister(db: Database, now: number): Promise<void> {
  await db.rows(sql`delete from consent_proof where withdrawn_at < ${now - KEEP_PROOF_MS}`)
  await db.rows(sql`delete from erasure where at < ${now - KEEP_PROOF_MS}`)
  await db.rows(sql`delete from data_link where expires_at < ${now - KEEP_LINKS_MS}`)
}

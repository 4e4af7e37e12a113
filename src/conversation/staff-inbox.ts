import { sql } from 'kysely'
import type { Keyring } from '../common/crypto.ts'
import type { Executor } from '../storage/database.ts'
import type { SealedEvent } from './sealed.ts'
import type { StaffBody } from './staff-body.ts'

/** Puts an act of staff in the inbox of its conversation; a turn carries it out, as soon as one is computed anywhere. */
export async function putStaffAct(
  db: Executor,
  keyring: Keyring,
  to: { accountId: string; userId: string },
  body: StaffBody,
  now: number,
): Promise<void> {
  const sealed = keyring.seal(JSON.stringify({ key: '', body } satisfies SealedEvent))
  await db.rows(sql`
    insert into inbox (account_id, user_id, at, received_at, due_at, body)
    values (${to.accountId}, ${to.userId}, ${now}::bigint, ${now}::bigint, ${now}::bigint, ${sealed})`)
}

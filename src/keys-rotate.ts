import { sql } from 'kysely'
import { Keyring, type RootKey } from './common/crypto.ts'
import { OperatorError } from './common/errors.ts'
import { rehashPhones } from './register/rehash.ts'
import { tablesInOrder } from './storage/backup.ts'
import type { Database, Tx } from './storage/database.ts'
import { resealAll } from './storage/reseal.ts'

/** What a rotation did. */
export interface Rotation {
  /** Values that were sealed anew. */
  values: number
  /** Registrations whose phone number can be found by the new hash. */
  phones: number
  /** Personal links that were open and no longer lead anywhere: their tokens are known by hashes alone. */
  links: number
}

/** An instance not heard of for so long has ended (its heartbeat is every 2 s). */
const SILENT_MS = 15_000

/**
 * Takes all data from one root key to another, in one transaction: what was sealed is sealed anew, phone numbers are hashed
 * anew. Hashes of which nobody has the value (personal links, consent links) end. No server may be running: it would go
 * on with the old key.
 * @param now ms
 * @throws OperatorError when a server is alive
 */
export async function rotateKeys(db: Database, from: RootKey, to: RootKey, now: number): Promise<Rotation> {
  const keyring = new Keyring([to, from])
  return db.transaction(async (tx) => {
    for (const table of await tablesInOrder(tx))
      await tx.rows(sql`lock table ${sql.table(table)} in exclusive mode`)
    await refuseWhileServed(tx, now)
    const values = await resealAll(tx, keyring, from.id)
    const phones = await rehashPhones(tx, keyring)
    return { values, phones, links: await endLinks(tx, now) }
  })
}

async function refuseWhileServed(tx: Tx, now: number): Promise<void> {
  const [row] = await tx.rows<{ live: number }>(
    sql`select count(*) as live from instance where seen_at between ${now - SILENT_MS} and ${now + SILENT_MS}`,
  )
  if (row?.live === 0) return
  throw new OperatorError(
    'A server is running on this data: stop every instance (one that was killed counts for 15 s), then rotate. ' +
      'Zalo and Facebook deliver again what they could not meanwhile.',
  )
}

async function endLinks(tx: Tx, now: number): Promise<number> {
  await tx.rows(sql`update zalo_consent set state_hash = null where state_hash is not null`)
  const ended = await tx.rows(
    sql`update handoff set expires_at = ${now} where expires_at > ${now} returning id`,
  )
  return ended.length
}

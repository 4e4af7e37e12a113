import { createHmac, hash, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Keyring } from '../common/crypto.ts'
import type { Tx } from '../storage/database.ts'

/**
 * The consents of these contacts become proofs that name nobody: that somebody with this account agreed, to which words,
 * and when it ended (Law 91/2025/QH15 art. 9). What was still given has ended with this.
 */
export async function keepProofs(tx: Tx, keyring: Keyring, contacts: number[], now: number): Promise<void> {
  const rows = await tx.query
    .selectFrom('consent')
    .innerJoin('contact', 'contact.id', 'consent.contact_id')
    .selectAll('consent')
    .select(['contact.account_id', 'contact.platform_id'])
    .where('consent.contact_id', 'in', contacts)
    .orderBy('consent.id')
    .execute()
  if (rows.length > 0) {
    const key = await proofKey(tx, keyring)
    await tx.query
      .insertInto('consent_proof')
      .values(
        rows.map((row) => ({
          contact_hash: contactHash(key, row.account_id, row.platform_id),
          purpose: row.purpose,
          given: row.given,
          at: row.at,
          withdrawn_at: row.withdrawn_at ?? now,
          language: row.language,
          channel: row.channel,
          text_hash: hash('sha256', keyring.open(row.text)),
          answer_key: row.answer_key,
        })),
      )
      .execute()
  }
  await tx.query.deleteFrom('consent').where('contact_id', 'in', contacts).execute()
}

/** Ids of the proofs of an account on a platform, for whoever comes forward with it. */
export async function proofsOf(
  tx: Tx,
  keyring: Keyring,
  accountId: string,
  platformId: string,
): Promise<number[]> {
  const key = await proofKey(tx, keyring)
  const rows = await tx.query
    .selectFrom('consent_proof')
    .select('id')
    .where('contact_hash', '=', contactHash(key, accountId, platformId))
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}

function contactHash(key: Buffer, accountId: string, platformId: string): string {
  return createHmac('sha256', key)
    .update(JSON.stringify([accountId, platformId]))
    .digest('base64url')
}

/** Made when it is first needed; sealed, so that a copy of the database alone proves nothing to anybody. */
async function proofKey(tx: Tx, keyring: Keyring): Promise<Buffer> {
  const fresh = keyring.seal(randomBytes(32).toString('base64'))
  await tx.rows(sql`insert into proof_key (id, sealed) values (1, ${fresh}) on conflict do nothing`)
  const { sealed } = await tx.query.selectFrom('proof_key').select('sealed').executeTakeFirstOrThrow()
  return Buffer.from(keyring.open(sealed), 'base64')
}

import { sql } from 'kysely'
import type { Language } from '../channels/channel.ts'
import type { Keyring } from '../common/crypto.ts'
import { secretToken } from '../common/ids.ts'
import type { EffectHandler } from '../conversation/effects.ts'
import type { Executor } from '../storage/database.ts'

const LIFE_MS = 15 * 60_000

/**
 * Handler of `data.export` {} → {url}: a link to a copy of everything that is kept of the contact that asks. It works for
 * a quarter of an hour, once for the page and once for the file; asking again ends the earlier one. The token is a secret
 * kept only as a keyed hash.
 */
export function dataExport(keyring: Keyring, publicUrl: string): EffectHandler {
  return async (tx, items) => {
    const links = items.map((item) => ({ item, token: secretToken() }))
    const contacts = items.map((item) => item.contactId)
    await tx.query.deleteFrom('data_link').where('contact_id', 'in', contacts).execute()
    await tx.query
      .insertInto('data_link')
      .values(
        links.map(({ item, token }) => ({
          contact_id: item.contactId,
          token_hash: tokenHash(keyring, token),
          created_at: item.now,
          expires_at: item.now + LIFE_MS,
        })),
      )
      .execute()
    return links.map(({ token }) => ({ url: `${publicUrl}/my-data/${token}` }))
  }
}

/** Whose copy a link leads to. */
export interface CopyLink {
  contactId: number
  accountId: string
  language: Language
}

/** The contact of a link that still works; looking at it uses nothing up. */
export async function findCopy(
  db: Executor,
  keyring: Keyring,
  token: string,
  now: number,
): Promise<CopyLink | undefined> {
  const row = await db.query
    .selectFrom('data_link')
    .innerJoin('contact', 'contact.id', 'data_link.contact_id')
    .select(['contact.id', 'contact.account_id', 'contact.language'])
    .where('data_link.token_hash', '=', tokenHash(keyring, token))
    .where('data_link.expires_at', '>', now)
    .executeTakeFirst()
  return (
    row && { contactId: row.id, accountId: row.account_id, language: row.language === 'en' ? 'en' : 'vi' }
  )
}

/** Uses a link up, for the page or for the file. @returns false when that was done before. */
export async function takeCopy(
  db: Executor,
  keyring: Keyring,
  token: string,
  what: 'page' | 'file',
  now: number,
): Promise<boolean> {
  const column = sql.ref(what === 'page' ? 'shown_at' : 'saved_at')
  const taken = await db.rows(sql`
    update data_link set ${column} = ${now}
    where token_hash = ${tokenHash(keyring, token)} and expires_at > ${now} and ${column} is null returning id`)
  return taken.length > 0
}

function tokenHash(keyring: Keyring, token: string): string {
  return keyring.hash('copy-token', token)
}

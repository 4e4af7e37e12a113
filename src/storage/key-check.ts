import { sql } from 'kysely'
import type { RootKey } from '../common/crypto.ts'
import { OperatorError } from '../common/errors.ts'
import type { Database } from './database.ts'

/**
 * Refuses to work with a key that opens nothing of what is stored: every conversation would go to staff with an apology,
 * and what is written meanwhile could not be read with the right key. Of each account one sealed value of a kind is
 * looked at, the oldest; what two keys have sealed is taken with either.
 * @param accounts ids of those that are served: a trial in the sandbox may have left others, sealed with its own key.
 * All when absent
 * @throws OperatorError with the ids of both keys, which are no secrets.
 */
export async function checkKey(
  db: Database,
  keys: readonly RootKey[],
  accounts?: readonly string[],
): Promise<void> {
  const found = await db.rows<{ id: string }>(sql`
    select distinct split_part(sealed, '.', 1) as id
    from account a cross join lateral (
      (select r.name as sealed from registration r join contact c on c.id = r.contact_id
        where c.account_id = a.id order by r.id limit 1)
      union all (select t.text from consent t join contact c on c.id = t.contact_id
        where c.account_id = a.id order by t.id limit 1)
      union all (select r.state from run r join contact c on c.id = r.conversation_id
        where c.account_id = a.id order by r.conversation_id, r.no limit 1)
      union all select a.tokens
    ) as sample
    where sealed is not null and (${accounts === undefined} or a.id = any(${accounts ?? []}))`)
  if (found.length === 0 || found.some(({ id }) => keys.some((key) => key.id === id))) return
  const theirs = found.map(({ id }) => id).join(', ')
  throw new OperatorError(
    `The data is encrypted with another key (id ${theirs}) than this one (id ${keys.map(({ id }) => id).join(', ')}): ` +
      'set APP_KEY to the key that it was made with, in the sandbox put the file app-key back into DATA_DIR. ' +
      'Without it nothing can be read; to begin anew, use an empty database.',
  )
}

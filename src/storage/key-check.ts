import { sql } from 'kysely'
import type { RootKey } from '../common/crypto.ts'
import { OperatorError } from '../common/errors.ts'
import type { Database } from './database.ts'

/**
 * Refuses to work with a key that opens nothing of what is stored: every conversation would go to staff with an apology,
 * and what is written meanwhile could not be read with the right key. One sealed value of a kind is looked at, the
 * oldest; what two keys have sealed is taken with either.
 * @throws OperatorError with the ids of both keys, which are no secrets.
 */
export async function checkKey(db: Database, keys: readonly RootKey[]): Promise<void> {
  const found = await db.rows<{ id: string }>(sql`
    select distinct split_part(sealed, '.', 1) as id from (
      (select name as sealed from registration order by id limit 1)
      union all (select text from consent order by id limit 1)
      union all (select state from run order by conversation_id, no limit 1)
      union all (select tokens from account where tokens is not null order by id limit 1)
    ) as sample`)
  if (found.length === 0 || found.some(({ id }) => keys.some((key) => key.id === id))) return
  const theirs = found.map(({ id }) => id).join(', ')
  throw new OperatorError(
    `The data is encrypted with another key (id ${theirs}) than this one (id ${keys.map(({ id }) => id).join(', ')}): ` +
      'set APP_KEY to the key that it was made with, in the sandbox put the file app-key back into DATA_DIR. ' +
      'Without it nothing can be read; to begin anew, use an empty database.',
  )
}

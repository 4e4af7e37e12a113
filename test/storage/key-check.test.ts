import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { Keyring } from '../../src/common/crypto.ts'
import { OperatorError } from '../../src/common/errors.ts'
import { checkKey } from '../../src/storage/key-check.ts'
import { openTestDatabase, type TestDatabase } from '../helpers/database.ts'

const [first, second] = [1, 2].map((n) => ({ id: `key${n}`, secret: Buffer.alloc(32, n) })) as [
  { id: string; secret: Buffer },
  { id: string; secret: Buffer },
]

let opened: TestDatabase
beforeAll(async () => {
  opened = await openTestDatabase()
})
afterAll(() => opened.close())
beforeEach(() => opened.db.rows(sql`truncate account cascade`))

const seal = (id: string, key: typeof first) =>
  opened.db.rows(
    sql`insert into account (id, platform, tokens) values (${id}, 'zalo', ${new Keyring([key]).seal('x')})`,
  )
const run = (key: typeof first) =>
  opened.db.rows(sql`
    with person as (
      insert into contact (account_id, platform_id, language, created_at) values ('a', '1', 'vi', 1) returning id
    ), talk as (insert into conversation (id) select id from person returning id)
    insert into run (conversation_id, no, depth, flow, version, state)
    select id, 1, 0, 'f', 1, ${new Keyring([key]).seal('x')} from talk`)

it('takes any key while nothing is sealed, and then its own', async () => {
  await checkKey(opened.db, [first])
  await seal('a', first)
  await checkKey(opened.db, [first])
  await checkKey(opened.db, [second, first])
})

it('refuses a key that opens nothing, and names both', async () => {
  await seal('a', first)
  const refusal = await checkKey(opened.db, [second]).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(OperatorError)
  expect(String(refusal)).toMatch(/another key \(id key1\) than this one \(id key2\): set APP_KEY/)
})

it('takes either where two have sealed, so that nobody is locked out', async () => {
  await seal('a', first)
  await run(second)
  await checkKey(opened.db, [first])
  await checkKey(opened.db, [second])
})

it('asks only for the accounts that are served: a trial may have left others', async () => {
  await seal('sandbox-zalo', first)
  await seal('a', second)
  await run(second)
  await checkKey(opened.db, [second], ['a'])
  await checkKey(opened.db, [second])
  await expect(checkKey(opened.db, [first], ['a'])).rejects.toThrow('another key')
  await checkKey(opened.db, [second], [])
})

import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { ManualClock } from '../../src/common/clock.ts'
import { OperatorError } from '../../src/common/errors.ts'
import { backup, tablesInOrder } from '../../src/storage/backup.ts'
import type { Database } from '../../src/storage/database.ts'
import { migrationsCurrent } from '../../src/storage/migrate.ts'
import { openDatabase } from '../../src/storage/open.ts'
import { restore } from '../../src/storage/restore.ts'
import {
  createServerDatabase,
  openEmbedded,
  openTestDatabase,
  serverUrl,
  type TestDatabase,
} from '../helpers/database.ts'

const clock = new ManualClock(1_770_000_000_000)
const keys = [
  { id: 'k2', secret: Buffer.alloc(32, 2) },
  { id: 'k1', secret: Buffer.alloc(32, 1) },
]
const passphrase = 'mật khẩu của phường'

let folder: string
let source: TestDatabase
let target: TestDatabase
let file: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backup-'))
  source = await openTestDatabase()
  target = await openTestDatabase()
  await fillSource(source.db)
  file = join(folder, 'good.backup')
  await backup(source.db, keys, passphrase, file)
})

afterAll(async () => {
  await source.close()
  await target.close()
  await rm(folder, { recursive: true })
})

afterEach(async () => {
  const tables = await target.db.transaction(tablesInOrder)
  await target.db.rows(
    sql`truncate ${sql.join(tables.map((table) => sql.table(table)))} restart identity cascade`,
  )
})

async function fillSource(db: Database): Promise<void> {
  await db.rows(
    sql`insert into account (id, platform, no_buttons) values ('a', 'zalo', true), ('b', 'messenger', false)`,
  )
  await db.rows(sql`
    insert into contact (account_id, platform_id, language, created_at, origin)
    select 'a', 'u' || n, 'vi', 1760000000000 + n, case when n % 2 = 0 then E'Ước "x" \\\\ \n 🇻🇳' end
    from generate_series(1, 1203) as n`)
  await db.rows(
    sql`insert into conversation (id, last_in_at) select id, 9007199254740991 from contact where id <= 700`,
  )
  await db.rows(sql`insert into event_key (key, seen_at) values ('6f1c1b1e-0000-4000-8000-000000000001', 5)`)
  await db.rows(sql`
    insert into consent (contact_id, purpose, given, at, language, channel, text, answer_key)
    values (1, 'P1', true, 1, 'vi', 'zalo', 'k2.AAAA', '6f1c1b1e-0000-4000-8000-000000000001')`)
  await db.rows(
    sql`insert into "case" (contact_id, code, reason, opened_at) values (2, 'MH-7K3Q', 'asked', 7)`,
  )
  // A sequence that is ahead of its rows.
  await db.rows(sql`delete from contact where id > 1200`)
}

async function contents(db: Database): Promise<Record<string, unknown>> {
  const all: Record<string, unknown> = {}
  for (const table of await db.transaction(tablesInOrder)) {
    all[table] = await db.rows(sql`select row_to_json(t)::text as row from ${sql.table(table)} t order by 1`)
  }
  return all
}

async function expectWhole(db: Database): Promise<void> {
  expect(await contents(db)).toEqual(await contents(source.db))
  expect(await migrationsCurrent(db)).toBe(true)
  const added = await db.rows<{ id: number }>(sql`
    insert into contact (account_id, platform_id, language, created_at) values ('a', 'new', 'vi', 1) returning id`)
  expect(added).toEqual([{ id: 1204 }])
}

async function variant(name: string, change: (bytes: Buffer) => Buffer): Promise<string> {
  const changed = join(folder, name)
  await writeFile(changed, change(await readFile(file)))
  return changed
}

async function expectRefused(damaged: string, phrase: string, words: RegExp): Promise<void> {
  const error = await restore(target.db, clock, damaged, phrase).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(OperatorError)
  expect(String(error)).toMatch(words)
  const left = Object.values(await contents(target.db)).flat()
  expect(left).toEqual([])
}

describe('backup and restore', () => {
  it('brings back every row, every key, and where the ids go on', async () => {
    expect(await restore(target.db, clock, file, passphrase)).toEqual(keys)
    await expectWhole(target.db)
  })

  it('takes the passphrase however its marks are composed', async () => {
    expect(await restore(target.db, clock, file, passphrase.normalize('NFD'))).toEqual(keys)
  })

  it('leaves a file for its owner only, nothing readable in it, and no drafts', async () => {
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    const bytes = await readFile(file)
    for (const secret of ['MH-7K3Q', 'account', keys[0]!.secret.toString('base64')])
      expect(bytes.includes(secret)).toBe(false)
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  it('refuses a short passphrase and a file that exists', async () => {
    await expect(backup(source.db, keys, 'short', join(folder, 'x'))).rejects.toBeInstanceOf(OperatorError)
    const before = await readFile(file)
    await expect(backup(source.db, keys, passphrase, file)).rejects.toThrow('not overwritten')
    expect(await readFile(file)).toEqual(before)
    expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  it('refuses a wrong passphrase', () =>
    expectRefused(file, 'mat khau cua phuong', /passphrase does not open/))

  it('refuses a file that is absent or something else', async () => {
    await expectRefused(join(folder, 'absent'), passphrase, /cannot be read/)
    await expectRefused(await variant('other', () => Buffer.from('hello')), passphrase, /not a backup/)
  })

  // That damage is noticed wherever it is: sealed-file.test.ts. Here, that nothing was written by then.
  it('refuses a file that was cut off', async () => {
    await expectRefused(
      await variant('cut', (bytes) => bytes.subarray(0, bytes.length - 1)),
      passphrase,
      /cut off/,
    )
  })

  it('refuses a file with one flipped bit', async () => {
    const flip = (at: number) => (bytes: Buffer) => {
      bytes[at]! ^= 1
      return bytes
    }
    await expectRefused(await variant('first', flip(10)), passphrase, /first bytes are damaged/)
    await expectRefused(await variant('last', flip((await readFile(file)).length - 1)), passphrase, /damaged/)
  })

  it('refuses a database that holds anything', async () => {
    await target.db.rows(sql`insert into person (phone_hash, created_at) values ('x', 1)`)
    await expect(restore(target.db, clock, file, passphrase)).rejects.toThrow('table "person" has rows')
    expect(await target.db.rows(sql`select id from account`)).toEqual([])
  })

  it('refuses a backup of another schema than the database already has', async () => {
    await target.db.rows(sql`insert into migration values (99, 'later', 1)`)
    await expect(restore(target.db, clock, file, passphrase)).rejects.toBeInstanceOf(OperatorError)
    await target.db.rows(sql`delete from migration where id = 99`)
  })
})

it.runIf(serverUrl)(
  'carries a database from a server to an embedded one and back, and into one without tables',
  async () => {
    const embedded = await openEmbedded()
    await restore(embedded.db, clock, file, passphrase)
    const again = join(folder, 'again.backup')
    await backup(embedded.db, keys, passphrase, again)
    const { url, drop } = await createServerDatabase(serverUrl!)
    const empty = await openDatabase({ url })
    await restore(empty, clock, again, passphrase)
    await expectWhole(empty)
    await expectWhole(embedded.db)
    await Promise.all([empty.close(), embedded.close()])
    await drop()
  },
)

it.runIf(serverUrl)('holds one moment, while others write', async () => {
  const other = await openDatabase({ url: source.url!, poolSize: 2 })
  let stop = false
  const writer = (async () => {
    for (let n = 0; !stop; n++) {
      await other.transaction(async (tx) => {
        await tx.rows(sql`insert into person (phone_hash, created_at) values (${`p${n}`}, 1)`)
        await tx.rows(sql`insert into event_key (key, seen_at) values (gen_random_uuid(), 6)`)
      })
    }
  })()
  const moving = join(folder, 'moving.backup')
  await backup(source.db, keys, passphrase, moving)
  stop = true
  await writer
  await restore(target.db, clock, moving, passphrase)
  const [count] = await target.db.rows<{ people: number; marks: number }>(sql`
    select (select count(*) from person) as people, (select count(*) from event_key where seen_at = 6) as marks`)
  expect(count!.people).toBe(count!.marks)
  await other.rows(sql`delete from person; delete from event_key where seen_at = 6`)
  await other.close()
})

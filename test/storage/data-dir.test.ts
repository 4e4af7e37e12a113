import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { isTransient } from '../../src/storage/faults.ts'
import { migrationsCurrent } from '../../src/storage/migrate.ts'
import { databaseOnThread, openDatabase } from '../../src/storage/open.ts'
import { PgliteThread } from '../../src/storage/pglite.ts'
import { migratedSeed } from '../helpers/database.ts'

let dataDir: string

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'data-'))
})

afterEach(() => rm(dataDir, { recursive: true }))

it('keeps an embedded database in its folder, and the folder for one handle at a time', async () => {
  // What a process that was killed at its first start may have left.
  await mkdir(join(dataDir, 'pglite.new'))
  await writeFile(join(dataDir, 'pglite.new', 'PG_VERSION'), '18')
  const open = async () => openDatabase({ dataDir, seed: await migratedSeed() })
  const first = await open()
  expect(await migrationsCurrent(first)).toBe(true)
  await first.rows(sql`insert into account (id, platform) values ('a', 'zalo')`)
  await expect(open()).rejects.toThrow('is in use by process')
  await first.close()
  const second = await open()
  expect(await second.rows(sql`select id from account`)).toEqual([{ id: 'a' }])
  await second.close()
})

it('says so when the folder holds no database, and lets go of it', async () => {
  await writeFile(join(dataDir, 'pglite'), 'in the way')
  for (let attempt = 0; attempt < 2; attempt++) {
    const error = await openDatabase({ dataDir }).catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(Error)
    expect(String(error)).not.toContain('in use')
  }
})

it('rejects, and does not hang, once its thread has ended', async () => {
  const thread = await PgliteThread.start({ seed: await migratedSeed() })
  const db = databaseOnThread(thread)
  expect(await db.rows(sql`select 1 as one`)).toEqual([{ one: 1 }])
  await thread.close()
  const error = await db.rows(sql`select 1`).catch((reason: unknown) => reason)
  expect(isTransient(error)).toBe(true)
  await expect(db.transaction((tx) => tx.rows(sql`select 1`))).rejects.toThrow('Connection terminated')
  await db.close()
})

it('goes on with a new thread where there is a folder to go on from', async () => {
  const seed = await migratedSeed()
  const start = () => PgliteThread.start({ folder: join(dataDir, 'pglite'), seed })
  const first = await start()
  const db = databaseOnThread(first, start)
  await db.rows(sql`insert into account (id, platform) values ('a', 'zalo')`)
  const unfinished = db
    .transaction(async (tx) => {
      await tx.rows(sql`insert into account (id, platform) values ('lost', 'zalo')`)
      await first.close()
      await tx.rows(sql`select 1`)
    })
    .catch((reason: unknown) => reason)
  expect(isTransient(await unfinished)).toBe(true)
  let rows: unknown
  for (let attempt = 0; attempt < 3 && !rows; attempt++) {
    rows = await db.rows(sql`select id from account`).catch(() => undefined)
  }
  expect(rows).toEqual([{ id: 'a' }])
  await db.close()
})

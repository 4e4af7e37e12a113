import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { ManualClock } from '../../src/common/clock.ts'
import { OperatorError } from '../../src/common/errors.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { openDatabase } from '../../src/storage/open.ts'
import { inWords, openChecked, prepareDataDir, serverFault } from '../../src/storage/surroundings.ts'
import { createServerDatabase, serverUrl } from '../helpers/database.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'surroundings-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(OperatorError)
  expect(String(error)).not.toContain('S3CRET')
  return (error as OperatorError).message
}

describe('a data folder', () => {
  it('is made for its owner alone', () => {
    const path = join(folder, 'a/b')
    prepareDataDir(path)
    prepareDataDir(path)
    expect(statSync(path).mode & 0o777).toBe(0o700)
  })

  it('that is a file is refused', () => {
    const path = join(folder, 'file')
    writeFileSync(path, '')
    expect(() => prepareDataDir(path)).toThrow(OperatorError)
    expect(() => prepareDataDir(join(path, 'below'))).toThrow(/cannot be used \(ENOTDIR\): .*may write/)
  })

  it('with a damaged database in it is refused with a way out, and let go of', async () => {
    mkdirSync(join(folder, 'pglite'))
    writeFileSync(join(folder, 'pglite', 'PG_VERSION'), '17')
    for (let attempt = 0; attempt < 2; attempt++)
      expect(await refusal(openChecked({ dataDir: folder }))).toMatch(/cannot be opened .*restore a backup/)
  })
})

describe('a server', () => {
  it('that is too old, or cannot hold Vietnamese, is refused', () => {
    expect(serverFault({ version: 140_011, encoding: 'UTF8' })).toMatch(
      /PostgreSQL 14: PostgreSQL 15 or newer/,
    )
    expect(serverFault({ version: 150_000, encoding: 'LATIN1' })).toMatch(/LATIN1.*createdb -E UTF8/)
    expect(serverFault({ version: 180_001, encoding: 'UTF8' })).toBeUndefined()
  })

  it('that is not there, or is something else, is told by what to look at', async () => {
    expect(await refusal(openChecked({ url: 'postgres://u:S3CRET@127.0.0.1:9/d' }))).toMatch(
      /\(ECONNREFUSED\): nothing answers at DATABASE_URL/,
    )
    const other = createServer((socket) => socket.destroy())
    onTestFinished(() => void other.close())
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const port = typeof address === 'object' && address ? address.port : 0
    expect(await refusal(openChecked({ url: `postgres://u:S3CRET@127.0.0.1:${port}/d` }))).toMatch(
      /DATABASE_URL (does not answer as PostgreSQL|leads to something that hangs up)/,
    )
  })

  it('leaves faults of another kind as they are', () => {
    const fault = new Error('division by zero')
    expect(inWords(fault)).toBe(fault)
    expect(inWords('thrown')).toBe('thrown')
  })

  it.runIf(serverUrl)('that lacks the database, or refuses its user, is told by what to do', async () => {
    const { url, drop } = await createServerDatabase(serverUrl ?? '')
    onTestFinished(drop)
    const other = new URL(url)
    other.pathname = '/cks_none'
    expect(await refusal(openChecked({ url: other.href }))).toMatch(/\(3D000\): .*does not exist.*createdb/)
    const role = `${new URL(url).pathname.slice(1)}_low`
    const owner = await openDatabase({ url })
    onTestFinished(async () => {
      await owner.rows(sql`drop role ${sql.id(role)}`)
      await owner.close()
    })
    await owner.rows(sql`create role ${sql.id(role)} login password 'S3CRET'`)
    const low = new URL(url)
    low.username = role
    low.password = 'S3CRET'
    const db = await openChecked({ url: low.href })
    onTestFinished(() => db.close())
    expect(await refusal(migrate(db, new ManualClock(1_770_000_000_000)))).toMatch(
      /\(42501\): .*make it the owner/,
    )
  })
})

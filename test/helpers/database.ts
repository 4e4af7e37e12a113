import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { ManualClock } from '../../src/common/clock.ts'
import type { Database } from '../../src/storage/database.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { migrations } from '../../src/storage/migrations/index.ts'
import { databaseOnThread, openDatabase } from '../../src/storage/open.ts'
import { PgliteThread } from '../../src/storage/pglite.ts'

export interface TestDatabase {
  db: Database
  close(): Promise<void>
  /** Set on PostgreSQL: a second handle, another process, `psql` can open the same database. */
  url?: string
}

/** The server that `npm run test:services` names; unset in `npm test`. */
export const serverUrl = process.env['DATABASE_URL']

/**
 * A migrated database of its own: in memory on PGlite, or, where `DATABASE_URL` is set, a fresh database on that
 * server, dropped on close.
 */
export async function openTestDatabase(): Promise<TestDatabase> {
  return serverUrl ? openOnServer(serverUrl) : openEmbedded()
}

/** The same, always embedded and in memory: for what carries data from one kind to the other. */
export async function openEmbedded(): Promise<TestDatabase> {
  const db = await openDatabase({ dataDir: 'memory', seed: await migratedSeed() })
  return { db, close: () => db.close() }
}

/** An empty database, not migrated, on the server; for tests of migrations and of two handles on one database. */
export async function createServerDatabase(
  server: string,
  template?: string,
): Promise<{ url: string; drop(): Promise<void> }> {
  const name = `cks_test_${randomBytes(6).toString('hex')}`
  await onServer(server, (client) =>
    client.query(`create database ${name}${template ? ` template ${template}` : ''}`),
  )
  return {
    url: withName(server, name),
    drop: () => onServer(server, (client) => client.query(`drop database if exists ${name} with (force)`)),
  }
}

async function openOnServer(server: string): Promise<TestDatabase> {
  const { url, drop } = await createServerDatabase(server, await migratedTemplate(server))
  const db = await openDatabase({ url })
  return {
    db,
    url,
    close: async () => {
      await db.close()
      await drop()
    },
  }
}

const fromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** Changes with the schema, so that a template is never older than the code. */
function schemaHash(): string {
  const manifest = readFileSync(fromRoot('node_modules/@electric-sql/pglite/package.json'), 'utf8')
  const { version } = JSON.parse(manifest) as { version: string }
  return createHash('sha256')
    .update(JSON.stringify([version, migrations]))
    .digest('hex')
    .slice(0, 16)
}

const clock = new ManualClock(1_760_000_000_000)

/** Tar file of a migrated embedded database. Making a cluster takes PGlite some seconds, so it is made once and kept; two at once make the same file. */
export async function migratedSeed(): Promise<string> {
  const folder = fromRoot('node_modules/.cache/chu-ky-so/')
  const file = `${folder}pglite-${schemaHash()}.tar`
  if (existsSync(file)) return file
  await mkdir(folder, { recursive: true })
  const thread = await PgliteThread.start({})
  const db = databaseOnThread(thread)
  await migrate(db, clock)
  const draft = `${file}.${randomBytes(6).toString('hex')}`
  await thread.dump(draft)
  await db.close()
  await rename(draft, file)
  return file
}

/** Name of the migrated template on the server. Workers that start at once take turns; a name means it is whole. */
async function migratedTemplate(server: string): Promise<string> {
  const name = `cks_template_${schemaHash()}`
  await onServer(server, async (client) => {
    await client.query('select pg_advisory_lock(7311202)')
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount) return
    const draft = `${name}_draft`
    await client.query(`drop database if exists ${draft} with (force)`)
    await client.query(`create database ${draft}`)
    const db = await openDatabase({ url: withName(server, draft) })
    await migrate(db, clock)
    await db.close()
    await client.query(`alter database ${draft} rename to ${name}`)
  })
  return name
}

function withName(server: string, name: string): string {
  const url = new URL(server)
  url.pathname = `/${name}`
  return url.href
}

async function onServer(server: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: server })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

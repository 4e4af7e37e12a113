import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest'
import { createHttp, type Http } from '../../../src/channels/http.ts'
import { ManualClock } from '../../../src/common/clock.ts'
import { Keyring } from '../../../src/common/crypto.ts'
import type { Database } from '../../../src/storage/database.ts'
import { openTestDatabase, type TestDatabase } from '../../helpers/database.ts'
import { NOW } from './helpers.ts'

/** What tests of tokens, consents and health stand on: fresh for each, but for the database. */
export interface ZaloBench<Server> {
  readonly secret: Buffer
  readonly keyring: Keyring
  db: Database
  http: Http
  clock: ManualClock
  server: Server
}

/** Opens a database for the file, and a server of the platform for each test. */
export function useZalo<Server extends { close(): Promise<unknown> }>(
  start: () => Promise<Server>,
): ZaloBench<Server> {
  const secret = randomBytes(32)
  const bench = { secret, keyring: new Keyring([{ id: 'k1', secret }]) } as ZaloBench<Server>
  let database: TestDatabase
  beforeAll(async () => {
    database = await openTestDatabase()
    bench.db = database.db
  })
  afterAll(() => database.close())
  beforeEach(async () => {
    await bench.db.rows(sql`delete from account`)
    bench.http = createHttp()
    bench.server = await start()
    bench.clock = new ManualClock(NOW)
  })
  afterEach(async () => {
    await bench.server.close()
    await bench.http.close()
  })
  return bench
}

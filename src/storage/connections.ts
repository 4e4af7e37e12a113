import pg from 'pg'

/** What both kinds of database share: a pool of wire-protocol clients. On PGlite it holds one client. */
export type Connections = pg.Pool

const INT8 = 20
const INT8_ARRAY = 1016

/** Times and ids are bigint in SQL and numbers here. @throws beyond 2^53, rather than round silently. */
function int8(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError('A bigint from the database does not fit a number')
  return value
}

/** `pg-types` names no array types in its typings, but parses them. */
const texts = pg.types.getTypeParser(INT8_ARRAY as number as Parameters<typeof pg.types.getTypeParser>[0])

const int8Array = (text: string): (number | null)[] =>
  (texts(text) as (string | null)[]).map((item) => (item === null ? null : int8(item)))

const types: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (format !== 'binary') {
      if (oid === INT8) return int8
      if (oid === INT8_ARRAY) return int8Array
    }
    return pg.types.getTypeParser(oid, format)
  },
}

/** Opens a pool that survives every loss of connection: a lost client is dropped, the next query makes a new one. */
export function connect(config: pg.PoolConfig): Connections {
  const pool = new pg.Pool({ ...config, types })
  // Without listeners, a server that restarts would end this process. The queries concerned are rejected anyway.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return pool
}

/**
 * Statistics of a queue are always of another moment, and plans are kept: one made while a table was small reads it
 * whole later. Every statement of the road goes by an index, row by row, and batches are small. So nothing else is
 * offered: no whole tables, none read along an index for a hash or merge join (228 entries of the outbox a turn after
 * 20,000 turns, growing), no bitmaps, which never clear the index entries of dead rows. Where there is no index
 * (metrics, housekeeping), a scan that is off looks so dear that it would be compiled first, which takes longer.
 */
export const PLANNER: Readonly<Record<string, string>> = {
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  enable_hashjoin: 'off',
  enable_mergejoin: 'off',
  enable_material: 'off',
  random_page_cost: '1.1',
  jit: 'off',
}

/** A pool on a PostgreSQL server. */
export function connectPostgres(url: string, poolSize: number): Connections {
  return connect({
    connectionString: url,
    application_name: 'chu-ky-so',
    max: poolSize,
    // Also how long a query waits for a free connection.
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    statement_timeout: 60_000,
    // A host that vanished answers nothing, not even the time-out above: TCP alone gives up after a quarter of an hour.
    query_timeout: 65_000,
    options: Object.entries(PLANNER)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
    // An instance that hangs (stopped, swapped out) must not keep its row locks for ever.
    idle_in_transaction_session_timeout: 60_000,
  })
}

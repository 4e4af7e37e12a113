import { AsyncLocalStorage } from 'node:async_hooks'
import { join } from 'node:path'
import type { PoolClient } from 'pg'
import { type Connections, connectPostgres } from './connections.ts'
import type { Database, Tx } from './database.ts'
import { SqlExecutor } from './executor.ts'
import { isConnectionFault, isStalePlan } from './faults.ts'
import { lockDataDir } from './lock.ts'
import { connectPglite, PgliteThread } from './pglite.ts'

export interface OpenOptions {
  /** `postgres://…`: a PostgreSQL server, 15 or newer. Absent: embedded PostgreSQL in `dataDir`. */
  url?: string
  /** Folder that holds the embedded database (in `pglite/`), or `memory` for one that ends with the process. */
  dataDir?: string | 'memory'
  /** Connections to a server, 10 when absent. Embedded PostgreSQL has one. */
  poolSize?: number
  /** Tar file of a data folder that a new embedded database starts from (tests). */
  seed?: string
}

/**
 * Opens the database. A server need not be reachable yet: queries reject until it is, and reconnect by themselves.
 * The schema is not touched: see `migrate`.
 * @throws OperatorError when another process holds `dataDir`.
 */
export async function openDatabase(options: OpenOptions): Promise<Database> {
  if (options.url) {
    const pool = connectPostgres(options.url, options.poolSize ?? 10)
    return databaseOn('postgres', pool, () => pool.end())
  }
  if (!options.dataDir) throw new Error('openDatabase: neither url nor dataDir')
  const seed = options.seed ? { seed: options.seed } : {}
  if (options.dataDir === 'memory') return databaseOnThread(await PgliteThread.start(seed))
  const release = await lockDataDir(options.dataDir)
  const start = () => PgliteThread.start({ folder: join(options.dataDir ?? '', 'pglite'), ...seed })
  try {
    return databaseOnThread(await start(), start, release)
  } catch (error) {
    await release()
    throw error
  }
}

/**
 * A handle over an embedded database that already runs; closing the handle ends its thread. Where `restart` is given,
 * a thread that died (disk full, out of memory) is replaced at the next query, as a server would be reconnected to.
 */
export function databaseOnThread(
  first: PgliteThread,
  restart?: () => Promise<PgliteThread>,
  afterwards?: () => Promise<void>,
): Database {
  let thread = first
  const pool = connectPglite(async () => {
    if (thread.ended && restart) thread = await restart()
    return thread
  })
  return databaseOn('pglite', pool, async () => {
    await pool.end()
    await thread.close()
    await afterwards?.()
  })
}

/** What is known inside one transaction, also by code that it started and that outlives it. */
interface Scope {
  open: boolean
  /** The connection must not be used again. */
  broken: boolean
}

/**
 * Embedded, a query on the handle inside a transaction would wait for itself for ever, so it is refused there. A server
 * gives it another connection, and the types keep `Tx` and the handle apart anyway: not worth that Node 20 then
 * follows every promise of the program (async_hooks: a twentieth of the server's CPU a turn).
 */
type Scopes = AsyncLocalStorage<Scope> | null

class PoolDatabase extends SqlExecutor {
  readonly kind: Database['kind']
  readonly close: () => Promise<void>
  readonly #pool: Connections
  readonly #scopes: Scopes

  constructor(kind: Database['kind'], pool: Connections, close: () => Promise<void>) {
    const scopes = kind === 'pglite' ? new AsyncLocalStorage<Scope>() : null
    super((statement) => {
      refuseInside(scopes)
      return pool.query(statement)
    })
    this.kind = kind
    this.close = close
    this.#pool = pool
    this.#scopes = scopes
  }

  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    refuseInside(this.#scopes)
    const client = await this.#pool.connect()
    const scope = { open: true, broken: false }
    try {
      const run = () => runTransaction(client, scope, work)
      return await (this.#scopes ? this.#scopes.run(scope, run) : run())
    } catch (error) {
      scope.broken ||= isConnectionFault(error) || isStalePlan(error)
      throw error
    } finally {
      client.release(scope.broken)
    }
  }
}

function refuseInside(scopes: Scopes): void {
  if (scopes?.getStore()?.open) {
    throw new Error(
      'A query on the database handle inside a transaction: use the Tx that the transaction gives',
    )
  }
}

function databaseOn(kind: Database['kind'], pool: Connections, close: () => Promise<void>): Database {
  // The brand that keeps `Tx` and `Database` apart exists in types only.
  return new PoolDatabase(kind, pool, close) as unknown as Database
}

async function runTransaction<T>(client: PoolClient, scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T> {
  const executor = new SqlExecutor((statement) => {
    if (!scope.open) throw new Error('A query on a transaction that has ended')
    return client.query(statement)
  })
  await client.query('begin')
  let result: T
  try {
    result = await work(executor as unknown as Tx)
  } catch (error) {
    scope.open = false
    // On a lost connection it would only wait behind the statement that got no answer.
    if (isConnectionFault(error)) throw error
    await client.query('rollback').catch(() => {
      scope.broken = true
    })
    throw error
  }
  scope.open = false
  // When a statement failed and its error was swallowed, PostgreSQL answers COMMIT with ROLLBACK: nothing was kept.
  const { command } = await client.query('commit')
  if (command !== 'COMMIT')
    throw new Error('The transaction was rolled back: one of its statements had failed')
  return result
}

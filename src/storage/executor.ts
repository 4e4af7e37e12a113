import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
  type RawBuilder,
} from 'kysely'
import type { QueryResult as PgResult } from 'pg'
import type { Executor } from './database.ts'
import type { Schema } from './schema.ts'
import { fromTemplate, type Statement } from './statements.ts'

/** Sends one statement; throws at once where that is not allowed. */
export type Run = (statement: Statement) => Promise<PgResult>

class RunConnection implements DatabaseConnection {
  readonly #run: Run

  constructor(run: Run) {
    this.#run = run
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { rows, rowCount } = await this.#run({ text: query.sql, values: [...query.parameters] })
    return { rows: rows as R[], numAffectedRows: BigInt(rowCount ?? 0) }
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Streaming is not supported: page by key instead')
  }
}

/** Kysely asks a driver for connections; ours hands out the one road there is. Transactions are ours, not Kysely's. */
class RunDriver implements Driver {
  readonly #connection: RunConnection

  constructor(run: Run) {
    this.#connection = new RunConnection(run)
  }

  async init(): Promise<void> {}
  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection
  }
  beginTransaction(): Promise<void> {
    throw new Error('Use Database.transaction')
  }
  commitTransaction(): Promise<void> {
    throw new Error('Use Database.transaction')
  }
  rollbackTransaction(): Promise<void> {
    throw new Error('Use Database.transaction')
  }
  async releaseConnection(): Promise<void> {}
  async destroy(): Promise<void> {}
}

function kyselyOn(run: Run): Kysely<Schema> {
  return new Kysely<Schema>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new RunDriver(run),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
  })
}

/** Only compiles: for templates that contain other builders. */
const compiler = kyselyOn(() => Promise.reject(new Error('The compiling instance runs nothing')))

function compile(builder: RawBuilder<unknown>): Statement {
  const { sql, parameters } = builder.compile(compiler)
  return { text: sql, values: [...parameters] }
}

/** An executor over `run`. Kysely's builders are made only when asked for: most transactions use `rows` alone. */
export class SqlExecutor implements Executor {
  readonly #run: Run
  #builders: Kysely<Schema> | undefined

  constructor(run: Run) {
    this.#run = run
  }

  get query(): Executor['query'] {
    this.#builders ??= kyselyOn(this.#run)
    return this.#builders
  }

  async rows<T>(builder: RawBuilder<T>): Promise<T[]> {
    const result = await this.#run(fromTemplate(builder) ?? compile(builder))
    return result.rows as T[]
  }
}

import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { PostgresProcesses } from './proc.ts'

const STANDARD = 'postgres://postgres@127.0.0.1:5432/postgres'

/** What the server says it did, since it was created (commits) or ever (WAL of all databases). */
export interface DatabaseCounts {
  commits: number
  walBytes: number
}

/** What was done to a table. */
export interface TableCounts {
  name: string
  /** Rows read by walking through the whole table: should stay near nothing. */
  rowsScanned: number
  indexLooks: number
  /** Index entries read by them: many more than looks means dead entries, or a look that is not narrow. */
  entriesRead: number
  inserted: number
  updated: number
  /** Of these, without touching an index. */
  updatedHot: number
  deleted: number
}

/** A database of its own for one run, and a connection beside it that watches. */
export class BenchDatabase {
  readonly url: string
  /** The server's own database, for connections that must not count. */
  readonly besideUrl: string
  readonly name: string
  /** null when the server is on another machine. */
  readonly processes: PostgresProcesses | null
  readonly #client: pg.Client

  private constructor(
    server: string,
    url: string,
    name: string,
    processes: PostgresProcesses | null,
    client: pg.Client,
  ) {
    this.besideUrl = server
    this.url = url
    this.name = name
    this.processes = processes
    this.#client = client
  }

  static async create(): Promise<BenchDatabase> {
    const server = process.env['DATABASE_URL'] || STANDARD
    const client = new pg.Client({ connectionString: server })
    await client.connect()
    const name = `cks_bench_${randomBytes(5).toString('hex')}`
    await client.query(`create database ${name}`)
    const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid')
    const url = new URL(server)
    url.pathname = `/${name}`
    return new BenchDatabase(server, url.href, name, PostgresProcesses.of(rows[0]?.pid ?? 0, name), client)
  }

  /** One line that says which server, and how safely it is set. */
  async describe(): Promise<string> {
    const { rows } = await this.#client.query<{ name: string; setting: string }>(
      "select name, setting from pg_settings where name in ('server_version', 'fsync', 'synchronous_commit')",
    )
    return rows.map(({ name, setting }) => `${name} ${setting}`).join(', ')
  }

  async counts(): Promise<DatabaseCounts> {
    const { rows } = await this.#client.query<{ commits: string; wal: string }>(
      `select xact_commit as commits, pg_current_wal_lsn() - '0/0'::pg_lsn as wal
       from pg_stat_database where datname = $1`,
      [this.name],
    )
    return { commits: Number(rows[0]?.commits), walBytes: Number(rows[0]?.wal) }
  }

  /** What the server counted for each table so far. */
  async tables(): Promise<TableCounts[]> {
    const client = new pg.Client({ connectionString: this.url })
    await client.connect()
    try {
      // Counts come as int8, which the driver leaves as texts.
      const { rows } = await client.query<Record<keyof TableCounts, string>>(
        `select relname as name, seq_tup_read as "rowsScanned", coalesce(idx_scan, 0) as "indexLooks",
          (select coalesce(sum(i.idx_tup_read), 0) from pg_stat_user_indexes i where i.relid = t.relid) as "entriesRead",
          n_tup_ins as inserted, n_tup_upd as updated, n_tup_hot_upd as "updatedHot", n_tup_del as deleted
         from pg_stat_user_tables t order by relname`,
      )
      return rows.map(({ name, ...counts }) => {
        const numbers = Object.entries(counts).map(([key, value]) => [key, Number(value)])
        return { name, ...Object.fromEntries(numbers) } as TableCounts
      })
    } finally {
      await client.end()
    }
  }

  /** Has everything written that the load left in memory, so that its cost falls into the round that caused it. */
  async checkpoint(): Promise<void> {
    // Needs a right that a user of the database may lack; then the figure lacks part of the checkpointer.
    await this.#client.query('checkpoint').catch(() => {})
  }

  async drop(): Promise<void> {
    this.processes?.close()
    await this.#client.query(`drop database if exists ${this.name} with (force)`)
    await this.#client.end()
  }
}

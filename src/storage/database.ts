import type { Kysely, RawBuilder } from 'kysely'
import type { Schema } from './schema.ts'

/** What runs SQL: the handle itself or an open transaction. Builders and `sql` tags compile against it. */
export interface Executor {
  /** Kysely's query builders (`selectFrom`, `insertInto` …) bound to this executor. */
  readonly query: Pick<Kysely<Schema>, 'selectFrom' | 'insertInto' | 'updateTable' | 'deleteFrom' | 'with'>
  /** Runs a `sql` template and returns its rows. */
  rows<T>(statement: RawBuilder<T>): Promise<T[]>
}

declare const handle: unique symbol
declare const open: unique symbol

/**
 * The database handle, one for both kinds. Never reachable inside a transaction: code that runs in one is given a
 * `Tx` and nothing else, and a query on the handle from inside one throws (on PGlite it would wait for itself for ever).
 */
export interface Database extends Executor {
  readonly [handle]: true
  readonly kind: 'postgres' | 'pglite'
  /** Runs `work` in one READ COMMITTED transaction; rolls back when it throws. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** An open transaction. */
export interface Tx extends Executor {
  readonly [open]: true
}

import { sql } from 'kysely'
import type { Database } from '../../storage/database.ts'
import type { Finding } from './finding.ts'

/** What the database knows of an account's connection. Times are ms since the epoch. */
export interface ConnectionRow {
  accountId: string
  watchedSince: number
  /** 0: no webhook ever. */
  heardAt: number
  /** 0: never. */
  checkedAt: number
  findings: Finding[]
  /** When an alarm was last given, by check. */
  told: Record<string, number>
}

interface Row {
  account_id: string
  watched_since: number
  heard_at: number
  checked_at: number
  findings: string
  told: string
}

/** The `connection` table, shared by all instances. */
export class ConnectionRows {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /** Begins to watch accounts that are new. Their row in `account` must be there. */
  async watch(accountIds: readonly string[], now: number): Promise<void> {
    for (const id of accountIds)
      await this.#db.rows(sql`
        insert into connection (account_id, watched_since) values (${id}, ${now}) on conflict do nothing`)
  }

  /** Notes when webhooks were heard; another instance may know of later ones. */
  async heard(accountId: string, at: number): Promise<void> {
    await this.#db.rows(sql`
      update connection set heard_at = ${at} where account_id = ${accountId} and heard_at < ${at}`)
  }

  /** Takes the turn to check an account whose last check is `every` ms old; null when it is not due, or another has it. */
  async claim(accountId: string, now: number, every: number): Promise<ConnectionRow | null> {
    const [row] = await this.#db.rows<Row>(sql`
      update connection set checked_at = ${now} where account_id = ${accountId} and checked_at <= ${now - every}
      returning account_id, watched_since, heard_at, checked_at, findings, told`)
    return row ? rowOf(row) : null
  }

  /** Keeps what a check found. */
  async save({ accountId, findings, told }: ConnectionRow): Promise<void> {
    await this.#db.rows(sql`
      update connection set findings = ${JSON.stringify(findings)}, told = ${JSON.stringify(told)}
      where account_id = ${accountId}`)
  }

  async all(): Promise<ConnectionRow[]> {
    const rows = await this.#db.rows<Row>(sql`
      select account_id, watched_since, heard_at, checked_at, findings, told from connection order by account_id`)
    return rows.map(rowOf)
  }
}

function rowOf(row: Row): ConnectionRow {
  return {
    accountId: row.account_id,
    watchedSince: row.watched_since,
    heardAt: row.heard_at,
    checkedAt: row.checked_at,
    findings: JSON.parse(row.findings) as Finding[],
    told: JSON.parse(row.told) as Record<string, number>,
  }
}

import { sql } from 'kysely'
import type { Account } from '../channels/channel.ts'
import type { Clock } from '../common/clock.ts'
import type { Database } from '../storage/database.ts'
import type { Budgets } from './budgets.ts'

/** Calls in 24 hours for each person whom the Page can write to (facts: messenger 4.1). */
const CALLS_PER_PERSON = 200
const HOUR_MS = 3_600_000
const HOURS = 24
/** How often the persons are counted anew, where the limit is far. */
const PEOPLE_MS = 300_000
const NEAR = 80

interface People {
  count: number
  at: number
}

/**
 * The calls that a Page may make in a rolling day, counted in the database over all instances: one row an hour and Page,
 * written together for the calls of the last seconds. A small Page has a small budget. What Graph says with its answers
 * counts more; this is for when it says nothing.
 */
export class DayBudget {
  readonly #db: Database
  readonly #clock: Clock
  readonly #budgets: Budgets
  readonly #pages: string[]
  readonly #people = new Map<string, People>()

  constructor(db: Database, clock: Clock, accounts: Account[], budgets: Budgets) {
    this.#db = db
    this.#clock = clock
    this.#budgets = budgets
    this.#pages = accounts.filter(({ platform }) => platform === 'messenger').map(({ id }) => id)
  }

  /** Writes down the calls of this instance, and tells the budgets what is used of the day. @throws while the database is away */
  async tick(): Promise<void> {
    if (this.#pages.length === 0) return
    const now = this.#clock.now()
    await this.#write(now)
    for (const [id, calls] of await this.#lastDay(now)) {
      const percent = await this.#percent(id, calls, now)
      this.#budgets.observe(id, 'day', { percent, lapsesMs: HOUR_MS })
    }
  }

  async #write(now: number): Promise<void> {
    const collected = this.#budgets.collectCalls()
    const rows = this.#pages.flatMap((id) => {
      const calls = collected.get(id)
      return calls === undefined ? [] : [{ id, calls }]
    })
    if (rows.length === 0) return
    try {
      await this.#db.rows(sql`
        insert into call_count (account_id, hour, calls)
        select v.id, ${Math.floor(now / HOUR_MS)}::bigint, v.calls
        from json_to_recordset(${JSON.stringify(rows)}::json) as v(id text, calls integer) order by v.id
        on conflict (account_id, hour) do update set calls = call_count.calls + excluded.calls`)
    } catch (error) {
      for (const { id, calls } of rows) this.#budgets.called(id, calls)
      throw error
    }
  }

  async #lastDay(now: number): Promise<Map<string, number>> {
    const rows = await this.#db.rows<{ account_id: string; calls: number }>(sql`
      select account_id, sum(calls)::bigint as calls from call_count
      where hour > ${Math.floor(now / HOUR_MS) - HOURS} group by account_id`)
    return new Map(rows.map(({ account_id, calls }) => [account_id, calls]))
  }

  async #percent(id: string, calls: number, now: number): Promise<number> {
    const percentOf = ({ count }: People) => (100 * calls) / (CALLS_PER_PERSON * Math.max(1, count))
    const known = this.#people.get(id)
    if (known && now - known.at < PEOPLE_MS && percentOf(known) < NEAR) return percentOf(known)
    const [row] = await this.#db.rows<{ count: number }>(
      sql`select count(*) as count from contact where account_id = ${id} and left_at is null`,
    )
    const people = { count: row?.count ?? 0, at: now }
    this.#people.set(id, people)
    return percentOf(people)
  }
}

import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Clock } from '../common/clock.ts'
import type { Database } from '../storage/database.ts'
import type { Logger } from '../telemetry/logger.ts'

const BEAT_MS = 2000
/** An instance not heard of for so long is taken for dead, and its share of the budgets goes to the others. */
const DEAD_AFTER_MS = 10_000

/** Knows how many instances send, so that each can keep to its share of the budgets when Redis is not there. */
export class Instances {
  readonly #id = randomUUID()
  readonly #db: Database
  readonly #clock: Clock
  readonly #log: Logger
  readonly #onCount: (count: number) => void
  readonly #onFault: () => void
  #timer: NodeJS.Timeout | null = null

  /** `onCount` is told how many are alive, this one included; `onFault` of each heartbeat that failed. */
  constructor(
    db: Database,
    clock: Clock,
    log: Logger,
    onCount: (count: number) => void,
    onFault: () => void = () => {},
  ) {
    this.#db = db
    this.#clock = clock
    this.#log = log
    this.#onCount = onCount
    this.#onFault = onFault
  }

  /**
   * Makes itself known. Where others are at work and no counter is shared (`strict`), it first waits until they have
   * noticed and shrunk their shares, so that together they never send more than one budget.
   */
  async start(strict: boolean): Promise<void> {
    if ((await this.#beat()) > 1 && strict) await new Promise((resolve) => setTimeout(resolve, BEAT_MS + 200))
    this.#timer = setInterval(() => {
      this.#beat().catch((error) => {
        this.#onFault()
        this.#log.warn({ err: error }, 'heartbeat failed')
      })
    }, BEAT_MS)
  }

  async stop(): Promise<void> {
    if (!this.#timer) return
    clearInterval(this.#timer)
    await this.#db.rows(sql`delete from instance where id = ${this.#id}`).catch(() => {})
  }

  async #beat(): Promise<number> {
    const now = this.#clock.now()
    await this.#db.rows(sql`
      insert into instance (id, started_at, seen_at) values (${this.#id}, ${now}, ${now})
      on conflict (id) do update set seen_at = excluded.seen_at`)
    const rows = await this.#db.rows<{ live: number }>(
      sql`select count(*) as live from instance where seen_at > ${now - DEAD_AFTER_MS}`,
    )
    const live = Math.max(1, rows[0]?.live ?? 1)
    this.#onCount(live)
    return live
  }
}

import type { Clock } from '../../common/clock.ts'
import type { Database } from '../../storage/database.ts'
import type { Logger } from '../../telemetry/logger.ts'
import type { Metrics } from '../../telemetry/metrics.ts'
import type { Account, WebhookSink } from '../channel.ts'
import type { Finding } from './finding.ts'
import { type ConnectionRow, ConnectionRows } from './rows.ts'
import { type SilenceRule, silenceFinding } from './silence.ts'

/** Accounts are checked with their platforms this often, by whichever instance is first: every call counts on a small Page. */
const CHECK_MS = 30 * 60_000
const TICK_MS = 60_000
/** What stays wrong is told of again after this time. */
const TELL_AGAIN_MS = 6 * 3_600_000

export interface WatchOptions {
  db: Database
  clock: Clock
  accounts: readonly Account[]
  log: Logger
  metrics: Pick<Metrics, 'alarms' | 'errors'>
  silence: SilenceRule
  /** Whether this instance asks the platforms; each hears. */
  checks: boolean
  /** Asks the platform about an account. Rejects only with the database. */
  check(account: Account): Promise<Finding[]>
}

/** Watches over the connection of each account to its platform: when it was last heard, and what the platform says. */
export class ConnectionWatch {
  readonly #options: WatchOptions
  readonly #rows: ConnectionRows
  /** Last webhooks that the database does not know of yet. */
  readonly #heard = new Map<string, number>()
  #timer: NodeJS.Timeout | null = null
  #stopped = false
  #running: Promise<void> = Promise.resolve()

  constructor(options: WatchOptions) {
    this.#options = options
    this.#rows = new ConnectionRows(options.db)
  }

  /** A sink that notes for which accounts webhooks come, and hands everything on. */
  listening(sink: WebhookSink): WebhookSink {
    return {
      accept: (parsed, from) => {
        const now = this.#options.clock.now()
        for (const { account } of parsed.events) this.#heard.set(account, now)
        for (const { account } of parsed.receipts) this.#heard.set(account, now)
        return sink.accept(parsed, from)
      },
      refused: (platform, reason) => sink.refused(platform, reason),
    }
  }

  /** Begins, after the accounts have their rows. */
  async start(): Promise<void> {
    const { accounts, clock } = this.#options
    await this.#rows.watch(
      accounts.map(({ id }) => id),
      clock.now(),
    )
    this.#timer = setInterval(() => {
      this.#running = this.tick()
    }, TICK_MS)
  }

  /** Writes what was heard. A check under way is not waited for: what it finds from now on is not kept. */
  async stop(): Promise<void> {
    this.#stopped = true
    if (this.#timer) clearInterval(this.#timer)
    await this.#flush().catch(() => {})
  }

  /** Resolves when the check that was under way at the stop has ended; soon, once its connections are closed. */
  ended(): Promise<void> {
    return this.#running
  }

  /** One round: what was heard is written, and what is due is checked. Never rejects. */
  async tick(): Promise<void> {
    const { accounts, checks, metrics, log } = this.#options
    try {
      await this.#flush()
      for (const account of checks ? accounts : []) if (!this.#stopped) await this.#checkDue(account)
    } catch (error) {
      metrics.errors.inc('channels', 'connection-watch')
      log.warn({ err: error }, 'the connections could not be watched; it is tried again')
    }
  }

  async #flush(): Promise<void> {
    for (const [id, at] of [...this.#heard]) {
      await this.#rows.heard(id, at)
      if (this.#heard.get(id) === at) this.#heard.delete(id)
    }
  }

  async #checkDue(account: Account): Promise<void> {
    const { clock, silence } = this.#options
    const row = await this.#rows.claim(account.id, clock.now(), CHECK_MS)
    if (!row) return
    const platform = await this.#options.check(account)
    if (this.#stopped) return
    const findings = [...platform, silenceFinding(account.platform, row, silence, clock.now())]
    const told = this.#tell(account, findings, row)
    await this.#rows.save({ ...row, findings, told })
  }

  /** Gives the alarms that are due. @returns by check, when it was last told of. */
  #tell(account: Account, findings: Finding[], before: ConnectionRow): Record<string, number> {
    const { clock, log, metrics } = this.#options
    const now = clock.now()
    const told: Record<string, number> = {}
    for (const { check, level, says, remedy } of findings) {
      if (level !== 'fault' && level !== 'warning') continue
      const last = before.told[check] ?? 0
      told[check] = now - last < TELL_AGAIN_MS ? last : now
      if (told[check] === last) continue
      const line = { alarm: `connection-${check}`, account: account.id, reason: says, remedy }
      if (level === 'warning') {
        log.warn(line, 'an account may need attention')
        continue
      }
      metrics.alarms.inc(line.alarm)
      log.error(line, 'an account needs attention')
    }
    for (const check of Object.keys(before.told))
      if (!(check in told)) log.info({ account: account.id, check }, 'an account is well again in this')
    return told
  }
}

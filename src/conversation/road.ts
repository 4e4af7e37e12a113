import type { Redis } from 'ioredis'
import { sql } from 'kysely'
import type { Account, Channel, Platform, WebhookSink } from '../channels/channel.ts'
import type { Clock } from '../common/clock.ts'
import type { Keyring } from '../common/crypto.ts'
import { eventKey } from '../common/ids.ts'
import type { Database } from '../storage/database.ts'
import type { Logger } from '../telemetry/logger.ts'
import type { Collectors, Metrics } from '../telemetry/metrics.ts'
import { registerAccounts } from './account-store.ts'
import { Budgets } from './budgets.ts'
import { DayBudget } from './day-budget.ts'
import type { EffectHandler } from './effects.ts'
import type { Rules } from './engine.ts'
import { FreshEvents } from './fresh-events.ts'
import { housekeep } from './housekeeping.ts'
import { Inbox } from './inbox.ts'
import { Instances } from './instances.ts'
import { Outbox } from './outbox.ts'
import { REPLY_LANE } from './outbox-store.ts'
import { sweepErased } from './sweep.ts'
import { moveDueTimers } from './timers.ts'
import { Tracer, type TurnObserver } from './trace.ts'
import { Typing } from './typing.ts'
import { Wakeups } from './wakeups.ts'
import { Worker } from './worker.ts'

export interface RoadOptions {
  db: Database
  keyring: Keyring
  clock: Clock
  accounts: Account[]
  channels: Record<Platform, Channel>
  rules: Pick<Rules, 'flows' | 'texts' | 'staffIdleMs' | 'facts' | 'links' | 'office'>
  handlers: ReadonlyMap<string, EffectHandler>
  metrics: Metrics
  log: Logger
  redis: Redis | null
  roles: { web: boolean; worker: boolean }
  echoWaitMs: number
  /** What other rooms erase in time. */
  housekeep?(now: number): Promise<void>
  /** Looks on at turns: the simulator of the sandbox. */
  observer?: TurnObserver | undefined
}

const TIMERS_MS = 1000
const HOUSEKEEPING_MS = 3_600_000
const SWEEP_MS = 600_000
/** Other instances' findings about accounts (circuit, buttons) are taken over this often. */
const ACCOUNTS_MS = 5000
const DAY_BUDGET_MS = 10_000
const TYPING_MS = 2000

/** The road of a message in one instance: inbox, turns, outbox and timers, joined by wake-ups. */
export class Road {
  readonly #options: RoadOptions
  readonly #inbox: Inbox
  readonly #outbox: Outbox
  readonly #worker: Worker
  readonly #budgets: Budgets
  readonly #instances: Instances
  readonly #typing: Typing
  readonly #wakeups: Wakeups
  readonly #intervals: NodeJS.Timeout[] = []
  /** What is done at intervals, to be done at once when the clock was moved. */
  readonly #regular: (() => void)[] = []
  readonly #busy = new Set<Promise<unknown>>()

  constructor(options: RoadOptions) {
    this.#options = options
    const { db, keyring, clock, channels, metrics, log, redis, roles, echoWaitMs } = options
    const accounts = new Map(options.accounts.map((account) => [account.id, account]))
    this.#budgets = new Budgets({
      clock,
      accounts: options.accounts,
      redis,
      prefix: 'cks:',
      wake: () => this.#outbox.wake(),
    })
    this.#outbox = new Outbox({
      db,
      keyring,
      clock,
      accounts,
      channels,
      budgets: this.#budgets,
      metrics,
      log,
      echoWaitMs,
      lostThread: (account, user, outboxId) => this.#lostThread(account, user, outboxId),
    })
    const fresh = new FreshEvents()
    const tracer = options.observer && new Tracer(options.observer)
    this.#worker = new Worker({
      db,
      keyring,
      clock,
      accounts,
      channels,
      handlers: options.handlers,
      rules: rulesOf(options, tracer),
      tracer,
      sending: this.#outbox,
      outbox: this.#outbox,
      fresh,
      metrics,
      log,
    })
    this.#typing = new Typing({
      db,
      clock,
      accounts,
      channels,
      budgets: this.#budgets,
      open: (id) => this.#outbox.open(id),
      lowestInboxId: () => this.#worker.lowest,
    })
    this.#wakeups = new Wakeups(redis, {
      inbox: () => roles.worker && this.#worker.wake(),
      outbox: () => roles.worker && this.#outbox.wake(),
    })
    this.#inbox = new Inbox({
      db,
      keyring,
      clock,
      accounts,
      fresh: roles.worker ? fresh : null,
      metrics,
      log,
      arrived: () => (roles.worker ? this.#worker.wake() : this.#wakeups.tell('inbox')),
      confirmed: () => (roles.worker ? this.#outbox.wake() : this.#wakeups.tell('outbox')),
      // Others take an account's new state over within seconds.
      noticed: async () => {
        if (!roles.worker) return
        await this.#outbox.refreshAccounts()
        this.#outbox.wake()
      },
    })
    this.#instances = new Instances(
      db,
      clock,
      log,
      (count) => this.#budgets.setInstances(count),
      () => metrics.errors.inc('road', 'heartbeat'),
    )
  }

  /** Where the channels put what they parsed. */
  get sink(): WebhookSink {
    return this.#inbox
  }

  /** Begins to work, after migrations. */
  async start(): Promise<void> {
    const { db, roles, accounts, keyring, clock, redis } = this.#options
    await registerAccounts(db, accounts)
    this.#watch()
    if (!roles.worker) return
    if (db.kind === 'postgres') await this.#instances.start(redis === null)
    await this.#wakeups.start()
    await this.#outbox.start()
    await this.#worker.start()
    this.#every(TIMERS_MS, 'timers', async () => {
      if ((await moveDueTimers(db, keyring, clock.now())) > 0) this.#worker.wake()
    })
    this.#every(ACCOUNTS_MS, 'accounts', () => this.#outbox.refreshAccounts())
    const day = new DayBudget(db, clock, accounts, this.#budgets)
    this.#every(DAY_BUDGET_MS, 'day-budget', () => day.tick())
    this.#every(TYPING_MS, 'typing', () => this.#typing.tick())
    this.#every(HOUSEKEEPING_MS, 'housekeeping', async () => {
      await housekeep(db, clock.now())
      await this.#options.housekeep?.(clock.now())
    })
    this.#every(SWEEP_MS, 'sweep', async () => {
      await sweepErased(db, clock.now())
    })
  }

  /** The clock was moved forward: what came due meanwhile is done now, not at the end of each interval. */
  clockMoved(): void {
    if (!this.#options.roles.worker) return
    for (const run of this.#regular) run()
    this.#worker.wake()
    this.#outbox.wake()
  }

  /** Stores what was taken in, finishes the turns and sends under way; the rest waits in the database. */
  async stop(): Promise<void> {
    for (const interval of this.#intervals) clearInterval(interval)
    await this.#inbox.stop()
    await this.#worker.stop()
    await this.#outbox.stop()
    await Promise.allSettled(this.#busy)
    await this.#wakeups.stop()
    await this.#instances.stop()
  }

  /**
   * A reply was refused as another app holds the thread, or we gave it away: noted as if the platform had said so by an
   * event.
   */
  #lostThread(account: string, user: string, outboxId: number): void {
    const { clock, metrics, log } = this.#options
    const key = eventKey(account, 'lost-thread', outboxId)
    const event = { account, user, key, at: clock.now(), body: { kind: 'control', to: 'staff' } as const }
    this.#inbox.accept({ events: [event], receipts: [], ignored: [] }, 'messenger').catch((error) => {
      // The next reply finds it out again.
      metrics.errors.inc('outbox', 'lost-thread')
      log.warn({ err: error, outboxId }, 'not noted that another app holds the thread')
    })
  }

  #every(ms: number, what: string, work: () => Promise<void>): void {
    const { metrics, log } = this.#options
    const run = () => {
      const running = work()
        .catch((error) => {
          metrics.errors.inc('road', what)
          log.warn({ err: error, what }, 'a regular task failed and is tried again')
        })
        .finally(() => this.#busy.delete(running))
      this.#busy.add(running)
    }
    this.#regular.push(run)
    this.#intervals.push(setInterval(run, ms))
  }

  #watch(): void {
    const { db, clock, metrics, accounts, roles } = this.#options
    // Only who sends knows what is left of a budget, and hears whether an account is stopped.
    const sending = roles.worker ? accounts : []
    const collectors: Collectors = {
      inbox: async () => {
        const [row] = await db.rows<{ waiting: number; oldest: number | null }>(
          sql`select count(*) as waiting, min(received_at) as oldest from inbox`,
        )
        const oldestAgeS = row?.oldest ? Math.max(0, clock.now() - row.oldest) / 1000 : 0
        return { waiting: row?.waiting ?? 0, oldestAgeS }
      },
      outbox: async () => {
        const rows = await db.rows<{ lane: number; state: string; count: number }>(sql`
          select lane, state, count(*) as count from outbox
          where state in ('ready', 'sending', 'uncertain') group by lane, state`)
        return rows.map((row) => ({ ...row, lane: row.lane === REPLY_LANE ? 'replies' : 'unasked' }))
      },
      accounts: async () =>
        sending.map(({ id }) => ({
          account: id,
          budgetRemaining: this.#budgets.left(id),
          quotas: this.#outbox.quotas(id),
          limitUsed: this.#budgets.used(id),
          circuitOpen: this.#outbox.circuit(id) !== null,
        })),
    }
    metrics.watch(collectors)
  }
}

/** The rules of the options, with a count of every step and with whoever looks on. */
function rulesOf({ rules, metrics }: RoadOptions, tracer: Tracer | undefined): Rules {
  return {
    ...rules,
    onStep: (flow, state) => metrics.flowSteps.inc(flow, stateName(state)),
    ...(tracer && { onEffect: (talk, run, effect) => tracer.effect(talk, run, effect) }),
  }
}

/** A state as a label can hold it: `form.name` for one within another, which XState writes as `{form:name}`. */
function stateName(state: string): string {
  return state.replace(/[{}]/g, '').replaceAll(':', '.')
}

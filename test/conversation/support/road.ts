import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { InboundEvent, Parsed, Receipt } from '../../../src/channels/channel.ts'
import { ManualClock } from '../../../src/common/clock.ts'
import type { Keyring } from '../../../src/common/crypto.ts'
import { registerAccounts } from '../../../src/conversation/account-store.ts'
import { Budgets } from '../../../src/conversation/budgets.ts'
import type { EffectHandler } from '../../../src/conversation/effects.ts'
import type { Flow } from '../../../src/conversation/flow-kit.ts'
import { FreshEvents } from '../../../src/conversation/fresh-events.ts'
import { Inbox } from '../../../src/conversation/inbox.ts'
import { Outbox } from '../../../src/conversation/outbox.ts'
import { Worker } from '../../../src/conversation/worker.ts'
import { caseOpen } from '../../../src/handover/cases.ts'
import type { Database } from '../../../src/storage/database.ts'
import { createMetrics, type Metrics } from '../../../src/telemetry/metrics.ts'
import { openTestDatabase, type TestDatabase } from '../../helpers/database.ts'
import { flows, texts } from './flows.ts'
import { byId, fakeChannels, NOW, OA, PAGE, silent, testKeyring } from './parts.ts'

const ACCOUNTS = [OA, PAGE]

/** Budgets without end, or used up when a test says so: real ones have tests of their own and a time of their own. */
class EndlessBudgets extends Budgets {
  usedUp = false

  override take(): boolean {
    return !this.usedUp
  }

  override giveBack(): void {}
}

/** One instance of the road on a test's database, moved step by step. */
export class TestRoad {
  readonly db: Database
  readonly clock: ManualClock
  readonly keyring: Keyring
  readonly channels = fakeChannels()
  readonly metrics: Metrics = createMetrics()
  readonly accounts = byId(...ACCOUNTS)
  readonly handlers = new Map<string, EffectHandler>()
  readonly arrived: number[] = []
  readonly confirmed: number[] = []
  readonly inbox: Inbox
  readonly outbox: Outbox
  readonly worker: Worker
  readonly budgets: EndlessBudgets

  constructor(
    db: Database,
    {
      clock = new ManualClock(NOW),
      keyring = testKeyring(),
      known = flows as ReadonlyMap<string, Flow>,
    } = {},
  ) {
    this.db = db
    this.clock = clock
    this.keyring = keyring
    this.handlers.set('case.open', caseOpen())
    for (const effect of ['test.save', 'test.note', 'consent.record'])
      this.handlers.set(effect, async (_tx, items) => items.map(() => ({})))
    this.budgets = new EndlessBudgets({
      clock,
      accounts: ACCOUNTS,
      redis: null,
      prefix: 'test:',
      wake: () => this.outbox.wake(),
    })
    const common = { db, keyring, clock, accounts: this.accounts, metrics: this.metrics, log: silent }
    const { channels, budgets } = this
    const fresh = new FreshEvents()
    this.outbox = new Outbox({ ...common, channels, budgets, echoWaitMs: 8000 })
    this.worker = new Worker({
      ...common,
      channels,
      handlers: this.handlers,
      rules: { flows: known, texts, onStep: () => {} },
      sending: this.outbox,
      outbox: this.outbox,
      fresh,
    })
    this.inbox = new Inbox({
      ...common,
      fresh,
      arrived: () => this.arrived.push(clock.now()),
      confirmed: () => this.confirmed.push(clock.now()),
    })
  }

  async accept(...events: InboundEvent[]): Promise<void> {
    await this.inbox.accept(parsed(events), 'zalo')
  }

  /** Takes all turns that are due. @returns how many conversations were moved on. */
  async turn(): Promise<number> {
    let total = 0
    for (let moved = -1; moved !== 0; total += moved) moved = await this.worker.tick()
    return total
  }

  /** One round of the outbox, and what is sent in it. */
  async sendDue(): Promise<void> {
    await this.quiet()
    await this.outbox.tick()
    await this.quiet()
  }

  /** Until no send is under way. */
  async quiet(): Promise<void> {
    for (let n = 0; n < 3; n++) {
      await new Promise((resolve) => setTimeout(resolve, 5))
      for (;;) {
        const [row] = await this.db.rows<{ n: number }>(
          sql`select count(*) as n from outbox where state = 'sending'`,
        )
        if (row?.n === 0) break
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    }
  }

  async close(): Promise<void> {
    await this.worker.stop()
    await this.outbox.stop()
    await this.inbox.stop()
  }
}

export function parsed(events: InboundEvent[], receipts: Receipt[] = []): Parsed {
  return { events, receipts, ignored: [] }
}

/** A database for the tests of a file, empty but for the accounts before each of them. */
export function useDatabase(): { db: Database; url?: string } {
  let opened: TestDatabase | undefined
  beforeAll(async () => {
    opened = await openTestDatabase()
    await registerAccounts(opened.db, ACCOUNTS)
  })
  beforeEach(async () => {
    // Quicker than truncate for a few rows; what hangs on a contact goes with it.
    await use.db.rows(sql`
      with a as (delete from contact), b as (delete from event_key), c as (delete from inbox),
        d as (delete from set_aside), e as (delete from instance) select 1`)
    await use.db.rows(
      sql`update account set no_buttons = false, circuit = 'closed', circuit_reason = null, circuit_until = 0,
        circuit_probes = 0`,
    )
  })
  afterAll(async () => {
    await opened?.close()
  })
  const use = {
    get db(): Database {
      if (!opened) throw new Error('no database yet')
      return opened.db
    },
    get url(): string | undefined {
      return opened?.url
    },
  }
  return use as { db: Database; url?: string }
}

/** Rows of a whole table. */
export function table<T = Record<string, unknown>>(db: Database, name: string, order = 'id'): Promise<T[]> {
  return db.rows<T>(sql`select * from ${sql.table(name)} order by ${sql.ref(order)}`)
}

import { sql } from 'kysely'
import type { Account, InboundEvent, Parsed, Platform, Receipt, WebhookSink } from '../channels/channel.ts'
import type { Clock } from '../common/clock.ts'
import type { Keyring } from '../common/crypto.ts'
import type { Database } from '../storage/database.ts'
import { isDataFault, isTransient } from '../storage/faults.ts'
import { Packed } from '../storage/packed.ts'
import type { Logger } from '../telemetry/logger.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { Batcher } from './batcher.ts'
import type { FreshEvents } from './fresh-events.ts'
import { takeNotices } from './notices.ts'
import { applyReceipts } from './receipts.ts'
import type { SealedEvent } from './sealed.ts'
import { setEventAside } from './set-aside.ts'

export interface InboxDeps {
  db: Database
  keyring: Keyring
  clock: Clock
  accounts: ReadonlyMap<string, Account>
  /** Where events are kept for the turns of this instance; null where it computes none. */
  fresh: FreshEvents | null
  metrics: Metrics
  log: Logger
  /** New events are committed. */
  arrived(): void
  /** Uncertain sends were confirmed. */
  confirmed(): void
  /** An account was stopped, or may go on. */
  noticed?(): Promise<void>
}

/** Webhooks of one flush, and events of one statement: 256 keep it under a few milliseconds. */
const GROUP = 256
/** The platform waits for a commit, for 2 s at the least: groups are near to each other. */
const GROUPS_APART_MS = 20
/** A database that restarts is back within seconds; until then the platform waits for its answer, then tries again itself. */
const TRIES = 4
const TRY_AGAIN_MS = 150

/** Takes parsed webhooks in: many of them share one commit, and each is answered only after it. */
export class Inbox implements WebhookSink {
  readonly #deps: InboxDeps
  readonly #groups: Batcher<Parsed>
  #closed = false

  constructor(deps: InboxDeps) {
    this.#deps = deps
    this.#groups = new Batcher(GROUP, (group) => this.#store(group), GROUPS_APART_MS)
  }

  async accept(parsed: Parsed, from: Platform): Promise<void> {
    const { metrics } = this.#deps
    if (parsed.notices) await takeNotices(this.#deps, parsed.notices)
    for (const name of parsed.ignored) metrics.ignored.inc(from, name)
    if (parsed.events.length === 0 && parsed.receipts.length === 0) return
    if (this.#closed) throw new Error('inbox is closed')
    await this.#groups.add(parsed)
  }

  refused(platform: Platform, reason: string): void {
    this.#deps.metrics.webhooksRefused.inc(platform, reason)
  }

  /** Waits until everything that was taken is stored; what comes later is refused. */
  async stop(): Promise<void> {
    await this.#groups.idle()
    this.#closed = true
  }

  async #store(group: Parsed[]): Promise<void> {
    try {
      await this.#withRetry(() => this.#write(group))
    } catch (error) {
      if (isTransient(error)) {
        // The platforms are answered 503 and come again: nothing is lost, but somebody must look.
        this.#deps.metrics.errors.inc('inbox', 'away')
        this.#deps.log.warn({ err: error, webhooks: group.length }, 'webhooks could not be stored')
        throw error
      }
      // One of them cannot be stored: the others must not suffer for it.
      this.#deps.metrics.errors.inc('inbox', 'group')
      for (const parsed of group) await this.#storeAlone(parsed)
    }
  }

  async #withRetry(work: () => Promise<void>): Promise<void> {
    for (let n = 1; ; n++) {
      try {
        return await work()
      } catch (error) {
        if (n === TRIES || !isTransient(error)) throw error
        await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS * n))
      }
    }
  }

  async #storeAlone({ receipts, events }: Parsed): Promise<void> {
    const single: Parsed[] = [
      ...receipts.map((receipt) => ({ receipts: [receipt], events: [], ignored: [] })),
      ...events.map((event) => ({ receipts: [], events: [event], ignored: [] })),
    ]
    for (const one of single) {
      try {
        await this.#withRetry(() => this.#write([one]))
      } catch (error) {
        // Whatever may be stored later is refused: acknowledged and set aside it would be lost.
        if (!isDataFault(error) || isSystemFault(error)) throw error
        const event = one.events[0] ?? one.receipts[0]?.otherwise
        if (event) await this.#setAside(event, error)
        else this.#odd(error)
      }
    }
  }

  #odd(error: unknown): void {
    this.#deps.metrics.errors.inc('inbox', 'receipt')
    this.#deps.log.error({ err: error }, 'a receipt could not be applied')
  }

  async #setAside(event: InboundEvent, error: unknown): Promise<void> {
    const { db, metrics, log, clock } = this.#deps
    log.error({ err: error, account: event.account }, 'an event could not be stored and was set aside')
    metrics.setAside.inc('event')
    const reason = error instanceof Error ? `store ${error.name}` : 'store'
    await setEventAside(
      db,
      { accountId: event.account, userId: event.user.slice(0, 100), at: clock.now(), attempts: 1, reason },
      null,
    )
  }

  async #write(group: Parsed[]): Promise<void> {
    const { db, keyring, log } = this.#deps
    const receipts: Receipt[] = group.flatMap((parsed) => parsed.receipts)
    const events: InboundEvent[] = group.flatMap((parsed) => parsed.events)
    if (receipts.length > 0) {
      const { strangers, confirmed } = await applyReceipts(
        db,
        keyring,
        receipts,
        (outboxId, platformMessageId) =>
          log.debug({ outboxId, platformMessageId }, 'message sent, by its echo'),
      )
      events.push(...strangers)
      if (confirmed > 0) this.#deps.confirmed()
    }
    for (let n = 0; n < events.length; n += GROUP) await this.#insert(events.slice(n, n + GROUP))
  }

  /** `is true` keeps the list of fresh keys a hash that is looked into: as a join it would be walked for every event. */
  async #insert(events: InboundEvent[]): Promise<void> {
    const { db, keyring, clock, accounts, fresh } = this.#deps
    const now = clock.now()
    const unique = [...new Map(events.map((event) => [event.key, event])).values()]
    const bodies = new Packed()
    const rows = unique.map((event, n) => {
      const { key, account, user, at, body } = event
      const language = accounts.get(account)?.language ?? 'vi'
      const sealed = keyring.seal(JSON.stringify({ key, body } satisfies SealedEvent))
      fresh?.keep(sealed, { key, body })
      const place = bodies.add(sealed)
      return { n, key, account_id: account, user_id: user, at, language, ...place }
    })
    const stored = await db.rows<{ key: string | null; id: number | null }>(sql`
      with e as (
        select * from json_to_recordset(${JSON.stringify(rows)}::json) as e(n integer, key uuid, account_id text,
          user_id text, at bigint, language text, text_from integer, text_length integer)
      ), fresh as (
        insert into event_key (key, seen_at) select key, ${now} from e order by key on conflict do nothing returning key
      ), met as (
        insert into contact (account_id, platform_id, language, created_at)
        select distinct on (account_id, user_id) account_id, user_id, language, ${now}::bigint from e
        where not exists (select from contact k where k.account_id = e.account_id and k.platform_id = e.user_id)
        order by account_id, user_id on conflict do nothing returning id
      ), talk as (
        insert into conversation (id) select id from met
      ), put as (
        insert into inbox (account_id, user_id, at, received_at, due_at, body)
        select e.account_id, e.user_id, e.at, ${now}::bigint, ${now}::bigint,
          convert_from(substring(${bodies.bytes}::bytea from e.text_from for e.text_length), 'UTF8')
        from e where (e.key in (select key from fresh)) is true order by e.n
        returning id
      )
      select key, null::bigint as id from fresh union all select null, id from put`)
    this.#count(
      events,
      new Set(stored.flatMap(({ key }) => key ?? [])),
      stored.flatMap(({ id }) => id ?? []).sort((a, b) => a - b),
    )
    if (stored.length > 0) this.#deps.arrived()
  }

  /** Each event once by its key, with the ids in the order of the events; every other one was known. */
  #count(events: InboundEvent[], fresh: Set<string>, ids: number[]): void {
    const { accounts, metrics, log } = this.#deps
    let stored = 0
    for (const { key, account, body } of new Map(events.map((event) => [event.key, event])).values()) {
      if (!fresh.has(key)) continue
      log.debug({ inboxId: ids[stored], eventKey: key, account, kind: body.kind }, 'event stored')
      stored += 1
      metrics.events.inc(accounts.get(account)?.platform ?? 'none', body.kind)
    }
    for (const { key, account } of events) {
      if (fresh.delete(key)) continue
      log.debug({ eventKey: key, account }, 'event known already')
      metrics.duplicates.inc(accounts.get(account)?.platform ?? 'none')
    }
  }
}

/**
 * A fault of the machine or the network (Node's `EHOSTUNREACH`, `ENETUNREACH`, `EMFILE` …), whether or not it is known
 * as one that comes and goes: never an event's own.
 */
function isSystemFault(error: unknown): boolean {
  return error instanceof Error && 'code' in error && /^E[A-Z0-9]+$/.test(String(error.code))
}

import { sql } from 'kysely'
import type { Database } from '../storage/database.ts'
import { isTransient } from '../storage/faults.ts'
import { Batch, type BatchDeps, type FailedMember } from './batch.ts'
import { claimNamed, countHeads, leftovers, type Name, uncountHeads } from './leftovers.ts'
import { Pace } from './pace.ts'
import { UnmigratableError } from './session.ts'
import { setEventAside } from './set-aside.ts'
import {
  type Claim,
  claimConversations,
  claimOne,
  countAttempt,
  isNewer,
  isWaiting,
  lowestInboxId,
  postpone,
  uncountAttempt,
} from './turn-store.ts'

export interface WorkerDeps extends BatchDeps {
  db: Database
}

/** Conversations of one tick: enough to share a commit widely, few enough that a tick stays under some 40 ms. */
const TICK = 128
/**
 * Of one conversation a tick hears so many: whoever floods takes turns with the others. Hearing fifty costs some 10 ms.
 */
const HEARINGS = 50
const POLL_MS = 1000
/**
 * Ticks begin so far apart, unless one was full: one for a single conversation costs the database nearly as much as one
 * for ten.
 */
const TICKS_APART_MS = 50
/** After so many attempts alone an event is set aside. */
const MAX_ATTEMPTS = 3
/** After the end of so many processes that were trying it: more than chance would bring one event in a storm of kills. */
const MAX_KILLS = 5
const WAIT_AFTER_ATTEMPT_MS = [200, 1000, 3000]
/** A conversation that newer code has written waits this long for an instance of that code. */
const NEWER_WAIT_MS = 5000

/** Takes conversations from the inbox and computes their turns. */
export class Worker {
  readonly #deps: WorkerDeps
  readonly #accountIds: readonly string[]
  readonly #batch: Batch
  readonly #pace = new Pace(TICKS_APART_MS)
  #running: Promise<void> | null = null
  #again = false
  #stopped = false
  #timer: NodeJS.Timeout | null = null
  /** Inbox rows up to this id were left by an earlier process: one of them may be what killed it. */
  #leftovers = 0
  /** No inbox row that matters has a lower id. */
  #lowest = 0

  constructor(deps: WorkerDeps) {
    this.#deps = deps
    this.#batch = new Batch(deps)
    this.#accountIds = [...deps.accounts.keys()]
  }

  /** Looks first, with care, at what an earlier process left; then begins to work. */
  async start(): Promise<void> {
    const rows = await this.#deps.db.rows<{ last: number | null }>(sql`select max(id) as last from inbox`)
    this.#leftovers = rows[0]?.last ?? 0
    this.#poll()
  }

  /** Something may be in the inbox: looks at once. */
  wake(): void {
    if (this.#stopped) return
    if (this.#running) this.#again = true
    else this.#run()
  }

  /** No event in the inbox has a lower id, as of the last second. */
  get lowest(): number {
    return this.#lowest
  }

  /** Finishes the tick under way and takes no other. */
  async stop(): Promise<void> {
    this.#stopped = true
    if (this.#timer) clearTimeout(this.#timer)
    await this.#running
  }

  #poll(): void {
    if (this.#stopped) return
    lowestInboxId(this.#deps.db)
      .then((id) => {
        this.#lowest = id
      })
      .catch(() => {})
      .finally(() => this.wake())
    this.#timer = setTimeout(() => this.#poll(), POLL_MS)
  }

  #run(): void {
    this.#running = this.#ticks().finally(() => {
      this.#running = null
      if (this.#again && !this.#stopped) {
        this.#again = false
        this.#run()
      }
    })
  }

  async #ticks(): Promise<void> {
    try {
      if (this.#leftovers > 0) await this.#takeLeftovers()
      for (let more = true, full = false; more && !this.#stopped; ) {
        this.#again = false
        if (!full) await this.#pace.next()
        // A full tick has left others waiting; who arrived meanwhile has woken us.
        full = (await this.tick()) === TICK
        more = this.#again || full
      }
    } catch (error) {
      this.#deps.metrics.errors.inc('worker', 'tick')
      this.#deps.log.warn({ err: error }, 'tick failed, tried again within a second')
    }
  }

  /** One batch. @returns how many conversations it moved on (0: nothing due). Faulty members are tried alone. */
  async tick(): Promise<number> {
    const { db, clock } = this.#deps
    await this.#batch.settleDoubtful()
    let claims: Claim[] = []
    const failed: FailedMember[] = []
    try {
      const done = await this.#batch.transact(db, async (tx) => {
        claims = await claimConversations(tx, this.#accountIds, this.#lowest, clock.now(), TICK)
        return claims.length > 0 ? this.#batch.turn(tx, claims, failed, HEARINGS) : null
      })
      if (done?.left) this.#again = true
    } catch (error) {
      // A database that went away says nothing about the events: the batch is simply taken again.
      if (claims.length === 0 || isTransient(error)) throw error
      this.#deps.metrics.errors.inc('worker', 'batch')
      this.#deps.log.warn(
        { err: error, members: claims.length },
        'batch rolled back, its members are tried alone',
      )
      this.#again = true
      for (const claim of claims) await this.#alone({ accountId: claim.account_id, userId: claim.user_id })
      return claims.length
    }
    // What was behind a faulty event can go on.
    if (failed.length > 0) this.#again = true
    for (const { name, error } of failed) {
      if (isNewer(error)) await postpone(db, name.accountId, name.userId, clock.now() + NEWER_WAIT_MS)
      else await this.#alone(name)
    }
    return claims.length
  }

  async #takeLeftovers(): Promise<void> {
    const { fresh, suspects } = await leftovers(this.#deps.db, this.#accountIds, this.#leftovers)
    for (let n = 0; n < fresh.length && !this.#stopped; n += TICK)
      await this.#takeCounted(fresh.slice(n, n + TICK))
    for (const name of suspects) {
      if (this.#stopped) return
      await this.#alone(name)
    }
    this.#leftovers = 0
  }

  /** The first events of many at once, counted before: if one kills the process, the next start tries them alone. */
  async #takeCounted(names: Name[]): Promise<void> {
    const { db } = this.#deps
    const failed: FailedMember[] = []
    const counted = await countHeads(db, names)
    try {
      await this.#batch.transact(db, async (tx) =>
        this.#batch.turn(tx, await claimNamed(tx, names), failed, 1),
      )
    } catch (error) {
      if (isTransient(error)) throw error
      failed.push(...names.map((name) => ({ name, error })))
    } finally {
      await uncountHeads(db, counted)
    }
    for (const { name } of failed) await this.#alone(name)
  }

  /**
   * Tries the first event of one conversation by itself. The attempt is counted in a commit of its own before anything
   * is computed, so that an event that kills the process is known after the restart.
   */
  async #alone(name: Name): Promise<void> {
    const { db, log, clock, metrics } = this.#deps
    const head = (
      await db.rows<{ id: number; body: string }>(sql`
        select id, body from inbox where account_id = ${name.accountId} and user_id = ${name.userId}
        order by at, id limit 1`)
    )[0]
    if (!head || !this.#deps.accounts.has(name.accountId)) return
    const attempts = await countAttempt(db, head.id)
    if (attempts > MAX_KILLS) return this.#giveUp(name, head, attempts, 'KILLED')
    const failed: FailedMember[] = []
    try {
      await this.#batch.transact(db, async (tx) => {
        const claims = await claimOne(tx, name.accountId, name.userId)
        return this.#batch.turn(tx, claims, failed, 1)
      })
    } catch (error) {
      failed.push({ name, error })
    }
    const error = failed[0]?.error
    if (failed.length === 0) return
    // Neither a database that went away nor a run of newer code is the event's fault.
    if (isTransient(error) || isNewer(error)) await uncountAttempt(db, head.id)
    if (isTransient(error)) throw error
    if (isNewer(error)) return postpone(db, name.accountId, name.userId, clock.now() + NEWER_WAIT_MS)
    const reason = error instanceof Error ? error.name : 'unknown'
    metrics.errors.inc('turn', reason)
    log.error({ err: error, inboxId: head.id, attempts }, 'turn failed')
    const unreadable = error instanceof UnmigratableError
    if (unreadable || attempts >= MAX_ATTEMPTS) return this.#giveUp(name, head, attempts, reason)
    await postpone(
      db,
      name.accountId,
      name.userId,
      clock.now() + (WAIT_AFTER_ATTEMPT_MS[attempts - 1] ?? 3000),
    )
  }

  /**
   * Sets an event aside, and hands the person to staff with an apology: never silence. Once: another instance may have
   * tried the same event at the same time, and be giving it up too.
   */
  async #giveUp(
    name: Name,
    head: { id: number; body: string },
    attempts: number,
    reason: string,
  ): Promise<void> {
    const { db, clock, metrics, log } = this.#deps
    const given = { accountId: name.accountId, userId: name.userId, at: clock.now(), attempts, reason }
    let ours = true
    try {
      await this.#batch.transact(db, async (tx) => {
        const claims = await claimOne(tx, name.accountId, name.userId)
        ours = await isWaiting(tx, head.id)
        if (!ours) return null
        await setEventAside(tx, given, head.body)
        return this.#batch.apologise(tx, claims, head.id)
      })
    } catch (error) {
      if (isTransient(error)) throw error
      if (isNewer(error)) return postpone(db, name.accountId, name.userId, clock.now() + NEWER_WAIT_MS)
      log.error({ err: error, inboxId: head.id }, 'apology failed too')
      ours = await db.transaction(async (tx) => {
        const taken = await tx.rows(sql`delete from inbox where id = ${head.id} returning id`)
        if (taken.length > 0) await setEventAside(tx, given, head.body)
        return taken.length > 0
      })
    }
    if (!ours) return
    metrics.setAside.inc('event')
    log.error(
      { inboxId: head.id, account: name.accountId, attempts, reason },
      'event set aside, person handed to staff',
    )
  }
}

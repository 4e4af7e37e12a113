import type { Account, Channel, Outgoing, Platform } from '../channels/channel.ts'
import type { Keyring } from '../common/crypto.ts'
import { claimProbe, probeSoon } from './account-store.ts'
import { Batcher } from './batcher.ts'
import {
  type ClaimedSend,
  claimByKeys,
  claimSends,
  freeUnsent,
  orphanAll,
  type ReplyKey,
  type Settled,
  type Swept,
  sweep,
} from './outbox-store.ts'
import { type AccountState, type OutcomeDeps, Outcomes } from './outcomes.ts'
import { callPlatform } from './platform-call.ts'
import { Settling } from './settling.ts'
import type { SendingHints } from './turn.ts'
import { claimUnasked } from './unasked.ts'

/**
 * How long a claimed send belongs to its sender: the platform call's own limit (8 s) and time to write the outcome.
 * Later it is taken for cut off.
 */
export const LEASE_MS = 15_000
const POLL_MS = 1000
/** What a turn says after its first message may come this much later: nobody sees it, and one claim serves more. */
const CLAIMS_APART_MS = 20
/** Of a second's budget: the rest stays for replies. */
const UNASKED_AT_ONCE = 8
/**
 * Sends under way at once, of all accounts: about a second's budget at 50 ms each, and few enough to stop quickly. In
 * equal parts, as a slow platform must not hold up the others.
 */
const IN_FLIGHT = 256
const IN_FLIGHT_LEAST = 8
/** A second try, with a new token, is begun only so long after the claim: its answer must come within the lease. */
const SECOND_TRY_MS = LEASE_MS - 10_000

/** One send under way. */
export interface Job {
  id: number
  conversationId: number
  account: Account
  user: string
  message: Outgoing
  attempts: number
  /** When the claim is over (ms), as the outbox row has it; of `next` as long as it is not claimed: 0. */
  leaseUntil: number
  asNumbers: boolean
  /** What the same turn says next. */
  next: Job | null
  /** Another reply of the conversation, that must be looked for, waits for this one. */
  more: boolean
}

export interface OutboxDeps extends OutcomeDeps {
  keyring: Keyring
  channels: Record<Platform, Channel>
}

/** Sends what turns have written: claims, calls the platform within budgets, settles what comes of it. */
export class Outbox implements SendingHints {
  readonly leaseMs = LEASE_MS
  readonly #deps: OutboxDeps
  readonly #outcomes: Outcomes
  readonly #settling: Settling
  readonly #claims: Batcher<{ key: ReplyKey; done(leaseUntil: number | null): void }>
  /** Sends that one account may have under way. */
  readonly #most: number
  #inFlight = 0
  #claiming = false
  #again = false
  #stopped = false
  #timer: NodeJS.Timeout | null = null
  /**
   * The budget had nothing just then: through Redis it is drawn first, and by the next poll what was drawn is void. So it is
   * looked at again when the draw wakes us.
   */
  #unaskedHeld = false
  /** The round of the poll that runs, or ran last. */
  #polling: Promise<void> = Promise.resolve()

  constructor(deps: OutboxDeps) {
    this.#deps = deps
    this.#outcomes = new Outcomes(deps, () => this.wake())
    this.#most = Math.max(IN_FLIGHT_LEAST, Math.floor(IN_FLIGHT / Math.max(1, deps.accounts.size)))
    this.#settling = new Settling(deps, () => this.#stopped)
    this.#claims = new Batcher(256, (wanted) => this.#claimNext(wanted), CLAIMS_APART_MS)
  }

  /** Begins to work: adopts what is known of the accounts, then polls; wake-ups make it quick. */
  async start(): Promise<void> {
    const { db, clock } = this.#deps
    if (db.kind === 'pglite') await orphanAll(db, clock.now())
    await probeSoon(db, clock.now())
    await this.refreshAccounts()
    this.#schedule(0)
  }

  /** Takes over what other instances found out about the accounts. */
  refreshAccounts(): Promise<void> {
    return this.#outcomes.refresh()
  }

  asNumbers(accountId: string): boolean {
    return this.#outcomes.state(accountId)?.noButtons ?? false
  }

  take(accountId: string): boolean {
    const state = this.#outcomes.state(accountId)
    if (this.#stopped || !state || state.inFlight >= this.#most) return false
    return state.gate.room() === 'all' && this.#deps.budgets.take(accountId)
  }

  /** What is left of the account's quotas, as far as its sends told. */
  quotas(accountId: string): { kind: string; remain: number }[] {
    return [...(this.#outcomes.state(accountId)?.quotas.values() ?? [])]
  }

  /** Whether the account's circuit is open, and why. */
  circuit(accountId: string): string | null {
    return this.#outcomes.state(accountId)?.gate.reason ?? null
  }

  /** Whether the account sends: it is neither paused nor stopped. */
  open(accountId: string): boolean {
    return this.#outcomes.state(accountId)?.gate.room() === 'all'
  }

  /** Sends that are already committed as `sending`. */
  dispatch(jobs: Job[]): void {
    for (const job of jobs) void this.#send(job)
  }

  /** Frees replies that were perhaps committed as `sending`, but never dispatched. @throws while the database is away */
  async free(jobs: Job[]): Promise<void> {
    const { db, clock, log } = this.#deps
    const unsent = jobs.map(({ conversationId, id, leaseUntil }) => ({
      conversation_id: conversationId,
      id,
      lease_until: leaseUntil,
    }))
    const freed = await freeUnsent(db, unsent, clock.now())
    if (freed === 0) return
    log.info({ freed }, 'a turn was committed although the connection broke: its replies go now')
    this.wake()
  }

  /** Something may be ready: looks at once. */
  wake(): void {
    if (this.#stopped) return
    if (this.#claiming) this.#again = true
    else void this.#claim()
  }

  /** Takes nothing new and waits for what is under way. What is not claimed stays for the next start. */
  async stop(): Promise<void> {
    this.#stopped = true
    if (this.#timer) clearTimeout(this.#timer)
    while (this.#inFlight > 0 || this.#claiming) await new Promise((resolve) => setTimeout(resolve, 10))
    await this.#polling
    await this.#settling.idle()
  }

  #schedule(ms: number): void {
    if (this.#stopped) return
    this.#timer = setTimeout(() => {
      this.#polling = this.tick().finally(() => this.#schedule(POLL_MS))
    }, ms)
  }

  /** One round of the poll: settle by time, then claim. */
  async tick(): Promise<void> {
    const { db, clock, metrics, log, echoWaitMs } = this.#deps
    try {
      const swept = await sweep(db, clock.now(), echoWaitMs, (what, found) => this.#swept(what, found))
      if (swept.orphaned + swept.lost + swept.resent > 0) log.warn(swept, 'uncertain sends settled by time')
    } catch (error) {
      metrics.errors.inc('outbox', 'sweep')
      log.warn({ err: error }, 'outbox sweep failed')
    }
    await this.#claim()
    await this.#claimUnasked()
  }

  /** What nobody asked for goes when replies have had their turn. */
  async #claimUnasked(): Promise<void> {
    const { db, clock, budgets, accounts, metrics, log } = this.#deps
    this.#unaskedHeld = false
    try {
      for (const [id, account] of accounts) {
        const state = this.#outcomes.state(id)
        if (!state || this.#stopped || state.gate.room() !== 'all') continue
        let tokens = 0
        while (tokens < UNASKED_AT_ONCE && state.inFlight + tokens < this.#most && budgets.take(id))
          tokens += 1
        let claimed: ClaimedSend[] = []
        try {
          if (tokens > 0) claimed = await claimUnasked(db, id, clock.now(), tokens, LEASE_MS)
          else this.#unaskedHeld = true
        } finally {
          budgets.giveBack(id, tokens - claimed.length)
        }
        for (const row of claimed) this.#begin(row, account, state)
      }
    } catch (error) {
      metrics.errors.inc('outbox', 'claim-unasked')
      log.warn({ err: error }, 'outbox claim of unasked-for messages failed')
    }
  }

  #swept(what: keyof Swept, { id, account_id }: { id: number; account_id: string }): void {
    const { accounts, metrics, log } = this.#deps
    // Of an account that is configured no more: its platform is not known here.
    const platform = accounts.get(account_id)?.platform ?? 'none'
    log.debug({ outboxId: id, account: account_id, what }, 'message settled by time')
    if (what === 'resent') metrics.resent.inc(platform)
    else if (what === 'orphaned') metrics.uncertain.inc(platform)
    else metrics.givenUp.inc(platform, what === 'lost' ? 'uncertain-final' : 'expired')
  }

  async #claim(): Promise<void> {
    if (this.#claiming || this.#stopped) return
    this.#claiming = true
    try {
      do {
        this.#again = false
        for (const [id, account] of this.#deps.accounts) await this.#claimFor(id, account)
        if (this.#unaskedHeld) await this.#claimUnasked()
      } while (this.#again && !this.#stopped)
    } catch (error) {
      this.#deps.metrics.errors.inc('outbox', 'claim')
      this.#deps.log.warn({ err: error }, 'outbox claim failed')
    } finally {
      this.#claiming = false
    }
  }

  async #claimFor(accountId: string, account: Account): Promise<void> {
    const { db, clock, budgets } = this.#deps
    const state = this.#outcomes.state(accountId)
    while (state && !this.#stopped && state.inFlight < this.#most) {
      const room = state.gate.room()
      if (room === 'none') return
      let tokens = 0
      const wanted = room === 'one' ? 1 : Math.min(64, this.#most - state.inFlight)
      while (tokens < wanted && budgets.take(accountId)) tokens += 1
      if (tokens === 0) return
      if (room === 'one') state.gate.enter()
      let claimed: ClaimedSend[] = []
      try {
        // One try of a stopped account at a time, over all instances.
        if (state.gate.reason !== null && !(await claimProbe(db, accountId, clock.now(), LEASE_MS))) return
        const claim = (except?: number) => claimSends(db, accountId, clock.now(), tokens, LEASE_MS, except)
        // The message that closed the way may be what is at fault: another tries it first, where there is one.
        if (room === 'one' && state.gate.suspect !== null) claimed = await claim(state.gate.suspect)
        if (claimed.length === 0) claimed = await claim()
      } finally {
        budgets.giveBack(accountId, tokens - claimed.length)
        if (room === 'one' && claimed.length === 0) state.gate.leave()
      }
      for (const row of claimed) this.#begin(row, account, state)
      if (claimed.length < tokens || room === 'one') return
    }
  }

  #begin(row: ClaimedSend, account: Account, state: AccountState): void {
    let job: Job
    try {
      job = this.#job(row, account, state)
    } catch {
      // Its key is gone or its words were changed: no later try can read it.
      state.gate.leave()
      const { id, conversation_id: conversationId, user_id: user, attempts, lease_until: leaseUntil } = row
      const tried = { id, conversationId, account, user, attempts, leaseUntil }
      void this.#settling.untilWritten(this.#outcomes.givenUp(tried, 'UNREADABLE'))
      return
    }
    void this.#send(job)
  }

  #job(row: ClaimedSend, account: Account, state: AccountState): Job {
    const message = JSON.parse(this.#deps.keyring.open(row.body)) as Outgoing
    return {
      id: row.id,
      conversationId: row.conversation_id,
      account,
      user: row.user_id,
      message,
      attempts: row.attempts,
      leaseUntil: row.lease_until,
      asNumbers: state.noButtons,
      next: null,
      more: row.more,
    }
  }

  async #send(job: Job): Promise<void> {
    const state = this.#outcomes.state(job.account.id)
    this.#inFlight += 1
    if (state) state.inFlight += 1
    // Found out since the turn, with another message: this one would be refused as well.
    if (state?.noButtons) job.asNumbers = true
    try {
      const result = await callPlatform(this.#deps, job, SECOND_TRY_MS)
      const settled = this.#outcomes.of(job, result)
      const alone = await this.#settling.untilWritten(settled)
      // Nobody tells the giver. Where a later message takes it back already, nothing has changed.
      if (result.ok && alone && job.message.control === 'staff')
        this.#deps.lostThread?.(job.account.id, job.user, job.id)
      if (settled.state === 'ready' && settled.due_at <= this.#deps.clock.now()) this.wake()
      else if (job.next) await this.#follow(job.next, settled.state)
      else if (!alone) this.wake()
    } catch (error) {
      // If it was the probe, another must be let go, or the account would stand still for ever.
      state?.gate.leave()
      this.#deps.metrics.errors.inc('outbox', 'send')
      this.#deps.log.error({ err: error, outboxId: job.id }, 'send broke down')
    } finally {
      this.#inFlight -= 1
      if (state) state.inFlight -= 1
      if (state?.inFlight === this.#most - 1) this.wake()
    }
  }

  /** Sends what the same turn says next, unless the one before it is still to be tried: then it waits its turn. */
  async #follow(next: Job, before: Settled['state']): Promise<void> {
    if (before === 'ready' || before === 'uncertain' || this.#stopped) return
    if (!this.take(next.account.id)) {
      this.wake()
      return
    }
    let claimed: number | null = null
    await this.#claims.add({
      key: { conversation_id: next.conversationId, id: next.id },
      done: (leaseUntil) => (claimed = leaseUntil),
    })
    if (claimed !== null) void this.#send({ ...next, leaseUntil: claimed })
  }

  async #claimNext(wanted: { key: ReplyKey; done(leaseUntil: number | null): void }[]): Promise<void> {
    const { db, clock } = this.#deps
    const keys = wanted.map(({ key }) => key)
    const mine = await claimByKeys(db, keys, clock.now(), LEASE_MS)
    for (const { key, done } of wanted) done(mine.get(key.id) ?? null)
  }
}

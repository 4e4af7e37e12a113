import type { Account, Quota, SendResult, Usage } from '../channels/channel.ts'
import type { Clock } from '../common/clock.ts'
import { FAILURES, type SendFailure } from '../common/errors.ts'
import type { Database } from '../storage/database.ts'
import type { Logger } from '../telemetry/logger.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { loadAccountStates, saveCircuit, saveNoButtons } from './account-store.ts'
import type { Budgets } from './budgets.ts'
import { FIRST_PROBE_MS, Gate, jitter } from './gate.ts'
import { ACCOUNT_SILENT, type Settled } from './outbox-store.ts'
import { setMessageAside } from './set-aside.ts'

const RETRY_FIRST_MS = 1000
/** Part of a quota that is told to be low. */
const FEW = 0.2
/** While a reply keeps its successors waiting (30 s): a platform that fails on every fifth send gets eight or more tries. */
const RETRY_SOON_MS = 5000
const SOON_TRIES = 7
const RETRY_LAST_MS = 60_000
/** A message that the platform itself fails on is given up after so many tries; the reply's window is over long before. */
const MAX_ATTEMPTS = 16

/** What one instance knows of an account. */
export interface AccountState {
  gate: Gate
  noButtons: boolean
  /** Sends under way. */
  inFlight: number
  /** What is left of the account's quotas, as its last sends told. */
  quotas: Map<Quota['kind'], Quota>
}

type Verdict = Pick<Settled, 'state' | 'due_at' | 'reason' | 'attempts'>

/** A message that was tried. */
interface Tried {
  id: number
  conversationId: number
  account: Account
  user: string
  attempts: number
  /** When the claim is over (ms), as the outbox row has it. */
  leaseUntil: number
}

/** What outcomes are decided and noted with. */
export interface OutcomeDeps {
  db: Database
  clock: Clock
  accounts: ReadonlyMap<string, Account>
  metrics: Metrics
  log: Logger
  budgets: Budgets
  echoWaitMs: number
  /** Another app holds the person's thread: a refused reply has told so, or we have given it away. */
  lostThread?(accountId: string, userId: string, outboxId: number): void
}

/** Decides what becomes of a message, and of its account, after a try. */
export class Outcomes {
  readonly #deps: OutcomeDeps
  readonly #wake: () => void
  readonly #states = new Map<string, AccountState>()

  /** `wake` is called when an account that was stopped may send again. */
  constructor(deps: OutcomeDeps, wake: () => void) {
    this.#deps = deps
    this.#wake = wake
    for (const id of deps.accounts.keys())
      this.#states.set(id, { gate: new Gate(deps.clock), noButtons: false, inFlight: 0, quotas: new Map() })
  }

  state(accountId: string): AccountState | undefined {
    return this.#states.get(accountId)
  }

  /** Takes over what other instances found out about the accounts. */
  async refresh(): Promise<void> {
    for (const row of await loadAccountStates(this.#deps.db)) {
      const state = this.#states.get(row.id)
      if (!state) continue
      state.noButtons = row.no_buttons
      if (row.circuit === 'open')
        state.gate.adopt(row.circuit_reason ?? '', row.circuit_until, row.circuit_probes)
      if (row.circuit === 'closed' && state.gate.reason) state.gate.succeeded()
    }
  }

  /** What to write of one try, and what it says of the account. */
  of(job: Tried, result: SendResult): Settled {
    const now = this.#deps.clock.now()
    const state = this.#states.get(job.account.id)
    if (result.usage) this.#observe(job.account.id, result.usage)
    if (result.quota && state) this.#spent(job.account.id, state, result.quota)
    const settled = {
      conversation_id: job.conversationId,
      id: job.id,
      lease_until: job.leaseUntil,
      due_at: now,
      platform_message_id: null,
      sent_at: null,
      reason: null,
      attempts: 0,
    }
    if (result.ok) {
      if (state?.gate.succeeded()) this.#accountBack(job.account)
      const { messageId: platformMessageId } = result
      this.#deps.log.debug({ outboxId: job.id, account: job.account.id, platformMessageId }, 'message sent')
      return { ...settled, state: 'sent', sent_at: now, platform_message_id: result.messageId }
    }
    return { ...settled, ...this.#afterFailure(job, result.failure, state, now) }
  }

  /** What the platform says is used of its limits; the log tells when that begins to slow the account down, or stops it. */
  #observe(accountId: string, usage: Usage): void {
    const { budgets, metrics, log } = this.#deps
    const before = budgets.used(accountId)
    budgets.observe(accountId, 'platform', usage)
    const used = budgets.used(accountId)
    const said = { account: accountId, percent: Math.round(used), regainMs: usage.regainMs }
    if (used >= 100 && before < 100) {
      metrics.alarms.inc('limit-reached')
      log.error({ alarm: 'limit-reached', ...said }, 'sending stops for a while: the limit is used up')
    } else if (used >= 80 && before < 80) log.warn(said, 'sending slows down: most of the limit is used')
  }

  #spent(accountId: string, { quotas }: AccountState, quota: Quota): void {
    const { kind, remain, total } = quota
    const few = (one: Quota | undefined) => one !== undefined && one.remain <= FEW * one.total
    if (few(quota) && !few(quotas.get(kind))) {
      this.#deps.metrics.alarms.inc('quota-low')
      this.#deps.log.warn(
        { alarm: 'quota-low', account: accountId, quota: kind, remain, total },
        'most of the messages that the OA has paid for are sent',
      )
    }
    quotas.set(kind, quota)
  }

  #afterFailure(job: Tried, failure: SendFailure, state: AccountState | undefined, now: number): Verdict {
    const { metrics, log, echoWaitMs } = this.#deps
    const { policy } = FAILURES[failure.code]
    const reason = `${failure.code} ${failure.platformCode}`.slice(0, 100)
    log.warn({ outboxId: job.id, account: job.account.id, reason, policy }, 'send failed')
    // Only an account-wide fault keeps the gate shut; any other answer shows that the way is open.
    if (policy !== 'pause' && policy !== 'circuit' && policy !== 'uncertain')
      this.#answered(job.account, state)
    switch (policy) {
      case 'pause':
        return {
          state: 'ready',
          due_at: state?.gate.pause(failure.retryAfterMs) ?? now,
          reason,
          attempts: -1,
        }
      case 'refresh':
      case 'circuit':
        return this.#accountFault(job, reason, state, now)
      case 'as-numbers':
        this.#useNumbers(job.account, state)
        return { state: 'ready', due_at: now, reason, attempts: -1 }
      case 'uncertain': {
        metrics.uncertain.inc(job.account.platform)
        const due_at = now + echoWaitMs
        // While the platform answers nobody, a reply keeps its second try for the time after.
        if (failure.code === 'MAYBE_SENT') this.#answered(job.account, state)
        else if (state?.gate.unanswered())
          return { state: 'uncertain', due_at, reason: ACCOUNT_SILENT, attempts: -1 }
        return { state: 'uncertain', due_at, reason, attempts: 0 }
      }
      case 'retry':
        if (job.attempts < (failure.tries ?? MAX_ATTEMPTS)) {
          const wait = retryWait(job.attempts)
          return {
            state: 'ready',
            due_at: now + Math.ceil(failure.retryAfterMs ?? jitter(wait)),
            reason,
            attempts: 0,
          }
        }
        return this.#exhausted(job, reason, now)
      case 'permanent':
        // No words are lost by it, and on a Page without a default app it is no fault.
        if (failure.code === 'CONTROL_REFUSED') return { state: 'failed', due_at: now, reason, attempts: 0 }
        if (failure.code === 'NOT_OWNER') this.#deps.lostThread?.(job.account.id, job.user, job.id)
        return this.#giveUp(job, reason, now)
    }
  }

  /** The platform answered: the way is open, whatever it said of this message. */
  #answered(account: Account, state: AccountState | undefined): void {
    if (state?.gate.succeeded()) this.#accountBack(account)
  }

  /** What to write of a message that no try can help. */
  givenUp(job: Tried, reason: string): Settled {
    const now = this.#deps.clock.now()
    const outcome = this.#giveUp(job, reason, now)
    const key = { conversation_id: job.conversationId, id: job.id, lease_until: job.leaseUntil }
    return { ...outcome, ...key, platform_message_id: null, sent_at: null }
  }

  #exhausted(job: Tried, reason: string, now: number): Verdict {
    this.#deps.metrics.alarms.inc('send-exhausted')
    this.#deps.log.error(
      { alarm: 'send-exhausted', outboxId: job.id, account: job.account.id, reason },
      'a reply was given up after many tries: look at the platform and at the account',
    )
    return this.#giveUp(job, `EXHAUSTED ${reason}`, now)
  }

  #giveUp(job: Tried, reason: string, now: number): Verdict {
    const { db, metrics, log } = this.#deps
    metrics.setAside.inc('message')
    metrics.givenUp.inc(job.account.platform, 'failed')
    setMessageAside(db, {
      accountId: job.account.id,
      userId: job.user,
      at: now,
      attempts: job.attempts,
      reason,
    }).catch((error) =>
      log.error({ err: error, outboxId: job.id }, 'could not note a message that was given up'),
    )
    return { state: 'failed', due_at: now, reason, attempts: 0 }
  }

  /** Stops the account. The try counts only against a message that closes the way again while others get through. */
  #accountFault(job: Tried, reason: string, state: AccountState | undefined, now: number): Verdict {
    const own = state?.gate.blame(job.id) ?? false
    if (own && job.attempts >= MAX_ATTEMPTS) return this.#exhausted(job, reason, now)
    // The account is what waits longer: once another message got through, this one goes too.
    const due_at = Math.min(this.#openCircuit(job.account, reason, state), now + FIRST_PROBE_MS)
    return { state: 'ready', due_at, reason, attempts: own ? 0 : -1 }
  }

  #openCircuit(account: Account, reason: string, state: AccountState | undefined): number {
    const { db, log, metrics } = this.#deps
    const until = state?.gate.open(reason) ?? this.#deps.clock.now()
    metrics.errors.inc('outbox', 'circuit')
    metrics.alarms.inc('account-stopped')
    log.error(
      { alarm: 'account-stopped', account: account.id, reason },
      'account cannot send: a person must act. Nothing is lost; sending goes on when one message gets through',
    )
    saveCircuit(db, account.id, { reason, until, probes: state?.gate.probes ?? 0 }).catch((error) =>
      log.warn({ err: error }, 'circuit not saved'),
    )
    return until
  }

  #accountBack(account: Account): void {
    const { db, log } = this.#deps
    log.info({ account: account.id }, 'account sends again')
    saveCircuit(db, account.id, null)
      .catch((error) => log.warn({ err: error }, 'circuit not saved'))
      .finally(this.#wake)
  }

  #useNumbers(account: Account, state: AccountState | undefined): void {
    const { db, log } = this.#deps
    if (state) state.noButtons = true
    log.warn({ account: account.id }, 'this OA may not send buttons (-224): choices are numbered from now on')
    saveNoButtons(db, account.id).catch((error) => log.warn({ err: error }, 'button rule not saved'))
  }
}

/** Doubled from one try to the next: up to 5 s while the conversation waits for this reply, later up to a minute. In ms. */
function retryWait(attempts: number): number {
  if (attempts <= SOON_TRIES) return Math.min(RETRY_SOON_MS, RETRY_FIRST_MS * 2 ** (attempts - 1))
  return Math.min(RETRY_LAST_MS, RETRY_SOON_MS * 2 ** (attempts - SOON_TRIES))
}

import type { Account } from '../channels/channel.ts'
import type { Database, Tx } from '../storage/database.ts'
import type { Logger } from '../telemetry/logger.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { compose } from './compose.ts'
import type { FreshEvents } from './fresh-events.ts'
import type { Name } from './leftovers.ts'
import type { Job, Outbox } from './outbox.ts'
import { takeResult } from './react.ts'
import { Skew } from './skew.ts'
import { Stacks } from './stacks.ts'
import { openAll, type Talk, type TalkRun } from './talk.ts'
import type { Tracer } from './trace.ts'
import { computeTurns, type DirectSend, draftWrite, type Member, type TurnDeps, type Turned } from './turn.ts'
import { type Claim, hearings, isNewer, type Loaded, loadConversations, restoreTalk } from './turn-store.ts'
import { writeTurns } from './turn-write.ts'

export interface BatchDeps extends Omit<TurnDeps, 'skew'> {
  outbox: Outbox
  fresh: FreshEvents
  metrics: Metrics
  log: Logger
  /** Somebody looks on at turns. */
  tracer?: Tracer | undefined
}

/** A conversation of a batch that could not be turned. */
export interface FailedMember {
  name: Name
  error: unknown
}

/** Turns claimed conversations within the transaction that holds their rows. */
export class Batch {
  readonly #deps: BatchDeps & TurnDeps
  readonly #stacks = new Stacks()
  /** Replies of turns of which nobody knows whether they were committed. */
  #doubtful: Job[] = []

  constructor(deps: BatchDeps) {
    this.#deps = { ...deps, skew: new Skew() }
  }

  /** Restores, computes and writes claimed conversations, at most `limit` hearings each. */
  async turn(tx: Tx, claims: Claim[], failed: FailedMember[], limit: number): Promise<Done> {
    const known = new Map<number, TalkRun[]>()
    for (const { id, revision } of claims) {
      const stack = this.#stacks.take(id, revision)
      if (stack) known.set(id, stack)
    }
    // One more than is heard: it tells that something is left.
    const loaded = await loadConversations(tx, claims, known, limit + 1)
    const members: Member[] = []
    for (const claim of claims) {
      try {
        const member = this.#member(claim, loaded, known, limit)
        if (member) members.push(member)
      } catch (error) {
        failed.push({ name: { accountId: claim.account_id, userId: claim.user_id }, error })
      }
    }
    if (this.#deps.tracer) for (const { talk } of members) this.#deps.tracer.begin(talk)
    const { turned, failed: broken } = await computeTurns(this.#deps, tx, members)
    for (const { member, error } of broken) {
      failed.push({ name: { accountId: member.talk.account.id, userId: member.talk.user }, error })
    }
    const lost = new Set(broken.map(({ member }) => member))
    const good = members.filter((member) => !lost.has(member))
    const heard = good.flatMap((member) => member.hearings.map((hearing) => hearing.inboxId))
    const talks = good.map(({ talk }) => talk)
    const done = await this.#write(tx, talks, heard, turned)
    return { ...done, left: talks.some(({ id }) => (loaded.inbox.get(id)?.length ?? 0) > limit) }
  }

  #member(claim: Claim, loaded: Loaded, known: Map<number, TalkRun[]>, limit: number): Member | null {
    const { keyring, rules, accounts, fresh } = this.#deps
    const account = accounts.get(claim.account_id)
    const events = (loaded.inbox.get(claim.id) ?? []).slice(0, limit)
    if (!account || events.length === 0) return null
    return {
      talk: restoreTalk(keyring, rules.flows, account, claim, loaded, known.get(claim.id)),
      hearings: hearings(keyring, fresh, events),
    }
  }

  async #write(tx: Tx, talks: Member['talk'][], heard: number[], turned: Turned[]): Promise<Done> {
    if (talks.length === 0) return { turned, talks, said: [], jobs: [], ready: false, left: false }
    const { write, direct } = draftWrite(this.#deps, talks, heard)
    const ids = await writeTurns(tx, this.#deps.keyring, write)
    const followed = direct.reduce((sum, send) => sum + 1 + send.rest.length, 0)
    return {
      turned,
      talks,
      said: write.outbox.map(({ conversation_id }, n) => ({
        conversationId: conversation_id,
        outboxId: ids[n],
      })),
      jobs: direct.map((send) => job(send, ids)),
      ready: write.outbox.length > followed,
      left: false,
    }
  }

  /**
   * Runs what turns conversations in a transaction, and sends once it is committed. Where the connection breaks during
   * the commit, what was written may stand: see `settleDoubtful`.
   * @throws what the transaction throws
   */
  async transact(db: Database, work: (tx: Tx) => Promise<Done | null>): Promise<Done | null> {
    const drafted: Done[] = []
    const transaction = db.transaction(async (tx) => {
      const done = await work(tx)
      if (done) drafted.push(done)
      return done
    })
    const done = await transaction.catch((error: unknown) => {
      this.#doubtful.push(...drafted.flatMap(({ jobs }) => jobs))
      throw error
    })
    if (done) this.#committed(done)
    return done
  }

  /**
   * Lets replies go that were committed as `sending` with nobody there to hear of it: they would wait for the end of
   * their lease and for an echo. @throws while the database is away
   */
  async settleDoubtful(): Promise<void> {
    if (this.#doubtful.length === 0) return
    await this.#deps.outbox.free(this.#doubtful)
    this.#doubtful = []
  }

  #committed(done: Done): void {
    const { turned, talks, jobs, ready } = done
    const { outbox, metrics, clock, log } = this.#deps
    if (log.isLevelEnabled('debug')) this.#trace(done)
    const now = clock.now()
    for (const { hearing, outcome } of turned) {
      metrics.turns.inc(outcome)
      metrics.turnSeconds.observe(Math.max(0, now - hearing.receivedAt) / 1000)
    }
    this.#deps.tracer?.committed(talks, turned, now)
    for (const talk of talks) this.#stacks.keep(talk)
    outbox.dispatch(jobs)
    if (ready) outbox.wake()
  }

  /** By these lines, and by those of inbox and outbox, what became of a message can be followed. */
  #trace({ turned, talks, said }: Done): void {
    for (const { id: conversationId, account } of talks) {
      const mine = turned.filter(({ talk }) => talk.id === conversationId)
      this.#deps.log.debug(
        {
          conversationId,
          account: account.id,
          inboxIds: mine.map(({ hearing }) => hearing.inboxId),
          outcomes: mine.map(({ outcome }) => outcome),
          outboxIds: said.flatMap((one) => (one.conversationId === conversationId ? [one.outboxId] : [])),
        },
        'turn done',
      )
    }
  }

  /** A conversation whose runs cannot be read begins anew: the person must not meet the same fault again. */
  #restoreOrClear(account: Account, claim: Claim, loaded: Loaded): Talk {
    const { keyring, rules } = this.#deps
    try {
      const talk = restoreTalk(keyring, rules.flows, account, claim, loaded)
      openAll(talk)
      return talk
    } catch (error) {
      if (isNewer(error)) throw error
      const runs = loaded.runs.get(claim.id) ?? []
      loaded.runs.clear()
      const talk = restoreTalk(keyring, rules.flows, account, claim, loaded)
      talk.changes.removedRuns.push(...runs.map((run) => run.no))
      return talk
    }
  }

  /** Opens a case for a person whose event was given up, and says so to the person. */
  async apologise(tx: Tx, claims: Claim[], inboxId: number): Promise<Done> {
    const claim = claims[0]
    const account = claim && this.#deps.accounts.get(claim.account_id)
    if (!claim || !account) return { turned: [], talks: [], said: [], jobs: [], ready: false, left: false }
    const loaded = await loadConversations(tx, claims, new Map())
    const talk = this.#restoreOrClear(account, claim, loaded)
    const now = this.#deps.clock.now()
    // What could not be read was an act all the same: it opens the window for the apology.
    const head = loaded.inbox.get(claim.id)?.find((event) => event.id === inboxId)
    talk.lastInAt = Math.max(talk.lastInAt, Math.min(head?.at ?? now, head?.receivedAt ?? now, now))
    const handler = this.#deps.handlers.get('case.open')
    if (!handler) throw new Error('nobody handles case.open')
    const request = { run: null, effect: 'case.open', params: { reason: 'fault' } }
    const [value] = await handler(tx, [
      {
        contactId: talk.id,
        accountId: account.id,
        accountPlace: account.place,
        platform: account.platform,
        language: talk.language,
        now,
        params: request.params,
        answered: null,
      },
    ])
    takeResult(this.#deps.rules, talk, request, value ?? {}, now)
    talk.out.push(...compose(talk))
    return this.#write(tx, [talk], [inboxId], [])
  }
}

/** What a batch wrote. */
export interface Done {
  turned: Turned[]
  /** Written; theirs once the transaction is committed. */
  talks: Talk[]
  /** What is to be sent, in order. */
  said: { conversationId: number; outboxId: number | undefined }[]
  jobs: Job[]
  /** Rows were written that wait for a claim. */
  ready: boolean
  /** Somebody said more than the batch was to hear: the rest is still in the inbox. */
  left: boolean
}

function job(send: DirectSend, ids: number[]): Job {
  const { talk, asNumbers } = send
  const chain = [{ index: send.index, message: send.message }, ...send.rest]
  return chain.reduceRight<Job | null>((next, { index, message }) => {
    const id = ids[index]
    if (id === undefined) throw new Error('outbox gave no id')
    return {
      id,
      conversationId: talk.id,
      account: talk.account,
      user: talk.user,
      message,
      attempts: 1,
      leaseUntil: index === send.index ? send.leaseUntil : 0,
      asNumbers,
      next,
      more: false,
    }
  }, null)!
}

import { Pool } from 'undici'
import type { DeliveryRules } from './delivery-rules.ts'
import type { Stats } from './stats.ts'

/** A signed body on its way to the application. */
export interface Webhook {
  body: Buffer
  headers: Record<string, string>
}

interface Job extends Webhook {
  lane: string
  copies: number
  attempt: number
  /** Successes seen when this was first tried. */
  successesBefore: number
  finished: () => void
}

interface Lane {
  jobs: Job[]
}

/**
 * Posts webhooks to the application: one at a time and in order for a person, several people side by side,
 * again after a failure. Until an address is set everything waits.
 */
export class Delivery {
  readonly #rules: DeliveryRules
  readonly #stats: Stats
  readonly #lanes = new Map<string, Lane>()
  #ready: Lane[] = []
  #next = 0
  #active = 0
  #pending = 0
  #successes = 0
  #off = false
  #closed = false
  #target: { pool: Pool; path: string } | null = null
  readonly #timers = new Set<NodeJS.Timeout>()
  #idlers: (() => void)[] = []

  constructor(rules: DeliveryRules, stats: Stats) {
    this.#rules = rules
    this.#stats = stats
  }

  get pending(): number {
    return this.#pending
  }

  get off(): boolean {
    return this.#off
  }

  /** Sets where webhooks go and switches them on again. `null`: they wait. */
  setAddress(url: string | null): void {
    const before = this.#target
    this.#off = false
    if (url === null) this.#target = null
    else {
      const { origin, pathname, search } = new URL(url)
      const timeout = this.#rules.answerWithinMs
      this.#target = {
        pool: new Pool(origin, {
          connections: this.#rules.parallel,
          headersTimeout: timeout,
          bodyTimeout: timeout,
        }),
        path: pathname + search,
      }
    }
    this.#pump()
    // Ends what is under way by itself; nothing waits for it.
    void before?.pool.close()
  }

  /** What the operator does in the platform's console after the webhook was switched off. */
  switchOn(): void {
    this.#off = false
  }

  /**
   * Queues a webhook behind the others of `lane`, after a delay.
   * @returns a promise that resolves when it is delivered, given up or dropped.
   */
  send(lane: string, webhook: Webhook, copies = 1, delayMs = 0): Promise<void> {
    if (this.#off || this.#closed) {
      this.#stats.dropped += 1
      return Promise.resolve()
    }
    this.#pending += 1
    return new Promise((finished) => {
      const job: Job = { ...webhook, lane, copies, attempt: 0, successesBefore: this.#successes, finished }
      if (delayMs > 0) this.#after(delayMs, () => this.#enqueue(job))
      else this.#enqueue(job)
    })
  }

  /** Resolves once nothing waits, retries included. */
  async settled(): Promise<void> {
    while (this.#pending > 0) await new Promise<void>((resolve) => this.#idlers.push(resolve))
  }

  /** Drops everything that waits. */
  clear(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
    for (const lane of this.#lanes.values()) for (const job of lane.jobs) job.finished()
    this.#lanes.clear()
    this.#ready = []
    this.#next = 0
    this.#pending = 0
    this.#wakeIdlers()
  }

  async close(): Promise<void> {
    this.#closed = true
    this.clear()
    await this.#target?.pool.destroy()
  }

  #after(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      act()
    }, ms)
    this.#timers.add(timer)
  }

  #enqueue(job: Job): void {
    const lane = this.#lanes.get(job.lane)
    if (lane) lane.jobs.push(job)
    else {
      const fresh: Lane = { jobs: [job] }
      this.#lanes.set(job.lane, fresh)
      this.#ready.push(fresh)
      this.#pump()
    }
  }

  #pump(): void {
    while (this.#target && this.#active < this.#rules.parallel && this.#next < this.#ready.length) {
      const lane = this.#ready[this.#next]!
      this.#next += 1
      if (this.#next > 1024 && this.#next * 2 > this.#ready.length) {
        this.#ready.splice(0, this.#next)
        this.#next = 0
      }
      this.#active += 1
      void this.#run(lane)
    }
  }

  async #run(lane: Lane): Promise<void> {
    const job = lane.jobs.shift()!
    const delivered = this.#off ? false : await this.#post(job)
    this.#active -= 1
    let held = false
    // Jobs dropped by clear() while their post was under way no longer belong to a lane.
    if (this.#lanes.get(job.lane) === lane) {
      held = delivered ? this.#done(job) : this.#failed(job, lane)
      if (!held) {
        if (lane.jobs.length > 0) this.#ready.push(lane)
        else this.#lanes.delete(job.lane)
      }
    } else job.finished()
    this.#pump()
  }

  #done(job: Job): false {
    this.#successes += 1
    this.#finish(job)
    return false
  }

  /** @returns whether the lane must wait for this job. */
  #failed(job: Job, lane: Lane): boolean {
    if (this.#off) {
      this.#stats.dropped += 1
      this.#finish(job)
      return false
    }
    const wait = this.#rules.retryMs[job.attempt]
    if (wait === undefined) {
      this.#stats.givenUp += 1
      if (this.#rules.offAfterGivingUp && job.successesBefore === this.#successes) this.#off = true
      this.#finish(job)
      return false
    }
    job.attempt += 1
    job.copies = 1
    if (this.#rules.keepOrderOnFailure) {
      lane.jobs.unshift(job)
      this.#after(wait, () => {
        this.#ready.push(lane)
        this.#pump()
      })
      return true
    }
    this.#after(wait, () => this.#enqueue(job))
    return false
  }

  #finish(job: Job): void {
    this.#pending -= 1
    job.finished()
    if (this.#pending === 0) this.#wakeIdlers()
  }

  #wakeIdlers(): void {
    const idlers = this.#idlers
    this.#idlers = []
    for (const wake of idlers) wake()
  }

  async #post(job: Job): Promise<boolean> {
    const posts = [this.#postOnce(job)]
    for (let copy = 1; copy < job.copies; copy += 1) posts.push(this.#postOnce(job))
    return (await Promise.all(posts)).every(Boolean)
  }

  async #postOnce(job: Job): Promise<boolean> {
    const { retryHeader } = this.#rules
    const headers: Record<string, string> = { 'content-type': 'application/json', ...job.headers }
    if (job.attempt > 0) {
      this.#stats.retried += 1
      if (retryHeader) headers[retryHeader] = String(job.attempt)
    }
    let delivered = false
    try {
      const { pool, path } = this.#target!
      const answer = await pool.request({ method: 'POST', path, headers, body: job.body })
      await answer.body.dump()
      delivered = answer.statusCode === 200
    } catch {
      // Refused, reset or too late: the platform tries again.
    }
    if (delivered) this.#stats.delivered += 1
    else this.#stats.failed += 1
    return delivered
  }
}

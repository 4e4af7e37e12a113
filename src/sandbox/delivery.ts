import { Pool } from 'undici'
import type { Clock } from '../common/clock.ts'
import { Agenda } from './agenda.ts'
import type { DeliveryRules } from './delivery-rules.ts'
import type { Notices } from './notices.ts'
import type { Stats } from './stats.ts'
import { Switches } from './switches.ts'

/** A signed body on its way to the application. */
export interface Webhook {
  body: Buffer
  headers: Record<string, string>
}

/** Where a webhook waits. */
export interface Lane {
  /** Webhooks of one lane go one at a time and in order: those of a person. */
  lane: string
  /** What the platform switches off as one: a Page's subscription, an app's webhook. */
  switch: string
}

interface Job extends Webhook, Lane {
  copies: number
  attempt: number
  /** When the attempt was due, by the clock. */
  due: number
  /** Successes seen when this was first tried. */
  successesBefore: number
  finished: () => void
}

interface Queue {
  jobs: Job[]
}

/**
 * Posts webhooks to the application: one at a time and in order for a person, several people side by side,
 * again after a failure. Until an address is set everything waits.
 */
export class Delivery {
  readonly switches: Switches
  readonly #rules: DeliveryRules
  readonly #stats: Stats
  readonly #clock: Clock
  readonly #agenda: Agenda
  readonly #lanes = new Map<string, Queue>()
  #ready: Queue[] = []
  #next = 0
  #active = 0
  #pending = 0
  #closed = false
  #target: { pool: Pool; path: string } | null = null
  #idlers: (() => void)[] = []

  constructor(rules: DeliveryRules, stats: Stats, notices: Notices, clock: Clock) {
    this.#rules = rules
    this.#stats = stats
    this.#clock = clock
    this.#agenda = new Agenda(clock)
    this.switches = new Switches(rules, notices)
  }

  get pending(): number {
    return this.#pending
  }

  /** Sets where webhooks go and switches them on again. `null`: they wait. */
  setAddress(url: string | null): void {
    const before = this.#target
    this.switches.on()
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

  /**
   * Queues a webhook behind the others of its lane, after a delay.
   * @returns a promise that resolves when it is delivered, given up or dropped.
   */
  send(lane: Lane, webhook: Webhook, copies = 1, delayMs = 0): Promise<void> {
    if (this.#closed || this.switches.isOff(lane.switch)) {
      this.#stats.dropped += 1
      return Promise.resolve()
    }
    this.#pending += 1
    return new Promise((finished) => {
      const successesBefore = this.switches.successes(lane.switch)
      const due = this.#clock.now() + delayMs
      const job: Job = { ...webhook, ...lane, copies, attempt: 0, due, successesBefore, finished }
      if (delayMs > 0) this.#agenda.at(due, () => this.#enqueue(job))
      else this.#enqueue(job)
    })
  }

  /** Resolves once nothing waits, retries included. */
  async settled(): Promise<void> {
    while (this.#pending > 0) await new Promise<void>((resolve) => this.#idlers.push(resolve))
  }

  /** Drops everything that waits. */
  clear(): void {
    this.#agenda.clear()
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

  #enqueue(job: Job): void {
    const lane = this.#lanes.get(job.lane)
    if (lane) lane.jobs.push(job)
    else {
      const fresh: Queue = { jobs: [job] }
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

  async #run(lane: Queue): Promise<void> {
    const job = lane.jobs.shift()!
    const began = this.#clock.now()
    // The first attempt is due when its turn has come; a later one when it was planned, however late it is made.
    if (job.attempt === 0) job.due = began
    const delivered = this.switches.isOff(job.switch) ? false : await this.#post(job)
    this.#active -= 1
    let held = false
    // Jobs dropped by clear() while their post was under way no longer belong to a lane.
    if (this.#lanes.get(job.lane) === lane) {
      held = delivered ? this.#done(job) : this.#failed(job, lane, this.#clock.now() - began)
      if (!held) {
        if (lane.jobs.length > 0) this.#ready.push(lane)
        else this.#lanes.delete(job.lane)
      }
    } else job.finished()
    this.#pump()
  }

  #done(job: Job): false {
    this.switches.delivered(job.switch)
    this.#finish(job)
    return false
  }

  /** @returns whether the lane must wait for this job. */
  #failed(job: Job, lane: Queue, tookMs: number): boolean {
    if (this.switches.isOff(job.switch)) {
      this.#stats.dropped += 1
      this.#finish(job)
      return false
    }
    this.switches.failed(job.switch, job.due)
    const wait = this.#rules.retryMs[job.attempt]
    if (wait === undefined) {
      this.#stats.givenUp += 1
      this.switches.givenUp(job.switch, job.successesBefore, job.due)
      this.#finish(job)
      return false
    }
    job.attempt += 1
    job.copies = 1
    // Counted from when the attempt was due: after a leap of the clock the missed ones follow each other.
    job.due += tookMs + wait
    if (this.#rules.keepOrderOnFailure) {
      lane.jobs.unshift(job)
      this.#agenda.at(job.due, () => {
        this.#ready.push(lane)
        this.#pump()
      })
      return true
    }
    this.#agenda.at(job.due, () => this.#enqueue(job))
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

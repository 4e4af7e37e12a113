import { isTransient } from '../storage/faults.ts'
import { Batcher } from './batcher.ts'
import { jitter } from './gate.ts'
import { recordSettled, type Settled } from './outbox-store.ts'
import type { OutcomeDeps } from './outcomes.ts'

/** Outcomes are written so far apart: nobody waits for them but the next reply of the same conversation. */
const APART_MS = 40

/** What came of a send, to be written; `done` is told whether nothing of the conversation waits behind it. */
interface Outcome {
  settled: Settled
  done(alone: boolean): void
}

/** Writes what came of sends, many at once. */
export class Settling {
  readonly #deps: Pick<OutcomeDeps, 'db' | 'metrics'>
  /** Nothing new is begun: an outcome that cannot be written is then left to the next start. */
  readonly #stopped: () => boolean
  readonly #batches: Batcher<Outcome>

  constructor(deps: Pick<OutcomeDeps, 'db' | 'metrics'>, stopped: () => boolean) {
    this.#deps = deps
    this.#stopped = stopped
    this.#batches = new Batcher(256, (group) => this.#record(group), APART_MS)
  }

  /** All that was given is written. */
  idle(): Promise<void> {
    return this.#batches.idle()
  }

  /**
   * An outcome that is not written would look like a crash and be sent again: tried until the database is back.
   * @returns whether nothing of the conversation waits behind it
   */
  async untilWritten(settled: Settled): Promise<boolean> {
    let alone: boolean | null = null
    for (let wait = 50; ; wait = Math.min(1000, wait * 2)) {
      try {
        await this.#batches.add({ settled, done: (nothing) => (alone = nothing) })
        return alone ?? false
      } catch (error) {
        // Another of its group could not be written.
        if (alone !== null) return alone
        if (!isTransient(error)) this.#deps.metrics.errors.inc('outbox', 'settle')
        if (this.#stopped() && wait >= 1000) return true
        await new Promise((resolve) => setTimeout(resolve, jitter(wait)))
      }
    }
  }

  async #record(group: Outcome[]): Promise<void> {
    try {
      const alone = await recordSettled(
        this.#deps.db,
        group.map(({ settled }) => settled),
      )
      for (const { settled, done } of group) done(alone.has(settled.id))
    } catch (error) {
      if (group.length === 1 || isTransient(error)) throw error
      // One of them cannot be written: the others must not be taken for cut off, and sent again.
      const results = await Promise.allSettled(group.map((one) => this.#record([one])))
      if (results.some(({ status }) => status === 'rejected')) throw error
    }
  }
}

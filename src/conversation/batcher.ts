import { Pace } from './pace.ts'

/**
 * Collects items while the previous flush is under way and hands them over together: alone an item waits for nobody,
 * under load many share one statement and one commit.
 */
export class Batcher<T> {
  readonly #flush: (items: T[]) => Promise<void>
  readonly #limit: number
  readonly #pace: Pace
  #waiting: { item: T; done: () => void; failed: (error: unknown) => void }[] = []
  #running = false

  /**
   * `flush` is given at most `limit` items. Flushes begin at least `apartMs` after each other: a statement for one item
   * costs the database nearly as much as one for twenty.
   */
  constructor(limit: number, flush: (items: T[]) => Promise<void>, apartMs = 0) {
    this.#limit = limit
    this.#flush = flush
    this.#pace = new Pace(apartMs)
  }

  /** Resolves when the flush that carried the item is done; rejects with its fault. */
  add(item: T): Promise<void> {
    return new Promise((done, failed) => {
      this.#waiting.push({ item, done, failed })
      if (this.#running) return
      this.#running = true
      void this.#run()
    })
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      // A full group is waiting: nothing is won by more patience.
      if (this.#waiting.length < this.#limit) await this.#pace.next()
      const group = this.#waiting.splice(0, this.#limit)
      try {
        await this.#flush(group.map(({ item }) => item))
        for (const { done } of group) done()
      } catch (error) {
        for (const { failed } of group) failed(error)
      }
    }
    this.#running = false
  }

  /** Resolves when nothing is waiting or under way. */
  async idle(): Promise<void> {
    while (this.#running) await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

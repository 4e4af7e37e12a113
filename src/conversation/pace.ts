/**
 * Keeps starts of a repeated work apart: the first after a pause begins at once, so that a lone message waits for
 * nobody, and under load each start finds more to do together. A span of the process, not a time of day.
 */
export class Pace {
  readonly #apartMs: number
  #last = Number.NEGATIVE_INFINITY

  constructor(apartMs: number) {
    this.#apartMs = apartMs
  }

  /** Resolves when the next start is due, and counts it as started. */
  async next(): Promise<void> {
    const wait = this.#last + this.#apartMs - performance.now()
    // The next turn of the event loop at the earliest: what arrives in this one travels along.
    await new Promise<void>((resolve) => (wait > 1 ? setTimeout(resolve, wait) : setImmediate(resolve)))
    this.#last = performance.now()
  }
}

/** Counts what happened in the last `spanMs`, in `parts` steps: cheap, and exact to one step. */
export class RollingCount {
  readonly #stepMs: number
  readonly #parts: number
  readonly #counts = new Map<number, number>()
  #total = 0

  constructor(spanMs: number, parts: number) {
    this.#stepMs = spanMs / parts
    this.#parts = parts
  }

  add(now: number): void {
    const step = this.#forget(now)
    this.#counts.set(step, (this.#counts.get(step) ?? 0) + 1)
    this.#total += 1
  }

  total(now: number): number {
    this.#forget(now)
    return this.#total
  }

  /** How long until something of it is forgotten (ms). */
  regainMs(now: number): number {
    const [oldest] = this.#counts.keys()
    return oldest === undefined ? 0 : Math.max(0, (oldest + this.#parts + 1) * this.#stepMs - now)
  }

  clear(): void {
    this.#counts.clear()
    this.#total = 0
  }

  #forget(now: number): number {
    const step = Math.floor(now / this.#stepMs)
    for (const [old, count] of this.#counts) {
      if (old > step - this.#parts - 1) break
      this.#counts.delete(old)
      this.#total -= count
    }
    return step
  }
}

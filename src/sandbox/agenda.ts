import { type Clock, type MovableClock, systemClock } from '../common/clock.ts'

/** How often a clock that does not tell when it is moved is looked at (ms of real time). */
const LOOK_MS = 200
/** The longest that a timer of Node.js can wait. */
const LONGEST_MS = 2 ** 31 - 1

interface Wait {
  due: number
  act: () => void
  timer: NodeJS.Timeout
}

/**
 * What is to happen later by the clock. A wait ends when the clock has come to its moment, or when as much real time
 * has passed: so moving the clock forward brings everything that became due, and a clock that stands still holds
 * nothing up.
 */
export class Agenda {
  readonly #clock: Clock
  readonly #waits = new Set<Wait>()
  readonly #mustLook: boolean
  #looking: NodeJS.Timeout | undefined

  constructor(clock: Clock) {
    this.#clock = clock
    const tells = isMovable(clock)
    this.#mustLook = !tells && clock !== systemClock
    if (tells) clock.onMove(() => this.#bringDue())
  }

  /** Calls `act` in `ms` milliseconds. @returns what calls it off. */
  after(ms: number, act: () => void): () => void {
    return this.at(this.#clock.now() + ms, act)
  }

  /** Calls `act` at a moment of the clock; at once, but not before this returns, when that is over. */
  at(due: number, act: () => void): () => void {
    const realMs = Math.min(Math.max(0, due - this.#clock.now()), LONGEST_MS)
    const wait: Wait = { due, act, timer: setTimeout(() => this.#run(wait), realMs) }
    this.#waits.add(wait)
    if (this.#mustLook && realMs > LOOK_MS) this.#looking ??= setInterval(() => this.#bringDue(), LOOK_MS)
    return () => this.#drop(wait)
  }

  /** Calls everything off. */
  clear(): void {
    for (const wait of this.#waits) clearTimeout(wait.timer)
    this.#waits.clear()
    this.#stopLooking()
  }

  #bringDue(): void {
    const now = this.#clock.now()
    const due = [...this.#waits].filter((wait) => wait.due <= now).sort((a, b) => a.due - b.due)
    for (const wait of due) this.#run(wait)
  }

  #run(wait: Wait): void {
    if (!this.#waits.has(wait)) return
    this.#drop(wait)
    wait.act()
  }

  #drop(wait: Wait): void {
    clearTimeout(wait.timer)
    this.#waits.delete(wait)
    if (this.#waits.size === 0) this.#stopLooking()
  }

  #stopLooking(): void {
    clearInterval(this.#looking)
    this.#looking = undefined
  }
}

function isMovable(clock: Clock): clock is MovableClock {
  return 'onMove' in clock && typeof clock.onMove === 'function'
}

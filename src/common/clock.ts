/**
 * The only source of time. Every other file takes a `Clock`, never `Date.now()` or SQL `now()`
 * (scripts/structure.mjs refuses both), so that tests and the simulator can move time.
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
}

/** Real time. */
export const systemClock: Clock = { now: () => Date.now() }

/** A clock that stands still until it is moved: for tests and the simulator. */
export class ManualClock implements Clock {
  #at: number

  constructor(at: number) {
    this.#at = at
  }

  now(): number {
    return this.#at
  }

  /** Moves time forward by `ms` milliseconds. */
  advance(ms: number): void {
    this.#at += ms
  }

  set(at: number): void {
    this.#at = at
  }
}

/** The zone in which residents and staff read dates. Vietnam has had no daylight saving since 1975. */
export const TIME_ZONE = 'Asia/Ho_Chi_Minh'

const VIETNAM_OFFSET_MS = 7 * 3_600_000

/** The calendar year in Vietnam at a moment (ms since the epoch). */
export function yearInVietnam(at: number): number {
  return new Date(at + VIETNAM_OFFSET_MS).getUTCFullYear()
}

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

/** A clock that can be moved and tells those who wait by it. */
export interface MovableClock extends Clock {
  /** Calls `listener` after each move. @returns what ends that. */
  onMove(listener: () => void): () => void
}

class Movable {
  readonly #listeners = new Set<() => void>()

  onMove(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  protected moved(): void {
    for (const listener of [...this.#listeners]) listener()
  }
}

/** A clock that stands still until it is moved: for tests. */
export class ManualClock extends Movable implements MovableClock {
  #at: number

  constructor(at: number) {
    super()
    this.#at = at
  }

  now(): number {
    return this.#at
  }

  /** Moves time forward by `ms` milliseconds. */
  advance(ms: number): void {
    this.set(this.#at + ms)
  }

  set(at: number): void {
    this.#at = at
    this.moved()
  }
}

/** Another clock, moved forward by hand ("three days later"): for the simulator. */
export class ShiftedClock extends Movable implements MovableClock {
  readonly #base: Clock
  #shift = 0

  constructor(base: Clock = systemClock) {
    super()
    this.#base = base
  }

  now(): number {
    return this.#base.now() + this.#shift
  }

  /** By how much it was moved so far, in ms. */
  get shift(): number {
    return this.#shift
  }

  /** Moves time forward by `ms` milliseconds; it never goes back. @throws RangeError for a negative or odd number. */
  advance(ms: number): void {
    if (!(ms >= 0 && Number.isFinite(ms))) throw new RangeError('Time goes forward only')
    this.#shift += ms
    this.moved()
  }
}

/** The zone in which residents and staff read dates. Vietnam has had no daylight saving since 1975. */
export const TIME_ZONE = 'Asia/Ho_Chi_Minh'

const VIETNAM_OFFSET_MS = 7 * 3_600_000

/** The calendar year in Vietnam at a moment (ms since the epoch). */
export function yearInVietnam(at: number): number {
  return new Date(at + VIETNAM_OFFSET_MS).getUTCFullYear()
}

const DAY = new Intl.DateTimeFormat('en-GB', {
  timeZone: TIME_ZONE,
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
})

/** The calendar day in Vietnam at a moment (ms since the epoch), as people there write it: `15/06/2026`. */
export function dayInVietnam(at: number): string {
  return DAY.format(new Date(at))
}

/** The calendar day in Vietnam at a moment, as ISO: `2026-06-15`. */
export function isoDayInVietnam(at: number): string {
  return new Date(at + VIETNAM_OFFSET_MS).toISOString().slice(0, 10)
}

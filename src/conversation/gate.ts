import { randomInt } from 'node:crypto'
import type { Clock } from '../common/clock.ts'

/** Waits of a paused account: doubled from the first to the last, jittered. */
const FIRST_PAUSE_MS = 500
const LAST_PAUSE_MS = 15_000
/** An account that a person must mend is tried with one message after a minute, then ever more seldom. */
export const FIRST_PROBE_MS = 60_000
const LAST_PROBE_MS = 15 * 60_000
/** So many sends in a row that nobody answered, and none answered between, are an outage and not their own fault. */
const SILENT_AFTER = 3

/**
 * Whether an account may send. After a fault of the whole account everything waits, in order; then one message tries
 * the way (half-open), and only its success lets the others go.
 */
export class Gate {
  readonly #clock: Clock
  #until = 0
  #failures = 0
  #probing = false
  /** Probes that failed since the circuit opened. */
  #probes = 0
  #unanswered = 0
  /** The message with which the way was closed last, and whether another got through since. */
  #suspect: number | null = null
  #cleared = false
  /** Why the circuit is open, or null. */
  reason: string | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** How many sends may start now: all, one as a probe, or none. */
  room(): 'all' | 'one' | 'none' {
    if (this.#until === 0) return 'all'
    return !this.#probing && this.#clock.now() >= this.#until ? 'one' : 'none'
  }

  /** Takes the place of the probe when there is only one. */
  enter(): boolean {
    const room = this.room()
    if (room === 'one') this.#probing = true
    return room !== 'none'
  }

  /** A send that started did not happen after all (nothing was there to send). */
  leave(): void {
    this.#probing = false
  }

  /** @returns true when this success closed an open circuit or ended a pause. */
  succeeded(): boolean {
    const was = this.#until !== 0
    this.#until = 0
    this.#failures = 0
    this.#probing = false
    this.#unanswered = 0
    this.#cleared = true
    this.#probes = 0
    this.reason = null
    return was
  }

  /** The message that closed the way last: another is a better probe. */
  get suspect(): number | null {
    return this.#suspect
  }

  /**
   * This message met a fault that is said to be the account's. @returns true when the account sent others since the same
   * message met one: then the message itself is at fault.
   */
  blame(id: number): boolean {
    const again = this.#suspect === id && this.#cleared
    this.#suspect = id
    this.#cleared = false
    return again
  }

  /** A send was written and not answered. @returns whether nobody answers the account any more: then it must wait. */
  unanswered(): boolean {
    this.#unanswered += 1
    if (this.#until === 0 && this.#unanswered < SILENT_AFTER) return false
    this.pause()
    return true
  }

  /** The account must wait. @returns until when (ms). */
  pause(retryAfterMs?: number): number {
    this.#probing = false
    const now = this.#clock.now()
    // Many sends fail at once when a platform goes away: that is one failure.
    if (now < this.#until) return this.#until
    const wait = Math.min(LAST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures)
    this.#failures += 1
    this.#until = now + Math.ceil(retryAfterMs ?? jitter(wait))
    return this.#until
  }

  /**
   * Opens the circuit: a person must act. Each failed probe doubles the time to the next, up to a quarter of an hour;
   * what was under way when it opened counts for nothing. @returns when it is probed next (ms).
   */
  open(reason: string): number {
    const now = this.#clock.now()
    if (this.reason !== null && !this.#probing && now < this.#until) return this.#until
    this.#probes = this.reason === null ? 0 : this.#probes + 1
    this.#probing = false
    this.reason = reason
    this.#until = now + Math.min(LAST_PROBE_MS, FIRST_PROBE_MS * 2 ** Math.min(this.#probes, 10))
    return this.#until
  }

  /** Takes over what another instance, or this one before a restart, found. Not while a probe of ours is under way. */
  adopt(reason: string, until: number, probes: number): void {
    if (this.#probing) return
    this.reason = reason
    this.#probes = probes
    this.#until = Math.max(1, until)
  }

  /** Probes that failed since the circuit opened. */
  get probes(): number {
    return this.#probes
  }

  /** When it may be tried again (ms); 0 when it is open to all. */
  get until(): number {
    return this.#until
  }
}

/** Between half and the whole of a wait, so that many waiters do not come back at once. */
export function jitter(ms: number): number {
  return Math.round(ms / 2 + randomInt(Math.ceil(ms / 2) + 1))
}

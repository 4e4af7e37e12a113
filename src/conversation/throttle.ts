import type { Usage } from '../channels/channel.ts'

/** From here on an account is slowed down, the nearer to the limit the more. */
const SLOW_FROM = 80
/** Parts of the budget at 80, 85, 90 and 95 % of a limit: whole steps, so that instances do the same at the same time. */
const PARTS = [0.75, 0.5, 0.25, 0.1]
const STEP = (100 - SLOW_FROM) / PARTS.length
/** How long to stop where the platform does not say. */
const STOP_MS = 60_000
/** What was said so long ago is no more true; whoever sends hears it again with every answer. */
const LAPSE_MS = 3_600_000

/**
 * Limits that an account comes near to: `platform`: as the platform's answers say; `day`: as we count the calls of the
 * last day ourselves, which says nothing where the platform speaks.
 */
export type Limit = 'platform' | 'day'

interface Reading {
  percent: number
  /** Until when it is believed (ms). */
  until: number
}

/** How far an account is slowed down by what is used of its limits. */
export class Throttle {
  readonly #readings = new Map<Limit, Reading>()

  /** Takes note of what is used of a limit. */
  note(limit: Limit, { percent, regainMs, lapsesMs }: Usage, now: number): void {
    const span = percent >= 100 ? (regainMs ?? STOP_MS) : (lapsesMs ?? LAPSE_MS)
    const before = this.#readings.get(limit)
    // Answers overtake each other: one that is older must not open again what the platform has closed until a named time.
    if (before && before.percent >= 100 && before.until > now && percent < 100) return
    this.#readings.set(limit, { percent, until: now + Math.ceil(span) })
  }

  /** Percent of the limit that is nearest, as far as known. */
  used(now: number): number {
    return this.#nearest(now)?.percent ?? 0
  }

  /** How many of `full` sends a second may be made now; 0: none before `until`. */
  rate(full: number, now: number): number {
    const percent = this.used(now)
    if (percent < SLOW_FROM) return full
    if (percent >= 100) return 0
    const part = PARTS[Math.floor((percent - SLOW_FROM) / STEP)] ?? 1
    return Math.max(1, Math.floor(full * part))
  }

  /** When the rate changes by itself (ms). */
  until(now: number): number {
    return this.#nearest(now)?.until ?? Number.POSITIVE_INFINITY
  }

  #nearest(now: number): Reading | undefined {
    for (const [limit, reading] of this.#readings) {
      if (now < reading.until) continue
      // After a stop only a few try, until an answer says how things stand.
      if (reading.percent >= 100) this.#readings.set(limit, { percent: 99, until: now + STOP_MS })
      else this.#readings.delete(limit)
    }
    return this.#readings.get('platform') ?? this.#readings.get('day')
  }
}

const OFFSET_MS = 7 * 3_600_000

/** The hour of the day in Vietnam, 0 to 23; the zone is not stated by Zalo (facts: zalo 5.1). */
export function hourIn(at: number): number {
  return new Date(at + OFFSET_MS).getUTCHours()
}

/** The day in Vietnam, `2026-11-24`. */
export function dayIn(at: number): string {
  return new Date(at + OFFSET_MS).toISOString().slice(0, 10)
}

/** Whether the hour lies from `from` until `to`, over midnight where that is earlier. */
export function isBetween(hour: number, [from, to]: readonly [number, number]): boolean {
  return from <= to ? hour >= from && hour < to : hour >= from || hour < to
}

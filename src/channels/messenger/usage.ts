import { asList, asObject } from '../clean.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000

function minutesToRegain(header: string): number {
  const cases = Object.values(asObject(JSON.parse(header)) ?? {}).flatMap(asList)
  const minutes = cases.map((usage) => asObject(usage)?.['estimated_time_to_regain_access'])
  return Math.max(0, ...minutes.filter((value) => typeof value === 'number'))
}

/**
 * How long Graph asks to wait, in ms, at most an hour; null when it does not say. Read from `retry-after` (seconds) and
 * `x-business-use-case-usage` (minutes).
 */
export function retryAfter(headers: Record<string, string>): number | null {
  const seconds = /^\d{1,6}$/.test(headers['retry-after'] ?? '') ? Number(headers['retry-after']) : 0
  let minutes = 0
  try {
    minutes = minutesToRegain(headers['x-business-use-case-usage'] ?? 'null')
  } catch {
    // an unreadable hint is no hint
  }
  const wait = Math.ceil(Math.max(seconds * 1_000, minutes * MINUTE_MS))
  return wait > 0 ? Math.min(wait, HOUR_MS) : null
}

import type { Usage } from '../channel.ts'
import { asList, asObject } from '../clean.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 3_600_000
/** A day's budget may be named as the time to wait; longer is no sensible answer. */
const MOST_MS = 24 * HOUR_MS

/** Of the app, of the Page by the older header, and of the business use case (facts: messenger 4.1). */
const FLAT_HEADERS = ['x-app-usage', 'x-page-usage'] as const
const CASES_HEADER = 'x-business-use-case-usage'
const FIGURES = ['call_count', 'total_cputime', 'total_time'] as const

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

function fieldsOf(header: string | undefined): Record<string, unknown> {
  if (!header) return {}
  try {
    return asObject(JSON.parse(header)) ?? {}
  } catch {
    return {} // an unreadable hint is no hint
  }
}

/** The use cases that count for messages: those of their type, and those without one. */
function casesOf(header: string | undefined): Record<string, unknown>[] {
  return Object.values(fieldsOf(header))
    .flatMap(asList)
    .map((one) => asObject(one) ?? {})
    .filter(({ type }) => type === undefined || type === 'messenger')
}

function regainMs(cases: Record<string, unknown>[]): number {
  const minutes = cases.map((usage) => usage['estimated_time_to_regain_access']).filter(isNumber)
  return Math.ceil(Math.max(0, ...minutes) * MINUTE_MS)
}

function read(headers: Record<string, string>): Usage | undefined {
  const cases = casesOf(headers[CASES_HEADER])
  const all = [...cases, ...FLAT_HEADERS.map((name) => fieldsOf(headers[name]))]
  const percents = all.flatMap((usage) => FIGURES.map((figure) => usage[figure])).filter(isNumber)
  if (percents.length === 0) return undefined
  const percent = Math.max(0, ...percents)
  const wait = Math.min(MOST_MS, regainMs(cases))
  return wait > 0 ? { percent, regainMs: wait } : { percent }
}

/** @returns a reader of the headers that remembers the last ones: they are mostly the same from answer to answer. */
export function usageReader(): (headers: Record<string, string>) => Usage | undefined {
  let seen: (string | undefined)[] = []
  let usage: Usage | undefined
  return (headers) => {
    const now = [headers[CASES_HEADER], headers[FLAT_HEADERS[0]], headers[FLAT_HEADERS[1]]]
    if (now.every((value) => value === undefined)) return undefined
    if (now.some((value, i) => value !== seen[i])) {
      seen = now
      usage = read(headers)
    }
    return usage
  }
}

/**
 * How long Graph asks to wait, in ms, at most an hour; null when it does not say. Read from `retry-after` (seconds) and
 * `x-business-use-case-usage` (minutes).
 */
export function retryAfter(headers: Record<string, string>): number | null {
  const seconds = /^\d{1,6}$/.test(headers['retry-after'] ?? '') ? Number(headers['retry-after']) : 0
  const wait = Math.max(seconds * 1_000, regainMs(casesOf(headers[CASES_HEADER])))
  return wait > 0 ? Math.min(wait, HOUR_MS) : null
}

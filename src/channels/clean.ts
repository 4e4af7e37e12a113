/** Longest text kept of a message: far over what the platforms' apps let people type. */
const MAX_TEXT = 5_000

const ODD = /[\0\ud800-\udfff]/
const YEAR_2015 = 1_420_070_400_000
const DAY_MS = 86_400_000

/**
 * Makes a text of a webhook fit to be stored: at most `max` UTF-16 units, no U+0000 (PostgreSQL refuses it),
 * no lone surrogate (not UTF-8).
 */
export function cleanText(text: string, max = MAX_TEXT): string {
  const cut = text.length > max ? text.slice(0, max) : text
  if (!ODD.test(cut)) return cut
  return cut.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\ufffd')
}

/**
 * An id of the platform as text, or null. Numbers beyond 2^53 were rounded by the JSON parser and would name somebody
 * else; anything but printable ASCII, or over 512 characters, is no id.
 */
export function idText(value: unknown): string | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0 ? String(value) : null
  return typeof value === 'string' && /^[\x21-\x7e]{1,512}$/.test(value) ? value : null
}

/**
 * A platform's time, number or text, in ms since the epoch; seconds are recognised by their size. Null for what is
 * missing, before 2015 or more than a day ahead of `now`.
 */
export function timeMs(value: unknown, now: number): number | null {
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number)) return null
  const ms = Math.trunc(number < 1e12 ? number * 1000 : number)
  return ms >= YEAR_2015 && ms <= now + DAY_MS ? ms : null
}

/** The value as a JSON object, or null. */
export function asObject(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null
}

/** The value as a JSON array; anything else is an empty one. */
export function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

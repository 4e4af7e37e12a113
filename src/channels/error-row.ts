import type { FailureCode } from '../common/errors.ts'

/** When the platform may be tried again, where that is more than a moment. */
export type Wait = 'minute' | 'next-minute' | 'six' | 'tomorrow'

/** What a platform's error means here. */
export interface ErrorRow {
  code: FailureCode
  /** In Vietnamese: what happened, and what staff can do about it. */
  staff: string
  wait?: Wait
  /** So many tries in all; unset: as many as any message gets. */
  tries?: number
}

/** Makes a row of a table. */
export function row(code: FailureCode, staff: string, more: Pick<ErrorRow, 'wait' | 'tries'> = {}): ErrorRow {
  return { code, staff, ...more }
}

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
/** Vietnam keeps UTC+7 all year. */
const VIETNAM_MS = 7 * HOUR_MS
/** Quotas of a day are tried again a little after midnight: the platform's clock may be behind. */
const MIDNIGHT_MS = 5 * MINUTE_MS
const SIX_MS = 6 * HOUR_MS

/** Time until the next `at` (ms of the day) in Asia/Ho_Chi_Minh, more than 0 and at most a day. */
function untilInVietnam(at: number, now: number): number {
  return DAY_MS - ((now + VIETNAM_MS - at) % DAY_MS)
}

/**
 * How long to wait, in ms.
 * @param now ms since the epoch
 */
export function waitMs(wait: Wait, now: number): number {
  switch (wait) {
    case 'minute':
      return MINUTE_MS
    case 'next-minute':
      return MINUTE_MS - (now % MINUTE_MS)
    case 'six':
      return untilInVietnam(SIX_MS, now)
    case 'tomorrow':
      return untilInVietnam(MIDNIGHT_MS, now)
  }
}

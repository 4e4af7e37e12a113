/**
 * How much a finding asks for. `ok`: nothing. `note`: nothing now, but it is not known for sure, or good to know.
 * `warning`: soon, or it could not be looked at. `fault`: something must be done.
 */
export type Level = 'ok' | 'note' | 'warning' | 'fault'

/** What is looked at. Names become labels of metrics: a closed list. */
export type Check =
  | 'token'
  | 'scopes'
  | 'subscription'
  | 'page'
  | 'profile'
  | 'oa'
  | 'package'
  | 'silence'
  | 'clock'

/** One thing that was looked at, in plain English for operators; carries no secret and nothing of a person. */
export interface Finding {
  check: Check
  level: Level
  says: string
  /** What to do, and where. */
  remedy?: string
}

const SKEW_FAULT_MS = 120_000
const SKEW_WARNING_MS = 10_000

/**
 * Compares our clock with a platform's `Date` header (whole seconds). Beyond two minutes stamps are believed no more
 * (src/conversation/skew.ts).
 * @param now ms since the epoch, when the answer was there
 */
export function clockFinding(date: string | undefined, now: number): Finding[] {
  const theirs = date === undefined ? Number.NaN : Date.parse(date)
  if (Number.isNaN(theirs)) return []
  const off = Math.round((now - theirs) / 1000)
  const size = Math.abs(off) * 1000
  const level = size >= SKEW_FAULT_MS ? 'fault' : size >= SKEW_WARNING_MS ? 'warning' : 'ok'
  if (level === 'ok') return [{ check: 'clock', level, says: "The clock agrees with the platform's." }]
  return [
    {
      check: 'clock',
      level,
      says: `This machine's clock is ${Math.abs(off)} s ${off > 0 ? 'ahead of' : 'behind'} the platform's.`,
      remedy: 'Switch on time synchronisation (timedatectl set-ntp true, or chrony).',
    },
  ]
}

/** A check that the platform did not allow or answer: never a reason to stop sending. */
export function notChecked(check: Check, what: string, code: string): Finding {
  return {
    check,
    level: 'warning',
    says: `${what} could not be looked at: the platform answered ${code}.`,
    remedy:
      code === 'unreachable'
        ? "Check the way from this machine to the platform's API (firewall, proxy, DNS)."
        : 'Try again later; sending does not depend on it.',
  }
}

import { randomInt } from 'node:crypto'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const VIETNAM_OFFSET_MS = 7 * HOUR_MS

/** Nobody is written to unasked before eight or after twenty o'clock in Vietnam (facts: domain 4). */
const LOUD_FROM_MS = 8 * HOUR_MS
const LOUD_UNTIL_MS = 20 * HOUR_MS

/** So long after the person's last message: on the next day, and inside the free window of both platforms. */
const EARLIEST_MS = 20 * HOUR_MS
const LATEST_MS = 23 * HOUR_MS
/** What came due at the last moment may still be put: timers are looked at every second, turns wait their turn. */
const SLACK_MS = 10 * 60_000

/** The event of a flow's `checkIn` delay: it comes when this file says, however long the delay. */
export const CHECK_IN_EVENT = 'xstate.after.checkIn.'

/** Whether a timer is that of a question which nobody asked for. */
export function isCheckIn(event: string): boolean {
  return event.startsWith(CHECK_IN_EVENT)
}

/** `askedAt` of a question that is open but was not put yet: nothing was sent after it. */
export const UNSEEN = Number.MAX_SAFE_INTEGER

function dayStart(at: number): number {
  return Math.floor((at + VIETNAM_OFFSET_MS) / DAY_MS) * DAY_MS - VIETNAM_OFFSET_MS
}

/** Whether people are left alone at that moment. */
export function isQuiet(at: number): boolean {
  const since = at - dayStart(at)
  return since < LOUD_FROM_MS || since >= LOUD_UNTIL_MS
}

/** When quiet time begins next, at a moment outside it. */
export function quietFrom(at: number): number {
  return dayStart(at) + LOUD_UNTIL_MS
}

/**
 * When a check-in is to be put: some moment 20 to 23 hours after the person's last message and outside quiet time, drawn
 * so that a ward's people are not all written to at once. Where there is none, the end of that time: it is missed then,
 * and put when the person writes next.
 */
export function checkInAt(lastInAt: number, draw: (below: number) => number = randomInt): number {
  const from = lastInAt + EARLIEST_MS
  const to = lastInAt + LATEST_MS
  const morning = dayStart(from) + LOUD_FROM_MS + (from - dayStart(from) >= LOUD_UNTIL_MS ? DAY_MS : 0)
  const begin = isQuiet(from) ? morning : from
  const end = Math.min(to, quietFrom(begin))
  return begin < end ? begin + draw(end - begin) : to
}

/** What a check-in that came due may do now: the person has written since; it may be put; it is for when they write next. */
export function checkInNow(lastInAt: number, now: number): 'early' | 'put' | 'missed' {
  if (now < lastInAt + EARLIEST_MS) return 'early'
  return now <= lastInAt + LATEST_MS + SLACK_MS && !isQuiet(now) ? 'put' : 'missed'
}

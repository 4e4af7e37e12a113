/** When an office is open: days of the week (0 is Sunday) and minutes of the day, in Vietnam. */
export interface OfficeTime {
  days: ReadonlySet<number>
  from: number
  to: number
}

const NAMES = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
/** Vietnam has had no daylight saving since 1975. */
const VIETNAM_OFFSET_MS = 7 * 60 * MINUTE_MS
/** Longer silences are long enough. */
const MOST_DAYS = 60

/** Reads `Mon-Fri 07:30-17:00`; days may also run over Sunday. @throws when it is not of that form. */
export function readOfficeTime(text: string): OfficeTime {
  const [, first = '', last = '', from = '', to = ''] =
    /^(\w{3})-(\w{3}) (\d\d:\d\d)-(\d\d:\d\d)$/.exec(text.trim()) ?? []
  const begin = NAMES.indexOf(first)
  const end = NAMES.indexOf(last)
  const times = [from, to].map(minutesOf) as [number, number]
  if (begin < 0 || end < 0 || !(times[0] < times[1])) throw new Error(`no office time: ${text}`)
  const days = new Set<number>([end])
  for (let day = begin; day !== end; day = (day + 1) % 7) days.add(day)
  return { days, from: times[0], to: times[1] }
}

function minutesOf(clock: string): number {
  const [hours, minutes] = clock.split(':').map(Number) as [number, number]
  return hours <= 24 && minutes < 60 && hours * 60 + minutes <= 24 * 60 ? hours * 60 + minutes : Number.NaN
}

/** How much of the time between two moments (ms since the epoch) was office time, in ms; of the last sixty days at most. */
export function officeMsBetween(office: OfficeTime, since: number, until: number): number {
  const begin = Math.max(since, until - MOST_DAYS * DAY_MS)
  let total = 0
  const firstDay = Math.floor((begin + VIETNAM_OFFSET_MS) / DAY_MS)
  const lastDay = Math.floor((until + VIETNAM_OFFSET_MS) / DAY_MS)
  for (let day = firstDay; day <= lastDay; day++) {
    // 1 January 1970 was a Thursday.
    if (!office.days.has((day + 4) % 7)) continue
    const midnight = day * DAY_MS - VIETNAM_OFFSET_MS
    const from = Math.max(begin, midnight + office.from * MINUTE_MS)
    const to = Math.min(until, midnight + office.to * MINUTE_MS)
    total += Math.max(0, to - from)
  }
  return total
}

/** Whether the office is open at a moment (ms since the epoch). */
export function isOfficeTime(office: OfficeTime, at: number): boolean {
  const local = at + VIETNAM_OFFSET_MS
  const minute = Math.floor((local % DAY_MS) / MINUTE_MS)
  return office.days.has((Math.floor(local / DAY_MS) + 4) % 7) && minute >= office.from && minute < office.to
}

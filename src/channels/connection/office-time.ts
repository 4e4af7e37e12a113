/** When an office is open: days of the week (0 is Sunday) and minutes of the day, in Vietnam. */
export interface OfficeTime {
  days: ReadonlySet<number>
  from: number
  to: number
  /** Days on which it stays closed, as days since the epoch in Vietnam; unset: none. */
  closed?: ReadonlySet<number>
}

const NAMES = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
/** Vietnam has had no daylight saving since 1975. */
const VIETNAM_OFFSET_MS = 7 * 60 * MINUTE_MS
/** Longer silences are long enough. */
const MOST_DAYS = 60

/** Reads `Mon-Fri 07:30-17:00`; days may also run over Sunday. @throws when it is not of that form. */
export function readOfficeTime(text: string, closed = ''): OfficeTime {
  const [, first = '', last = '', from = '', to = ''] =
    /^(\w{3})-(\w{3}) (\d\d:\d\d)-(\d\d:\d\d)$/.exec(text.trim()) ?? []
  const begin = NAMES.indexOf(first)
  const end = NAMES.indexOf(last)
  const times = [from, to].map(minutesOf) as [number, number]
  if (begin < 0 || end < 0 || !(times[0] < times[1])) throw new Error(`no office time: ${text}`)
  const days = new Set<number>([end])
  for (let day = begin; day !== end; day = (day + 1) % 7) days.add(day)
  return { days, from: times[0], to: times[1], closed: closedDays(closed) }
}

/** Dates such as `2027-02-05,2027-02-08`, as days since the epoch. */
function closedDays(text: string): ReadonlySet<number> {
  const dates = text
    .split(',')
    .flatMap((one) => (one.trim() ? [Date.parse(`${one.trim()}T00:00:00Z`) / DAY_MS] : []))
  if (dates.some((day) => !Number.isInteger(day))) throw new Error(`no dates: ${text}`)
  return new Set(dates)
}

function isWorkday(office: OfficeTime, day: number): boolean {
  // 1 January 1970 was a Thursday.
  return office.days.has((day + 4) % 7) && !office.closed?.has(day)
}

/** A day in Vietnam: its number since the epoch, its weekday (0 is Sunday), and as people write it. */
export function dateInVietnam(at: number): { day: number; weekday: number; shown: string } {
  const day = Math.floor((at + VIETNAM_OFFSET_MS) / DAY_MS)
  const date = new Date(day * DAY_MS)
  return { day, weekday: (day + 4) % 7, shown: `${date.getUTCDate()}/${date.getUTCMonth() + 1}` }
}

/** When the office is open next: now, if it is; null when it is not within the next sixty days. */
export function nextOpening(office: OfficeTime, now: number): number | null {
  if (isOfficeTime(office, now)) return now
  const { day: today } = dateInVietnam(now)
  for (let day = today; day < today + MOST_DAYS; day++) {
    const opens = day * DAY_MS - VIETNAM_OFFSET_MS + office.from * MINUTE_MS
    if (isWorkday(office, day) && opens > now) return opens
  }
  return null
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
    if (!isWorkday(office, day)) continue
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
  return isWorkday(office, Math.floor(local / DAY_MS)) && minute >= office.from && minute < office.to
}

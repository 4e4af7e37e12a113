const ZONE = 'Asia/Ho_Chi_Minh'
const part = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat('vi-VN', { timeZone: ZONE, ...options })
const clock = part({ hour: '2-digit', minute: '2-digit', hour12: false })
const seconds = part({ hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false })
const date = part({ day: '2-digit', month: '2-digit', year: 'numeric' })
const weekday = part({ weekday: 'long' })

/** `14:05`. */
export const hourOf = (at: number) => clock.format(at)
/** `14:05:09`. */
export const secondOf = (at: number) => seconds.format(at)
/** `24/11/2026`. */
export const dayOf = (at: number) => date.format(at)
/** `Thứ Ba 24/11/2026`. */
export const longDayOf = (at: number) => `${weekday.format(at)} ${dayOf(at)}`

/** `hôm nay 14:05`, or with the date when it is another day. */
export function nearly(at: number, now: number): string {
  return dayOf(at) === dayOf(now) ? `hôm nay ${hourOf(at)}` : `${dayOf(at)} ${hourOf(at)}`
}

const UNITS = [
  [86_400_000, 'ngày'],
  [3_600_000, 'giờ'],
  [60_000, 'phút'],
] as const

/** `3 ngày`, `49 giờ`, `1 ngày 1 giờ`. */
export function spanOf(ms: number): string {
  let rest = ms
  const parts: string[] = []
  for (const [size, name] of UNITS) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) parts.push(`${count} ${name}`)
  }
  return parts.join(' ') || '0 phút'
}

/** JSON with two spaces; what is not JSON as it is. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

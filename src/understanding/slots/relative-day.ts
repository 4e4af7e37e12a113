const WEEKDAYS = ['chu nhat', 'hai', 'ba', 'tu', 'nam', 'sau', 'bay']
const ENGLISH = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

/** What makes the time uncertain: a denial, a choice of two, a question. */
const UNSURE = /\b(?:chua|khong|ko|hay|hoac|nhi|khoang|hinh nhu|not)\b|\bhom kia hom kia\b/
/** Times of the day say nothing of the day. */
const TIME = /\b(?:(?:luc|khoang|vao) )?\d{1,2} ?(?:gio|h)(?: ?\d{1,2})?(?: (?:phut|sang|chieu|toi|trua))?\b/g

/**
 * Days from today that a match key names: 0 for "hôm nay", -1 for "hôm qua", "thứ hai tuần trước"; null for anything
 * else and whatever is not sure.
 * @param weekday today's, 0 for Sunday
 */
export function relativeDay(whole: string, weekday: number): number | null {
  if (UNSURE.test(whole)) return null
  const key = whole.replace(TIME, ' ').replace(/ +/g, ' ').trim()
  const ago =
    /\b(\d{1,2}) (?:ngay|hom) (?:truoc|qua)\b/.exec(key)?.[1] ??
    /\bcach day (?:khoang )?(\d{1,2}) (?:ngay|hom)\b/.exec(key)?.[1] ??
    /\b(\d{1,2}) days? ago\b/.exec(key)?.[1]
  if (ago !== undefined) return -Number(ago)
  const ofWeek = weekdayNamed(key, weekday)
  if (ofWeek !== null) return ofWeek
  if (/\d/.test(key) || /\b(?:tuan|thang|nam) (?:truoc|ngoai|nay|sau|toi)\b/.test(key)) return null
  const named = DAYS.filter(([words]) => words.test(key))
  // "Hôm nay hôm qua": two days are none.
  return named.length === 1 ? (named[0]?.[1] ?? null) : null
}

const DAYS: [words: RegExp, days: number][] = [
  [/\b(?:hom nay|bua nay|sang nay|trua nay|chieu nay|toi nay|vua nay|vua xong|ban nay|today)\b/, 0],
  [/\b(?:hom kia|bua kia|day before yesterday)\b/, -2],
  [/\b(?:hom qua|bua qua|chieu qua|toi qua|sang qua|trua qua|dem qua|(?<!before )yesterday)\b/, -1],
  [/\b(?:ngay mai|sang mai|chieu mai|tomorrow)\b/, 1],
  [/\b(?:ngay kia|mot ngay nua)\b/, 2],
]

/** "Thứ hai tuần trước", "chủ nhật vừa rồi", "last monday": days from today. Weeks begin on Monday. */
function weekdayNamed(key: string, today: number): number | null {
  const vietnamese =
    /\b(?:(?:thu|t) ?(hai|ba|tu|nam|sau|bay|[2-7])|(chu nhat|cn)) (?:cua |trong |o )?(tuan truoc|tuan roi|tuan vua roi|tuan vua qua|tuan nay|tuan sau|tuan toi|vua roi|vua qua|nay)(?! nua)\b/.exec(
      key,
    )
  if (vietnamese) {
    const [, name = '', sunday, when = ''] = vietnamese
    const day = sunday ? 0 : /\d/.test(name) ? Number(name) - 1 : WEEKDAYS.indexOf(name)
    return fromToday(day, today, when)
  }
  const [, name = ''] = /\blast ([a-z]+day)\b/.exec(key) ?? []
  return ENGLISH.includes(name) ? fromToday(ENGLISH.indexOf(name), today, 'vua roi') : null
}

function fromToday(day: number, today: number, when: string): number {
  const inWeek = ((day + 6) % 7) - ((today + 6) % 7)
  if (/^vua/.test(when)) return inWeek < 0 ? inWeek : inWeek - 7
  if (/truoc|roi|qua/.test(when)) return inWeek - 7
  return /sau|toi/.test(when) ? inWeek + 7 : inWeek
}

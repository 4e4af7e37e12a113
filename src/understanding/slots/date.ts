import type { Language } from '../../channels/channel.ts'
import { yearInVietnam } from '../../common/clock.ts'
import { matchKey } from '../match-key.ts'
import type { SlotContext, SlotReading, SlotValue } from '../types.ts'
import { candidates, none, value } from './none.ts'

const DAY_MS = 86_400_000
const VIETNAM_OFFSET_MS = 7 * 3_600_000
const MONTHS = 'january february march april may june july august september october november december'.split(
  ' ',
)

interface Found {
  day: number
  month: number
  /** Null: no year was given. */
  year: number | null
}

/**
 * A calendar day as ISO `2023-10-05`. Day before month always; what is not a full date ("tháng trước", "12/2023") is
 * asked back, a day without a year is offered in this and the neighbouring years. "hôm nay" is counted in Vietnam.
 */
export function readDate(text: string, { now, language }: SlotContext): SlotReading {
  const plain = text.slice(0, 1_000).normalize('NFKC').toLowerCase()
  const relative = relativeDay(matchKey(plain))
  if (relative !== null) return single(isoOf(now + VIETNAM_OFFSET_MS + relative * DAY_MS), language)
  const found = datesIn(plain, now)
  const [first] = found
  if (
    first === undefined ||
    found.some((date) => date.year !== null && !exists(date.day, date.month, date.year))
  ) {
    return none('date.unclear')
  }
  const days = found.flatMap((date) => withYears(date, now))
  const [only] = days
  if (days.length === 1 && only && first.year !== null) return single(only, language)
  return candidates(
    days.slice(0, 5).map((iso) => shownDay(iso, language)),
    'date.unclear',
  )
}

function single(iso: string, language: Language): SlotReading {
  const { shown } = shownDay(iso, language)
  return value(iso, shown)
}

function shownDay(iso: string, language: Language): SlotValue {
  const [year = '', month = '', day = ''] = iso.split('-')
  const name = MONTHS[Number(month) - 1] ?? ''
  const english = `${Number(day)} ${name.charAt(0).toUpperCase()}${name.slice(1)} ${year}`
  return { value: iso, shown: language === 'en' ? english : `${day}/${month}/${year}` }
}

/** Days from today: 0 for "hôm nay", -1 for "hôm qua", null for anything else. */
function relativeDay(key: string): number | null {
  const ago =
    /\b(\d{1,2}) (?:ngay|hom) (?:truoc|qua)\b/.exec(key)?.[1] ?? /\b(\d{1,2}) days? ago\b/.exec(key)?.[1]
  if (ago !== undefined) return -Number(ago)
  if (/\d/.test(key) || /\b(?:tuan|thang|nam) (?:truoc|ngoai|nay|sau|toi)\b/.test(key)) return null
  if (/\b(?:hom nay|bua nay|sang nay|trua nay|chieu nay|toi nay|vua nay|vua xong|ban nay|today)\b/.test(key))
    return 0
  if (/\b(?:hom kia|bua kia)\b/.test(key)) return -2
  if (/\b(?:hom qua|bua qua|ngay hom qua|chieu qua|toi qua|sang qua|yesterday)\b/.test(key)) return -1
  if (/\b(?:ngay mai|sang mai|chieu mai|tomorrow)\b/.test(key)) return 1
  return /\b(?:ngay kia|mot ngay nua)\b/.test(key) ? 2 : null
}

/** Every date written in a text. Patterns are tried one after the other; what one took is gone for the next. */
function datesIn(text: string, now: number): Found[] {
  const found: Found[] = []
  let rest = text
  const take = (pattern: RegExp, read: (groups: string[]) => Found) => {
    rest = rest.replace(pattern, (...args: unknown[]) => {
      found.push(read(args.map(String)))
      return ' | '
    })
  }
  const year = (digits: string) => (digits.length === 4 ? Number(digits) : fullYear(Number(digits), now))
  const apart = '(?:\\s?[./,\\-]\\s?|\\s)'
  take(/(?<!\d)(\d{4})[./-](\d{1,2})[./-](\d{1,2})(?!\d)/g, ([, y, m, d]) => ({
    day: Number(d),
    month: Number(m),
    year: Number(y),
  }))
  take(
    new RegExp(`(?<!\\d)(\\d{1,2})${apart}(\\d{1,2})${apart}(\\d{4}|\\d{2})(?!\\d)`, 'g'),
    ([, d, m, y = '']) => ({
      day: Number(d),
      month: Number(m),
      year: year(y),
    }),
  )
  take(
    /(?<!\d)(\d{1,2})[ ,./-]{0,3}(?:tháng|thang|thg|th)[ .]{0,2}(\d{1,2})(?!\d)(?:[ ,./-]{0,3}(?:năm|nam)?[ .]{0,2}(\d{4}|\d{2})(?!\d))?/g,
    ([, d, m, y]) => ({
      day: Number(d),
      month: Number(m),
      year: y === undefined || y === 'undefined' ? null : year(y),
    }),
  )
  take(/(?<!\d)(\d{1,2})(?:st|nd|rd|th)? ([a-z]{3,9})\.?,? (\d{4})(?!\d)/g, ([, d, m = '', y]) => ({
    day: Number(d),
    month: monthOf(m),
    year: Number(y),
  }))
  take(/(?<![a-z])([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})(?!\d)/g, ([, m = '', d, y]) => ({
    day: Number(d),
    month: monthOf(m),
    year: Number(y),
  }))
  take(/(?<!\d)(\d{2})(\d{2})((?:19|20)\d{2})(?!\d)/g, ([, d, m, y]) => ({
    day: Number(d),
    month: Number(m),
    year: Number(y),
  }))
  take(/(?<![\d./-])(\d{1,2})[/-](\d{1,2})(?![\d./-])/g, ([, d, m]) => ({
    day: Number(d),
    month: Number(m),
    year: null,
  }))
  return found
}

/** Month of an English name or its first three letters; 0 when it is none. */
function monthOf(name: string): number {
  return (
    MONTHS.findIndex(
      (month) => month === name || month.slice(0, 3) === name || (name === 'sept' && month === 'september'),
    ) + 1
  )
}

/** Two digits are this century up to ten years ahead (an expiry), else the last one. */
function fullYear(short: number, now: number): number {
  return short <= (yearInVietnam(now) % 100) + 10 ? 2000 + short : 1900 + short
}

function withYears({ day, month, year }: Found, now: number): string[] {
  const thisYear = yearInVietnam(now)
  const years = year === null ? [thisYear, thisYear - 1, thisYear + 1] : [year]
  return years.filter((one) => exists(day, month, one)).map((one) => isoOf(Date.UTC(one, month - 1, day)))
}

function exists(day: number, month: number, year: number): boolean {
  if (year < 1900 || year > 2100 || month < 1 || month > 12 || day < 1) return false
  return new Date(Date.UTC(year, month - 1, day)).getUTCDate() === day
}

function isoOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

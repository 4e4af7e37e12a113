import type { Language } from '../../channels/channel.ts'
import { yearInVietnam } from '../../common/clock.ts'
import { matchKey, residueKey } from '../match-key.ts'
import { datesInDigits } from '../spoken-numbers.ts'
import type { SlotContext, SlotReading, SlotValue } from '../types.ts'
import { candidates, none, value } from './none.ts'
import { relativeDay } from './relative-day.ts'
import { datesIn, MONTHS, type WrittenDate } from './written-dates.ts'

const DAY_MS = 86_400_000
const VIETNAM_OFFSET_MS = 7 * 3_600_000

/**
 * A calendar day as ISO `2023-10-05`. Day before month always, also in words; what is not a full date ("tháng trước",
 * "12/2023") or of the moon's calendar is asked back, a day without a year is offered in this and the neighbouring
 * years. "Hôm nay" and "thứ hai tuần trước" are counted in Vietnam.
 */
export function readDate(text: string, { now, language }: SlotContext): SlotReading {
  const plain = text
    .slice(0, 1_000)
    .normalize('NFKC')
    .toLowerCase()
    .replace(/(?<=\d)o(?=\d)/g, '0')
  const key = matchKey(plain)
  // "Hôm kìa" is one day before "hôm kia", or two.
  if (LUNAR.test(key) || (plain.includes('?') && !/\d/.test(plain)) || plain.includes('kìa'))
    return none('date.unclear')
  const today = now + VIETNAM_OFFSET_MS
  const spoken = datesInDigits(key.split(' '))
  const relative = relativeDay(beforeDays(spoken), new Date(today).getUTCDay())
  if (relative !== null) return single(isoOf(today + relative * DAY_MS), language)
  const reading = readWritten(dated(plain, now), { now, language })
  if (reading.kind !== 'none') return reading
  const again = spoken === key ? residueKey(plain) : spoken
  return again === key ? reading : readWritten(dated(again, now), { now, language })
}

const LUNAR = /\b(?:am lich|lich am|al|thang gieng|thang chap)\b/

/** "Ba ngày trước" with its number as digits. */
function beforeDays(key: string): string {
  const words = ['mot', 'hai', 'ba', 'bon', 'nam', 'sau', 'bay']
  return key.replace(
    /\b(mot|hai|ba|bon|nam|sau|bay) (?=(?:ngay|hom) (?:truoc|qua))/,
    (_, word: string) => `${words.indexOf(word) + 1} `,
  )
}

/** Years and months said by where they lie from now, as numbers: "năm ngoái", "ngày 5 tháng trước". */
function dated(text: string, now: number): string {
  if (!/\d/.test(text)) return text
  const thisYear = yearInVietnam(now)
  const month = new Date(now + VIETNAM_OFFSET_MS).getUTCMonth()
  const ofMonth = (by: number) => {
    const first = new Date(Date.UTC(thisYear, month + by, 1))
    return ` tháng ${first.getUTCMonth() + 1} năm ${first.getUTCFullYear()}`
  }
  return text
    .replace(/(?<=\d)\s*(?:của\s*)?(?:năm|nam)\s+nay(?![\p{L}\p{M}])/u, ` năm ${thisYear}`)
    .replace(
      /(?<=\d)\s*(?:của\s*)?(?:năm|nam)\s+(?:ngoái|ngoai|trước|truoc)(?![\p{L}\p{M}])/u,
      ` năm ${thisYear - 1}`,
    )
    .replace(/(?<=\d)\s+(?:tháng|thang)\s+(?:này|nay)(?![\p{L}\p{M}])/u, ofMonth(0))
    .replace(
      /(?<=\d)\s+(?:tháng|thang)\s+(?:trước|truoc|rồi|roi|vừa rồi|vua roi)(?![\p{L}\p{M}])/u,
      ofMonth(-1),
    )
}

function readWritten(plain: string, { now, language }: SlotContext): SlotReading {
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
  if (days.length === 1 && only && first.year !== null && !first.doubtful) return single(only, language)
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

function withYears({ day, month, year }: WrittenDate, now: number): string[] {
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

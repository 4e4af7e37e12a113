import { yearInVietnam } from '../../common/clock.ts'

/** English names of the months. */
export const MONTHS =
  'january february march april may june july august september october november december'.split(' ')

/** A date as it was written. */
export interface WrittenDate {
  day: number
  month: number
  /** Null: no year was given. */
  year: number | null
  /** Six digits in a row are seldom a date. */
  doubtful?: boolean
}

/** Every date written in a text. Patterns are tried one after the other; what one took is gone for the next. */
export function datesIn(text: string, now: number): WrittenDate[] {
  const found: WrittenDate[] = []
  let rest = text
  const take = (pattern: RegExp, read: (groups: string[]) => WrittenDate) => {
    rest = rest.replace(pattern, (...args: unknown[]) => {
      found.push(read(args.map(String)))
      return ' | '
    })
  }
  const year = (digits: string) => (digits.length === 4 ? Number(digits) : fullYear(Number(digits), now))
  const apart = '(?:\\s?[./,\\\\_\\-]\\s?|\\s)'
  take(/(?<!\d)(\d{4})[./-](\d{1,2})[./-](\d{1,2})(?!\d)/g, ([, y, m, d]) => ({
    day: Number(d),
    month: Number(m),
    year: Number(y),
  }))
  take(
    new RegExp(`(?<!\\d)(\\d{1,2})${apart}(\\d{1,2})${apart}(?:(?:năm|nam)\\s?)?(\\d{4}|\\d{2})(?!\\d)`, 'g'),
    ([, d, m, y = '']) => ({
      day: Number(d),
      month: Number(m),
      year: year(y),
    }),
  )
  take(
    /(?<!\d)(\d{1,2})[ ,./-]{0,3}(?:tháng|thang|thg|th|t)[ .]{0,2}(\d{1,2})(?!\d)(?:[ ,./-]{0,3}(?:năm|nam)?[ .]{0,2}(\d{4}|\d{2})(?!\d))?/g,
    ([, d, m, y]) => ({
      day: Number(d),
      month: Number(m),
      year: y === undefined || y === 'undefined' ? null : year(y),
    }),
  )
  take(/(?<!\d)(\d{1,2})(?:st|nd|rd|th)? (?:of )?([a-z]{3,9})\.?,? (\d{4})(?!\d)/g, ([, d, m = '', y]) => ({
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
  take(/(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])(\d{2})(?!\d)/g, ([, y, m, d]) => ({
    day: Number(d),
    month: Number(m),
    year: Number(y),
  }))
  take(/^\s*(\d{2})(\d{2})(\d{2})\s*$/g, ([, d, m, y = '']) => ({
    day: Number(d),
    month: Number(m),
    year: year(y),
    doubtful: true,
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

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  dateInVietnam,
  isOfficeTime,
  nextOpening,
  officeMsBetween,
  readOfficeTime,
} from '../../../src/channels/connection/office-time.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const week = readOfficeTime('Mon-Fri 07:30-17:00')
/** A moment of Vietnam, e.g. `2026-06-15 09:00`: a Monday. */
const at = (text: string) => Date.parse(`${text.replace(' ', 'T')}:00+07:00`)

describe('office time', () => {
  it.each([
    ['within a day', '2026-06-15 09:00', '2026-06-15 11:00', 2],
    ['from before it opens', '2026-06-15 00:00', '2026-06-15 08:00', 0.5],
    ['after it closes', '2026-06-15 16:00', '2026-06-15 23:00', 1],
    ['over a night', '2026-06-15 16:00', '2026-06-16 08:30', 2],
    ['over a weekend', '2026-06-19 16:00', '2026-06-22 08:30', 2],
    ['on a Sunday', '2026-06-21 08:00', '2026-06-21 16:00', 0],
    ['a whole week', '2026-06-15 00:00', '2026-06-22 00:00', 47.5],
    ['backwards', '2026-06-16 09:00', '2026-06-15 09:00', 0],
  ])('%s', (_, since, until, hours) => {
    expect(officeMsBetween(week, at(since), at(until)) / HOUR).toBe(hours)
  })

  it('may go over Sunday, and be one day', () => {
    expect([...readOfficeTime('Sat-Mon 08:00-12:00').days].sort()).toEqual([0, 1, 6])
    expect([...readOfficeTime('Wed-Wed 08:00-12:00').days]).toEqual([3])
  })

  it('is the sum of its minutes', () => {
    const begin = at('2026-06-12 00:00')
    const span = fc.tuple(fc.nat(6 * 1440), fc.nat(3 * 1440))
    fc.assert(
      fc.property(span, ([from, length]) => {
        let minutes = 0
        for (let m = from; m < from + length; m++) if (isOfficeTime(week, begin + m * 60_000)) minutes++
        const ms = officeMsBetween(week, begin + from * 60_000, begin + (from + length) * 60_000)
        expect(ms).toBe(minutes * 60_000)
      }),
      { numRuns: 60 },
    )
  })

  it('does not count for ever', () => {
    expect(officeMsBetween(week, 0, at('2026-06-15 00:00'))).toBeLessThan(60 * DAY)
  })

  it.each(['', 'Mon-Fri', 'Mon-Fri 17:00-07:30', 'Mo-Fr 07:30-17:00', 'Mon-Fri 07:30-25:00'])(
    'is not %j',
    (text) => {
      expect(() => readOfficeTime(text)).toThrow('no office time')
    },
  )
})

describe('the next opening', () => {
  const office = readOfficeTime('Mon-Fri 07:30-17:00', '2026-06-17,2026-06-19')
  const at = (text: string) => Date.parse(`${text}:00+07:00`)
  const next = (text: string) => nextOpening(office, at(text))

  it('is now while the office is open', () => {
    expect(next('2026-06-15T07:30')).toBe(at('2026-06-15T07:30'))
    expect(next('2026-06-15T16:59')).toBe(at('2026-06-15T16:59'))
  })

  it.each([
    ['before it opens', '2026-06-15T05:00', '2026-06-15T07:30'],
    ['in the evening', '2026-06-15T17:00', '2026-06-16T07:30'],
    ['over a closed day', '2026-06-16T17:00', '2026-06-18T07:30'],
    ['on a closed day', '2026-06-17T10:00', '2026-06-18T07:30'],
    ['over a long weekend', '2026-06-18T18:00', '2026-06-22T07:30'],
  ])('%s', (_, now, opens) => expect(next(now)).toBe(at(opens)))

  it('is not known for an office that never opens', () => {
    expect(nextOpening({ days: new Set(), from: 450, to: 1020 }, at('2026-06-15T10:00'))).toBe(null)
  })

  it('counts no closed day as office time', () => {
    expect(isOfficeTime(office, at('2026-06-17T10:00'))).toBe(false)
    expect(officeMsBetween(office, at('2026-06-17T00:00'), at('2026-06-18T00:00'))).toBe(0)
    expect(() => readOfficeTime('Mon-Fri 07:30-17:00', 'Tet')).toThrow()
  })

  it('has a day as people write it', () => {
    expect(dateInVietnam(at('2026-06-14T23:59'))).toMatchObject({ weekday: 0, shown: '14/6' })
    expect(dateInVietnam(at('2026-06-15T00:00'))).toMatchObject({ weekday: 1, shown: '15/6' })
  })
})

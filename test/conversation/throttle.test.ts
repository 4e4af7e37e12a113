import { beforeEach, expect, it } from 'vitest'
import { Throttle } from '../../src/conversation/throttle.ts'
import { HOUR, NOW } from './support/parts.ts'

let throttle: Throttle
beforeEach(() => {
  throttle = new Throttle()
})
const rate = (at = NOW) => throttle.rate(40, at)

it('lets all through below 80 %, then ever fewer, and nothing at 100 %', () => {
  const rates = [0, 79.9, 80, 84.9, 85, 90, 95, 99.9, 100, 130].map((percent) => {
    const one = new Throttle()
    one.note('platform', { percent }, NOW)
    return one.rate(40, NOW)
  })
  expect(rates).toEqual([40, 40, 30, 30, 20, 10, 4, 4, 0, 0])
})

it('leaves one a second of the smallest budget', () => {
  throttle.note('platform', { percent: 99 }, NOW)
  expect(throttle.rate(1, NOW)).toBe(1)
})

it('stops until the time that the platform names, then lets a few try until it has answered', () => {
  throttle.note('platform', { percent: 100, regainMs: 19 * 60_000 }, NOW)
  expect(throttle.until(NOW)).toBe(NOW + 19 * 60_000)
  expect(rate(NOW + 19 * 60_000 - 1)).toBe(0)
  expect(rate(NOW + 19 * 60_000)).toBe(4)
  throttle.note('platform', { percent: 20 }, NOW + 19 * 60_000)
  expect(rate(NOW + 19 * 60_000)).toBe(40)
})

it('stops for a minute where no time is named', () => {
  throttle.note('platform', { percent: 100 }, NOW)
  expect([rate(NOW + 59_999), rate(NOW + 60_000), rate(NOW + 120_000)]).toEqual([0, 4, 40])
})

it('is not opened early by an answer that was overtaken', () => {
  throttle.note('platform', { percent: 100, regainMs: HOUR }, NOW)
  throttle.note('platform', { percent: 99 }, NOW + 1)
  expect(rate(NOW + 2)).toBe(0)
})

it('forgets what was said long ago, or is of a minute that is over', () => {
  throttle.note('platform', { percent: 90 }, NOW)
  expect([rate(NOW + HOUR - 1), rate(NOW + HOUR)]).toEqual([10, 40])
  throttle.note('platform', { percent: 90, lapsesMs: 40_000 }, NOW)
  expect([rate(NOW + 39_999), rate(NOW + 40_000)]).toEqual([10, 40])
})

it('believes the platform more than our own count, and that where the platform is silent', () => {
  throttle.note('day', { percent: 100 }, NOW)
  expect(rate()).toBe(0)
  throttle.note('platform', { percent: 50 }, NOW)
  expect(rate()).toBe(40)
  throttle.note('day', { percent: 90 }, NOW + HOUR)
  expect(rate(NOW + HOUR)).toBe(10)
  expect(throttle.used(NOW + HOUR)).toBe(90)
})

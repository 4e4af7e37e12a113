import { expect, test } from 'vitest'
import { readUsage } from '../../../src/channels/zalo/usage.ts'

/** Twenty seconds into a minute. */
const NOW = Date.UTC(2026, 10, 23, 16, 0, 20)
const used = (limit: string, remain: string) =>
  readUsage({ 'x-ratelimit-limit': limit, 'x-ratelimit-remain': remain }, NOW)

test('what is used of the minute, until its end', () => {
  expect(used('4000', '4000')).toEqual({ percent: 0, regainMs: 40_000, lapsesMs: 40_000 })
  expect(used('4000', '600')?.percent).toBe(85)
  expect(used('4000', '0')).toMatchObject({ percent: 100, regainMs: 40_000 })
  expect(used('4000', '5000')?.percent).toBe(0)
})

test.each([
  ['', '1'],
  ['0', '0'],
  ['4000', '-1'],
  ['many', 'few'],
])('limit %j and remain %j say nothing', (limit, remain) => {
  expect(used(limit, remain)).toBeUndefined()
})

test('no headers say nothing', () => {
  expect(readUsage({}, NOW)).toBeUndefined()
  expect(readUsage({ 'x-ratelimit-limit': '4000' }, NOW)).toBeUndefined()
})

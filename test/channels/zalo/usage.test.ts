import { expect, test } from 'vitest'
import { readQuota, readUsage } from '../../../src/channels/zalo/usage.ts'

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

test('what is left of the quota that a late reply cost', () => {
  const quota = (fields: object) => readQuota({ quota: fields })
  expect(quota({ quota_type: 'sub_quota', remain: '1999', total: '2000' })).toEqual({
    kind: 'sub_quota',
    remain: 1999,
    total: 2000,
  })
  expect(quota({ quota_type: 'reward_quota', remain: 0, total: 5 })).toMatchObject({ remain: 0 })
  // Of the person, not of the OA.
  expect(quota({ quota_type: 'reply', remain: '8', total: '8' })).toBeUndefined()
  expect(quota({ quota_type: 'sub_quota', remain: 'many' })).toBeUndefined()
  for (const odd of [undefined, null, {}, { quota: null }, { quota: [] }])
    expect(readQuota(odd)).toBeUndefined()
})

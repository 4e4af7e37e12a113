import fc from 'fast-check'
import { expect, test } from 'vitest'
import { usageReader } from '../../../src/channels/messenger/usage.ts'

const read = (headers: Record<string, string>) => usageReader()(headers)
const cases = (...all: object[]) => ({ 'x-business-use-case-usage': JSON.stringify({ '1234567890': all }) })

test('the highest figure of all headers counts', () => {
  expect(read({})).toBeUndefined()
  expect(read({ 'x-app-usage': '{"call_count":28,"total_time":25,"total_cputime":31}' })).toEqual({
    percent: 31,
  })
  expect(read({ 'x-page-usage': '{"call_count":90,"total_time":25,"total_cputime":31}' })).toEqual({
    percent: 90,
  })
  const messenger = { type: 'messenger', call_count: 82, total_cputime: 25, total_time: 20 }
  expect(read({ ...cases(messenger), 'x-app-usage': '{"call_count":12}' })).toEqual({ percent: 82 })
})

test('the time until calls are allowed again is in minutes', () => {
  const full = { type: 'messenger', call_count: 100, estimated_time_to_regain_access: 19 }
  expect(read(cases(full))).toEqual({ percent: 100, regainMs: 19 * 60_000 })
  expect(read(cases({ ...full, estimated_time_to_regain_access: 1e9 }))).toEqual({
    percent: 100,
    regainMs: 24 * 3_600_000,
  })
})

test('what another kind of calls has used does not count', () => {
  const pages = { type: 'pages', call_count: 100, estimated_time_to_regain_access: 60 }
  expect(read(cases(pages))).toBeUndefined()
  expect(read(cases(pages, { type: 'messenger', call_count: 3 }))).toEqual({ percent: 3 })
})

test('headers that change are read anew, from one Page to another', () => {
  const reader = usageReader()
  expect(reader(cases({ type: 'messenger', call_count: 3 }))).toEqual({ percent: 3 })
  expect(reader(cases({ type: 'messenger', call_count: 4 }))).toEqual({ percent: 4 })
  expect(reader({})).toBeUndefined()
  expect(reader(cases({ type: 'messenger', call_count: 4 }))).toEqual({ percent: 4 })
})

test('any header is read without a fault', () => {
  const value = fc.oneof(fc.string(), fc.json())
  fc.assert(
    fc.property(value, value, value, (business, app, page) => {
      const usage = read({ 'x-business-use-case-usage': business, 'x-app-usage': app, 'x-page-usage': page })
      if (usage) expect(usage.percent).toBeGreaterThanOrEqual(0)
    }),
  )
})

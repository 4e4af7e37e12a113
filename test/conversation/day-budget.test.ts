import { sql } from 'kysely'
import { beforeEach, expect, it } from 'vitest'
import { ManualClock } from '../../src/common/clock.ts'
import { Budgets } from '../../src/conversation/budgets.ts'
import { DayBudget } from '../../src/conversation/day-budget.ts'
import { housekeep } from '../../src/conversation/housekeeping.ts'
import { HOUR, NOW, OA, PAGE } from './support/parts.ts'
import { table, useDatabase } from './support/road.ts'

const use = useDatabase()
let clock: ManualClock
beforeEach(async () => {
  clock = new ManualClock(NOW)
  await use.db.rows(sql`delete from call_count`)
})

/** One instance: its budgets and its count. */
function instance() {
  const accounts = [OA, PAGE]
  const budgets = new Budgets({ clock, accounts, redis: null, prefix: 'test:', wake: () => {} })
  return { budgets, day: new DayBudget(use.db, clock, accounts, budgets) }
}

async function people(count: number): Promise<void> {
  await use.db.rows(sql`
    insert into contact (account_id, platform_id, language, created_at, left_at)
    select ${PAGE.id}, 'p' || n, 'vi', ${NOW}, case when n = 0 then ${NOW}::bigint end
    from generate_series(0, ${count}) as n`)
}

it('is two hundred calls in 24 hours for each person who is there, over all instances', async () => {
  await people(5)
  const [a, b] = [instance(), instance()]
  a.budgets.called(PAGE.id, 500)
  b.budgets.called(PAGE.id, 299)
  b.budgets.called(OA.id, 10_000)
  await a.day.tick()
  await b.day.tick()
  expect(a.budgets.used(PAGE.id)).toBe(50)
  expect(b.budgets.used(PAGE.id)).toBeCloseTo(79.9)
  expect(b.budgets.take(PAGE.id)).toBe(false) // nothing drawn yet
  b.budgets.called(PAGE.id, 201)
  await b.day.tick()
  await a.day.tick()
  expect([a.budgets.used(PAGE.id), b.budgets.used(PAGE.id)]).toEqual([100, 100])
  expect(a.budgets.left(PAGE.id)).toBe(0)
  expect(a.budgets.used(OA.id)).toBe(0)
  expect(await table(use.db, 'call_count', 'hour')).toMatchObject([{ account_id: PAGE.id, calls: 1000 }])
})

it('counts people anew as soon as it looks short', async () => {
  await people(1)
  const one = instance()
  one.budgets.called(PAGE.id, 100)
  await one.day.tick()
  expect(one.budgets.used(PAGE.id)).toBe(50)
  await use.db.rows(sql`
    insert into contact (account_id, platform_id, language, created_at)
    select ${PAGE.id}, 'q' || n, 'vi', ${NOW} from generate_series(1, 9) as n`)
  one.budgets.called(PAGE.id, 100)
  await one.day.tick()
  expect(one.budgets.used(PAGE.id)).toBe(10)
})

it('is free again as the hours go by, and forgets them', async () => {
  await people(1)
  const one = instance()
  one.budgets.called(PAGE.id, 200)
  await one.day.tick()
  expect(one.budgets.used(PAGE.id)).toBe(100)
  clock.advance(23 * HOUR)
  await one.day.tick()
  expect(one.budgets.used(PAGE.id)).toBe(100)
  clock.advance(2 * HOUR)
  await one.day.tick()
  expect(one.budgets.used(PAGE.id)).toBeLessThan(100)
  clock.advance(48 * HOUR)
  await housekeep(use.db, clock.now())
  expect(await table(use.db, 'call_count', 'hour')).toEqual([])
})

it('loses no call to a database that is away', async () => {
  const one = instance()
  one.budgets.called(PAGE.id, 7)
  const broken = new DayBudget(
    { ...use.db, rows: async () => Promise.reject(new Error('away')) } as typeof use.db,
    clock,
    [PAGE],
    one.budgets,
  )
  await expect(broken.tick()).rejects.toThrow('away')
  await one.day.tick()
  expect(await table(use.db, 'call_count', 'hour')).toMatchObject([{ calls: 7 }])
})

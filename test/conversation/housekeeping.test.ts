import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { housekeep } from '../../src/conversation/housekeeping.ts'
import { Instances } from '../../src/conversation/instances.ts'
import { eventOf, HOUR, NOW, silent } from './support/parts.ts'
import { outboxRow, putReply, states } from './support/replies.ts'
import { TestRoad, table, useDatabase } from './support/road.ts'

const use = useDatabase()
let road: TestRoad
beforeEach(() => {
  road = new TestRoad(use.db)
})
afterEach(() => road.close())

const DAY = 24 * HOUR

describe('housekeep', () => {
  it('forgets event keys after seven days: until then the same event stays known', async () => {
    const event = eventOf('u1', 'chào')
    await road.accept(event)
    await use.db.rows(sql`update inbox set received_at = ${NOW + 7 * DAY}`)
    expect(await housekeep(use.db, NOW + 7 * DAY)).toBe(0)
    await road.accept(event)
    expect(await table(use.db, 'inbox')).toHaveLength(1)
    expect(await housekeep(use.db, NOW + 7 * DAY + 1)).toBe(1)
    expect(await table(use.db, 'event_key', 'key')).toEqual([])
    expect(await table(use.db, 'inbox')).toHaveLength(1)
  })

  it('erases the words of what was set aside after a day, and keeps that it was', async () => {
    await use.db.rows(sql`
      insert into set_aside (what, account_id, user_id, at, attempts, reason, body)
      values ('event', 'oa', 'u1', ${NOW}, 3, 'Error', 'sealed')`)
    await housekeep(use.db, NOW + DAY)
    expect(await table(use.db, 'set_aside')).toMatchObject([{ body: 'sealed' }])
    await housekeep(use.db, NOW + DAY + 1)
    expect(await table(use.db, 'set_aside')).toMatchObject([{ body: null, reason: 'Error' }])
    expect(await housekeep(use.db, NOW + 2 * DAY)).toBe(0)
  })

  it('keeps no words longer than a day that no turn can be made of: they are set aside without them', async () => {
    await road.accept(eventOf('u1', 'chào', { at: NOW - HOUR }))
    road.clock.advance(HOUR)
    await road.accept(eventOf('u2', 'chào'))
    expect(await housekeep(use.db, NOW + DAY)).toBe(0)
    expect(await housekeep(use.db, NOW + DAY + 1)).toBe(1)
    expect(await table(use.db, 'inbox')).toMatchObject([{ user_id: 'u2' }])
    expect(await table(use.db, 'set_aside')).toMatchObject([
      { what: 'event', account_id: 'oa', user_id: 'u1', reason: 'OVERDUE', body: null },
    ])
  })

  it('erases settled messages after thirty days, never one that is still to be settled', async () => {
    const all = [
      'ready',
      'sending',
      'uncertain',
      'sent',
      'delivered',
      'seen',
      'failed',
      'expired',
      'uncertain-final',
    ]
    for (const state of all) await putReply(road, state, state, { state })
    expect(await housekeep(use.db, NOW + 30 * DAY)).toBe(0)
    road.clock.advance(DAY)
    const young = await putReply(road, 'young', 'young', { state: 'sent' })
    expect(await housekeep(use.db, NOW + 30 * DAY + 1)).toBe(6)
    expect(await states(road)).toEqual(['ready', 'sending', 'uncertain', 'sent'])
    expect((await outboxRow(road, young)).state).toBe('sent')
  })

  it('forgets instances a day after they were last heard of', async () => {
    const id = randomUUID()
    await use.db.rows(sql`insert into instance (id, started_at, seen_at) values (${id}, ${NOW}, ${NOW})`)
    expect(await housekeep(use.db, NOW + DAY)).toBe(0)
    expect(await housekeep(use.db, NOW + DAY + 1)).toBe(1)
  })

  it('goes on until nothing is left, in portions, and may run twice at once', async () => {
    await use.db.rows(sql`
      insert into event_key (key, seen_at) select gen_random_uuid(), ${NOW} from generate_series(1, 12000)`)
    const erased = await Promise.all([1, 2].map(() => housekeep(use.db, NOW + 8 * DAY)))
    expect(await table(use.db, 'event_key', 'key')).toEqual([])
    expect(erased.reduce((sum, n) => sum + n, 0)).toBe(12_000)
  })
})

describe('Instances', () => {
  it('count each other, by their signs of life', async () => {
    const counts: number[][] = [[], []]
    const [one, two] = counts.map((seen) => new Instances(use.db, road.clock, silent, (n) => seen.push(n)))
    await one!.start(false)
    await two!.start(false)
    expect(counts).toEqual([[1], [2]])
    await two!.stop()
    await one!.stop()
    expect(await table(use.db, 'instance')).toEqual([])
  })

  it('give up on one that has not been heard of for ten seconds', async () => {
    await use.db.rows(
      sql`insert into instance (id, started_at, seen_at) values (${randomUUID()}, ${NOW}, ${NOW})`,
    )
    const counts: number[] = []
    road.clock.advance(9_999)
    const first = new Instances(use.db, road.clock, silent, (n) => counts.push(n))
    await first.start(false)
    road.clock.advance(1)
    const second = new Instances(use.db, road.clock, silent, (n) => counts.push(n))
    await second.start(false)
    expect(counts).toEqual([2, 2])
    await first.stop()
    await second.stop()
  })

  it('wait, where no counter is shared, until the others have shrunk their shares', async () => {
    const seen: number[] = []
    const first = new Instances(use.db, road.clock, silent, (n) => seen.push(n))
    await first.start(true)
    const second = new Instances(use.db, road.clock, silent, () => {})
    await second.start(true)
    expect(seen.at(-1)).toBe(2)
    await second.stop()
    await first.stop()
  })
})

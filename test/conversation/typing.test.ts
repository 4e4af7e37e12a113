import { sql } from 'kysely'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Typing } from '../../src/conversation/typing.ts'
import { eventOf, OA, PAGE } from './support/parts.ts'
import { putReply } from './support/replies.ts'
import { TestRoad, useDatabase } from './support/road.ts'

const use = useDatabase()
let road: TestRoad
let paused: boolean
beforeEach(async () => {
  await use.db.rows(sql`update account set typing_until = 0`)
  road = new TestRoad(use.db)
  paused = false
})
afterEach(() => road.close())

function instance(): Typing {
  const { db, clock, accounts, channels, budgets } = road
  return new Typing({ db, clock, accounts, channels, budgets, open: () => !paused, lowestInboxId: () => 0 })
}

const signs = () => road.channels.messenger.signs.splice(0)

it('leaves alone who has waited less than three seconds, or has the answer', async () => {
  const typing = instance()
  await road.accept(eventOf('a', 'chào', { account: PAGE.id }))
  road.clock.advance(2999)
  await typing.tick()
  expect(signs()).toEqual([])
  await road.turn()
  await road.sendDue()
  road.clock.advance(10_000)
  await typing.tick()
  expect(signs()).toEqual([])
})

it('shows who waits for a turn or a send that it was read, and that an answer is being written, as long as it is', async () => {
  const typing = instance()
  await road.accept(eventOf('a', 'chào', { account: PAGE.id }))
  await putReply(road, 'b', 'B', { account: PAGE.id })
  road.clock.advance(3000)
  await typing.tick()
  expect(signs().sort()).toEqual(['a:seen', 'a:typing', 'b:seen', 'b:typing'])
  expect(road.budgets.collectCalls().get(PAGE.id)).toBe(4)
  road.clock.advance(17_999)
  await typing.tick()
  expect(signs()).toEqual([])
  road.clock.advance(1)
  await typing.tick()
  expect(signs().sort()).toEqual(['a:typing', 'b:typing'])
  // After a minute nobody looks any more.
  road.clock.advance(60_000)
  await typing.tick()
  expect(signs()).toEqual([])
})

it('is done by one instance at a time', async () => {
  const [one, other] = [instance(), instance()]
  await road.accept(eventOf('a', 'chào', { account: PAGE.id }))
  road.clock.advance(3000)
  await Promise.all([one.tick(), other.tick()])
  expect(signs()).toEqual(['a:seen', 'a:typing'])
})

it('says nothing for a clerk who has the conversation, on Zalo, while the account is paused, or short of calls', async () => {
  const typing = instance()
  await road.accept(eventOf('a', { kind: 'clerk', text: 'Chào bác' }, { account: PAGE.id }))
  await road.turn()
  await road.accept(eventOf('a', 'chào', { account: PAGE.id }), eventOf('b', 'chào', { account: OA.id }))
  road.clock.advance(3000)
  await typing.tick()
  expect(signs()).toEqual([])

  await road.accept(eventOf('c', 'chào', { account: PAGE.id }))
  road.clock.advance(3000)
  paused = true
  await typing.tick()
  paused = false
  road.budgets.usedUp = true
  await typing.tick()
  road.budgets.usedUp = false
  road.budgets.observe(PAGE.id, 'platform', { percent: 50 })
  await typing.tick()
  expect(signs()).toEqual([])
  road.budgets.observe(PAGE.id, 'platform', { percent: 49 })
  await typing.tick()
  expect(signs()).toEqual(['c:seen', 'c:typing'])
})

import { afterEach, beforeEach, expect, it } from 'vitest'
import type { EventBody } from '../../src/channels/channel.ts'
import { eventOf, HOUR, NOW, PAGE } from './support/parts.ts'
import { TestRoad, table, useDatabase } from './support/road.ts'

const use = useDatabase()
let road: TestRoad
beforeEach(() => {
  road = new TestRoad(use.db)
  road.channels.messenger.windowMs = 24 * HOUR
})
afterEach(() => road.close())

/** Person and turn: what the person did an hour ago. */
async function did(user: string, body: EventBody | string, at = NOW - HOUR): Promise<void> {
  await road.accept(eventOf(user, body, { account: PAGE.id, at }))
  await road.turn()
}

async function lastActs(): Promise<number[]> {
  const rows = await table<{ last_in_at: number }>(use.db, 'conversation')
  return rows.map((row) => row.last_in_at)
}

it('counts from what a person did, as the platform does', async () => {
  await did('wrote', 'chào')
  await did('tapped', { kind: 'message', text: '', payload: 'q:AB12:yes' })
  await did('came', { kind: 'opened' })
  await did('reacted', { kind: 'acted' })
  expect(await lastActs()).toEqual(Array(4).fill(NOW - HOUR))
})

it('does not count a click on an advertisement, leaving, or what a clerk wrote', async () => {
  await did('ad', { kind: 'opened', ad: true })
  await did('gone', { kind: 'left' })
  await did('served', { kind: 'clerk', text: 'Chào bác' })
  expect(await lastActs()).toEqual([0, 0, 0])
  // The greeting for the ad would be refused: it is not tried.
  await road.sendDue()
  expect(road.channels.messenger.sent).toEqual([])
})

it('lets a reaction say nothing, and reopen the window for what is said next', async () => {
  await did('a', 'chào', NOW - 30 * HOUR)
  const said = (await table(use.db, 'outbox')).length
  await did('a', { kind: 'acted' })
  expect(await table(use.db, 'outbox')).toHaveLength(said)
  await did('a', 'chào', NOW - 40 * HOUR)
  const rows = await table<{ expires_at: number }>(use.db, 'outbox')
  expect(rows.map((row) => row.expires_at).slice(said)).toEqual([NOW + 23 * HOUR])
})

it('takes the window of the account', async () => {
  await did('a', 'chào')
  road.channels.messenger.windowMs = 168 * HOUR
  await did('b', 'chào')
  const rows = await table<{ expires_at: number }>(use.db, 'outbox')
  expect(rows.map((row) => row.expires_at)).toEqual([NOW + 23 * HOUR, NOW + 167 * HOUR])
})

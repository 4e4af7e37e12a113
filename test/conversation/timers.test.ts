import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { moveDueTimers } from '../../src/conversation/timers.ts'
import { eventOf, HOUR } from './support/parts.ts'
import { TestRoad, table, useDatabase } from './support/road.ts'

const use = useDatabase()
let road: TestRoad
beforeEach(() => {
  road = new TestRoad(use.db)
})
afterEach(() => road.close())

const REMINDER = 'register.reminder'

async function say(text: string, at = road.clock.now()): Promise<string[]> {
  const before = road.channels.zalo.texts().length
  await road.accept(eventOf('u1', text, { at }))
  await road.turn()
  await road.quiet()
  road.clock.advance(5000)
  return road.channels.zalo.texts().slice(before)
}

/** One round of the timers, and what is said in it. */
async function ring(): Promise<string[]> {
  const before = road.channels.zalo.texts().length
  await move()
  await road.turn()
  await road.quiet()
  return road.channels.zalo.texts().slice(before)
}

const move = () => moveDueTimers(use.db, road.keyring, road.clock.now())
const timers = () => table<{ run_no: number; send_id: string; fire_at: number }>(use.db, 'timer', 'fire_at')

describe('a timer', () => {
  it('is heard when it is due, once', async () => {
    await say('đăng ký')
    expect(await timers()).toHaveLength(2)
    road.clock.advance(HOUR - 5001)
    expect(await move()).toBe(0)
    road.clock.advance(1)
    expect(await ring()).toEqual([REMINDER])
    road.clock.advance(HOUR)
    expect(await ring()).toEqual([])
    expect(await say('Nguyễn Văn An')).toEqual(['register.year'])
  })

  it('is gone when its state is left, and armed anew when it is entered again', async () => {
    await say('đăng ký')
    await say('Nguyễn Văn An')
    expect(await timers()).toHaveLength(1)
    await say('quay lại')
    expect(await timers()).toHaveLength(2)
    road.clock.advance(HOUR - 5001)
    expect(await ring()).toEqual([])
    road.clock.advance(1)
    expect(await ring()).toEqual([REMINDER])
  })

  it('that came due just before an answer arrived does not fire into what follows', async () => {
    await say('đăng ký')
    road.clock.advance(HOUR)
    expect(await move()).toBe(1)
    await road.accept(eventOf('u1', 'Nguyễn Văn An', { at: road.clock.now() - 10 }))
    await road.turn()
    await road.quiet()
    expect(road.channels.zalo.texts().slice(1)).toEqual(['register.year'])
  })

  it('of an older arming of the same state is void', async () => {
    await say('đăng ký')
    road.clock.advance(HOUR)
    expect(await move()).toBe(1)
    const before = road.clock.now()
    await road.accept(
      eventOf('u1', 'Nguyễn Văn An', { at: before - 20 }),
      eventOf('u1', 'quay lại', { at: before - 10 }),
    )
    await road.turn()
    await road.quiet()
    expect(road.channels.zalo.texts().slice(1)).toEqual(['register.year', 'register.name'])
    expect(await timers()).toHaveLength(2)
    road.clock.advance(HOUR)
    expect(await ring()).toEqual([REMINDER])
  })

  it('of a covered run waits until the run is on top again', async () => {
    await say('đăng ký')
    await say('MENU')
    road.clock.advance(2 * HOUR)
    expect(await ring()).toEqual([])
    await say('Label fragile')
    expect(await ring()).toEqual([])
    await say('MENU')
    expect(await say('đăng ký')).toEqual(['register.name'])
    road.clock.advance(HOUR)
    expect(await ring()).toEqual([REMINDER])
  })

  it('that was under way when its run was covered waits too', async () => {
    await say('đăng ký')
    road.clock.advance(HOUR)
    await road.accept(eventOf('u1', 'MENU', { at: road.clock.now() - 10 }))
    expect(await move()).toBe(1)
    await road.turn()
    await road.quiet()
    expect(road.channels.zalo.texts().slice(1)).toEqual(['common.unfinished\n\nhome.menu'])
    expect(await timers()).toHaveLength(2)
  })

  it('waits while a clerk has the conversation', async () => {
    await say('đăng ký')
    await say('gặp cán bộ')
    road.clock.advance(2 * HOUR)
    expect(await move()).toBe(0)
    expect(await timers()).toHaveLength(2)
  })

  it('that was under way when a clerk took over waits', async () => {
    await say('đăng ký')
    road.clock.advance(HOUR)
    expect(await move()).toBe(1)
    await road.accept(eventOf('u1', { kind: 'clerk', text: 'Chào bác' }, { at: road.clock.now() - 10 }))
    await road.turn()
    await road.quiet()
    expect(road.channels.zalo.texts()).toEqual(['register.name'])
    expect(await timers()).toHaveLength(2)
  })

  it('goes with its run', async () => {
    await say('đăng ký')
    await say('HUỶ')
    expect(await timers()).toEqual([])
    await say('đăng ký')
    await say('Nguyễn Văn An')
    await say('1960')
    expect(await timers()).toEqual([])
  })

  it('ends what nobody finished', async () => {
    await say('đăng ký')
    await say('Nguyễn Văn An')
    road.clock.advance(31 * 24 * HOUR)
    await move()
    await road.turn()
    expect(await table(use.db, 'run', 'no')).toMatchObject([{ flow: 'home' }])
    expect(await timers()).toEqual([])
  })
})

it('many due timers are moved in portions, each once, also by two instances at once', async () => {
  const users = Array.from({ length: 30 }, (_, i) => `u${i}`)
  await road.accept(...users.map((user) => eventOf(user, 'đăng ký')))
  await road.turn()
  road.clock.advance(HOUR)
  const portions = await Promise.all(
    [1, 2, 3].map(() => moveDueTimers(use.db, road.keyring, road.clock.now(), 8)),
  )
  let moved = portions.reduce((sum, n) => sum + n, 0)
  for (let more = -1; more !== 0; moved += more)
    more = await moveDueTimers(use.db, road.keyring, road.clock.now(), 8)
  expect(moved).toBe(30)
  await road.turn()
  await road.quiet()
  for (const user of users) expect(road.channels.zalo.texts(user)).toEqual(['register.name', REMINDER])
})

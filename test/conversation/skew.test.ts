import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Skew } from '../../src/conversation/skew.ts'
import { eventOf, HOUR, NOW } from './support/parts.ts'
import { TestRoad, table, useDatabase } from './support/road.ts'
import { newTalk, Stage, stackOf } from './support/turns.ts'

const body = { kind: 'message' as const, text: '2' }

/** Learns of messages that took these ways, one every ten seconds. @returns what is made of the clocks. */
function ahead(...ways: number[]): number {
  const skew = new Skew()
  ways.forEach((way, i) => {
    const receivedAt = NOW + i * 10_000
    skew.learn('oa', { at: receivedAt - way, receivedAt, body }, receivedAt)
  })
  return skew.ahead('oa')
}

describe('the clocks', () => {
  it.each([
    ['nothing was heard', [], 0],
    ['messages came at once', [0, 0, 0], 0],
    ['messages took their way', [50, 300, 900], 0],
    ['one took long', [80, 5000], 0],
    ['ours is ahead', [60_300, 60_050, 61_900], 59_050],
    ['ours is behind', [-59_950, -58_100], -59_950],
    ['ours is behind, and one came late', [-59_950, 20_000], -59_950],
    ['all came late, held up differently', [100_000, 60_000, 35_000], 0],
    ['most came late, equally', [80, 40_000, 40_300, 40_600], 0],
    ['all came later than any clock is off', [300_000, 300_100], 0],
    ['one is stamped tomorrow', [-20 * HOUR, 80, 300], 0],
    ['one was tried three times', [40_000, 40_000, 40_000, 30_000], 0],
  ])('when %s', (_, ways, expected) => {
    expect(ahead(...ways)).toBe(expected)
  })

  it('are compared for each account by itself, and by messages only', () => {
    const skew = new Skew()
    skew.learn('oa', { at: NOW - 30_000, receivedAt: NOW, body }, NOW)
    skew.learn('page', { at: NOW, receivedAt: NOW, body: { kind: 'opened' } }, NOW)
    skew.learn('oa', { at: NOW, receivedAt: NOW, body: { kind: 'left' } }, NOW)
    expect([skew.ahead('oa'), skew.ahead('page')]).toEqual([29_000, 0])
  })

  it('are compared anew at once when ours was put back', () => {
    const skew = new Skew()
    const learn = (now: number, way: number) => {
      skew.learn('oa', { at: now - way, receivedAt: now, body }, now)
      return skew.ahead('oa')
    }
    expect([learn(NOW, 100), learn(NOW + 1000, 140)]).toEqual([0, 0])
    expect(learn(NOW - 49_000, -49_900)).toBe(-49_900)
    // Put back by hours: what was learnt before must not stay until that time comes again.
    for (let n = 0; n < 10; n++) learn(NOW - 5 * HOUR + n * 60_000, 30_000 + n)
    expect(skew.ahead('oa')).toBeGreaterThan(28_999)
  })

  it('are compared anew within six minutes when ours was put forward', () => {
    const skew = new Skew()
    const seen: number[] = []
    for (let n = 0; n < 30; n++) {
      const now = NOW + n * 30_000
      const way = n < 5 ? 100 + n : 60_100 + n
      skew.learn('oa', { at: now - way, receivedAt: now, body }, now)
      seen.push(skew.ahead('oa'))
    }
    expect(seen.slice(0, 5)).toEqual([0, 0, 0, 0, 0])
    expect(seen.slice(5 + 12).every((ms) => ms > 59_000 && ms < 59_200)).toBe(true)
  })
})

describe('a message', () => {
  const way = fc.integer({ min: 50, max: 2000 })
  const off = fc.integer({ min: -60_000, max: 60_000 })
  const earlier = (minLength: number) => fc.array(way, { minLength, maxLength: 6 })

  /**
   * Whether a message sent `after` the question (true ms), which `took` so long to reach us, is taken for one sent before
   * it. Our clock is ahead by `skew`; messages before it took `ways`.
   */
  function isStale(skew: number, ways: number[], after: number, took: number): boolean {
    const clocks = new Skew()
    const asked = NOW + 60_000
    const send = (at: number, took: number) => {
      const heard = { at, receivedAt: at + took + skew, body }
      clocks.learn('oa', heard, heard.receivedAt)
      return clocks.sentAt('oa', heard)
    }
    for (const [i, took] of ways.entries()) send(NOW + i * 5000, took)
    return send(asked + after, took) < asked + skew
  }

  it('that answers promptly always counts, however wrong our clock is', () => {
    const after = fc.integer({ min: 1000, max: 300_000 })
    // `earlier(0)`: perhaps the first that this instance hears, of a question put before a restart.
    const counts = fc.property(off, earlier(0), after, way, (skew, ways, ms, took) => {
      return !isStale(skew, ways, ms, took)
    })
    fc.assert(counts, { numRuns: 1000 })
  })

  it('from more than two seconds before the question never does, however late it comes', () => {
    const before = fc.integer({ min: 2001, max: 60_000 })
    const late = fc.integer({ min: 50, max: 10 * 60_000 })
    const stays = fc.property(off, earlier(1), before, late, (skew, ways, ms, took) => {
      return isStale(skew, ways, -ms, took)
    })
    fc.assert(stays, { numRuns: 1000 })
  })

  it('is told apart to the millisecond where the clocks agree', () => {
    expect(isStale(0, [50, 400], -1, 300)).toBe(true)
    expect(isStale(0, [50, 400], 0, 300)).toBe(false)
  })

  it('that was received before the question was put is older, whatever its stamp', () => {
    const skew = new Skew()
    expect(skew.sentAt('oa', { at: NOW + HOUR, receivedAt: NOW })).toBe(NOW)
  })
})

describe.each([-60_000, -3000, 0, 3000, 60_000])('with our clock ahead by %i ms, a conversation', (skew) => {
  let stage: Stage
  let sent = 0
  beforeEach(() => {
    stage = new Stage()
  })

  /** A message that was sent at that true time and came some 300 ms later, or as late as it took, and its turn. */
  async function send(talk: ReturnType<typeof newTalk>, text: string, at: number, took = 300 + sent++) {
    const receivedAt = at + took + skew
    stage.clock.set(receivedAt + 5)
    talk.out = []
    await stage.tick({ talk, hearings: [stage.hearing(text, at, receivedAt)] })
    return talk.out.map((message) => message.text)
  }

  it('goes on with prompt numbers, and is not moved by one from before its question', async () => {
    const talk = newTalk()
    expect(await send(talk, 'chào', NOW)).toEqual(['home.menu'])
    expect(await send(talk, 'cảm ơn', NOW + 4000)).toEqual(['common.thanks\n\nhome.menu'])
    expect(await send(talk, '3', NOW + 10_000)).toEqual(['fragile.ask'])
    expect(await send(talk, '4', NOW + 6000, 9000)).toEqual([])
    expect(stackOf(talk)).toEqual(['home.trying', 'fragile.asking'])
    expect(await send(talk, '4', NOW + 16_000)).toEqual(['home.menu'])
  })

  it('began by neither clock later than its first message: what must be forgotten is looked for from there', async () => {
    const talk = newTalk()
    await send(talk, 'chào', NOW)
    await send(talk, 'cảm ơn', NOW + 20_000)
    expect(talk.lastInAt).toBeLessThanOrEqual(Math.min(NOW + 20_000, stage.clock.now()))
  })

  it('with a clerk who has answered says no more that one will', async () => {
    const talk = newTalk()
    await send(talk, 'chào', NOW)
    await send(talk, 'gặp cán bộ', NOW + 5000)
    const clerk = stage.hearing({ kind: 'clerk', text: 'Chào bác' }, NOW + 15_000, NOW + 15_200 + skew)
    await stage.tick({ talk, hearings: [clerk] })
    expect(await send(talk, 'vâng ạ', NOW + 200_000)).toEqual([])
  })
})

describe('the window for answers', () => {
  const use = useDatabase()
  let road: TestRoad
  beforeEach(() => {
    road = new TestRoad(use.db)
  })
  afterEach(() => road.close())

  it.each([-60_000, -3000, 0, 3000, 60_000])(
    'closes when the platform closes it, with our clock ahead by %i ms',
    async (skew) => {
      for (const at of [NOW, NOW + 5000]) {
        road.clock.set(at + 300 + skew)
        await road.accept(eventOf('u1', 'chào', { at }))
        // The turn may come late: the second message has waited in the inbox.
        road.clock.advance(at === NOW ? 0 : 90_000)
        await road.turn()
      }
      const [row] = (await table<{ expires_at: number }>(use.db, 'outbox')).slice(-1)
      const closes = NOW + 5000 + 48 * HOUR + skew
      expect(Math.abs((row?.expires_at ?? 0) - closes)).toBeLessThanOrEqual(1000)
    },
  )
})

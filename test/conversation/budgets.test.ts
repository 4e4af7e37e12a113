import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../../src/common/clock.ts'
import { Budgets } from '../../src/conversation/budgets.ts'
import { OA } from './support/parts.ts'

/** The most sends in any stretch of one second. */
function most(times: number[]): number {
  let best = 0
  let from = 0
  times.forEach((time, i) => {
    while (time - times[from]! >= 1000) from += 1
    best = Math.max(best, i - from + 1)
  })
  return best
}

function budgets(sendsPerSecond: number, more: { redis?: Redis; prefix?: string; wake?: () => void } = {}) {
  const { redis = null, prefix = 'test:', wake = () => {} } = more
  return new Budgets({ clock: systemClock, accounts: [{ ...OA, sendsPerSecond }], redis, prefix, wake })
}

const drawn = async () => {
  for (let i = 0; i < 10; i++) await Promise.resolve()
}

describe('in memory', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  /** Takes all it can get, millisecond by millisecond, whenever `wants` says so. */
  async function greedy(parts: Budgets[], ms: number, wants: (t: number) => number): Promise<number[]> {
    const times: number[] = []
    for (let t = 0; t < ms; t++) {
      let left = wants(t)
      for (const part of parts) {
        while (left > 0 && part.take(OA.id)) {
          times.push(t)
          left -= 1
          await drawn()
        }
      }
      await vi.advanceTimersByTimeAsync(1)
    }
    return times
  }

  it.each([1, 3, 7, 40, 60])(
    'never sends more than %i in any second, and as much as that under load',
    async (n) => {
      const times = await greedy([budgets(n)], 5000, () => Number.POSITIVE_INFINITY)
      expect(most(times)).toBe(n)
      expect(times.length).toBeGreaterThanOrEqual(4 * n)
    },
  )

  it.each([300, 700, 950])('nor when a burst begins %i ms after a single send', async (quiet) => {
    const wants = (t: number) => (t % 2000 === 0 ? 1 : t % 2000 > quiet ? Number.POSITIVE_INFINITY : 0)
    expect(most(await greedy([budgets(40)], 8000, wants))).toBeLessThanOrEqual(40)
  })

  it('keeps instances to their shares, together one budget', async () => {
    const parts = [budgets(40), budgets(40), budgets(40)]
    for (const part of parts) part.setInstances(3)
    const times = await greedy(parts, 5000, () => Number.POSITIVE_INFINITY)
    expect(most(times)).toBe(39)
  })

  it('shrinks at once when another instance comes', async () => {
    const [old, young] = [budgets(40), budgets(40)]
    await greedy([old], 1000, () => Number.POSITIVE_INFINITY)
    for (const part of [old, young]) part.setInstances(2)
    const times = await greedy([old], 3000, () => Number.POSITIVE_INFINITY)
    expect(most(times)).toBe(20)
  })

  it('wakes who found nothing as soon as there is something again', async () => {
    const start = Date.now()
    const times: number[] = []
    const part = budgets(2, {
      wake: () => {
        while (part.take(OA.id)) times.push(Date.now() - start)
      },
    })
    part.take(OA.id)
    await vi.advanceTimersByTimeAsync(3500)
    expect(times).toHaveLength(8)
    expect(times[0]).toBe(0)
    for (const [i, time] of times.entries()) {
      expect(time).toBeGreaterThanOrEqual(1000 * Math.floor(i / 2))
      expect(time).toBeLessThanOrEqual(1100 * Math.floor(i / 2) + 1)
    }
  })

  it('leaves in peace who finds enough', async () => {
    const wake = vi.fn()
    const part = budgets(40, { wake })
    part.take(OA.id)
    await drawn()
    wake.mockClear()
    part.take(OA.id)
    await vi.advanceTimersByTimeAsync(5000)
    expect(wake).not.toHaveBeenCalled()
  })

  it('takes back what was taken for nothing', async () => {
    const part = budgets(40)
    part.take(OA.id)
    for (let i = 0; i < 100; i++) {
      await drawn()
      let taken = 0
      while (part.take(OA.id)) taken += 1
      part.giveBack(OA.id, taken)
    }
    expect(await greedy([part], 1, () => Number.POSITIVE_INFINITY)).toHaveLength(40)
  })

  it('sends less from 80 % of a limit on, nothing at 100 % until the time named, and goes on by itself', async () => {
    const wake = vi.fn()
    const part = budgets(40, { wake })
    part.observe(OA.id, 'platform', { percent: 90 })
    expect(part.left(OA.id)).toBe(10)
    expect(most(await greedy([part], 3000, () => Number.POSITIVE_INFINITY))).toBe(10)
    part.observe(OA.id, 'platform', { percent: 100, regainMs: 5000 })
    expect([part.used(OA.id), part.left(OA.id)]).toEqual([100, 0])
    wake.mockClear()
    const times = await greedy([part], 8000, () => Number.POSITIVE_INFINITY)
    expect(Math.min(...times)).toBeGreaterThanOrEqual(5000)
    expect(most(times)).toBe(4)
    expect(wake).toHaveBeenCalled()
    part.observe(OA.id, 'platform', { percent: 10 })
    expect(most(await greedy([part], 3000, () => Number.POSITIVE_INFINITY))).toBe(40)
  })

  it('hands over the calls it counted, once', () => {
    const part = budgets(40)
    part.called(OA.id)
    part.called(OA.id, 4)
    part.called('another')
    expect([...part.collectCalls()]).toEqual([[OA.id, 5]])
    expect([...part.collectCalls()]).toEqual([])
  })

  it('knows no other account', () => {
    expect(budgets(40).take('another')).toBe(false)
    expect(budgets(40).left('another')).toBe(0)
  })

  it('tells what is left of the second: all of it where nothing is sent', async () => {
    const part = budgets(7)
    expect(part.left(OA.id)).toBe(7)
    const left: number[] = []
    for (let t = 0; t < 1200; t += 100) {
      if (part.take(OA.id)) left.push(part.left(OA.id))
      await vi.advanceTimersByTimeAsync(100)
    }
    expect(left.slice(0, 7)).toEqual([6, 5, 4, 3, 2, 1, 0])
    await vi.advanceTimersByTimeAsync(1000)
    expect(part.left(OA.id)).toBe(7)
    while (part.take(OA.id));
    part.giveBack(OA.id, 1)
    expect(part.left(OA.id)).toBeGreaterThan(0)
    part.setInstances(3)
    await vi.advanceTimersByTimeAsync(1000)
    expect(part.left(OA.id)).toBe(2)
  })
})

describe.runIf(process.env['REDIS_URL'])('in Redis', () => {
  const clients: Redis[] = []
  const connect = () => {
    const client = new Redis(process.env['REDIS_URL'] ?? '', {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 1,
    })
    client.on('error', () => {})
    clients.push(client)
    return client
  }
  const ready = (client: Redis) => new Promise<void>((resolve) => client.once('ready', () => resolve()))
  afterEach(() => {
    for (const client of clients.splice(0)) client.disconnect()
  })

  /** Takes all it can until `enough` sends were made, or some time has gone by. */
  async function take(parts: Budgets[], ms: number): Promise<number[]> {
    const times: number[] = []
    for (const end = systemClock.now() + ms; systemClock.now() < end; ) {
      for (const part of parts) while (part.take(OA.id)) times.push(systemClock.now())
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    return times
  }

  it('two instances together never draw more than one budget from one of its seconds', async () => {
    const prefix = `test:${randomUUID()}:`
    const redis = [connect(), connect()]
    await Promise.all(redis.map(ready))
    const parts = redis.map((client) => budgets(50, { redis: client, prefix }))
    const times = await take(parts, 900)
    expect(times.length).toBeLessThanOrEqual(50)
    expect(times.length).toBeGreaterThan(10)
  })

  it('an instance without Redis keeps to its share, after a second in which what Redis gave is spent', async () => {
    const redis = connect()
    await ready(redis)
    const part = budgets(50, { redis, prefix: `test:${randomUUID()}:` })
    part.setInstances(2)
    const before = await take([part], 300)
    redis.disconnect()
    const after = await take([part], 2500)
    // Three slots of a tenth of a second, five sends each, less one for a slow start.
    expect(before.length).toBeGreaterThanOrEqual(10)
    expect(most([...before, ...after])).toBeLessThanOrEqual(50)
    const alone = after.filter((time) => time > (before.at(-1) ?? 0) + 1000)
    expect(alone.length).toBeGreaterThan(0)
    expect(most(alone)).toBeLessThanOrEqual(25)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Batcher } from '../../src/conversation/batcher.ts'

/** A flush that stays open until it is told how to end. */
function held() {
  const groups: { items: number[]; end: (error?: Error) => void }[] = []
  const flush = (items: number[]) =>
    new Promise<void>((resolve, reject) => {
      groups.push({ items, end: (error) => (error ? reject(error) : resolve()) })
    })
  return { groups, flush }
}

const settle = async () => {
  for (let i = 0; i < 5; i++) await new Promise((resolve) => setImmediate(resolve))
}

describe('Batcher', () => {
  it('takes along what comes in the same turn of the loop, and collects while a flush is under way', async () => {
    const { groups, flush } = held()
    const batcher = new Batcher<number>(10, flush)
    const adds = [1, 2, 3].map((n) => batcher.add(n))
    await settle()
    expect(groups.map(({ items }) => items)).toEqual([[1, 2, 3]])
    adds.push(batcher.add(4), batcher.add(5))
    await settle()
    expect(groups).toHaveLength(1)
    groups[0]!.end()
    await settle()
    expect(groups[1]!.items).toEqual([4, 5])
    groups[1]!.end()
    await Promise.all(adds)
    await batcher.idle()
  })

  it('resolves nobody before the flush that carried him', async () => {
    const { groups, flush } = held()
    const batcher = new Batcher<number>(1, flush)
    const done: number[] = []
    const adds = [1, 2].map((n) => batcher.add(n).then(() => done.push(n)))
    await settle()
    expect(done).toEqual([])
    groups[0]!.end()
    await settle()
    expect(done).toEqual([1])
    groups[1]!.end()
    await Promise.all(adds)
  })

  it('tells a fault to its own group alone', async () => {
    const { groups, flush } = held()
    const batcher = new Batcher<number>(2, flush)
    const results = Promise.allSettled([1, 2, 3, 4].map((n) => batcher.add(n)))
    await settle()
    groups[0]!.end(new Error('full'))
    await settle()
    groups[1]!.end()
    expect((await results).map(({ status }) => status)).toEqual([
      'rejected',
      'rejected',
      'fulfilled',
      'fulfilled',
    ])
  })

  it('carries every item once, in order, in groups within the limit and the lanes', async () => {
    const plan = fc.array(fc.nat({ max: 30 }), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(
        plan,
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 3 }),
        async (bursts, limit, lanes) => {
          const seen: number[] = []
          let running = 0
          let most = 0
          const batcher = new Batcher<number>(
            limit,
            async (items) => {
              expect(items.length).toBeGreaterThan(0)
              expect(items.length).toBeLessThanOrEqual(limit)
              seen.push(...items)
              running += 1
              most = Math.max(most, running)
              await new Promise((resolve) => setImmediate(resolve))
              running -= 1
              if (items.includes(13)) throw new Error('unlucky')
            },
            lanes,
          )
          const adds: Promise<void>[] = []
          let n = 0
          for (const burst of bursts) {
            for (let i = 0; i < burst; i++) adds.push(batcher.add(n++).catch(() => {}))
            await new Promise((resolve) => setImmediate(resolve))
          }
          await Promise.all(adds)
          await batcher.idle()
          expect(seen).toEqual(Array.from({ length: n }, (_, i) => i))
          expect(most).toBeLessThanOrEqual(lanes)
          expect(running).toBe(0)
        },
      ),
      { numRuns: 60 },
    )
  })
})

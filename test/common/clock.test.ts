import { expect, test } from 'vitest'
import { ManualClock, ShiftedClock } from '../../src/common/clock.ts'

test('a manual clock stands until it is moved, and tells who waits by it', () => {
  const clock = new ManualClock(1000)
  const heard: number[] = []
  const stop = clock.onMove(() => heard.push(clock.now()))
  clock.advance(5)
  clock.set(2000)
  stop()
  clock.advance(1)
  expect(heard).toEqual([1005, 2000])
  expect(clock.now()).toBe(2001)
})

test('a shifted clock goes with its base, only forward', () => {
  const base = new ManualClock(1000)
  const clock = new ShiftedClock(base)
  let moves = 0
  clock.onMove(() => {
    moves += 1
  })
  clock.advance(500)
  base.advance(10)
  expect([clock.now(), clock.shift, moves]).toEqual([1510, 500, 1])
  expect(() => clock.advance(-1)).toThrow(RangeError)
  expect(() => clock.advance(Number.NaN)).toThrow(RangeError)
})

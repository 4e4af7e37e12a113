import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { ManualClock } from '../../src/common/clock.ts'
import { Gate, jitter } from '../../src/conversation/gate.ts'
import { NOW } from './support/parts.ts'

let clock: ManualClock
let gate: Gate
beforeEach(() => {
  clock = new ManualClock(NOW)
  gate = new Gate(clock)
})

describe('Gate', () => {
  it('lets all go until something is wrong with the account', () => {
    expect(gate.room()).toBe('all')
    expect(gate.until).toBe(0)
    expect(gate.succeeded()).toBe(false)
  })

  it('lets nobody go in a pause, then one alone, and all when that one got through', () => {
    const until = gate.pause()
    clock.set(until - 1)
    expect(gate.room()).toBe('none')
    expect(gate.enter()).toBe(false)
    clock.set(until)
    expect(gate.room()).toBe('one')
    expect(gate.enter()).toBe(true)
    expect(gate.room()).toBe('none')
    expect(gate.enter()).toBe(false)
    expect(gate.succeeded()).toBe(true)
    expect(gate.room()).toBe('all')
  })

  it('gives the place of the probe back when there was nothing to send', () => {
    clock.set(gate.pause())
    gate.enter()
    gate.leave()
    expect(gate.room()).toBe('one')
  })

  it('waits longer from failed probe to failed probe, fifteen seconds at most, and starts anew after a success', () => {
    const waits = Array.from({ length: 8 }, () => {
      const before = clock.now()
      clock.set(gate.pause())
      return clock.now() - before
    })
    const whole = [500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]
    waits.forEach((wait, i) => {
      expect(wait).toBeGreaterThanOrEqual(whole[i]! / 2)
      expect(wait).toBeLessThanOrEqual(whole[i]! + 1)
    })
    gate.succeeded()
    expect(gate.pause() - clock.now()).toBeLessThanOrEqual(501)
  })

  it('takes three sends in a row without any answer for an outage, and an answer between for none', () => {
    expect([gate.unanswered(), gate.unanswered()]).toEqual([false, false])
    gate.succeeded()
    expect([gate.unanswered(), gate.unanswered(), gate.room()]).toEqual([false, false, 'all'])
    expect([gate.unanswered(), gate.room()]).toEqual([true, 'none'])
    clock.set(gate.until)
    gate.enter()
    expect([gate.unanswered(), gate.room()]).toEqual([true, 'none'])
  })

  it('takes many failures at once for one', () => {
    const until = gate.pause()
    expect(Array.from({ length: 20 }, () => gate.pause())).toEqual(Array(20).fill(until))
  })

  it('waits as long as the platform says', () => {
    expect(gate.pause(42_000)).toBe(NOW + 42_000)
  })

  it('opens a circuit with a reason, probed after a minute, and ever more seldom up to a quarter of an hour', () => {
    const reason = 'ACCOUNT_BLOCKED 190'
    expect(gate.open(reason)).toBe(NOW + 60_000)
    // Others were under way.
    expect(gate.open(reason)).toBe(NOW + 60_000)
    expect(gate.reason).toBe(reason)
    for (const minutes of [1, 2, 4, 8, 15, 15]) {
      expect(gate.room()).toBe('none')
      clock.advance(minutes * 60_000)
      expect([gate.room(), gate.enter(), gate.room()]).toEqual(['one', true, 'none'])
      gate.open(reason)
    }
    clock.set(gate.until)
    gate.enter()
    expect(gate.succeeded()).toBe(true)
    expect([gate.reason, gate.probes]).toEqual([null, 0])
    expect(gate.open(reason) - clock.now()).toBe(60_000)
  })

  it('takes over what another instance found, however long ago, but not while it probes itself', () => {
    gate.adopt('blocked', 0, 3)
    expect(gate.reason).toBe('blocked')
    expect(gate.room()).toBe('one')
    gate.enter()
    gate.adopt('blocked', NOW + 1, 5)
    expect([gate.until, gate.probes]).toEqual([1, 3])
    expect(gate.open('blocked') - NOW).toBe(15 * 60_000)
  })

  it('never lets more than one go between a fault and the next success, whatever happens in between', () => {
    const act = fc.constantFrom('enter', 'pause', 'open', 'leave', 'wait')
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const time = new ManualClock(NOW)
        const one = new Gate(time)
        one.pause()
        let under = 0
        for (const what of acts) {
          if (what === 'wait') time.advance(20_000)
          if (what === 'enter' && one.enter()) under += 1
          if (what === 'pause' || what === 'open' || what === 'leave') {
            if (what === 'pause') one.pause()
            if (what === 'open') one.open('x')
            if (what === 'leave') one.leave()
            under = 0
          }
          expect(under).toBeLessThanOrEqual(1)
          expect(one.room()).not.toBe('all')
        }
      }),
    )
  })
})

describe('jitter', () => {
  it('is between half and the whole', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (ms) => {
        const drawn = jitter(ms)
        return drawn >= Math.floor(ms / 2) && drawn <= ms + 1
      }),
    )
  })
})

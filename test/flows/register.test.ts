import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { registry } from '../../flows/registry.ts'
import type { FlowEvent } from '../../src/conversation/flow-kit.ts'
import { persistRun, restoreRun, startRun, stepRun } from '../../src/conversation/session.ts'
import { FIELDS, register, Visit } from './visit.ts'
import { NOW, reload } from './walk.ts'

describe('register', () => {
  it('carries a resident to the hand-off, with exactly what was typed', () => {
    const visit = new Visit().answer('1960', 'agree', ...FIELDS)
    expect(visit.step.effects).toMatchObject([
      {
        type: 'ask',
        params: {
          key: 'register.summary',
          vars: {
            name: '«Nguyễn Thị Hòa»',
            phone: '«0912345678»',
            birthYear: '«1960»',
            place: '«old:12121»',
            residence: { key: 'register.how.THUONGTRU' },
            group: { key: 'register.choice.CONGNHAN' },
            hamlet: '',
            school: '',
          },
        },
      },
    ])
    visit.answer('yes')
    expect(visit.requests).toEqual([
      { effect: 'consent.record', purpose: 'P1', given: true },
      {
        effect: 'registration.save',
        name: 'Nguyễn Thị Hòa',
        phone: '0912345678',
        birthYear: 1960,
        place: 'old:12121',
        residence: 'THUONGTRU',
        group: 'CONGNHAN',
        hamlet: '',
        school: '',
        class: '',
        organisation: '',
      },
    ])
    expect(visit.keys.at(-1)).toBe('register.saved')
    expect(visit.step).toMatchObject({ done: true, output: { goto: 'handoff' } })
  })

  it('ends kindly for a child and keeps nothing', () => {
    const visit = new Visit().answer('2011')
    expect(visit.step.done).toBe(true)
    expect(visit.keys.at(-1)).toBe('register.underage')
    expect(visit.requests).toEqual([])
    expect(JSON.stringify(persistRun(visit.step.run))).not.toContain('2011')
  })

  it('asks who becomes 16 this year whether the birthday has been', () => {
    expect(new Visit().answer('2010').state).toBe('turned16')
    expect(new Visit().answer('2010', 'yes').state).toBe('consent')
    expect(new Visit().answer('2010', 'no').step.done).toBe(true)
    expect(new Visit().answer('2009').state).toBe('consent')
  })

  it('counts years as they turn in Vietnam', () => {
    const newYear = Date.UTC(2026, 11, 31, 17)
    expect(new Visit(newYear - 1).answer('2010').state).toBe('turned16')
    expect(new Visit(newYear).answer('2010').state).toBe('consent')
    expect(new Visit(newYear).answer('2011').state).toBe('turned16')
  })

  it('keeps nothing of who does not consent', () => {
    const visit = new Visit().answer('1960', 'refuse')
    expect(visit.step).toMatchObject({ done: true, output: {} })
    expect(visit.requests).toEqual([{ effect: 'consent.record', purpose: 'P1', given: false }])
    expect(visit.keys.at(-1)).toBe('register.refused')
  })

  it('says what is erased when the no takes an earlier yes back', () => {
    const visit = new Visit()
    visit.withdrawn = true
    expect(visit.answer('1960', 'refuse').keys.at(-1)).toBe('register.withdrawn')
  })

  it('takes a consent back when the way back leads to a no', () => {
    const refused = new Visit().answer('1960', 'agree').back().answer('refuse')
    expect(refused.step.done).toBe(true)
    expect(refused.requests.at(-1)).toEqual({ effect: 'consent.record', purpose: 'P1', given: false })
    const child = new Visit().answer('1960', 'agree', ...FIELDS, 'no', 'birthYear', '2015')
    expect(child.step.done).toBe(true)
    expect(child.requests.at(-1)).toEqual({ effect: 'consent.record', purpose: 'P1', given: false })
  })

  it('records a consent once, however often its question is passed', () => {
    const visit = new Visit().answer('1960', 'agree').back().answer('agree')
    expect(visit.state).toBe('name')
    expect(visit.requests).toHaveLength(1)
  })

  it.each([
    ['name', 'Trần Văn An', { name: 'Trần Văn An' }],
    ['phone', '0387654321', { phone: '0387654321' }],
    ['place', 'new:12127', { place: 'new:12127' }],
    ['residence', 'LAMVIEC', { residence: 'LAMVIEC', place: 'old:12121' }],
    ['group', 'NGUOIDAN', { group: 'NGUOIDAN' }],
    ['birthYear', '1971', { birthYear: 1971 }],
  ])('corrects the %s and returns to the summary', (field, value, saved) => {
    const visit = new Visit().answer('1960', 'agree', ...FIELDS, 'no', field)
    expect(visit.back().state).toBe('edit')
    visit.answer(field, value)
    expect(visit.state).toBe('summary')
    visit.answer('yes')
    expect(visit.requests.find((r) => r['effect'] === 'registration.save')).toMatchObject(saved)
  })

  it('is over for other places, but lets a slip be mended', () => {
    const visit = new Visit().answer('1960', 'agree', 'Nguyễn Thị Hòa', '0912345678', 'elsewhere')
    expect(visit.state).toBe('elsewhere')
    expect(visit.answer('again').state).toBe('place')
    expect(visit.answer('elsewhere', 'leave').step).toMatchObject({ done: true, output: {} })
    expect(visit.requests.map((r) => r['effect'])).toEqual(['consent.record'])
  })

  it.each(['offering', 'provider', 'handingOff', 'noProvider'])(
    'leads on to the hand-off whoever stood at the choice of a provider in version 2 (%s)',
    (state) => {
      const saved = JSON.parse(readFileSync(new URL('./fixtures/register.v2.json', import.meta.url), 'utf8'))[
        state
      ]
      for (const event of [
        { type: 'RESUME' },
        { type: 'BACK' },
        { type: 'ANSWER', value: 'b', shown: 'B' },
      ]) {
        const run = restoreRun(registry, { flow: 'register', version: 2, snapshot: saved })
        const step = stepRun(run, { ...event, now: NOW } as FlowEvent)
        expect(step).toMatchObject({ changed: true, done: true, output: { goto: 'handoff' } })
      }
    },
  )

  it('is erased silently after 30 days', () => {
    const { timers, run } = startRun(register, { now: NOW })
    expect(timers.arm).toEqual([
      {
        sendId: 'xstate.after.abandon.register',
        delayMs: 30 * 86_400_000,
        event: 'xstate.after.abandon.register',
      },
    ])
    const over = stepRun(reload(registry, run), { type: 'xstate.after.abandon.register' })
    expect(over).toMatchObject({ done: true, output: {}, effects: [] })
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { transition } from 'xstate'
import { registry } from '../../flows/registry.ts'
import { effects, type Flow, type FlowEvent, setup } from '../../src/conversation/flow-kit.ts'
import {
  NewerSnapshotError,
  persistRun,
  restoreRun,
  startRun,
  stepRun,
  timerEvent,
  UnmigratableError,
} from '../../src/conversation/session.ts'
import { explore } from '../flows/walk.ts'

const NOW = Date.UTC(2026, 5, 15, 2)
const resume: FlowEvent = { type: 'RESUME', now: NOW }
const answer = (value: string): FlowEvent => ({ type: 'ANSWER', value, shown: value, now: NOW })

/** Test machines do what no flow of ours may do, so they are put together loosely. */
function flowOf(machine: Flow['machine'], version = 1, migrations: Flow['migrations'] = {}): Flow {
  return { id: machine.id, version, machine, migrations, samples: [] }
}

const base = setup({
  types: { events: {} as FlowEvent },
  actions: { ...effects, sing: () => {}, fail: () => {} },
  guards: {
    broken: () => {
      throw new Error('broken guard')
    },
  },
  delays: { soon: 1000 },
})

describe('stepRun', () => {
  it('gives effects as plain data and leaves the run it was given as it was', () => {
    const { run } = startRun(registry.get('explain')!, { now: NOW })
    const step = stepRun(run, answer('next'))
    expect(step.effects).toEqual([
      { type: 'ask', params: { key: 'explain.use', choices: expect.any(Array), short: 'explain.choose' } },
    ])
    expect(step.run.snapshot.value).toBe('use')
    expect(run.snapshot.value).toBe('what')
  })

  it('tells what it has no use for', () => {
    const { run } = startRun(registry.get('explain')!, { now: NOW })
    expect(stepRun(run, { type: 'BACK', now: NOW })).toMatchObject({
      changed: false,
      effects: [],
      done: false,
    })
    expect(stepRun(run, answer('nonsense')).changed).toBe(false)
    expect(stepRun(run, resume).changed).toBe(true)
  })

  it('gives the output of a run that ends', () => {
    const { run } = startRun(registry.get('explain')!, { now: NOW })
    expect(stepRun(run, answer('register'))).toMatchObject({ done: true, output: { goto: 'register' } })
    expect(stepRun(run, answer('menu'))).toMatchObject({ done: true, output: {} })
  })

  it('takes no event that only the machine may make', () => {
    const { run } = startRun(registry.get('explain')!, { now: NOW })
    const forged = { type: 'xstate.done.state.explain', now: NOW } as unknown as FlowEvent
    expect(() => stepRun(run, forged)).toThrow('reserved event')
    expect(() => timerEvent('ANSWER')).toThrow('not a timer')
  })

  it('refuses an effect outside the schema', () => {
    const sings = base.createMachine({ id: 'sings', entry: 'sing' })
    expect(() => startRun(flowOf(sings), { now: NOW })).toThrow('unknown effect sing')
    const says = base.createMachine({
      id: 'says',
      entry: { type: 'say', params: { key: 7 as unknown as string } },
    })
    expect(() => startRun(flowOf(says), { now: NOW })).toThrow('bad params of effect say')
  })

  it('throws a fault of the machine, also of its first step', () => {
    const late = base.createMachine({ id: 'late', on: { RESUME: { guard: 'broken', actions: 'fail' } } })
    const { run } = startRun(flowOf(late), { now: NOW })
    expect(() => stepRun(run, resume)).toThrow('broken guard')
    const early = base.createMachine({ id: 'early', always: { guard: 'broken', actions: 'fail' } })
    expect(() => startRun(flowOf(early), { now: NOW })).toThrow('broken guard')
  })

  it('ends an endless loop instead of eating all memory', () => {
    const loop = base.createMachine({
      id: 'loop',
      options: { maxIterations: 100 },
      initial: 'a',
      states: { a: { on: { RESUME: 'b' } }, b: { always: 'c' }, c: { always: 'b' } },
    })
    const { run } = startRun(flowOf(loop), { now: NOW })
    expect(() => stepRun(run, resume)).toThrow(/Infinite loop/)
  })

  it('arms and cancels timers as data', () => {
    const machine = base.createMachine({
      id: 'waits',
      initial: 'here',
      states: {
        here: { after: { soon: 'there' }, on: { BACK: 'there', RESUME: { target: 'here', reenter: true } } },
        there: {},
      },
    })
    const timer = {
      sendId: 'xstate.after.soon.waits.here',
      delayMs: 1000,
      event: 'xstate.after.soon.waits.here',
    }
    const first = startRun(flowOf(machine), { now: NOW })
    expect(first.timers).toEqual({ arm: [timer], cancel: [] })
    expect(stepRun(first.run, resume).timers).toEqual({ arm: [timer], cancel: [timer.sendId] })
    expect(stepRun(first.run, { type: 'BACK', now: NOW }).timers).toEqual({ arm: [], cancel: [timer.sendId] })
    expect(stepRun(first.run, timerEvent(timer.event)).run.snapshot.value).toBe('there')
  })
})

describe('a step', () => {
  it.each([...registry.values()])('of $id is what XState itself makes of it', (flow) => {
    for (const { saved, edges } of explore(registry, flow).values()) {
      const run = restoreRun(registry, saved)
      for (const { event } of edges) {
        const [snapshot, actions] = transition(flow.machine, run.snapshot, event)
        const step = stepRun(run, event)
        expect(persistRun(step.run).snapshot).toEqual(flow.machine.getPersistedSnapshot(snapshot))
        const effects = actions.filter(({ type }) => !type.startsWith('xstate.'))
        expect(step.effects).toEqual(effects.map(({ type, params }) => ({ type, params })))
        expect(step.timers.arm.length + step.timers.cancel.length).toBe(actions.length - effects.length)
      }
    }
  })
})

describe('restoreRun', () => {
  const three = flowOf(
    base.createMachine({ id: 'grown', initial: 'new', states: { new: { on: { RESUME: 'new' } } } }),
    3,
    {
      1: (snapshot) => ({ ...snapshot, value: 'middle' }),
      2: (snapshot) => {
        if (snapshot['value'] !== 'middle') throw new Error('unexpected state')
        return { ...snapshot, value: 'new' }
      },
    },
  )
  const flows = new Map([['grown', three]])
  const snapshot = { status: 'active', value: 'old', context: {}, children: {}, historyValue: {} }

  it('brings old snapshots through every migration and leaves the stored one as it was', () => {
    const run = restoreRun(flows, { flow: 'grown', version: 1, snapshot })
    expect(run.snapshot.value).toBe('new')
    expect(persistRun(run)).toMatchObject({ flow: 'grown', version: 3 })
    expect(snapshot.value).toBe('old')
  })

  it('leaves what newer code wrote', () => {
    expect(() => restoreRun(flows, { flow: 'grown', version: 4, snapshot })).toThrow(NewerSnapshotError)
    expect(() => restoreRun(flows, { flow: 'unheard', version: 1, snapshot })).toThrow(NewerSnapshotError)
  })

  it.each([
    ['a migration is missing', { version: 0, snapshot }],
    ['a migration fails', { version: 2, snapshot }],
    ['the state is gone', { version: 3, snapshot }],
    ['it is no snapshot', { version: 3, snapshot: { hello: 1 } }],
    ['it is null', { version: 3, snapshot: null }],
    ['it is null and old', { version: 1, snapshot: null }],
  ])('says so when %s', (_, saved) => {
    expect(() => restoreRun(flows, { flow: 'grown', ...saved })).toThrow(UnmigratableError)
  })
})

describe('any conversation', () => {
  const events = fc.oneof(
    fc.constantFrom<FlowEvent>(resume, { type: 'BACK', now: NOW }),
    fc.constantFrom('1960', '2010', 'agree', 'refuse', 'next', 'yes', 'no').map(answer),
    fc.string().map(answer),
    fc
      .record({ effect: fc.string(), value: fc.dictionary(fc.string(), fc.jsonValue()) })
      .map((r): FlowEvent => ({ type: 'RESULT', ...r, now: NOW })),
  )

  it.each([...registry.values()])('of $id survives being stored, whatever is said', (flow) => {
    fc.assert(
      fc.property(fc.array(events, { maxLength: 30 }), (said) => {
        let { run, done } = startRun(flow, { now: NOW })
        for (const event of said) {
          if (done) return
          const saved = JSON.stringify(persistRun(run))
          ;({ run, done } = stepRun(restoreRun(registry, JSON.parse(saved)), event))
        }
      }),
      { numRuns: 60 },
    )
  })
})

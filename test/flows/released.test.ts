import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { registry } from '../../flows/registry.ts'
import { type Flow, setup } from '../../src/conversation/flow-kit.ts'
import { restoreRun, startRun, stepRun } from '../../src/conversation/session.ts'
import { explore, NOW } from './walk.ts'

/**
 * What is saved must outlive a deployment. A changed shape wants a new version with a migration; then
 * `UPDATE_FLOWS=1 npx vitest run --project unit test/flows/released.test.ts`
 * writes the new hash and the new version's snapshots. Files of older versions are never touched again.
 */
const update = process.env['UPDATE_FLOWS'] === '1'
const shapesFile = new URL('./shapes.json', import.meta.url)
const fixtureFile = (flow: string, version: number) =>
  new URL(`./fixtures/${flow}.v${version}.json`, import.meta.url)

type Shapes = Record<string, Record<string, string>>
type Fixture = Record<string, unknown>

interface StateShape {
  type: string
  on: string[]
  after: string[]
  states: Record<string, StateShape>
}

function shapeOf(state: Flow['machine']['root']): StateShape {
  const states = Object.entries(state.states).map(([key, child]) => [key, shapeOf(child)] as const)
  return {
    type: state.type,
    on: [...state.ownEvents].sort(),
    after: Object.keys(state.config.after ?? {}).sort(),
    states: Object.fromEntries(states.sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

/** Ids, types, events, delays and the keys of the first context. */
function hashOf(flow: Flow): string {
  const keys = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value).map(([key, inner]) => [key, keys(inner)])
      : typeof value
  const context = keys(startRun(flow, { now: NOW }).run.snapshot.context)
  const shape = JSON.stringify([flow.machine.id, shapeOf(flow.machine.root), context])
  return createHash('sha256').update(shape).digest('hex').slice(0, 16)
}

function snapshots(flow: Flow): Fixture {
  const found: Fixture = {}
  for (const place of explore(registry, flow).values()) found[place.state] ??= place.saved.snapshot
  return found
}

if (update) {
  const shapes: Shapes = existsSync(shapesFile) ? JSON.parse(readFileSync(shapesFile, 'utf8')) : {}
  for (const flow of registry.values()) {
    shapes[flow.id] = { ...shapes[flow.id], [flow.version]: hashOf(flow) }
    writeFileSync(fixtureFile(flow.id, flow.version), `${JSON.stringify(snapshots(flow), null, 2)}\n`)
  }
  writeFileSync(shapesFile, `${JSON.stringify(shapes, null, 2)}\n`)
}

const shapes: Shapes = JSON.parse(readFileSync(shapesFile, 'utf8'))

it('keeps every flow that was ever released', () => {
  expect(Object.keys(shapes).filter((id) => !registry.has(id))).toEqual([])
})

describe('the hash of a shape', () => {
  const hash = (config: object) => {
    const machine = setup({ delays: { soon: 1, late: 1 } }).createMachine({ id: 'probe', ...config } as never)
    return hashOf({ ...registry.get('home')!, machine: machine as unknown as Flow['machine'] })
  }
  const before = { initial: 'a', context: { x: '' }, states: { a: { on: { BACK: 'b' } }, b: {} } }

  it.each<[string, object]>([
    ['the id', { id: 'other' }],
    ['a state', { states: { ...before.states, c: {} } }],
    ['a type', { states: { a: { on: { BACK: 'b' } }, b: { type: 'final' } } }],
    ['an event', { states: { a: { on: { BACK: 'b', RESUME: 'b' } }, b: {} } }],
    ['a delay', { after: { soon: '.a' } }],
    ['what is kept', { context: { x: '', y: '' } }],
  ])('changes with %s', (_, change) => {
    expect(hash(before)).toBe(hash({ ...before }))
    expect(hash({ ...before, ...change })).not.toBe(hash(before))
  })
})

describe.each([...registry.values()])('flow $id', (flow) => {
  it('has the shape of its version: a changed machine needs a new version', () => {
    expect(hashOf(flow)).toBe(shapes[flow.id]?.[flow.version])
  })

  it.each(Array.from({ length: flow.version }, (_, i) => i + 1))(
    'restores every saved state of version %i',
    (version) => {
      const fixture: Fixture = JSON.parse(readFileSync(fixtureFile(flow.id, version), 'utf8'))
      if (version === flow.version)
        expect(Object.keys(fixture).sort()).toEqual(Object.keys(snapshots(flow)).sort())
      for (const [state, snapshot] of Object.entries(fixture)) {
        const run = restoreRun(registry, { flow: flow.id, version, snapshot })
        const step = stepRun(run, { type: 'RESUME', now: NOW })
        expect(step.done || step.effects.some((effect) => effect.type === 'ask'), state).toBe(true)
      }
    },
  )

  it.each(Array.from({ length: flow.version }, (_, i) => i + 1))(
    'leads on to an end, or the menu, from every saved state of version %i',
    (version) => {
      const fixture: Fixture = JSON.parse(readFileSync(fixtureFile(flow.id, version), 'utf8'))
      for (const [state, snapshot] of Object.entries(fixture)) {
        const run = restoreRun(registry, { flow: flow.id, version, snapshot })
        const resumed = stepRun(run, { type: 'RESUME', now: NOW })
        const places = [...explore(registry, flow, [resumed]).values()]
        const ends =
          resumed.done || places.some((p) => p.state === 'menu' || p.edges.some((e) => e.to === null))
        expect(ends, state).toBe(true)
      }
    },
  )
})

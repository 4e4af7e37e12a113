import type { Effect, Flow, FlowEvent } from '../../src/conversation/flow-kit.ts'
import {
  type LiveRun,
  persistRun,
  restoreRun,
  type SavedRun,
  type Step,
  startRun,
  stepRun,
  type TimerEvent,
  timerEvent,
} from '../../src/conversation/session.ts'
import { FITS } from './typed.ts'

export const NOW = Date.UTC(2026, 5, 15, 2)

export type Heard = FlowEvent | TimerEvent

/** A place in a flow where it waits, as the walk found it first. */
export interface Place {
  saved: SavedRun
  live: LiveRun
  /** What it waits for. */
  awaits: Awaited
  /** State value, as text. */
  state: string
  /** Which of the beginnings led here, and by what. */
  start: number
  path: Heard[]
  /** Events that change something here, each with the place it leads to (null: the end). */
  edges: { event: Heard; to: string | null }[]
}

/** To JSON and back, as between two turns. */
export function reload(registry: ReadonlyMap<string, Flow>, run: LiveRun): LiveRun {
  return restoreRun(registry, JSON.parse(JSON.stringify(persistRun(run))) as SavedRun)
}

/** An answer, the result of an effect, the end of another flow, or (where nothing was asked) nobody knows. */
export type Awaited = { type: 'ask' | 'none' } | { type: 'request' | 'call'; name: string }

/** What a step ends with waiting for. */
export function awaited(effects: Effect[]): Awaited {
  for (const { type, params } of effects.toReversed()) {
    if (type === 'request') return { type, name: params.effect }
    if (type === 'call') return { type, name: params.flow }
    if (type === 'ask') return { type }
  }
  return { type: 'none' }
}

/** What the engine could answer now: the result of what was asked for, or the open question's answers. */
function replies(flow: Flow, run: LiveRun, last: Effect[]): FlowEvent[] {
  const pending = last.filter((effect) => effect.type === 'request' || effect.type === 'call').at(-1)
  if (pending?.type === 'request') {
    return flow.samples.filter((e) => e.type === 'RESULT' && e.effect === pending.params.effect)
  }
  if (pending?.type === 'call') {
    return flow.samples.filter((e) => e.type === 'CHILD_DONE' && e.flow === pending.params.flow)
  }
  const ask = stepRun(run, { type: 'RESUME', now: NOW }).effects.findLast((effect) => effect.type === 'ask')
  if (ask?.type !== 'ask') return []
  const { slot, choices = [] } = ask.params
  const typed = slot ? flow.samples.filter((e) => e.type === 'ANSWER' && FITS[slot].test(e.value)) : []
  if (slot && typed.length === 0) throw new Error(`${flow.id}: no sample answer for slot ${slot}`)
  const chosen = choices.map(
    (c): FlowEvent => ({ type: 'ANSWER', value: c.id, shown: c.label ?? c.id, now: NOW }),
  )
  return [...chosen, ...typed]
}

/** Free text only tells whether it is there: guards never look at it. */
function keyOf(run: LiveRun): string {
  return JSON.stringify([run.snapshot.value, run.snapshot.context], (key, value) =>
    // What is shown goes with the values.
    key === 'shown'
      ? undefined
      : key === 'values'
        ? Object.entries(value).map(([k, v]) => `${k}:${v !== ''}`)
        : value,
  )
}

/** With what else than the time flows are started, where that matters: each is walked. */
const INPUTS: Record<string, Record<string, unknown>[]> = {
  register: [{}, { wanted: 'phone' }, { wanted: 'for-another' }],
}

/** First steps of a flow, one for each way it is started. */
export function starts(flow: Flow): Step[] {
  return (INPUTS[flow.id] ?? [{}]).map((input) => startRun(flow, { ...input, now: NOW }))
}

/** What a person may say besides an answer. */
const UNASKED: readonly string[] = ['WISH', 'RETURNED']

/** Every place of a flow that can be reached with its samples, breadth first; `from`: other beginnings than its own. */
export function explore(
  registry: ReadonlyMap<string, Flow>,
  flow: Flow,
  from = starts(flow),
): Map<string, Place> {
  const places = new Map<string, Place>()
  const asking = new Set<string>()
  const queue: { key: string; run: LiveRun; last: Effect[]; timers: TimerEvent[] }[] = []
  const enter = (step: Step, start: number, path: Heard[]): string | null => {
    if (step.done) return null
    const key = keyOf(step.run)
    if (!places.has(key)) {
      const state = JSON.stringify(step.run.snapshot.value).replaceAll('"', '')
      places.set(key, {
        saved: persistRun(step.run),
        live: step.run,
        awaits: awaited(step.effects),
        state,
        start,
        path,
        edges: [],
      })
      const timers = step.timers.arm.map((timer) => timerEvent(timer.event))
      queue.push({ key, run: step.run, last: step.effects, timers })
    }
    return key
  }
  // Of the whole run, and of the place.
  const always = starts(flow)[0]?.timers.arm.map((timer) => timerEvent(timer.event)) ?? []
  from.forEach((step, start) => {
    enter(step, start, [])
  })
  for (let next = queue.shift(); next; next = queue.shift()) {
    if (places.size > 5000) throw new Error(`${flow.id}: too many places`)
    const place = places.get(next.key)!
    // While a room is asked nobody is heard; what was shared comes as the flow begins.
    if (next.last.some(({ type }) => type === 'request' || type === 'call')) asking.add(place.state)
    const asked = asking.has(place.state)
    const unasked = flow.samples.filter(({ type }) => type === 'SHARED' || (!asked && UNASKED.includes(type)))
    const timers = new Map([...always, ...next.timers].map((timer) => [timer.type, timer]))
    const acts: Heard[] = [
      ...unasked,
      { type: 'BACK', now: NOW },
      { type: 'RESUME', now: NOW },
      ...timers.values(),
    ]
    for (const event of [...replies(flow, next.run, next.last), ...acts]) {
      const step = stepRun(reload(registry, next.run), event)
      if (step.changed) place.edges.push({ event, to: enter(step, place.start, [...place.path, event]) })
    }
  }
  return places
}

/** Paths that together take every edge once: shortest way to its source, then the edge; prefixes dropped. */
export function edgeCover(places: Map<string, Place>): { start: number; path: Heard[] }[] {
  const all = [...places.values()].flatMap(({ start, path, edges }) =>
    edges.map((edge) => ({ start, path: [...path, edge.event] })),
  )
  const key = (start: number, path: Heard[]) => JSON.stringify([start, path])
  const inner = new Set(
    all.flatMap(({ start, path }) => path.slice(1).map((_, i) => key(start, path.slice(0, i + 1)))),
  )
  return all.filter(({ start, path }) => !inner.has(key(start, path)))
}

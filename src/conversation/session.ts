import Compile, { type Validator } from 'typebox/compile'
import {
  type AnyActorScope,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  createActor,
  initialTransition,
} from 'xstate'
import {
  type Effect,
  EffectSchema,
  type Flow,
  type FlowEvent,
  type FlowInput,
  type FlowOutput,
} from './flow-kit.ts'

/** A run in memory: its flow as this code knows it, and where it stands. */
export interface LiveRun {
  flow: Flow
  snapshot: AnyMachineSnapshot
}

/** A run as stored: plain JSON. */
export interface SavedRun {
  flow: string
  version: number
  snapshot: unknown
}

/** A timer that a machine asked for. `event` is the type to hand back through `timerEvent` when it is due. */
export interface TimerToArm {
  sendId: string
  delayMs: number
  event: string
}

/** Comes only from the timer table, never from outside JSON. */
export interface TimerEvent {
  type: `xstate.after.${string}`
}

/**
 * What one event did to one run. Cancel timers first, then arm: a state entered anew does both to the same id.
 * When `done`, every timer of the run is void, also those not in `cancel`.
 */
export interface Step {
  run: LiveRun
  effects: Effect[]
  timers: { arm: TimerToArm[]; cancel: string[] }
  /** `false`: the run does not handle this event here, or it made no difference. */
  changed: boolean
  done: boolean
  output: FlowOutput | null
}

/** The run was saved by newer code: left for newer instances. */
export class NewerSnapshotError extends Error {
  override name = 'NewerSnapshotError'
}

/** The run cannot be read by this code: the person is handed to staff with an apology. */
export class UnmigratableError extends Error {
  override name = 'UnmigratableError'
}

interface ActionObject {
  type: string
  params?: unknown
}

type EffectBranch = (typeof EffectSchema)['anyOf'][number]

/** One compiled check an effect type: naming the faulty one costs nothing, and no union is searched. */
const checks = new Map<string, Validator<Record<never, never>, EffectBranch>>(
  EffectSchema.anyOf.map((schema) => [schema.properties.type.const, Compile(schema)]),
)

/** @throws when a flow does what no effect covers, or with params of the wrong shape. */
function parseEffect(action: ActionObject): Effect {
  const check = checks.get(action.type)
  if (!check) throw new Error(`unknown effect ${action.type}`)
  const effect: unknown = { type: action.type, params: action.params }
  if (!check.Check(effect)) {
    const [fault] = check.Errors(effect)
    throw new Error(
      `bad params of effect ${action.type}: ${fault?.instancePath ?? ''} ${fault?.message ?? ''}`,
    )
  }
  return effect
}

/** Sorts a machine's actions into effects and timers; keeps nothing of XState's (info holds the person's words). */
function sortActions(actions: readonly ActionObject[]): Pick<Step, 'effects' | 'timers'> {
  const effects: Effect[] = []
  const timers: Step['timers'] = { arm: [], cancel: [] }
  for (const action of actions) {
    if (action.type === 'xstate.raise') {
      const { id, delay, event } = action.params as { id: string; delay?: number; event: { type: string } }
      // Without a delay it is a plain raise, which the machine has already heard.
      if (delay !== undefined) timers.arm.push({ sendId: id, delayMs: delay, event: event.type })
    } else if (action.type === 'xstate.cancel') {
      const { sendId } = action.params as { sendId: string }
      timers.arm = timers.arm.filter((timer) => timer.sendId !== sendId)
      timers.cancel.push(sendId)
    } else effects.push(parseEffect(action))
  }
  return { effects, timers }
}

function toStep(
  flow: Flow,
  snapshot: AnyMachineSnapshot,
  actions: readonly ActionObject[],
  changed: boolean,
): Step {
  if (snapshot.status === 'error') throw snapshot.error
  const done = snapshot.status === 'done'
  return {
    run: { flow, snapshot },
    ...sortActions(actions),
    changed,
    done,
    output: done ? ((snapshot.output as FlowOutput | undefined) ?? {}) : null,
  }
}

interface Bench {
  scope: AnyActorScope
  actions: ActionObject[]
}

const benches = new WeakMap<AnyStateMachine, Bench>()

/**
 * Where a machine is stepped: a scope that runs nothing and collects the actions. XState's own `transition` makes such
 * a scope anew at every call, with an actor and two first snapshots in it: five sixths of the cost of a step.
 * The scope keeps no state between steps, as no flow may invoke or spawn (lint).
 */
function benchOf(machine: AnyStateMachine): Bench {
  const known = benches.get(machine)
  if (known) return known
  const self = createActor(machine)
  const bench: Bench = {
    actions: [],
    scope: {
      self,
      system: self.system,
      id: '',
      sessionId: '',
      logger: () => {},
      defer: () => {},
      emit: () => {},
      stopChild: () => {},
      actionExecutor: (action) => bench.actions.push(action),
    },
  }
  benches.set(machine, bench)
  return bench
}

/** XState's `transition`: the next snapshot and the actions to take, none of them taken. */
function transition(
  machine: AnyStateMachine,
  snapshot: AnyMachineSnapshot,
  event: FlowEvent | TimerEvent,
): [AnyMachineSnapshot, ActionObject[]] {
  const bench = benchOf(machine)
  bench.actions = []
  const next = machine.transition(snapshot, event, bench.scope)
  return [next, bench.actions]
}

/** Starts a flow. Pure. @throws what the machine throws, and on an effect outside the schema. */
export function startRun(flow: Flow, input: FlowInput): Step {
  const [snapshot, actions] = initialTransition(flow.machine, input)
  return toStep(flow, snapshot, actions, true)
}

/** Gives one event to a run. Pure: the run given stays as it was. @throws as `startRun`. */
export function stepRun(run: LiveRun, event: FlowEvent | TimerEvent): Step {
  if (event.type.startsWith('xstate.') && !event.type.startsWith('xstate.after.')) {
    throw new Error(`reserved event ${event.type}`)
  }
  const [snapshot, actions] = transition(run.flow.machine, run.snapshot, event)
  return toStep(run.flow, snapshot, actions, snapshot !== run.snapshot || actions.length > 0)
}

/** The event of a due timer, by the type stored when it was armed. @throws when it is no timer's. */
export function timerEvent(type: string): TimerEvent {
  if (!type.startsWith('xstate.after.')) throw new Error(`not a timer event: ${type}`)
  return { type: type as TimerEvent['type'] }
}

/** A run as it is stored. */
export function persistRun(run: LiveRun): SavedRun {
  return {
    flow: run.flow.id,
    version: run.flow.version,
    snapshot: run.flow.machine.getPersistedSnapshot(run.snapshot),
  }
}

function migrate(flow: Flow, saved: SavedRun): unknown {
  if (saved.version === flow.version) return saved.snapshot
  let snapshot = structuredClone(saved.snapshot) as Record<string, unknown>
  for (let version = saved.version; version < flow.version; version++) {
    const up = flow.migrations[version]
    if (!up) throw new UnmigratableError(`${flow.id}: no migration from v${version}`)
    try {
      snapshot = up(snapshot)
    } catch (cause) {
      throw new UnmigratableError(`${flow.id}: migration from v${version} failed`, { cause })
    }
  }
  return snapshot
}

/**
 * Brings a stored run back to life in today's machine.
 * `createActor`, never started, because `resolveState` loses history; a bad snapshot shows there as status `error`.
 * @throws NewerSnapshotError when newer code wrote it (a flow unknown here is also taken for newer)
 * @throws UnmigratableError when today's code cannot read it
 */
export function restoreRun(registry: ReadonlyMap<string, Flow>, saved: SavedRun): LiveRun {
  const flow = registry.get(saved.flow)
  if (!flow) throw new NewerSnapshotError(`flow ${saved.flow} is not known here`)
  if (saved.version > flow.version) {
    throw new NewerSnapshotError(`${flow.id}: v${saved.version} is newer than this code's v${flow.version}`)
  }
  const raw = migrate(flow, saved)
  // XState would take a missing snapshot for a fresh start.
  if (typeof raw !== 'object' || raw === null) throw new UnmigratableError(`${flow.id}: no snapshot`)
  let snapshot: AnyMachineSnapshot
  try {
    snapshot = createActor(flow.machine, { snapshot: raw as AnyMachineSnapshot }).getSnapshot()
  } catch (cause) {
    throw new UnmigratableError(`${flow.id}: v${saved.version} cannot be restored`, { cause })
  }
  if (snapshot.status === 'error') {
    throw new UnmigratableError(`${flow.id}: v${saved.version} cannot be restored`, { cause: snapshot.error })
  }
  return { flow, snapshot }
}

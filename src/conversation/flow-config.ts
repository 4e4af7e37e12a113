import type { Flow, FlowEvent } from './flow-kit.ts'

/** The parts of a machine's configuration that the lint reads. */
interface NodeConfig {
  type?: string
  entry?: unknown
  exit?: unknown
  on?: Record<string, unknown>
  after?: Record<string, unknown>
  always?: unknown
  onDone?: unknown
  initial?: unknown
  invoke?: unknown
  output?: unknown
  states?: Record<string, NodeConfig>
}

interface TransitionConfig {
  target?: unknown
  guard?: unknown
  actions?: unknown
}

/** An action or a guard as the machine names it. */
export interface NamedConfig {
  type: string
  params?: unknown
}

/** A state of a machine, for the lint. */
export interface Node {
  /** `register.place`: how faults name it. */
  path: string
  name: string
  config: NodeConfig
  parent: Node | null
}

/** XState takes one or many nearly everywhere. */
export function list(value: unknown): unknown[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value : [value]
}

/** Transitions however they are written. */
export function transitionsOf(value: unknown): TransitionConfig[] {
  return list(value).map((item) => (typeof item === 'string' ? { target: item } : (item as TransitionConfig)))
}

/** Every state of a flow, the root first. */
export function nodesOf(flow: Flow): Node[] {
  const walk = (name: string, config: NodeConfig, parent: Node | null): Node[] => {
    const node: Node = { path: parent ? `${parent.path}.${name}` : name, name, config, parent }
    return [node, ...Object.entries(config.states ?? {}).flatMap(([key, child]) => walk(key, child, node))]
  }
  return walk(flow.id, flow.machine.config as unknown as NodeConfig, null)
}

/** Every transition of a state, timers included. */
export function allTransitions({ config }: Node): TransitionConfig[] {
  const named = [...Object.values(config.on ?? {}), ...Object.values(config.after ?? {})]
  const initial = typeof config.initial === 'object' ? config.initial : undefined
  return [...named, config.always, config.onDone, initial].flatMap(transitionsOf)
}

/** A state and all around it, innermost first. */
export function lineage(node: Node): Node[] {
  return node.parent ? [node, ...lineage(node.parent)] : [node]
}

/** Whether an event is heard in a state, there or further out. */
export function handles(node: Node, event: FlowEvent['type']): boolean {
  return lineage(node).some(({ config }) => list(config.on?.[event]).length > 0)
}

/** Every action that a state names. */
export function actionsOf(node: Node): unknown[] {
  const { entry, exit } = node.config
  return [...list(entry), ...list(exit), ...allTransitions(node).flatMap((t) => list(t.actions))]
}

/** A named action or guard; null when it is written inline. */
export function named(value: unknown): NamedConfig | null {
  if (typeof value === 'string') return { type: value }
  return typeof value === 'object' && value !== null ? (value as NamedConfig) : null
}

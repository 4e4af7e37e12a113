import { initialTransition, transition } from 'xstate'
import type { Language } from '../channels/channel.ts'
import {
  actionsOf,
  allTransitions,
  handles,
  lineage,
  list,
  type NamedConfig,
  type Node,
  named,
  nodesOf,
  transitionsOf,
} from './flow-config.ts'
import type { Effect, EffectParams, Flow, FlowEvent } from './flow-kit.ts'
import { commonVars, type Texts, type Vars } from './texts.ts'

/** Messenger cuts quick replies off after 20 characters (facts: messenger 3). */
const LABEL_LIMIT = 20
const LANGUAGES: Language[] = ['vi', 'en']
const STATE_NAME = /^[a-z][A-Za-z0-9]*$/

const EFFECTS: readonly Effect['type'][] = [
  'say',
  'link',
  'ask',
  'request',
  'call',
  'forget',
  'answer',
  'setLanguage',
]

/** What a run may know: nothing yet, or what one of the samples tells it at once. */
function contextsOf(flow: Flow): unknown[] {
  const [first] = initialTransition(flow.machine, { now: 0 })
  const told = flow.samples.map((event) => transition(flow.machine, first, event)[0].context as unknown)
  return [...new Set([first.context as unknown, ...told, ...(flow.contexts ?? [])])]
}

/** What an action would do: its params as they stand, or as they come out for such contexts and each sample. */
function effectsOf(flow: Flow, action: NamedConfig): Effect[] {
  if (!EFFECTS.some((type) => type === action.type)) return []
  const { type, params } = action
  if (typeof params !== 'function') return [{ type, params } as Effect]
  const contexts = contextsOf(flow)
  return flow.samples.flatMap((event) =>
    contexts.map((context) => ({ type, params: params({ context, event }) }) as Effect),
  )
}

/** … and a line of a card after 80. */
const LINE_LIMIT = 80

interface Said {
  key: string
  vars: Vars
  /** Characters that a label, or a line of a card, may have. */
  limit?: number
}

/** Texts that an effect needs. */
function saidBy(effect: Effect): Said[] {
  if (effect.type !== 'say' && effect.type !== 'link' && effect.type !== 'ask') return []
  const vars = effect.params.vars ?? {}
  const said: Said[] = [{ key: effect.params.key, vars }]
  if (effect.type === 'link') said.push({ key: effect.params.label, vars, limit: LABEL_LIMIT })
  if (effect.type === 'ask') {
    if (effect.params.short) said.push({ key: effect.params.short, vars })
    for (const { key, about, vars: own } of effect.params.choices ?? []) {
      if (key) said.push({ key, vars: { ...vars, ...own }, limit: LABEL_LIMIT })
      if (about) said.push({ key: about, vars: { ...vars, ...own }, limit: LINE_LIMIT })
    }
  }
  // Variables that are texts themselves.
  const within = said.flatMap((one) =>
    Object.values(one.vars).flatMap((value) =>
      typeof value === 'object' ? [{ key: value.key, vars: value.vars ?? {} }] : [],
    ),
  )
  return [...within, ...said]
}

function effectsOfNode(flow: Flow, node: Node): Effect[] {
  return actionsOf(node).flatMap((action) => {
    const config = named(action)
    return config ? effectsOf(flow, config) : []
  })
}

/** Every locale key that a flow says, without repeats. */
export function keysOf(flow: Flow): string[] {
  const keys = nodesOf(flow).flatMap((node) =>
    effectsOfNode(flow, node)
      .flatMap(saidBy)
      .map((said) => said.key),
  )
  return [...new Set(keys)]
}

function lintHead(id: string, flow: Flow): string[] {
  const { machine } = flow
  const faults: string[] = []
  if (flow.id !== id || machine.id !== id) faults.push(`${id}: machine id is ${machine.id}`)
  if (!/^[1-9]\d*$/.test(machine.version ?? '')) faults.push(`${id}: version is not an integer`)
  if (String(flow.version) !== machine.version) faults.push(`${id}: version differs from the machine's`)
  if (!Number.isFinite(machine.options?.maxIterations)) faults.push(`${id}: maxIterations is missing`)
  for (let version = 1; version < flow.version; version++) {
    if (!flow.migrations[version]) faults.push(`${id}: no migration from version ${version}`)
  }
  return faults
}

function lintNames(flow: Flow, node: Node): string[] {
  const { actions, guards, delays } = flow.machine.implementations
  const faults: string[] = []
  const check = (kind: string, known: object, value: unknown) => {
    const config = named(value)
    if (!config) faults.push(`${node.path}: inline ${kind}`)
    else if (!Object.hasOwn(known, config.type)) faults.push(`${node.path}: unknown ${kind} ${config.type}`)
  }
  for (const action of actionsOf(node)) check('action', actions, action)
  for (const { guard } of allTransitions(node)) if (guard !== undefined) check('guard', guards, guard)
  for (const delay of Object.keys(node.config.after ?? {})) {
    if (!Object.hasOwn(delays, delay)) faults.push(`${node.path}: unknown delay ${delay}`)
  }
  if (node.config.invoke) faults.push(`${node.path}: invoke is not allowed`)
  if (node.parent && !STATE_NAME.test(node.name)) faults.push(`${node.path}: state name is not camelCase`)
  return faults
}

function lintWays(flow: Flow, node: Node): string[] {
  const { config, path } = node
  const faults: string[] = []
  if (config.type === 'final' && node.parent && !node.parent.parent) {
    if (!config.output || !flow.machine.config.output) faults.push(`${path}: final state without output`)
  }
  const leaf = Object.keys(config.states ?? {}).length === 0
  if (!leaf || config.type === 'final') return faults
  const ways = lineage(node).flatMap(({ config: { on, always } }) =>
    [...Object.values(on ?? {}), always].flatMap(transitionsOf),
  )
  if (!ways.some((way) => way.target !== undefined)) faults.push(`${path}: dead end`)
  return faults
}

/** A final state may name the flow that comes next. */
function lintOutput(registry: ReadonlyMap<string, Flow>, { config, path }: Node): string[] {
  const output = config.output
  const next = typeof output === 'object' && output !== null && 'goto' in output ? output.goto : undefined
  return next === undefined || registry.has(String(next)) ? [] : [`${path}: goes to unknown flow ${next}`]
}

/** What must be able to follow an effect in the state that starts it. */
const REPLIES: Partial<Record<Effect['type'], FlowEvent['type']>> = {
  ask: 'ANSWER',
  request: 'RESULT',
  call: 'CHILD_DONE',
}

function lintChoices({ path }: Node, choices: EffectParams<'ask'>['choices'] = []): string[] {
  const faults = choices
    .filter(({ label = '' }) => label.length > LABEL_LIMIT)
    .map(({ label }) => `${path}: label ${label} is longer than ${LABEL_LIMIT} characters`)
  const plain = choices.findIndex(({ about }) => about === undefined)
  // In words they are numbered in this order, and a number counts by the order of the question.
  if (plain >= 0 && choices.slice(plain).some(({ about }) => about !== undefined))
    faults.push(`${path}: a choice with a line about it stands behind one without`)
  return faults
}

function lintEffects(registry: ReadonlyMap<string, Flow>, flow: Flow, node: Node): string[] {
  const faults: string[] = []
  const started = list(node.config.entry)
    .map(named)
    .filter((action) => action !== null)
  for (const effect of started.flatMap((action) => effectsOf(flow, action))) {
    const reply = REPLIES[effect.type]
    if (!reply) continue
    for (const event of [reply, 'RESUME'] as const) {
      if (!handles(node, event)) faults.push(`${node.path}: ${effect.type} without ${event}`)
    }
  }
  for (const effect of effectsOfNode(flow, node)) {
    if (effect.type === 'call' && !registry.has(effect.params.flow)) {
      faults.push(`${node.path}: calls unknown flow ${effect.params.flow}`)
    }
    if (effect.type === 'ask' && effect.params.consent) {
      const ids = (effect.params.choices ?? []).map((choice) => choice.id).join()
      if (ids !== 'agree,refuse') faults.push(`${node.path}: a consent offers agree and refuse`)
    }
    if (effect.type === 'ask') faults.push(...lintChoices(node, effect.params.choices))
  }
  return faults
}

function lintTexts(flow: Flow, node: Node, texts: Texts): string[] {
  const faults: string[] = []
  for (const { key, vars, limit = Infinity } of effectsOfNode(flow, node).flatMap(saidBy)) {
    for (const language of LANGUAGES) {
      if (!texts.has(language, key)) {
        faults.push(`${node.path}: ${language} has no text ${key}`)
        continue
      }
      if (Object.values(vars).some((value) => typeof value === 'object' && !texts.has(language, value.key)))
        continue
      const known = commonVars(texts, language, '', vars)
      const missing = texts.variables(language, key).filter((name) => known[name] === undefined)
      for (const name of missing) faults.push(`${node.path}: ${language} ${key} wants ${name}`)
      if (missing.length === 0 && texts.say(language, key, known).length > limit) {
        faults.push(`${node.path}: ${language} ${key} is longer than ${limit} characters`)
      }
    }
  }
  return faults
}

function lintSamples(flow: Flow, nodes: Node[]): string[] {
  const types = new Set(nodes.flatMap((node) => Object.keys(node.config.on ?? {})))
  const has = (test: (event: FlowEvent) => boolean) => flow.samples.some(test)
  const faults = [...types]
    .filter((type) => !has((event) => event.type === type))
    .map((type) => `${flow.id}: no sample of ${type}`)
  for (const effect of nodes.flatMap((node) => effectsOfNode(flow, node))) {
    if (effect.type === 'request') {
      const name = effect.params.effect
      if (!has((e) => e.type === 'RESULT' && e.effect === name))
        faults.push(`${flow.id}: no sample of RESULT ${name}`)
    }
    if (effect.type === 'call') {
      const name = effect.params.flow
      if (!has((e) => e.type === 'CHILD_DONE' && e.flow === name)) {
        faults.push(`${flow.id}: no sample of CHILD_DONE ${name}`)
      }
    }
  }
  return faults
}

/**
 * Faults of the flows that the compiler cannot see, in English, each naming its state; empty when all is well.
 * Run at start: XState takes an unknown action for nothing and an unknown delay for none.
 */
export function lintFlows(registry: ReadonlyMap<string, Flow>, texts: Texts): string[] {
  const faults = [...registry].flatMap(([id, flow]) => {
    const nodes = nodesOf(flow)
    return [
      ...lintHead(id, flow),
      ...lintSamples(flow, nodes),
      ...nodes.flatMap((node) => [
        ...lintNames(flow, node),
        ...lintWays(flow, node),
        ...lintOutput(registry, node),
        ...lintEffects(registry, flow, node),
        ...lintTexts(flow, node, texts),
      ]),
    ]
  })
  return [...new Set(faults)]
}

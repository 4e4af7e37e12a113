import { assign, type EffectParams, type FlowEvent } from '../../src/conversation/flow-kit.ts'
import { type Address, addressFor, typesOf } from '../base.ts'

/** What a hand-off knows while it runs. Plain JSON; never holds the personal link. */
export interface Course {
  address: Address
  providers: { id: string; name: string }[]
  provider: string
}

export const courseTypes = typesOf<Course>()

/** A hand-off before anything is known. */
export function freshCourse(): Course {
  return { address: 'adult', providers: [], provider: '' }
}

interface Scope {
  context: Course
  event: FlowEvent
}

function resultOf(event: FlowEvent, name: string): unknown {
  return event.type === 'RESULT' ? event.value[name] : undefined
}

function providersIn(event: FlowEvent): Course['providers'] {
  const list = resultOf(event, 'providers')
  if (!Array.isArray(list)) return []
  return list.map((item: { id: unknown; name: unknown }) => ({
    id: String(item.id),
    name: String(item.name),
  }))
}

export const courseGuards = {
  unregistered: ({ event }: Scope) => resultOf(event, 'registered') !== true,
  noProviders: ({ event }: Scope) => providersIn(event).length === 0,
}

type Assigned<P> = ReturnType<typeof assign<Course, FlowEvent, P, FlowEvent, never>>

const keepAddress: Assigned<undefined> = assign(({ event }) =>
  event.type === 'RESULT' ? { address: addressFor(Number(event.value['birthYear']), event.now) } : {},
)

const keepProviders: Assigned<undefined> = assign(({ event }) => ({ providers: providersIn(event) }))

const keepProvider: Assigned<undefined> = assign(({ event }) =>
  event.type === 'ANSWER' ? { provider: event.value } : {},
)

export const courseActions = { keepAddress, keepProviders, keepProvider }

/** Speaks to the person as their age wants it. */
export function toYou<P extends { key: string }>(params: P) {
  return ({ context }: { context: Course }) => ({ ...params, vars: { address: context.address } })
}

/** The providers in the order offered; none is preselected. */
export function providerQuestion({ context }: { context: Course }): EffectParams<'ask'> {
  return {
    key: 'handoff.provider',
    short: 'handoff.providerShort',
    vars: { address: context.address },
    choices: context.providers.map(({ id, name }) => ({ id, label: name })),
  }
}

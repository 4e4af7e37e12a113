import { assign, type FlowEvent } from '../../src/conversation/flow-kit.ts'
import { type Address, addressFor, typesOf } from '../base.ts'
import { OTHER } from './reasons.ts'

/** A provider as `providers.offer` tells of it. */
export interface Offer {
  id: string
  name: string
  /** By the provider's own app, or by VNeID, which people have already. */
  route: 'app' | 'vneid'
  /** What is done there, in order. */
  steps: string[]
  /** Name of its free package, where it is known. */
  freePackage: string
}

/** What a hand-off knows while it runs. Plain JSON; never holds the personal link. */
export interface Course {
  address: Address
  /** A link was given before this run began: P2 and P4 were asked then. */
  linked: boolean
  providers: Offer[]
  provider: string
  /** Which of the provider's steps is shown. */
  step: number
  /** What holds the person up, or what they said to the check-in. */
  reason: string
  /** The first check-in was put. */
  checked: boolean
}

export const courseTypes = typesOf<Course>()

/** A hand-off before anything is known. */
export function freshCourse(): Course {
  return { address: 'adult', linked: false, providers: [], provider: '', step: 0, reason: '', checked: false }
}

interface Scope {
  context: Course
  event: FlowEvent
}

function resultOf(event: FlowEvent, name: string): unknown {
  return event.type === 'RESULT' ? event.value[name] : undefined
}

const text = (value: unknown) => (typeof value === 'string' ? value : '')

/** The providers that a RESULT lists. */
export function offersIn(event: FlowEvent): Offer[] {
  const list = resultOf(event, 'providers')
  if (!Array.isArray(list)) return []
  return list.map((item: Record<string, unknown>) => ({
    id: text(item['id']),
    name: text(item['name']),
    route: item['route'] === 'vneid' ? 'vneid' : 'app',
    steps: Array.isArray(item['steps']) ? item['steps'].map(String) : [],
    freePackage: text(item['freePackage']),
  }))
}

/** The one that was chosen. */
export function chosen({ providers, provider }: Course): Offer | undefined {
  return providers.find(({ id }) => id === provider)
}

/** The step that is shown; empty where the provider's are not known. */
export function stepOf(context: Course): string {
  return chosen(context)?.steps[context.step] ?? ''
}

const isLast = (context: Course) => context.step >= (chosen(context)?.steps.length ?? 0) - 1

export const courseGuards = {
  unregistered: ({ event }: Scope) => resultOf(event, 'registered') !== true,
  noProviders: ({ event }: Scope) => offersIn(event).length === 0,
  /** A link was given, and its provider is still offered. */
  linkedBefore: ({ context, event }: Scope) =>
    context.linked && [...context.providers, ...offersIn(event)].some(({ id }) => id === context.provider),
  askedBefore: ({ context }: Scope) => context.linked,
  viaVneid: ({ context, event }: Scope) =>
    event.type === 'ANSWER' && context.providers.find(({ id }) => id === event.value)?.route === 'vneid',
  withoutLink: ({ event }: Scope) => text(resultOf(event, 'url')) === '',
  firstStep: ({ context }: Scope) => context.step === 0,
  lastStep: ({ context }: Scope) => isLast(context),
  unchecked: ({ context }: Scope) => !context.checked,
  /** What was told a moment ago. */
  said: ({ context }: Scope, { reason }: { reason: string }) => context.reason === reason,
  needsPerson: ({ context }: Scope) => context.reason === OTHER,
}

type Assigned<P> = ReturnType<typeof assign<Course, FlowEvent, P, FlowEvent, never>>

const keepStanding: Assigned<undefined> = assign(({ event }) =>
  event.type === 'RESULT'
    ? {
        address: addressFor(Number(event.value['birthYear']), event.now),
        linked: event.value['link'] !== 'none',
        provider: text(event.value['provider']),
      }
    : {},
)

const keepProviders: Assigned<undefined> = assign(({ event }) => ({ providers: offersIn(event) }))

const keepProvider: Assigned<undefined> = assign(({ event }) =>
  event.type === 'ANSWER' ? { provider: event.value, step: 0 } : {},
)

const goTo: Assigned<{ by: number }> = assign(({ context }, { by }) => ({
  step: Math.max(0, context.step + by),
  reason: '',
}))

const keepStep: Assigned<undefined> = assign(({ context, event }) =>
  event.type === 'ANSWER' ? { step: Math.max(0, chosen(context)?.steps.indexOf(event.value) ?? 0) } : {},
)

const keepReason: Assigned<undefined> = assign(({ event }) =>
  event.type === 'ANSWER' ? { reason: event.value } : {},
)

const clear: Assigned<undefined> = assign(() => ({ reason: '' }))

const markChecked: Assigned<undefined> = assign(() => ({ checked: true, reason: '' }))

export const courseActions = {
  keepStanding,
  keepProviders,
  keepProvider,
  goTo,
  keepStep,
  keepReason,
  clear,
  markChecked,
}

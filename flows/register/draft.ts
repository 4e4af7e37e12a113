import {
  assign,
  type FlowEvent,
  type FlowInput,
  type SharedValue,
  yearInVietnam,
} from '../../src/conversation/flow-kit.ts'
import { type Address, addressFor, typesOf } from '../base.ts'

const FIELDS = ['birthYear', 'name', 'phone', 'place', 'group'] as const
type Field = (typeof FIELDS)[number]

/** What a person has told so far. Plain JSON, erased with the run; never holds the personal link. */
export interface Draft {
  /** When it began, as `FlowInput.heardAt`: of a child nothing said since then is kept. */
  since: number
  values: Record<Field, string>
  /** The same as the person reads it. */
  shown: Record<Field, string>
  consented: boolean
  /**
   * What the platform passed on, at the person's wish. It is only offered, each at its own question, and so after birth
   * year and consent; it goes with the run.
   */
  shared: { name: SharedValue | null; phone: SharedValue | null }
  /** One field is being corrected: its answer leads back to the summary. */
  editing: boolean
}

const blank = (): Record<Field, string> => ({ birthYear: '', name: '', phone: '', place: '', group: '' })

/** A draft with nothing in it. */
export function emptyDraft({ input }: { input: FlowInput }): Draft {
  const since = input.heardAt ?? input.now
  return {
    since,
    values: blank(),
    shown: blank(),
    consented: false,
    shared: { name: null, phone: null },
    editing: false,
  }
}

export const draftTypes = typesOf<Draft>()

interface Scope {
  context: Draft
  event: FlowEvent
}

/** Id of the choice of a shared value: a yes in words is meant by it too. */
export const USE_SHARED = 'yes'

/** Lowest age of the programme (plan of the ward, III.1). */
const LOWEST_AGE = 16

/** How old the person becomes this year in Vietnam; NaN for anything but an answer. */
function ageThisYear(event: FlowEvent): number {
  return event.type === 'ANSWER' ? yearInVietnam(event.now) - Number(event.value) : Number.NaN
}

export const draftGuards = {
  underage: ({ event }: Scope) => ageThisYear(event) < LOWEST_AGE,
  /** The year alone cannot tell whether the birthday has been. */
  becomesSixteen: ({ event }: Scope) => ageThisYear(event) === LOWEST_AGE,
  consented: ({ context }: Scope) => context.consented,
  editing: ({ context }: Scope) => context.editing,
  withdrew: ({ event }: Scope) => event.type === 'RESULT' && event.value['withdrawn'] === true,
  /** The answer is the value that was shared. */
  shared: ({ context, event }: Scope, { field }: { field: 'name' | 'phone' }) =>
    context.shared[field] !== null && event.type === 'ANSWER' && event.value === USE_SHARED,
}

type Assigned<P> = ReturnType<typeof assign<Draft, FlowEvent, P, FlowEvent, never>>

const keep: Assigned<{ field: Field }> = assign(({ context, event }, { field }) =>
  event.type === 'ANSWER'
    ? {
        values: { ...context.values, [field]: event.value },
        shown: { ...context.shown, [field]: event.shown },
      }
    : {},
)

/** The shared value was chosen. */
const keepShared: Assigned<{ field: 'name' | 'phone' }> = assign(({ context }, { field }) => {
  const shared = context.shared[field]
  return shared
    ? {
        values: { ...context.values, [field]: shared.value },
        shown: { ...context.shown, [field]: shared.shown },
      }
    : {}
})

const takeShared: Assigned<undefined> = assign(({ context, event }) =>
  event.type === 'SHARED'
    ? { shared: { name: event.name ?? context.shared.name, phone: event.phone ?? context.shared.phone } }
    : {},
)

const mark: Assigned<{ consented?: boolean; editing?: boolean }> = assign((_, params) => params)

export const draftActions = { keep, keepShared, takeShared, mark }

/** What of a child must not stay. */
export function sinceBegun({ context }: { context: Draft }): { since: number } {
  return { since: context.since }
}

/** How the person is spoken to: by age, once the year of birth is known. */
export function addressOf({ since, values }: Draft): Address {
  return addressFor(Number(values.birthYear), since)
}

/** What the summary shows. */
export function summaryVars({ shown }: Draft): Record<string, string> {
  return { ...shown }
}

/** What `registration.save` gets. */
export function registrationOf({ values }: Draft): Record<string, unknown> {
  return { ...values, birthYear: Number(values.birthYear) }
}

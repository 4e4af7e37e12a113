import {
  type assign,
  type FlowEvent,
  type FlowInput,
  type SharedValue,
  yearInVietnam,
} from '../../src/conversation/flow-kit.ts'
import { type Address, addressFor, typesOf } from '../base.ts'

/** What is asked, in this order. `hamlet` and `school` hold `SKIPPED` where the person has left them out. */
export const FIELDS = [
  'birthYear',
  'name',
  'phone',
  'place',
  'residence',
  'hamlet',
  'group',
  'school',
] as const
/** One of them. */
export type Field = (typeof FIELDS)[number]

/** What a person has told so far. Plain JSON, erased with the run; never holds the personal link. */
export interface Draft {
  /** When it began, as `FlowInput.heardAt`: of a child nothing said since then is kept. */
  since: number
  values: Record<Field, string>
  /** The same as the person reads it; empty where the value is a code. */
  shown: Record<Field, string>
  consented: boolean
  /** Who becomes 16 this year has said that the birthday has been. */
  turned16: boolean
  /**
   * What the platform passed on, at the person's wish. It is only offered, each at its own question, and so after birth
   * year and consent; it goes with the run.
   */
  shared: { name: SharedValue | null; phone: SharedValue | null }
  /** One field is being corrected: its answer leads back to the summary. */
  editing: boolean
  /** This was registered before and is being changed. */
  registered: boolean
  /** Hamlets of the place, to choose from; near: those that come close to what was typed. */
  hamlets: { id: string; name: string }[]
  near: boolean
  /** What was wished for before it was known whether there is a registration: a field, or `for-another`. */
  wanted: string
}

/** Value of a question that was left out. */
export const SKIPPED = '-'

/** A form with nothing in it. */
export const blank = (): Record<Field, string> => ({
  birthYear: '',
  name: '',
  phone: '',
  place: '',
  residence: '',
  hamlet: '',
  group: '',
  school: '',
})

/** A draft with nothing in it. */
export function emptyDraft({ input }: { input: FlowInput }): Draft {
  const since = input.heardAt ?? input.now
  return {
    since,
    values: blank(),
    shown: blank(),
    consented: false,
    turned16: false,
    shared: { name: null, phone: null },
    editing: false,
    registered: false,
    hamlets: [],
    near: false,
    wanted: typeof input['wanted'] === 'string' ? input['wanted'] : '',
  }
}

export const draftTypes = typesOf<Draft>()

/** What guards and params see. */
export interface Scope {
  context: Draft
  event: FlowEvent
}

/** Id of the choice of a shared value: a yes in words is meant by it too. */
export const USE_SHARED = 'yes'

/** Lowest age of the programme (plan of the ward, III.1). */
const LOWEST_AGE = 16

/** How old the person becomes this year in Vietnam; NaN where the year is not told. */
function ageThisYear({ context, event }: Scope): number {
  const year = Number(context.values.birthYear || Number.NaN)
  return yearInVietnam('now' in event ? event.now : context.since) - year
}

/** Groups of people who belong to a school, and to an organisation (facts: domain 9). */
const AT_SCHOOL: readonly string[] = ['HOCSINH_11_12', 'SINHVIEN']
const AT_WORK: readonly string[] = ['CBCCVC', 'GIAOVIEN', 'DOANVIEN', 'CBDOAN', 'DOANTHE', 'CHT_PHUNU']

/** Where a person of this group belongs to; null where that is not asked. */
export function belongsTo({ values }: Draft): 'school' | 'work' | null {
  if (AT_SCHOOL.includes(values.group)) return 'school'
  return AT_WORK.includes(values.group) ? 'work' : null
}

function complete({ values }: Draft): boolean {
  return (['birthYear', 'name', 'phone', 'place', 'residence', 'group'] as const).every(
    (field) => values[field] !== '',
  )
}

/** Before consent nothing but the year is taken down. */
function mayCorrect({ consented }: Draft, event: FlowEvent): event is Extract<FlowEvent, { type: 'WISH' }> {
  return event.type === 'WISH' && event.wish === 'correct' && (consented || event.field === 'birthYear')
}

export const draftGuards = {
  underage: (scope: Scope) => ageThisYear(scope) < LOWEST_AGE,
  /** The year alone cannot tell whether the birthday has been. */
  becomesSixteen: (scope: Scope) => ageThisYear(scope) === LOWEST_AGE && !scope.context.turned16,
  consented: ({ context }: Scope) => context.consented,
  unconsented: ({ context }: Scope) => !context.consented,
  near: ({ context }: Scope) => context.near,
  editing: ({ context }: Scope) => context.editing,
  begun: ({ context }: Scope) => context.values.birthYear !== '' && !context.registered,
  complete: ({ context }: Scope) => complete(context),
  registered: ({ context }: Scope) => context.registered,
  withdrew: ({ event }: Scope) => event.type === 'RESULT' && event.value['withdrawn'] === true,
  lacks: ({ context }: Scope, { field }: { field: Field }) => context.values[field] === '',
  belongs: ({ context }: Scope) => belongsTo(context) !== null,
  lacksSchool: ({ context }: Scope) => belongsTo(context) !== null && context.values.school === '',
  /** Told to stay or work here, and not yet where. */
  notHereForGood: ({ context }: Scope) => context.values.residence !== '' && context.values.place === '',
  toldHamlet: ({ context }: Scope) => context.values.hamlet !== '' && context.values.hamlet !== SKIPPED,
  /** The flow above ended, and names this one. */
  goesTo: ({ event }: Scope, { flow }: { flow: string }) =>
    event.type === 'CHILD_DONE' && event.output.goto === flow,
  wants: ({ context }: Scope, { what }: { what: string }) => context.wanted === what,
  /** The answer is the value that was shared. */
  shared: ({ context, event }: Scope, { field }: { field: 'name' | 'phone' }) =>
    context.shared[field] !== null && event.type === 'ANSWER' && event.value === USE_SHARED,
  /** The wish is to correct this field, of those that are asked. */
  corrects: ({ context, event }: Scope, { field }: { field: Field }) =>
    mayCorrect(context, event) && event.field === field,
  /** … and says what shall stand there. */
  tells: ({ context, event }: Scope) =>
    mayCorrect(context, event) &&
    event.value !== undefined &&
    (['name', 'phone', 'birthYear', 'place'] as (string | undefined)[]).includes(event.field),
  wishes: ({ event }: Scope, { what }: { what: string }) => event.type === 'WISH' && event.wish === what,
}

export type Assigned<P> = ReturnType<typeof assign<Draft, FlowEvent, P, FlowEvent, never>>

/** How the person is spoken to: by age, once the year of birth is known. */
export function addressOf({ since, values }: Draft): Address {
  return addressFor(Number(values.birthYear), since)
}

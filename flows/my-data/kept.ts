import { assign, type FlowEvent, type FlowInput } from '../../src/conversation/flow-kit.ts'
import { typesOf } from '../base.ts'

/** What the person came for. */
type Wish = 'look' | 'correct' | 'consents' | 'copy' | 'erase'

/** What the flow must remember of what is kept; the data themselves are only said. */
export interface KeptState {
  wish: Wish
  address: 'adult' | 'young'
  registered: boolean
  /** Purposes that are agreed to now. */
  purposes: string[]
  /** The purpose that is being taken back. */
  chosen: string
}

interface Scope {
  context: KeptState
  event: FlowEvent
}

const WISHES: readonly Wish[] = ['look', 'correct', 'consents', 'copy', 'erase']

/** Nothing looked at yet. */
export function fresh({ input }: { input: FlowInput }): KeptState {
  const wish = WISHES.find((one) => one === input['wish']) ?? 'look'
  return { wish, address: 'adult', registered: false, purposes: [], chosen: '' }
}

export const keptTypes = typesOf<KeptState>()

/** The purposes of consent, in the order in which they are shown. */
export const PURPOSES = ['P1', 'P2', 'P3', 'P4'] as const

type Fields = Record<string, string | number>

/** What `data.look` gives: see src/register/my-data.ts. */
function resultOf(event: FlowEvent): {
  registration: Fields | null
  young: boolean
  consents: Record<string, string>
  counts: Record<string, number>
} {
  const value = event.type === 'RESULT' && event.effect === 'data.look' ? event.value : {}
  const record = <T>(name: string) => (value[name] ?? {}) as Record<string, T>
  return {
    registration: (value['registration'] ?? null) as Fields | null,
    young: value['young'] === true,
    consents: record<string>('consents'),
    counts: record<number>('counts'),
  }
}

type Assigned<P> = ReturnType<typeof assign<KeptState, FlowEvent, P, FlowEvent, never>>

const remember: Assigned<undefined> = assign(({ event }) => {
  const { registration, young, consents } = resultOf(event)
  return {
    address: young ? ('young' as const) : ('adult' as const),
    registered: registration !== null,
    purposes: PURPOSES.filter((purpose) => consents[purpose] !== undefined),
  }
})

const choose: Assigned<undefined> = assign(({ event }) =>
  event.type === 'ANSWER' ? { chosen: event.value } : {},
)

const unchoose: Assigned<undefined> = assign(() => ({ chosen: '' }))

export const keptActions = { remember, choose, unchoose }

export const keptGuards = {
  wishes: ({ context }: Scope, { wish }: { wish: Wish }) => context.wish === wish,
  registered: ({ context }: Scope) => context.registered,
  firstChosen: ({ context }: Scope) => context.chosen === 'P1',
  agreed: ({ context }: Scope) => context.purposes.length > 0,
  keepsMore: ({ event }: Scope) => Object.values(resultOf(event).counts).some((count) => count > 0),
}

/** The registration, as it is said. */
export function registrationVars({ context, event }: Scope) {
  const { registration } = resultOf(event)
  const {
    name = '',
    phone = '',
    birthYear = '',
    place = '',
    group = 'NGUOIDAN',
    day = '',
  } = registration ?? {}
  return {
    key: 'my-data.registration',
    vars: {
      address: context.address,
      ...{ name, phone, birthYear, place, day },
      group: { key: `register.choice.${group}` },
    },
  }
}

/** Each purpose with the day on which it was agreed to. */
export function consentVars({ context, event }: Scope) {
  const { consents } = resultOf(event)
  const days = PURPOSES.map((purpose) => {
    const day = consents[purpose]
    return [purpose, day ? { key: 'my-data.since', vars: { day } } : { key: 'my-data.notAgreed' }] as const
  })
  return { key: 'my-data.consents', vars: { address: context.address, ...Object.fromEntries(days) } }
}

/** What else there is, counted. */
export function moreVars({ context, event }: Scope) {
  const { messages = 0, links = 0, certificates = 0, cases = 0, drafts = 0 } = resultOf(event).counts
  return {
    key: 'my-data.more',
    vars: { address: context.address, messages, links, certificates, cases, drafts },
  }
}

import {
  assign,
  type EffectParams,
  type FlowEvent,
  isoDayInVietnam,
} from '../../src/conversation/flow-kit.ts'
import { type Address, addressFor, typesOf } from '../base.ts'

/** What a person tells of a certificate. Plain JSON. */
export interface Owned {
  address: Address
  /** P2 and P4 were asked, with the link. */
  asked: boolean
  providers: { id: string; name: string }[]
  /** Id in the catalogue, or `other`. */
  provider: string
  providerName: string
  /** ISO days; empty: not known. */
  issuedOn: string
  expiresOn: string
}

export const ownedTypes = typesOf<Owned>()

/** Before anything is known. */
export function freshOwned(): Owned {
  return {
    address: 'adult',
    asked: false,
    providers: [],
    provider: '',
    providerName: '',
    issuedOn: '',
    expiresOn: '',
  }
}

interface Scope {
  context: Owned
  event: FlowEvent
}

/** A provider that is none of ours. */
export const ELSEWHERE = 'other'

const resultOf = (event: FlowEvent, name: string) => (event.type === 'RESULT' ? event.value[name] : undefined)
const text = (value: unknown) => (typeof value === 'string' ? value : '')
const isDay = (value: string) => /^\d{4}-\d\d-\d\d$/.test(value)

/** The day that was answered: one that was typed, or today; empty where it is not known. */
function dayOf(event: FlowEvent): string {
  if (event.type !== 'ANSWER') return ''
  if (event.value === 'today') return isoDayInVietnam(event.now)
  return isDay(event.value) ? event.value : ''
}

export const ownedGuards = {
  /** Told of before: what it is good for is all that is left. */
  known: ({ event }: Scope) => resultOf(event, 'certificate') === true,
  linked: ({ event }: Scope) => text(resultOf(event, 'provider')) !== '',
  inFuture: ({ event }: Scope) => event.type === 'ANSWER' && dayOf(event) > isoDayInVietnam(event.now),
  /** Nothing ends before it begins. */
  tooEarly: ({ context, event }: Scope) => dayOf(event) !== '' && dayOf(event) <= context.issuedOn,
  notSaved: ({ event }: Scope) => resultOf(event, 'saved') !== true,
  asked: ({ context }: Scope) => context.asked,
}

type Assigned<P> = ReturnType<typeof assign<Owned, FlowEvent, P, FlowEvent, never>>

const keepStanding: Assigned<undefined> = assign(({ event }) =>
  event.type === 'RESULT'
    ? {
        address: addressFor(Number(event.value['birthYear']), event.now),
        asked: event.value['link'] !== 'none',
        provider: text(event.value['provider']),
        providerName: text(event.value['providerName']),
      }
    : {},
)

const keepProviders: Assigned<undefined> = assign(({ event }) => {
  const list = resultOf(event, 'providers')
  if (!Array.isArray(list)) return { providers: [] }
  return {
    providers: list.map(({ id, name }: { id: unknown; name: unknown }) => ({
      id: text(id),
      name: text(name),
    })),
  }
})

const keepProvider: Assigned<undefined> = assign(({ context, event }) => {
  if (event.type !== 'ANSWER') return {}
  const name = context.providers.find(({ id }) => id === event.value)?.name ?? ''
  return { provider: event.value, providerName: name }
})

const keepDay: Assigned<{ field: 'issuedOn' | 'expiresOn' }> = assign(({ event }, { field }) => ({
  [field]: dayOf(event),
}))

export const ownedActions = { keepStanding, keepProviders, keepProvider, keepDay }

const choice = (id: string) => ({ id, key: `certificate.choice.${id}` })
type Question = EffectParams<'ask'>

/** Says or asks something, to the person as their age wants it. */
export function toYou<P extends { key: string }>(params: P) {
  return ({ context }: { context: Owned }) => ({ ...params, vars: { address: context.address } })
}

/** One question with choices named after what they do. */
export function menuOf(key: string, ...ids: string[]) {
  return toYou({ key: `certificate.${key}`, choices: ids.map(choice) })
}

/** A day in words or as a choice. */
export function dayQuestion(key: string, ...ids: string[]) {
  return toYou({ key: `certificate.${key}`, slot: 'date' as const, choices: ids.map(choice) })
}

/** Where the certificate is from. */
export function providerQuestion({ context }: { context: Owned }): Question {
  return {
    key: 'certificate.provider',
    vars: { address: context.address },
    choices: [...context.providers.map(({ id, name }) => ({ id, label: name })), choice(ELSEWHERE)],
  }
}

/** What `certificate.save` gets. */
export function certificateOf({ context }: { context: Owned }): EffectParams<'request'> {
  const { provider, issuedOn, expiresOn } = context
  return {
    effect: 'certificate.save',
    params: {
      provider: provider || ELSEWHERE,
      issuedOn: issuedOn || null,
      expiresOn: expiresOn || null,
    },
  }
}

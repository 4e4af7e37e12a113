import { assign, type EffectParams, type FlowEvent } from '../../src/conversation/flow-kit.ts'
import { type Address, addressFor, typesOf } from '../base.ts'

/** How far a person is, as a text each: `status.<stage>`. */
const STAGES = ['unregistered', 'registered', 'made', 'opened', 'expired', 'issued', 'used'] as const
type Stage = (typeof STAGES)[number]

/** What the rooms know of the person. Plain JSON. */
export interface Place {
  address: Address
  stage: Stage
  provider: string
  /** ISO day; empty: not known. */
  expiresOn: string
  issuedOn: string
  linkCode: string
  caseCode: string
}

export const placeTypes = typesOf<Place>()

/** Before it is read. */
export function noPlace(): Place {
  return {
    address: 'adult',
    stage: 'unregistered',
    provider: '',
    expiresOn: '',
    issuedOn: '',
    linkCode: '',
    caseCode: '',
  }
}

const text = (value: unknown) => (typeof value === 'string' ? value : '')

/** The way from a link to a signature: the furthest that is known counts. */
function stageOf(told: Record<string, unknown>): Stage {
  if (told['certificate'] === true) return told['used'] === true ? 'used' : 'issued'
  if (told['registered'] !== true) return 'unregistered'
  return STAGES.find((stage) => stage === told['link']) ?? 'registered'
}

type Assigned<P> = ReturnType<typeof assign<Place, FlowEvent, P, FlowEvent, never>>

const keepStanding: Assigned<undefined> = assign(({ event }) => {
  if (event.type !== 'RESULT') return {}
  const { value, now } = event
  const stage = stageOf(value)
  return {
    address: addressFor(Number(value['birthYear']), now),
    stage,
    provider: text(value['providerName']),
    issuedOn: text(value['issuedOn']),
    expiresOn: text(value['expiresOn']),
    linkCode: text(value['linkCode']),
    caseCode: text(value['caseCode']),
  }
})

export const placeActions = { keepStanding }

export const placeGuards = {
  withCase: ({ event }: { event: FlowEvent }) =>
    event.type === 'RESULT' && text(event.value['caseCode']) !== '',
}

const shownDay = (iso: string) => iso.split('-').reverse().join('/')

/** What leads on from each stage. */
const CHOICES: Record<Stage, string[]> = {
  unregistered: ['register', 'haveOne', 'menu'],
  registered: ['choose', 'haveOne', 'menu'],
  made: ['goOn', 'haveOne', 'menu'],
  opened: ['goOn', 'haveOne', 'menu'],
  expired: ['newLink', 'haveOne', 'menu'],
  issued: ['usage', 'menu'],
  used: ['usage', 'menu'],
}

/** Where the person stands, and what they may do next. */
export function placeQuestion({ context }: { context: Place }): EffectParams<'ask'> {
  const { address, stage, provider, issuedOn, expiresOn, linkCode } = context
  const days = stage !== 'issued' && stage !== 'used' ? '' : expiresOn ? 'Until' : issuedOn ? 'Since' : ''
  return {
    key: `status.${stage}${days}`,
    vars: {
      address,
      provider,
      code: linkCode,
      since: shownDay(issuedOn),
      until: shownDay(expiresOn),
    },
    choices: CHOICES[stage].map((id) => ({ id, key: `status.choice.${id}` })),
  }
}

/** A case that staff have not closed. */
export function caseLine({ event }: { event: FlowEvent }): EffectParams<'say'> {
  const code = event.type === 'RESULT' ? text(event.value['caseCode']) : ''
  return { key: 'status.case', vars: { code } }
}

import { type Static, Type } from 'typebox'
import { Action } from './actions.ts'
import { BehaviourChange } from './faults.ts'
import { Happening } from './happenings.ts'
import { MessengerSettings, ZaloSettings } from './settings.ts'

const exactly = { additionalProperties: false }
const Platform = Type.Union([Type.Literal('messenger'), Type.Literal('zalo')])
const Account = { account: Type.Optional(Type.String()) }
const Person = { platform: Platform, user: Type.String({ minLength: 1 }), ...Account }
const Url = Type.Optional(Type.Union([Type.String(), Type.Null()]))

export const ActRequest = Type.Object({ ...Person, action: Action }, exactly)
export type ActRequest = Static<typeof ActRequest>
export const ClerkRequest = Type.Object({ ...Person, text: Type.String() }, exactly)
export type ClerkRequest = Static<typeof ClerkRequest>
export const HappenRequest = Type.Object({ platform: Platform, happening: Happening, ...Account }, exactly)
export type HappenRequest = Static<typeof HappenRequest>
/** Numbers come as text in a query. */
export const InboxQuery = Type.Object(
  { ...Person, after: Type.Optional(Type.String()), waitMs: Type.Optional(Type.String()) },
  exactly,
)
export type InboxQuery = Static<typeof InboxQuery>
export const PersonQuery = Type.Object(Person, exactly)
export type PersonQuery = Static<typeof PersonQuery>
/** `refusal`: the code that every send to the person gets; null takes it back. */
export const PersonRequest = Type.Object(
  {
    ...Person,
    facts: Type.Object(
      {
        name: Type.Optional(Type.String()),
        phone: Type.Optional(Type.String()),
        refusal: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
      },
      exactly,
    ),
  },
  exactly,
)
export type PersonRequest = Static<typeof PersonRequest>
export const BehaviourRequest = Type.Object({ platform: Platform, change: BehaviourChange }, exactly)
export type BehaviourRequest = Static<typeof BehaviourRequest>
export const SettingsRequest = Type.Union([
  Type.Object({ platform: Type.Literal('messenger'), change: MessengerSettings, ...Account }, exactly),
  Type.Object({ platform: Type.Literal('zalo'), change: ZaloSettings, ...Account }, exactly),
])
export type SettingsRequest = Static<typeof SettingsRequest>
export const WebhooksRequest = Type.Object(
  { messenger: Url, zalo: Url, base: Type.Optional(Type.String()) },
  exactly,
)
export type WebhooksRequest = Static<typeof WebhooksRequest>
export const TokensRequest = Type.Object(
  { platform: Platform, do: Type.Union([Type.Literal('expire'), Type.Literal('restore')]) },
  exactly,
)
export type TokensRequest = Static<typeof TokensRequest>
export const VerifyRequest = Type.Object(
  {
    platform: Platform,
    probe: Type.Optional(Type.Union([Type.Literal('sample'), Type.Literal('empty')])),
  },
  exactly,
)
export type VerifyRequest = Static<typeof VerifyRequest>
export const SwitchOnRequest = Type.Object({ platform: Platform, ...Account }, exactly)
export type SwitchOnRequest = Static<typeof SwitchOnRequest>
export const AdvanceRequest = Type.Object({ ms: Type.Number({ minimum: 0 }) }, exactly)
export type AdvanceRequest = Static<typeof AdvanceRequest>
export const DownRequest = Type.Object({ ms: Type.Integer({ minimum: 1 }) }, exactly)
export type DownRequest = Static<typeof DownRequest>
export const SettledRequest = Type.Object({ waitMs: Type.Integer({ minimum: 0 }) }, exactly)
export type SettledRequest = Static<typeof SettledRequest>

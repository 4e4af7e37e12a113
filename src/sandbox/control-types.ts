import { type Static, Type } from 'typebox'
import { Action } from './actions.ts'
import { BehaviourChange } from './faults.ts'

const Platform = Type.Union([Type.Literal('messenger'), Type.Literal('zalo')])
const Person = {
  platform: Platform,
  user: Type.String({ minLength: 1 }),
  account: Type.Optional(Type.String()),
}
const Url = Type.Optional(Type.Union([Type.String(), Type.Null()]))
const exactly = { additionalProperties: false }

export const ActRequest = Type.Object({ ...Person, action: Action }, exactly)
export type ActRequest = Static<typeof ActRequest>
export const ClerkRequest = Type.Object({ ...Person, text: Type.String() }, exactly)
export type ClerkRequest = Static<typeof ClerkRequest>
/** Numbers come as text in a query. */
export const InboxQuery = Type.Object(
  { ...Person, after: Type.Optional(Type.String()), waitMs: Type.Optional(Type.String()) },
  exactly,
)
export type InboxQuery = Static<typeof InboxQuery>
export const BehaviourRequest = Type.Object({ platform: Platform, change: BehaviourChange }, exactly)
export type BehaviourRequest = Static<typeof BehaviourRequest>
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
export const PlatformRequest = Type.Object({ platform: Platform }, exactly)
export type PlatformRequest = Static<typeof PlatformRequest>
export const DownRequest = Type.Object({ ms: Type.Integer({ minimum: 1 }) }, exactly)
export type DownRequest = Static<typeof DownRequest>
export const SettledRequest = Type.Object({ waitMs: Type.Integer({ minimum: 0 }) }, exactly)
export type SettledRequest = Static<typeof SettledRequest>

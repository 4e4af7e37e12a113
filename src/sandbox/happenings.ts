import { type Static, Type } from 'typebox'

const exactly = { additionalProperties: false }
const User = Type.String({ minLength: 1 })
const Words = Type.Optional(Type.String())
const Flag = Type.Optional(Type.Boolean())

/**
 * A clerk writes from the platform's own app, in words or with an attachment. Messenger: or another app does, such as one
 * for automatic replies, which takes no control; `app`: its id, empty when the echo names none.
 */
const Clerk = Type.Object(
  {
    type: Type.Literal('clerk'),
    user: User,
    text: Words,
    app: Words,
    attachment: Type.Optional(
      Type.Union([Type.Literal('image'), Type.Literal('file'), Type.Literal('sticker'), Type.Literal('gif')]),
    ),
  },
  exactly,
)
/** Messenger: an app, the Page Inbox by default, takes control; hands it over; asks for it (facts: messenger 6). */
const TakeControl = Type.Object(
  { type: Type.Literal('take-control'), user: User, app: Words, metadata: Words },
  exactly,
)
const PassControl = Type.Object(
  { type: Type.Literal('pass-control'), user: User, to: Words, metadata: Words },
  exactly,
)
const RequestControl = Type.Object(
  { type: Type.Literal('request-control'), user: User, app: Words, metadata: Words, numericIds: Flag },
  exactly,
)
/** Messenger: a clerk marks the conversation as done: the thread is idle, and no webhook tells. */
const Done = Type.Object({ type: Type.Literal('done'), user: User }, exactly)
const AppRoles = Type.Object({ type: Type.Literal('app-roles') }, exactly)
/** Messenger: Meta warns, blocks or unblocks the Page; `oldKey`: as "policy-enforcement". */
const Policy = Type.Object(
  {
    type: Type.Literal('policy'),
    action: Type.Union([Type.Literal('warning'), Type.Literal('block'), Type.Literal('unblock')]),
    reason: Words,
    oldKey: Flag,
  },
  exactly,
)
/** Messenger: the Test button of the dashboard. */
const Test = Type.Object({ type: Type.Literal('test') }, exactly)
/** Messenger: a change of the Page as a whole: feed, inbox_labels or another field. */
const PageChange = Type.Object(
  {
    type: Type.Literal('page-change'),
    field: Type.String(),
    value: Type.Record(Type.String(), Type.Unknown()),
  },
  exactly,
)
/** A template is judged again; Messenger by `name`, Zalo by `id`. */
const TemplateStatus = Type.Object(
  { type: Type.Literal('template-status'), template: Type.String(), status: Type.String(), reason: Words },
  exactly,
)
/** Zalo: a template is made in the console, with parameters as `<name>`; it waits for review unless `status` says more. */
const NewTemplate = Type.Object(
  {
    type: Type.Literal('new-template'),
    id: Type.String(),
    tag: Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal(3)]),
    text: Type.String(),
    kind: Type.Optional(
      Type.Union([
        Type.Literal('custom'),
        Type.Literal('otp'),
        Type.Literal('payment'),
        Type.Literal('response'),
        Type.Literal('journey'),
      ]),
    ),
    status: Words,
    createdAt: Type.Optional(Type.Number()),
  },
  exactly,
)
/** Zalo: a template's quality or quota changes. */
const TemplateChange = Type.Object(
  {
    type: Type.Union([Type.Literal('template-quality'), Type.Literal('template-quota')]),
    template: Type.String(),
    value: Type.String(),
    reason: Words,
  },
  exactly,
)
/** Zalo: the daily quota of template messages changes. */
const DailyQuota = Type.Object(
  { type: Type.Literal('daily-quota'), value: Type.Integer({ minimum: 0 }) },
  exactly,
)
/** Zalo: staff tag people in the OA's tool, untag them, or delete a tag. */
const Tag = Type.Object(
  { type: Type.Literal('tag'), users: Type.Array(User), name: Type.String(), remove: Flag },
  exactly,
)
const RemoveTag = Type.Object({ type: Type.Literal('remove-tag'), name: Type.String() }, exactly)
/** Zalo: staff react to a message. */
const OaReact = Type.Object(
  { type: Type.Literal('oa-react'), user: User, messageId: Type.String(), icon: Type.String() },
  exactly,
)
/** Zalo: the OA's own tools (its menu, an automatic message) show the form that asks for name and phone. */
const RequestInfo = Type.Object({ type: Type.Literal('request-info'), user: User }, exactly)
/** Zalo: the OA withdraws the app's permission: its tokens are dead. */
const RevokePermission = Type.Object({ type: Type.Literal('revoke-permission') }, exactly)
/** Zalo: any other event of the list by its name, with the fields that the caller gives. */
const NamedEvent = Type.Object(
  { type: Type.Literal('event'), name: Type.String(), fields: Type.Record(Type.String(), Type.Unknown()) },
  exactly,
)

/** What the platform, the account's staff or another app does, not a resident. */
export const Happening = Type.Union([
  Clerk,
  TakeControl,
  PassControl,
  RequestControl,
  Done,
  AppRoles,
  Policy,
  Test,
  PageChange,
  TemplateStatus,
  NewTemplate,
  TemplateChange,
  DailyQuota,
  Tag,
  RemoveTag,
  OaReact,
  RequestInfo,
  RevokePermission,
  NamedEvent,
])
export type Happening = Static<typeof Happening>
export type TemplateChange = Static<typeof TemplateChange>
/** The happening of one type. */
export type HappeningOf<T extends Happening['type']> = Extract<Happening, { type: T }>

/** A happening that this platform does not know. */
export function neverHere(platform: string, type: string): Error {
  return new Error(`"${type}" never happens on ${platform}`)
}

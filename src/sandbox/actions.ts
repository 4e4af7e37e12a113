import { type Static, Type } from 'typebox'

/**
 * Given to repeat or misplace an event; by default the emulator makes an id and takes its clock's time. `as`: the
 * timestamp goes out in seconds or as text, which some events do (facts: messenger 1.4, zalo 1.2).
 */
const Stamp = {
  mid: Type.Optional(Type.String()),
  at: Type.Optional(Type.Number()),
  as: Type.Optional(
    Type.Union([Type.Literal('ms'), Type.Literal('seconds'), Type.Literal('string'), Type.Literal('number')]),
  ),
}
const exactly = { additionalProperties: false }
const Words = Type.Optional(Type.String())
const Flag = Type.Optional(Type.Boolean())

/** Writes; `replyTo`: quotes a message. */
const Text = Type.Object(
  { type: Type.Literal('text'), text: Type.String(), replyTo: Words, ...Stamp },
  exactly,
)
/**
 * Taps a button that the person sees: the newest that fits what is given (the first button, when nothing is); also an
 * item of the persistent menu or an ice breaker, by its title. `force` taps a quick reply that has already vanished, or
 * sends `payload` and `title` that were never offered.
 */
const Tap = Type.Object(
  { type: Type.Literal('tap'), title: Words, payload: Words, messageId: Words, force: Flag, ...Stamp },
  exactly,
)
/**
 * Get Started, an m.me link (`ref`), an ad that opens the chat (`ad`, its id), or follow; `source`: where the follow
 * came from (oa_profile, message_invite, social_plugin).
 */
const Open = Type.Object(
  { type: Type.Literal('open'), ref: Words, ad: Words, source: Words, ...Stamp },
  exactly,
)
const Kind = Type.Union([
  Type.Literal('image'),
  Type.Literal('sticker'),
  Type.Literal('audio'),
  Type.Literal('video'),
  Type.Literal('file'),
  Type.Literal('link'),
  Type.Literal('location'),
  Type.Literal('gif'),
  Type.Literal('business-card'),
  Type.Literal('reel'),
  Type.Literal('post'),
  Type.Literal('ig_reel'),
  Type.Literal('ig_post'),
  Type.Literal('appointment_booking'),
  Type.Literal('template'),
  Type.Literal('unsupported'),
])
/**
 * Sends something other than words. Both: image, sticker, audio, video, file, link, location. Zalo: gif, business-card.
 * Messenger: reel, post, ig_reel, ig_post, appointment_booking, template (a shared product), unsupported (a share
 * without a payload). `sticker`: its id, default the thumb; `old`: a sticker as it came until 30 August 2026.
 */
const Attachment = Type.Object(
  {
    type: Kind,
    text: Words,
    url: Words,
    name: Words,
    sticker: Words,
    old: Flag,
    latitude: Type.Optional(Type.Number()),
    longitude: Type.Optional(Type.Number()),
    ...Stamp,
  },
  exactly,
)
/** Reacts to a message, the last one by default: love, like … (Messenger) or an icon such as /-heart (Zalo). */
const React = Type.Object(
  { type: Type.Literal('react'), messageId: Words, reaction: Words, remove: Flag, ...Stamp },
  exactly,
)
/** Messenger: changes, or takes back, a message of their own. */
const Edit = Type.Object(
  { type: Type.Literal('edit'), messageId: Type.String(), text: Type.String(), ...Stamp },
  exactly,
)
const Unsend = Type.Object({ type: Type.Literal('unsend'), messageId: Type.String(), ...Stamp }, exactly)
/** Opens the chat and sees what came. */
const Look = Type.Object({ type: Type.Literal('look'), ...Stamp }, exactly)
/** Messenger: agrees to notifications, or ticks the checkbox of a web page (`userRef`: known by no other id). */
const Optin = Type.Object({ type: Type.Literal('optin'), payload: Words, userRef: Words, ...Stamp }, exactly)
/** Rates: the feedback template (Messenger), or a template message (Zalo, `messageId`). */
const Feedback = Type.Object(
  { type: Type.Literal('feedback'), score: Type.Integer(), text: Words, messageId: Words, ...Stamp },
  exactly,
)
const LinkAccount = Type.Object(
  { type: Type.Literal('link-account'), code: Words, unlink: Flag, ...Stamp },
  exactly,
)
/** Messenger: comments on a post of the Page. */
const Comment = Type.Object(
  { type: Type.Literal('comment'), text: Type.String(), postId: Words, ...Stamp },
  exactly,
)
/** Zalo: fills in the form that a request_user_info message shows. `old`: in the older of the two shapes. */
const SubmitInfo = Type.Object(
  {
    type: Type.Literal('submit-info'),
    name: Words,
    phone: Words,
    address: Words,
    ward: Words,
    old: Flag,
    ...Stamp,
  },
  exactly,
)
/** Zalo: takes back the consent to be known to the app: their data is to be deleted. */
const Withdraw = Type.Object({ type: Type.Literal('withdraw'), ...Stamp }, exactly)
/** Zalo: the "chat now" of the OA's page, calls the OA, answers the request for a call. */
const ChatNow = Type.Object({ type: Type.Literal('chat-now'), ...Stamp }, exactly)
const Call = Type.Object({ type: Type.Literal('call'), ...Stamp }, exactly)
const CallConsent = Type.Object(
  { type: Type.Literal('call-consent'), allow: Type.Boolean(), ...Stamp },
  exactly,
)
/** Zalo: writes from a web page without an account; the id is of a visitor. */
const Anonymous = Type.Object(
  {
    type: Type.Literal('anonymous'),
    what: Type.Union([
      Type.Literal('text'),
      Type.Literal('image'),
      Type.Literal('file'),
      Type.Literal('sticker'),
    ]),
    text: Words,
    conversationId: Words,
    ...Stamp,
  },
  exactly,
)
/** Blocks the Page (Messenger tells nobody); unfollows the OA. */
const Leave = Type.Object({ type: Type.Literal('leave'), ...Stamp }, exactly)
/** Cannot be written to any more, and the platform says nothing about it. */
const Block = Type.Object({ type: Type.Literal('block'), ...Stamp }, exactly)
/** A webhook body of the caller's, signed and sent as it is. */
const Raw = Type.Object(
  { type: Type.Literal('raw'), body: Type.Record(Type.String(), Type.Unknown()) },
  exactly,
)
const Single = Type.Union([
  Text,
  Tap,
  Open,
  Attachment,
  React,
  Edit,
  Unsend,
  Look,
  Optin,
  Feedback,
  LinkAccount,
  Comment,
  SubmitInfo,
  Withdraw,
  ChatNow,
  Call,
  CallConsent,
  Anonymous,
  Leave,
  Block,
])
/** Messenger: several acts in one webhook, as events of one entry or as entries of their own. */
const Batch = Type.Object(
  { type: Type.Literal('batch'), actions: Type.Array(Single), entries: Type.Optional(Type.Boolean()) },
  exactly,
)

/** What a resident does on the phone. */
export const Action = Type.Union([Single, Raw, Batch])
/** What a resident does on the phone: one act, several in one webhook, or a body of the caller's own. */
export type Action = Static<typeof Action>
/** One act. */
export const SingleAction = Single
export type SingleAction = Static<typeof Single>
export type TapAction = Static<typeof Tap>
export type OpenAction = Static<typeof Open>
export type AttachmentAction = Static<typeof Attachment>
/** The act of one type. */
export type ActionOf<T extends SingleAction['type']> = Extract<SingleAction, { type: T }>

/** Whether an act sends something other than words. */
export function isAttachment(action: SingleAction): action is AttachmentAction {
  return Kind.anyOf.some((one) => one.const === action.type)
}

/** What became of an act. */
export interface ActResult {
  /** Message ids of the events, in order; empty strings for events without one. */
  ids: string[]
  /** Platform time of the act, ms. */
  at: number
  /** The page that a tapped link opens: such a tap is no event. */
  url?: string
}

/** An act that this platform does not know. */
export function notHere(platform: string, type: string): Error {
  return new Error(`Nobody can do "${type}" on ${platform}`)
}

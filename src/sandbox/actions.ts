import { type Static, Type } from 'typebox'

/** Given to repeat or misplace an event; by default the emulator makes an id and takes its clock's time. */
const Stamp = { mid: Type.Optional(Type.String()), at: Type.Optional(Type.Number()) }
const exactly = { additionalProperties: false }

const Text = Type.Object({ type: Type.Literal('text'), text: Type.String(), ...Stamp }, exactly)
/**
 * Taps a button that the person sees: the newest that fits what is given (the first button, when nothing is).
 * `force` taps a quick reply that has already vanished, or sends `payload` and `title` that were never offered.
 */
const Tap = Type.Object(
  {
    type: Type.Literal('tap'),
    title: Type.Optional(Type.String()),
    payload: Type.Optional(Type.String()),
    messageId: Type.Optional(Type.String()),
    force: Type.Optional(Type.Boolean()),
    ...Stamp,
  },
  exactly,
)
/** Get Started, an m.me link (`ref`), or follow. */
const Open = Type.Object({ type: Type.Literal('open'), ref: Type.Optional(Type.String()), ...Stamp }, exactly)
const Attachment = Type.Object(
  {
    type: Type.Union([
      Type.Literal('image'),
      Type.Literal('sticker'),
      Type.Literal('audio'),
      Type.Literal('video'),
      Type.Literal('file'),
      Type.Literal('link'),
      Type.Literal('location'),
    ]),
    text: Type.Optional(Type.String()),
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
const Single = Type.Union([Text, Tap, Open, Attachment, Leave, Block])
/** Messenger: several acts in one webhook, as events of one entry or as entries of their own. */
const Batch = Type.Object(
  { type: Type.Literal('batch'), actions: Type.Array(Single), entries: Type.Optional(Type.Boolean()) },
  exactly,
)

/** What a resident does on the phone. */
export const Action = Type.Union([Single, Raw, Batch])
/** What a resident does on the phone: one act, several in one webhook, or a body of the caller's own. */
export type Action = Static<typeof Action>
export type SingleAction = Static<typeof Single>
export type TapAction = Static<typeof Tap>
export type AttachmentAction = Static<typeof Attachment>

/** What became of an act. */
export interface ActResult {
  /** Message ids of the events, in order; empty strings for events without one. */
  ids: string[]
  /** Platform time of the act, ms. */
  at: number
  /** The page that a tapped link opens: such a tap is no event. */
  url?: string
}

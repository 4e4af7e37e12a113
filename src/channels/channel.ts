import type { FastifyInstance } from 'fastify'
import type { Clock } from '../common/clock.ts'
import type { SendFailure } from '../common/errors.ts'
import type { Pictures } from './pictures.ts'

/** Chat platforms this program speaks. */
export type Platform = 'messenger' | 'zalo'
/** Languages that every text exists in. */
export type Language = 'vi' | 'en'

/** What every account has, whichever platform it is on. */
interface AccountCommon {
  /** Our own id, e.g. `my-hao`: the key of everything stored for the account. */
  id: string
  /** The office, as texts and pages name it, e.g. `UBND phường Mỹ Hào`. */
  name: string
  /** How texts in English name it; unset: by `name`. */
  nameEn?: string
  /** Place id of src/understanding/places.json, e.g. `new:12103`. */
  place: string
  /** Language in which a new person is greeted. */
  language: Language
  /** Base address of the platform's API, without a slash at its end. */
  apiUrl: string
  /** Sends a second that this account may use; unset: the platform's default (src/conversation/budgets.ts). */
  sendsPerSecond?: number
}

/** A Facebook Page and the Meta app that speaks for it. */
export interface MessengerAccount extends AccountCommon {
  platform: 'messenger'
  pageId: string
  pageToken: string
  appId: string
  appSecret: string
  verifyToken: string
  /** Webhook fields to subscribe to, separated by commas; unset: those of src/channels/messenger/subscription.ts. */
  fields?: string
  /** App to which a thread is passed for staff; unset: the Page's inbox (facts: messenger 6). */
  inboxAppId?: string
  /**
   * Whether threads are passed between apps on this Page (a default app is set in its settings): `on`, `off`, or
   * `auto`: tried, and left alone for a day when the platform refuses.
   */
  routing?: string
  /** Apps whose messages are not a clerk's, such as those that answer by themselves: ids separated by commas. */
  ignoredAppIds?: string
  /** What the Page's own automatic replies say, word by word, separated by `|`. */
  autoReplies?: string
  /** What another app says within so many seconds of a person's message is taken for an automatic reply; unset: 0. */
  autoReplyS?: string
}

/** A Zalo Official Account and the Zalo app that it granted. */
export interface ZaloAccount extends AccountCommon {
  platform: 'zalo'
  oaId: string
  appId: string
  appSecret: string
  /** Signs webhooks; not the app secret (facts: zalo 2.1). */
  oaSecret: string
  /** Only used when the database has never seen a pair for this account; unset: a consent makes the first. */
  refreshToken?: string
  accessToken?: string
  verifier?: string
  /** PKCE verifier where the app's settings keep one challenge; unset: a new one for each consent. */
  codeVerifier?: string
  /** Hours after a person's last act in which replies are sent: 48 are free, up to 168 cost quota. Unset: 48. */
  replyHours?: string
  oauthUrl: string
  znsUrl: string
}

/** One Page or one OA, with its credentials. */
export type Account = MessengerAccount | ZaloAccount

/** What was recognised and masked in a text before it was stored anywhere. */
export type MaskKind = 'id-number' | 'otp' | 'pin' | 'password' | 'card'

/** Kinds of attachment as people think of them; the files themselves are never downloaded. */
export type AttachmentKind =
  | 'image'
  | 'video'
  | 'audio'
  | 'file'
  | 'sticker'
  | 'location'
  | 'link'
  | 'contact'
  | 'other'

/** What a person, or a clerk in the platform's own app, did. */
export type EventBody =
  /** A message. `payload` is set when a button of ours was tapped; its text is then the button's label. */
  | {
      kind: 'message'
      text: string
      payload?: string
      attachments?: AttachmentKind[]
      masked?: MaskKind[]
      ref?: string
      /** Event key of the earlier message of which this is the new wording. */
      edits?: string
      /** Heard while another app of the platform holds the thread: it must be taken before anything can be said. */
      standby?: true
    }
  /** Came to us without saying anything yet: Get Started, follow, m.me link. From an `ad` it opens no window by itself. */
  | { kind: 'opened'; ref?: string; ad?: true }
  /** Did something that says nothing, but keeps the window for answers open: a reaction. */
  | { kind: 'acted' }
  /** Unfollowed. */
  | { kind: 'left' }
  /** Let the platform pass on what it knows of them, as they have entered it there. */
  | { kind: 'shared'; name?: string; phone?: string }
  /** Withdrew, towards the platform, from having their data here: it must be erased. */
  | { kind: 'withdrawn' }
  /**
   * A person of the ward wrote in the platform's own app (an echo that is not ours). `autoWithinMs`: it looks the same when
   * the platform replies by itself; so soon after the person's message it was no clerk.
   */
  | { kind: 'clerk'; text: string; autoWithinMs?: number }
  /** The thread was given to us or to another app. `asked`: staff's app only asks for it, and we hold it. */
  | { kind: 'control'; to: 'bot' | 'staff'; asked?: true }

/** One cleaned, masked event of one conversation, in the order the platform gave. */
export interface InboundEvent {
  account: string
  /** The person's id on this account (PSID, or OA-scoped user id); always a string, ids pass 2^53. */
  user: string
  /** From `eventKey`: the same event sent again has the same key. */
  key: string
  /** Platform time, ms since the epoch. */
  at: number
  body: EventBody
}

/** What became of a message that we sent. Applied to the outbox, never a turn. */
export interface Receipt {
  account: string
  user: string
  kind: 'echo' | 'delivered' | 'seen'
  at: number
  /** Platform message ids, when named. */
  messageIds: string[]
  /** Messenger: everything sent up to this moment (ms). */
  watermark?: number
  /** Echo: our outbox id, which Messenger returns in `metadata`. */
  metadata?: string
  /** Echo: the text as sent, where the platform returns nothing of ours to know it by (Zalo). */
  text?: string
  /**
   * Echo that may be a clerk's: the event to store when no message of ours matches it.
   * Absent: an unmatched echo is only counted.
   */
  otherwise?: InboundEvent
}

/** What a platform tells of an account as a whole. It holds nothing of a person. */
export interface AccountNotice {
  account: string
  /**
   * blocked, revoked: nothing can be sent until a person acts · unblocked: it can again · warned: a rule was broken ·
   * quota: the messages a day have changed · template: one of its message templates has.
   */
  kind: 'blocked' | 'revoked' | 'unblocked' | 'warned' | 'quota' | 'template'
  /** The platform's name of the event. */
  event: string
  /** When it happened (ms), of what stops an account or lets it go: what comes late must not undo what came after it. */
  at?: number
  /** Messages a day from now on. */
  quota?: number
  /** Id of the template, and what became of it in the platform's own word, e.g. `REJECT`. */
  template?: string
  status?: string
}

/** What a webhook body held. */
export interface Parsed {
  events: InboundEvent[]
  receipts: Receipt[]
  /** What concerns accounts; absent: nothing. */
  notices?: AccountNotice[]
  /** Names of what was acknowledged but not used, e.g. `reaction`: counted, never with values. */
  ignored: string[]
}

/** A choice offered with a message. `payload` comes back when it is tapped. */
export interface Choice {
  label: string
  payload: string
}

/** A picture of ours. Never one that a person sent. */
export interface Picture {
  /** `file:<name>` in the program's media folder, or an https:// address on an allow-listed host. */
  source: string
  /** What it shows, in a few words: said where it cannot be shown. */
  alt: string
}

/** One of several things to look through, side by side or one below the other. */
export interface Card {
  title: string
  subtitle?: string
  /** By address only; left out where cards are words. */
  picture?: Picture
  choices?: Choice[]
  links?: { label: string; url: string }[]
}

/** A message without a platform: what a turn or a clerk says. */
export interface Outgoing {
  text: string
  choices?: Choice[]
  /** A number does not answer (consent): where choices cannot be tapped they are listed as words to type. */
  inWords?: boolean
  /** How to answer by number, in the person's language: said under choices that cannot be tapped. */
  hint?: string
  /** Shown as a button that opens a page, or as the bare address in the text. */
  link?: { label: string; url: string }
  /** No message (its text is empty): gives the thread to staff's app, or takes it back. See `Channel.passesThreads`. */
  control?: 'staff' | 'bot'
  /** Shown before the text. */
  picture?: Picture
  /**
   * Shown after the text. Where they are words, their choices come first among those to be numbered: a question that
   * offers both must count them so.
   */
  cards?: Card[]
}

/** One message on its way out. */
export interface SendJob {
  /** Outbox id: travels as Messenger's `metadata` and comes back in the echo. */
  id: string
  user: string
  message: Outgoing
  /** The account may not send buttons (Zalo -224): number the choices in the text. */
  asNumbers: boolean
}

/** How much of the account's limits is used, as the platform says with an answer. */
export interface Usage {
  /** Of the nearest limit. */
  percent: number
  /** How long until calls are allowed again, where the platform names a time. */
  regainMs?: number
  /** How long the figure is true at most, where that is known. */
  lapsesMs?: number
}

/** A quota of messages that a send was counted against, where the platform tells of one that is the account's. */
export interface Quota {
  kind: 'sub_quota' | 'purchase_quota' | 'reward_quota'
  remain: number
  total: number
}

/** What became of one send. `messageId` is null where the platform gave none. */
export type SendResult = ({ ok: true; messageId: string | null } | { ok: false; failure: SendFailure }) & {
  /** Said by the platform with its answer, where it says so. */
  usage?: Usage
  quota?: Quota
}

/** Where parsed webhooks go. Resolves after the commit; only then is the platform answered. */
export interface WebhookSink {
  /**
   * @param from whose webhook it was: what is only counted names no account
   * @throws when nothing could be stored: the platform is answered 503 and tries again.
   */
  accept(parsed: Parsed, from: Platform): Promise<void>
  /** Counts a refused or odd request by reason, e.g. `bad-signature`. */
  refused(platform: Platform, reason: string): void
}

/** A platform: how it speaks to us, and how we speak to it. */
export interface Channel {
  platform: Platform
  /**
   * Splits a neutral message so that every part is within the platform's limits (text length, number and length of
   * choices); the choices and the link stay with the last part. Pure.
   */
  project(message: Outgoing, asNumbers: boolean): Outgoing[]
  /**
   * The text of one projected message as the platform will echo it (numbered choices included); null where echoes carry
   * an id of ours. Pure.
   */
  echoText(message: Outgoing, asNumbers: boolean): string | null
  /**
   * Whether threads of this account change hands between apps, so that `send` takes messages with `control`, which are
   * not projected. Missing: the platform knows no such thing, and whoever writes simply writes.
   */
  passesThreads?(account: Account): boolean
  /** Mounts `/webhooks/<platform>` with signature check over the raw bytes. */
  routes(app: FastifyInstance, sink: WebhookSink): void
  /** Sends one message. Never throws: every fault is a `SendFailure`. */
  send(account: Account, job: SendJob): Promise<SendResult>
  /**
   * Shows a person who waits that the message was read, or that an answer is being written: one call to the platform.
   * What becomes of it does not matter. Never throws. Missing: the platform has no such sign.
   */
  showTyping?(account: Account, user: string, sign: 'seen' | 'typing'): Promise<void>
  /** What staff read, in Vietnamese, of why a message was not sent: `reason` as its outbox row keeps it. Pure. */
  explain(reason: string): string
  /** Makes a new access token after TOKEN_EXPIRED. `false`: not possible, a person must reconnect the account. */
  refreshToken(account: Account): Promise<boolean>
  /** How long after a person's last act a reply may be sent, in ms (Messenger 24 h; Zalo 48 h, or what is configured). */
  replyWindowMs(account: Account): number
  close(): Promise<void>
}

/** What every channel is built from. */
export interface ChannelContext {
  accounts: Account[]
  clock: Clock
  /** Pictures that may be shown; absent: none, and their words are sent. */
  pictures?: Pictures
  /** Masks what can be recognised without context, before anything is stored. */
  mask(text: string): { text: string; masked: MaskKind[] }
}

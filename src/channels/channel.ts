import type { FastifyInstance } from 'fastify'
import type { Clock } from '../common/clock.ts'
import type { SendFailure } from '../common/errors.ts'
import type { Account, Platform } from './account.ts'
import type { MaskKind, Parsed } from './inbound.ts'
import type { Outgoing } from './outgoing.ts'
import type { Pictures } from './pictures.ts'

export type * from './account.ts'
export type * from './inbound.ts'
export type * from './outgoing.ts'

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

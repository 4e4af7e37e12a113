import type { Account, Channel, ChannelContext, Outgoing, Parsed } from '../../../src/channels/channel.ts'
import type { Http } from '../../../src/channels/http.ts'
import type { FailureCode } from '../../../src/common/errors.ts'

/** The time at which the contract is tested: 23 November 2026. */
export const NOW = 1_795_420_000_000

/** A text message of a resident, as a channel's test must write it in its platform's shape. */
export interface SentText {
  user: string
  /** Platform message id. */
  id: string
  text: string
  /** ms since the epoch. */
  at: number
}

/** How one platform does what all do. */
export interface ContractSubject {
  /** The address of its webhook, e.g. `/webhooks/messenger`. */
  path: string
  /** An account with made-up credentials whose API (all its addresses) is at `apiUrl`. */
  account(apiUrl: string): Account
  /** The channel under test, over that account alone; a channel with a token store fills it here. */
  create(ctx: ChannelContext, http: Http): Channel | Promise<Channel>
  /** Headers (without content-type) that sign exactly this body, whatever it is, with the account's secret. */
  sign(body: string): Record<string, string>
  /** Webhook bodies, in order, that bring these texts: one body if the platform sends batches. */
  webhooks(texts: SentText[]): unknown[]
  /** The pure parser, over the account of `account()`, with an identity mask at `NOW`. */
  parse(body: unknown): Parsed
  /** Bodies as the platform sends them, of every kind that the parser knows: mutated at random. */
  examples: unknown[]
  /** Status for an unsigned request with no body (with and without JSON content type), and for an unsigned `{}`. */
  unsignedEmptyStatus: 200 | 401
  /** Names the limit of the platform that a projected part breaks, or null. */
  overLimit(part: Outgoing, asNumbers: boolean): string | null
  /** The platform's answer to a good send, holding `messageId`. */
  sentAnswer(messageId: string): { status: number; body: string }
  /** What HTTP 401 without a readable body means here. */
  unauthorized: FailureCode
  /** The call by which a picture is uploaded, and its good answer, holding `id`. */
  upload: { path: string; answer(id: string): object; field: string }
  /** Answers to a send: the picture's id is too old, or the picture is not taken. */
  pictureAnswers: { expired: object; refused: object }
  /** How long the platform keeps an uploaded picture, in days (facts). */
  uploadDays: number
  /** Credentials that may appear in no log and no failure. */
  secrets: string[]
}

import { randomBytes } from 'node:crypto'
import type {
  Account,
  Channel,
  EventBody,
  InboundEvent,
  MessengerAccount,
  Outgoing,
  Platform,
  SendJob,
  SendResult,
  ZaloAccount,
} from '../../../src/channels/channel.ts'
import { Keyring } from '../../../src/common/crypto.ts'
import type { FailureCode } from '../../../src/common/errors.ts'
import { eventKey } from '../../../src/common/ids.ts'
import { createLogger } from '../../../src/telemetry/logger.ts'

/** 2026-06-15 09:00 in Vietnam. */
export const NOW = Date.UTC(2026, 5, 15, 2)
export const HOUR = 3_600_000

export const silent = createLogger('silent')

export const testKeyring = () => new Keyring([{ id: 'k1', secret: randomBytes(32) }])

export const OA: ZaloAccount = {
  id: 'oa',
  platform: 'zalo',
  name: 'Phường Thử',
  place: 'new:12103',
  language: 'vi',
  apiUrl: 'http://127.0.0.1:9',
  oaId: '1',
  appId: '2',
  appSecret: 'a',
  oaSecret: 'b',
  refreshToken: 'c',
  oauthUrl: 'http://127.0.0.1:9',
  znsUrl: 'http://127.0.0.1:9',
}

export const PAGE: MessengerAccount = {
  id: 'page',
  platform: 'messenger',
  name: 'Phường Thử',
  place: 'new:12103',
  language: 'vi',
  apiUrl: 'http://127.0.0.1:9',
  pageId: '3',
  pageToken: 'd',
  appId: '4',
  appSecret: 'e',
  verifyToken: 'f',
}

export const byId = (...accounts: Account[]) => new Map(accounts.map((account) => [account.id, account]))

/** A channel without a network: what it was given to send is noted, and answers are told beforehand. */
export class FakeChannel implements Channel {
  readonly platform: Platform
  windowMs = 48 * HOUR
  readonly sent: SendJob[] = []
  refreshes = 0
  /** What refreshing the token comes to. */
  canRefresh = true
  /** Answers for the next sends, in order; afterwards every send succeeds. */
  readonly answers: ((job: SendJob) => SendResult | Promise<SendResult>)[] = []

  constructor(platform: Platform) {
    this.platform = platform
  }

  project(message: Outgoing, asNumbers: boolean): Outgoing[] {
    return asNumbers ? [{ text: this.echoText(message, true) }] : [message]
  }

  echoText(message: Outgoing, asNumbers: boolean): string {
    if (!asNumbers) return message.text
    return [message.text, ...(message.choices ?? []).map(({ label }, i) => `${i + 1}. ${label}`)].join('\n')
  }

  routes(): void {}

  async send(_account: Account, job: SendJob): Promise<SendResult> {
    this.sent.push(job)
    const answer = this.answers.shift()
    return answer ? answer(job) : { ok: true, messageId: `m${job.id}` }
  }

  replyWindowMs(): number {
    return this.windowMs
  }

  /** Signs shown to people, as `user:sign`; only on Messenger. */
  readonly signs: string[] = []

  explain(reason: string): string {
    return reason
  }

  async refreshToken(): Promise<boolean> {
    this.refreshes += 1
    return this.canRefresh
  }

  async close(): Promise<void> {}

  /** Lets the next send fail. */
  fail(code: FailureCode, retryAfterMs?: number): void {
    const failure = { code, platformCode: '-1', ...(retryAfterMs === undefined ? {} : { retryAfterMs }) }
    this.answers.push(() => ({ ok: false, failure }))
  }

  texts(user?: string): string[] {
    return this.sent.filter((job) => !user || job.user === user).map((job) => job.message.text)
  }
}

/** A channel with a sign for an answer that is being written. */
class SigningChannel extends FakeChannel {
  async showTyping(_account: Account, user: string, sign: 'seen' | 'typing'): Promise<void> {
    this.signs.push(`${user}:${sign}`)
  }
}

export const fakeChannels = () => ({
  zalo: new FakeChannel('zalo'),
  messenger: new SigningChannel('messenger'),
})

let serial = 0

/** An inbound event with a key of its own. */
export function eventOf(
  user: string,
  body: EventBody | string,
  more: Partial<InboundEvent> = {},
): InboundEvent {
  const account = more.account ?? OA.id
  serial += 1
  return {
    account,
    user,
    key: eventKey(account, 'test', serial),
    at: NOW,
    body: typeof body === 'string' ? { kind: 'message', text: body } : body,
    ...more,
  }
}

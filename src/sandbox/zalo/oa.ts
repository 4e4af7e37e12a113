import type { ZaloSandboxAccount } from '../accounts.ts'
import { ZaloRefusal } from './errors.ts'
import { Templates } from './templates.ts'
import { Uploads } from './uploads.ts'

/** Template messages in a day, unless the OA has another ladder (facts: zalo 5.4). */
const DAILY = 500
/** Price of a template message in đồng: lists differ (facts: zalo 5.4). */
const PRICE = 200
/** Reactions that a message takes (facts: zalo 4.3). */
const REACTIONS = 50

/** What one OA has at Zalo beside its chats: quotas used, uploads, templates, tags. */
export class OaState {
  readonly templates = new Templates()
  readonly uploads = new Uploads()
  readonly tags = new Set<string>()
  readonly #account: ZaloSandboxAccount
  readonly #reactions = new Map<string, number>()
  #usedAfter48h = 0
  #broadcasts = 0
  #spent = 0
  #day = ''
  #sentInDay = 0

  constructor(account: ZaloSandboxAccount) {
    this.#account = account
  }

  /** The package at a moment; one that has lapsed is none (facts: zalo 5.5). */
  package(now: number): NonNullable<ZaloSandboxAccount['package']> {
    const { package: name = 'standard', packageUntil = Number.POSITIVE_INFINITY } = this.#account
    return now < packageUntil ? name : 'none'
  }

  /** Button messages need a package, or are allowed by a setting of their own (facts: zalo 4.2). */
  allowsButtons(now: number): boolean {
    return this.#account.buttonsAllowed ?? this.package(now) !== 'none'
  }

  /** The package's messages for people silent for 48 h to 7 days. */
  get packageQuota(): { remain: number; total: number } {
    const { quotaAfter48h: total = 0 } = this.#account
    return { remain: Math.max(0, total - this.#usedAfter48h), total }
  }

  /** @throws ZaloRefusal -211 when the package holds no message more. */
  useQuota(): void {
    if (this.packageQuota.remain <= 0) throw new ZaloRefusal(-211, 'Out of quota')
    this.#usedAfter48h += 1
  }

  get broadcastQuota(): { remain: number; total: number } {
    const { broadcastQuota: total = 0 } = this.#account
    return { remain: Math.max(0, total - this.#broadcasts), total }
  }

  /** @throws ZaloRefusal -211. */
  useBroadcast(): void {
    if (this.broadcastQuota.remain <= 0) throw new ZaloRefusal(-211, 'Out of quota: broadcast')
    this.#broadcasts += 1
  }

  /** Template messages of a day in Vietnam. */
  dailyQuota(day: string): { remain: number; total: number } {
    const { dailyQuota: total = DAILY } = this.#account
    return { remain: Math.max(0, total - (this.#day === day ? this.#sentInDay : 0)), total }
  }

  /** What a template message costs (đồng), and what is left. */
  get money(): { price: number; left: number } {
    const { templatePrice: price = PRICE, zbsBalance = 0 } = this.#account
    return { price, left: zbsBalance - this.#spent }
  }

  /** Counts a template message. */
  paysTemplate(day: string): void {
    if (this.#day !== day) this.#sentInDay = 0
    this.#day = day
    this.#sentInDay += 1
    this.#spent += this.money.price
  }

  /** @throws ZaloRefusal -210 when the message has its reactions. */
  reacts(messageId: string): void {
    const count = (this.#reactions.get(messageId) ?? 0) + 1
    if (count > REACTIONS) throw new ZaloRefusal(-210, 'The message has too many reactions')
    this.#reactions.set(messageId, count)
  }
}

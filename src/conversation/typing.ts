import { sql } from 'kysely'
import type { Account, Channel, Platform } from '../channels/channel.ts'
import type { Clock } from '../common/clock.ts'
import type { Database } from '../storage/database.ts'
import type { Budgets } from './budgets.ts'
import { REPLY_LANE } from './outbox-store.ts'

/** Who has waited so long for an answer is shown that it is being written. */
const WAITED_MS = 3_000
/** Later nobody looks at the screen any more. */
const GIVE_UP_MS = 60_000
/** The sign goes out after 20 s (facts: messenger 3). */
const AGAIN_MS = 18_000
/** How long one instance does this for an account before another may. */
const TERM_MS = 20_000
/** Persons a round: where more wait, answers need the calls themselves. */
const PERSONS = 20
/** A call that is not had within so many looks is not worth waiting for. */
const BUDGET_LOOKS = 3
const BUDGET_MS = 50
/** Part of a limit that must be free for what is no answer. */
const MOST_USED = 50

interface Waiting {
  account_id: string
  user_id: string
}

export interface TypingDeps {
  db: Database
  clock: Clock
  accounts: ReadonlyMap<string, Account>
  channels: Record<Platform, Channel>
  budgets: Budgets
  /** Whether the account sends at the moment. */
  open(accountId: string): boolean
  /** No waiting event has a lower id (see `lowestInboxId`). */
  lowestInboxId(): number
}

/**
 * Shows people whose answer takes long that we have read and are writing, where a platform has such a sign. Answers are
 * mostly there within a second; nothing is done for those. One instance at a time does it for an account.
 */
export class Typing {
  readonly #deps: TypingDeps
  readonly #able: string[]
  /** When each person was last shown it (ms). */
  readonly #shown = new Map<string, number>()
  readonly #terms = new Map<string, number>()

  constructor(deps: TypingDeps) {
    this.#deps = deps
    this.#able = [...deps.accounts.values()]
      .filter(({ platform }) => deps.channels[platform].showTyping)
      .map(({ id }) => id)
  }

  /** One round. @throws while the database is away */
  async tick(): Promise<void> {
    const { clock, budgets, open } = this.#deps
    const now = clock.now()
    for (const [person, at] of this.#shown) if (now - at > GIVE_UP_MS) this.#shown.delete(person)
    const ids = this.#able.filter((id) => open(id) && budgets.used(id) < MOST_USED)
    if (ids.length === 0) return
    const waiting = await this.#waiting(ids, now)
    const held = new Set<string>()
    for (const id of new Set(waiting.map((one) => one.account_id)))
      if (await this.#hold(id, now)) held.add(id)
    await Promise.all(waiting.filter((one) => held.has(one.account_id)).map((one) => this.#show(one, now)))
  }

  /** Whose message waits for its turn, or whose reply for its send; nobody whom a clerk serves. */
  #waiting(ids: string[], now: number): Promise<Waiting[]> {
    const since = now - GIVE_UP_MS
    const until = now - WAITED_MS
    const mine = sql`(select json_array_elements_text(${JSON.stringify(ids)}::json))`
    return this.#deps.db.rows<Waiting>(sql`
      select w.account_id, w.user_id from (
        select account_id, user_id, received_at as since from inbox
        where id >= ${this.#deps.lowestInboxId()} and account_id in ${mine} and received_at between ${since} and ${until}
        union all
        select account_id, user_id, created_at from outbox
        where state = 'ready' and lane = ${REPLY_LANE} and account_id in ${mine} and created_at between ${since} and ${until}
      ) w
      join contact k on k.account_id = w.account_id and k.platform_id = w.user_id
      join conversation c on c.id = k.id and c.owner = 'bot'
      group by w.account_id, w.user_id order by min(w.since) limit ${PERSONS}`)
  }

  async #hold(accountId: string, now: number): Promise<boolean> {
    if (now < (this.#terms.get(accountId) ?? 0)) return true
    const rows = await this.#deps.db.rows(sql`
      update account set typing_until = ${now + TERM_MS}
      where id = ${accountId} and typing_until <= ${now} returning id`)
    if (rows.length > 0) this.#terms.set(accountId, now + TERM_MS)
    return rows.length > 0
  }

  /** A budget that nobody has drawn from lately answers a moment later. */
  async #allowed(accountId: string): Promise<boolean> {
    for (let n = 0; n < BUDGET_LOOKS; n++) {
      if (this.#deps.budgets.take(accountId)) return true
      await new Promise((resolve) => setTimeout(resolve, BUDGET_MS))
    }
    return false
  }

  async #show({ account_id: accountId, user_id: user }: Waiting, now: number): Promise<void> {
    const { accounts, channels, budgets } = this.#deps
    const account = accounts.get(accountId)
    const person = `${accountId} ${user}`
    const before = this.#shown.get(person)
    if (!account || (before !== undefined && now - before < AGAIN_MS)) return
    const signs = before === undefined ? (['seen', 'typing'] as const) : (['typing'] as const)
    for (const sign of signs) {
      if (!(await this.#allowed(accountId))) return
      budgets.called(accountId)
      this.#shown.set(person, now)
      await channels[account.platform].showTyping?.(account, user, sign)
    }
  }
}

import type { Clock } from '../../common/clock.ts'
import type { Account, MessengerAccount } from '../channel.ts'

/** A Page whose settings may have changed is tried again after a day. */
const REFUSED_FOR_MS = 24 * 3_600_000

/**
 * Whether threads are passed on a Page. Only where its settings name a default app do they belong to anybody (facts:
 * messenger 6), and no call tells that for sure: by default it is tried, and a refusal is remembered until the platform
 * shows that threads do change hands, or for a day.
 */
export class Routing {
  readonly #clock: Clock
  readonly #refusedAt = new Map<string, number>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Whether to give threads of this account to staff's app, and to take them back. */
  passes(account: Account): boolean {
    if (account.platform !== 'messenger') return false
    const routing = account.routing ?? 'auto'
    if (routing !== 'auto') return routing === 'on'
    const refused = this.#refusedAt.get(account.id)
    return refused === undefined || this.#clock.now() - refused > REFUSED_FOR_MS
  }

  /** The platform refused to give a thread away. */
  refused({ id }: MessengerAccount): void {
    this.#refusedAt.set(id, this.#clock.now())
  }

  /** An event came that exists only where threads change hands, or our part in that has changed. */
  seen(accountId: string): void {
    this.#refusedAt.delete(accountId)
  }
}

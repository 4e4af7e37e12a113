import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '../../common/clock.ts'
import type { Keyring } from '../../common/crypto.ts'
import type { Database } from '../../storage/database.ts'
import type { ZaloAccount } from '../channel.ts'
import type { Http } from '../http.ts'
import { exchangeRefreshToken, type TokenPair } from './oauth.ts'
import { type StoredPair, TokenRows } from './token-rows.ts'

/** Access tokens of the OAs, shared by all instances through the `account` table. */
export interface ZaloTokens {
  /** The access token that is known here and was not refused: nearly always there. null: ask `current`. */
  known(account: ZaloAccount): string | null
  /**
   * The access token to send with, from memory where it is known and was not refused, else a new one; null when none can
   * be had now.
   * @throws when the database fails.
   */
  current(account: ZaloAccount): Promise<string | null>
  /** The platform refused this access token: `refresh` replaces it, and only it. */
  refused(account: ZaloAccount, accessToken: string): void
  /**
   * Has another access token than the refused one afterwards: another instance's, or a new one. Where nothing was said to
   * be refused, the one known here is replaced. false: not possible now; the alarm told why.
   * @throws when the database fails.
   */
  refresh(account: ZaloAccount): Promise<boolean>
  /** Refreshes ahead what is 20 of its 25 hours old at `now` (ms since the epoch). For a timer; never rejects. */
  refreshDue(now: number): Promise<void>
  /** Stops waiting for other instances. */
  close(): void
}

export interface ZaloTokensOptions {
  db: Database
  keyring: Keyring
  clock: Clock
  http: Http
  accounts: ZaloAccount[]
  /** Tells operators; `reason` says what happened and what to do, without any token. */
  alarm(account: ZaloAccount, reason: string): void
  /** Waits; for tests. */
  sleep?: (ms: number) => Promise<unknown>
}

const HOUR_MS = 3_600_000
const REFRESH_AGE_MS = 20 * HOUR_MS
/** Share of a shorter life after which it is refreshed ahead. */
const REFRESH_SHARE = 0.8
/** Longer than one try of a refresh, and taken anew for each; a killed refresher blocks others this long. */
const LEASE_MS = 25_000
const POLL_MS = 250
const MAX_POLLS = 280
const TRIES = 3
const SAVE_TRIES = 10
const SAVE_WAIT_MS = 500
/** After a refusal the same refresh token is not tried again, nor the same alarm repeated, for this long. */
const HOLD_MS = 10 * 60_000

const RECONNECT =
  'Have an administrator of the OA open the consent link, which stands beside this alarm and which npm run doctor prints (or make a new pair in the API Explorer and set it as ZALO_REFRESH_TOKEN).'
const LOST = `The answer to a token refresh was lost: the old refresh token is used up and the new one never arrived. ${RECONNECT}`
const NONE = `There is no token of this OA (it was not connected yet, or APP_KEY cannot decrypt the stored pair), and what is to be sent waits. ${RECONNECT}`
const refusedReason = (code: string) =>
  `Zalo refused the refresh token (${code}): used up, lapsed or revoked, or the answer to its use was lost. ${RECONNECT}`
const laterReason = (code: string) =>
  `The access token could not be refreshed (${code}). It is tried again; check the way to the OAuth host.`
const UNSAVED =
  'A new token pair could not be stored, so it is not used yet. It is tried again; if this process ends first, consent is needed again.'

interface Unsaved {
  sealed: string
  pair: TokenPair
}

/**
 * The token store. Refresh tokens work once, so one refresher at a time is let through over all instances by a lease in
 * the account's row; no transaction is open during the call. A new pair is stored before its first use.
 */
export function createZaloTokens(options: ZaloTokensOptions): ZaloTokens {
  return new TokenStore(options)
}

class TokenStore implements ZaloTokens {
  readonly #options: ZaloTokensOptions
  readonly #rows: TokenRows
  readonly #sleep: (ms: number) => Promise<unknown>
  readonly #known = new Map<string, StoredPair>()
  readonly #refused = new Map<string, string>()
  readonly #running = new Map<string, Promise<boolean>>()
  readonly #unsaved = new Map<string, Unsaved>()
  readonly #held = new Map<string, { refreshToken: string; until: number }>()
  readonly #told = new Map<string, { reason: string; until: number }>()
  #closed = false

  constructor(options: ZaloTokensOptions) {
    this.#options = options
    this.#rows = new TokenRows(options.db, options.keyring)
    this.#sleep = options.sleep ?? wait
  }

  known(account: ZaloAccount): string | null {
    const pair = this.#known.get(account.id)?.pair
    return pair && this.#usable(account, pair) ? pair.accessToken : null
  }

  async current(account: ZaloAccount): Promise<string | null> {
    const known = this.known(account)
    if (known !== null) return known
    const pair = (this.#known.get(account.id) ?? (await this.#load(account)))?.pair
    if (pair?.accessToken && this.#usable(account, pair)) return pair.accessToken
    if (!(await this.#replaceOnce(account, pair?.accessToken ?? null))) return null
    return this.#known.get(account.id)?.pair.accessToken ?? null
  }

  refused(account: ZaloAccount, accessToken: string): void {
    this.#refused.set(account.id, accessToken)
  }

  async refresh(account: ZaloAccount): Promise<boolean> {
    const pair = this.#known.get(account.id)?.pair
    const refused = this.#refused.get(account.id)
    if (pair?.accessToken && refused !== undefined && this.#usable(account, pair)) return true
    return this.#replaceOnce(account, pair?.accessToken ?? refused ?? null)
  }

  async refreshDue(now: number): Promise<void> {
    const one = async (account: ZaloAccount) => {
      const stored = await this.#load(account)
      // Told before anybody has to wait for it.
      if (!stored) this.#fail(account, NONE)
      else if (isDue(stored.pair, now)) await this.#replaceOnce(account, stored.pair.accessToken)
    }
    // A database that fails is told of elsewhere, and the timer comes again.
    await Promise.allSettled(this.#options.accounts.map(one))
  }

  close(): void {
    this.#closed = true
  }

  #now(): number {
    return this.#options.clock.now()
  }

  /** Neither lapsed nor refused, as far as is known. */
  #usable(account: ZaloAccount, { accessToken, expiresAt }: TokenPair): boolean {
    const lapsed = expiresAt !== null && expiresAt <= this.#now()
    return !lapsed && accessToken !== this.#refused.get(account.id)
  }

  async #load(account: ZaloAccount): Promise<StoredPair | null> {
    const stored = await this.#rows.load(account, this.#now())
    if (stored) this.#known.set(account.id, stored)
    else this.#known.delete(account.id)
    return stored
  }

  /** One replacement at a time in this process: others get its result. */
  #replaceOnce(account: ZaloAccount, stale: string | null): Promise<boolean> {
    const running = this.#running.get(account.id)
    if (running) return running
    const started = this.#replace(account, stale).finally(() => this.#running.delete(account.id))
    this.#running.set(account.id, started)
    return started
  }

  async #replace(account: ZaloAccount, stale: string | null): Promise<boolean> {
    for (let poll = 0; poll < MAX_POLLS && !this.#closed; poll++) {
      if (this.#unsaved.has(account.id) && !(await this.#save(account))) return false
      const stored = await this.#load(account)
      if (!stored) return this.#fail(account, NONE)
      const { accessToken } = stored.pair
      if (accessToken !== null && accessToken !== stale) return true
      if (this.#isHeld(account, stored.pair)) return false
      const now = this.#now()
      if (await this.#rows.lease(account, stored.sealed, now, now + LEASE_MS)) {
        return this.#exchange(account, stored, now + LEASE_MS)
      }
      await this.#sleep(POLL_MS)
    }
    return false
  }

  async #exchange(account: ZaloAccount, { pair, sealed }: StoredPair, until: number): Promise<boolean> {
    let lease = until
    let reason = ''
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const result = await exchangeRefreshToken(this.#options.http, account, pair, () => this.#now())
      if (result.kind === 'pair') {
        this.#unsaved.set(account.id, { sealed, pair: result.pair })
        return this.#save(account)
      }
      if (result.kind !== 'later') {
        this.#held.set(account.id, { refreshToken: pair.refreshToken, until: this.#now() + HOLD_MS })
        reason = result.kind === 'lost' ? LOST : refusedReason(result.code)
        break
      }
      reason = laterReason(result.code)
      if (attempt < TRIES) {
        await this.#sleep(attempt * 1_000)
        lease = await this.#extend(account, lease)
      }
    }
    await this.#rows.release(account, lease)
    return this.#fail(account, reason)
  }

  async #extend(account: ZaloAccount, lease: number): Promise<number> {
    const until = this.#now() + LEASE_MS
    await this.#rows.extend(account, lease, until)
    return until
  }

  /** Stores the pair that was got; where another pair has come in the meantime, that one is taken. */
  async #save(account: ZaloAccount): Promise<boolean> {
    const unsaved = this.#unsaved.get(account.id)
    if (!unsaved) return true
    for (let attempt = 1; attempt <= SAVE_TRIES; attempt++) {
      try {
        const stored = await this.#rows.replace(account, unsaved.sealed, unsaved.pair)
        this.#unsaved.delete(account.id)
        if (stored) this.#known.set(account.id, stored)
        else await this.#load(account)
        return true
      } catch {
        if (attempt < SAVE_TRIES) await this.#sleep(SAVE_WAIT_MS)
      }
    }
    return this.#fail(account, UNSAVED)
  }

  #isHeld(account: ZaloAccount, { refreshToken }: TokenPair): boolean {
    const held = this.#held.get(account.id)
    return held !== undefined && held.refreshToken === refreshToken && this.#now() < held.until
  }

  /** Sends that meet the same fault tell it once in a while, not each. */
  #fail(account: ZaloAccount, reason: string): false {
    const told = this.#told.get(account.id)
    if (told?.reason !== reason || this.#now() >= told.until) {
      this.#told.set(account.id, { reason, until: this.#now() + HOLD_MS })
      this.#options.alarm(account, reason)
    }
    return false
  }
}

function isDue({ accessToken, expiresAt, refreshedAt }: TokenPair, now: number): boolean {
  const life = expiresAt === null ? Number.POSITIVE_INFINITY : (expiresAt - refreshedAt) * REFRESH_SHARE
  return accessToken === null || now >= refreshedAt + Math.min(REFRESH_AGE_MS, life)
}

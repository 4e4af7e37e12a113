import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '../../common/clock.ts'
import type { Keyring } from '../../common/crypto.ts'
import type { Database } from '../../storage/database.ts'
import type { ZaloAccount } from '../channel.ts'
import type { Http } from '../http.ts'
import { type ConsentLink, ConsentRows } from './consent-rows.ts'
import { readOaInfo } from './oa-info.ts'
import { type Exchange, exchangeCode, type TokenPair } from './oauth.ts'
import { TokenRows } from './token-rows.ts'

/** What a visit to `/oauth/zalo` came to. */
export type ConsentOutcome =
  | { kind: 'connected'; account: ZaloAccount }
  /** No such link: mistyped, used, expired, or replaced by a newer one. Nothing is known of the visitor. */
  | { kind: 'unknown-link' }
  /** Of a link that was good; `retry` is the next one. `code` is Zalo's own, where it gave one. */
  | {
      kind: 'denied' | 'wrong-oa' | 'refused' | 'unreachable' | 'lost'
      account: ZaloAccount
      retry: string
      code?: string
    }

/** What Zalo's redirect carries. */
export interface ConsentVisit {
  state: string | undefined
  code: string | undefined
  oaId: string | undefined
}

/** Consents of administrators of OAs: the link that asks for one, and what comes back from it. */
export interface ZaloConsents {
  /**
   * Address at which an administrator of the OA lets this app act for it. One is open at a time, for a day, on all
   * instances; asked again, the same one while half of its time is left.
   * @throws when the database fails.
   */
  link(account: ZaloAccount): Promise<string>
  /**
   * Takes a consent that comes back: its link works once, and only for its account. The pair is sealed in the database
   * before its first use, and replaces the account's tokens once it is known to be of this OA.
   * @throws when the database fails.
   */
  take(visit: ConsentVisit): Promise<ConsentOutcome>
}

export interface ZaloConsentOptions {
  db: Database
  keyring: Keyring
  clock: Clock
  http: Http
  accounts: ZaloAccount[]
  /** Address of this server, without a slash at its end. */
  publicUrl: string
  /** Tells operators of a consent that did not end well. */
  alarm(account: ZaloAccount, reason: string): void
  connected(account: ZaloAccount): void
  /** Waits; for tests. */
  sleep?: (ms: number) => Promise<unknown>
}

/** Where Zalo sends administrators back to; it must stand so in the app's settings. */
export const CONSENT_PATH = '/oauth/zalo'

const TRIES = 3
const TOKEN = /^[A-Za-z0-9_-]{32}$/

/** The challenge of a PKCE verifier: S256, base64url without padding (facts: zalo 3). */
export function codeChallenge(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}

/** Consents over the `zalo_consent` table: a link may come back to any instance. */
export function createZaloConsents(options: ZaloConsentOptions): ZaloConsents {
  return new Consents(options)
}

class Consents implements ZaloConsents {
  readonly #options: ZaloConsentOptions
  readonly #rows: ConsentRows
  readonly #tokens: TokenRows
  readonly #sleep: (ms: number) => Promise<unknown>

  constructor(options: ZaloConsentOptions) {
    this.#options = options
    this.#rows = new ConsentRows(options.db, options.keyring)
    this.#tokens = new TokenRows(options.db, options.keyring)
    this.#sleep = options.sleep ?? wait
  }

  async link(account: ZaloAccount): Promise<string> {
    const { clock, publicUrl } = this.#options
    const verifier = account.codeVerifier ?? randomBytes(32).toString('base64url')
    const link = await this.#rows.open(account.id, verifier, clock.now(), account.codeVerifier)
    const query = new URLSearchParams({
      app_id: account.appId,
      redirect_uri: `${publicUrl}${CONSENT_PATH}`,
      code_challenge: codeChallenge(link.verifier),
      state: link.state,
    })
    return `${account.oauthUrl}/v4/oa/permission?${query}`
  }

  async take({ state, code, oaId }: ConsentVisit): Promise<ConsentOutcome> {
    const link = state && TOKEN.test(state) ? await this.#rows.claim(state, this.#options.clock.now()) : null
    const account = this.#options.accounts.find(({ id }) => id === link?.accountId)
    if (!link || !account) return { kind: 'unknown-link' }
    if (oaId !== undefined && oaId !== account.oaId) return this.#failed('wrong-oa', account)
    if (!code) return this.#failed('denied', account)
    const exchange = await this.#exchange(account, code, link)
    if (exchange.kind === 'lost') return this.#failed('lost', account)
    if (exchange.kind === 'later') return this.#failed('unreachable', account, exchange.code)
    if (exchange.kind === 'refused') return this.#failed('refused', account, exchange.code)
    return this.#adopt(account, exchange.pair)
  }

  /** A code that could not be shown to Zalo is still good. */
  async #exchange(account: ZaloAccount, code: string, link: ConsentLink): Promise<Exchange> {
    const { http, clock } = this.#options
    for (let attempt = 1; ; attempt++) {
      const result = await exchangeCode(http, account, { code, verifier: link.verifier }, () => clock.now())
      if (result.kind !== 'later' || attempt === TRIES) return result
      await this.#sleep(attempt * 500)
    }
  }

  /** The redirect's `oa_id` can be made up by whoever opens it; what Zalo says of the token cannot. */
  async #adopt(account: ZaloAccount, pair: TokenPair): Promise<ConsentOutcome> {
    const { http, connected } = this.#options
    await this.#rows.keep(account.id, pair)
    const answer = await readOaInfo(http, account, pair.accessToken ?? '')
    const found = answer.kind === 'info' ? answer.info.oaId : null
    // Where Zalo does not say whose it is, the connection's regular check finds out.
    if (found !== null && found !== account.oaId) return this.#failed('wrong-oa', account)
    await this.#tokens.grant(account, pair)
    await this.#rows.forget(account.id)
    connected(account)
    return { kind: 'connected', account }
  }

  async #failed(
    kind: 'denied' | 'wrong-oa' | 'refused' | 'unreachable' | 'lost',
    account: ZaloAccount,
    code?: string,
  ): Promise<ConsentOutcome> {
    this.#options.alarm(account, REASONS[kind](code ?? ''))
    return { kind, account, retry: await this.link(account), ...(code !== undefined && { code }) }
  }
}

const REASONS = {
  denied: () => 'An administrator opened the consent link, and Zalo sent no code: the consent was not given.',
  'wrong-oa': () =>
    'A consent came back for another OA than ZALO_OA_ID, and was not used: the administrator must choose the right OA.',
  refused: (code: string) =>
    `Zalo refused the code of a consent (${code}). ${code === '-14003' ? 'The callback address in the app must be PUBLIC_URL/oauth/zalo; where the app keeps one code challenge, set the verifier that belongs to it as ZALO_CODE_VERIFIER.' : 'Check ZALO_APP_ID and ZALO_APP_SECRET, and open the link again: a code works for ten minutes.'}`,
  unreachable: (code: string) =>
    `The code of a consent could not be exchanged (${code}). Check the way to the OAuth host, and open the link again.`,
  lost: () => 'The answer to the exchange of a consent was lost: the link must be opened again.',
}

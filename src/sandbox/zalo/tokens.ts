import { createHmac } from 'node:crypto'
import type { Clock } from '../../common/clock.ts'
import { sameText } from '../../common/crypto.ts'
import type { ZaloSandboxAccount } from '../accounts.ts'

/** Life of an access token: 25 h (facts: Zalo 3). */
export const ACCESS_TOKEN_S = 90_000
/** Life of a refresh token: 3 months (facts: Zalo 3). */
const REFRESH_TOKEN_MS = 90 * 24 * 3_600_000

export interface TokenPair {
  accessToken: string
  refreshToken: string
}

type Kind = 'at' | 'rt'

interface Claims {
  oaId: string
  generation: number
  issuedAt: number
}

/**
 * The token pairs of one OA. A refresh token works once; each refresh makes the next generation.
 * Tokens carry their claims under a MAC, so that the pair which an application keeps still works after the
 * emulator was started anew; which ones were used is only known to the running emulator.
 */
export class OaTokens {
  readonly #account: ZaloSandboxAccount
  readonly #clock: Clock
  readonly #startedAt: number
  #usedUpTo = -1
  #deadUpTo = Number.NEGATIVE_INFINITY
  #revokedAt = Number.NEGATIVE_INFINITY

  constructor(account: ZaloSandboxAccount, clock: Clock) {
    this.#account = account
    this.#clock = clock
    this.#startedAt = clock.now()
  }

  /** valid · expired (-220) · unknown (-216). */
  checkAccess(token: string): 'valid' | 'expired' | 'unknown' {
    const { accessToken } = this.#account
    const isFirst = accessToken !== undefined && sameText(accessToken, token)
    const issuedAt = isFirst ? this.#startedAt : this.#read('at', token)?.issuedAt
    if (issuedAt === undefined || issuedAt <= this.#revokedAt) return 'unknown'
    const alive = issuedAt > this.#deadUpTo && this.#clock.now() < issuedAt + ACCESS_TOKEN_S * 1000
    return alive ? 'valid' : 'expired'
  }

  /** Uses a refresh token up. used: it, or a later one, was used before. */
  refresh(token: string): TokenPair | 'unknown' | 'used' | 'expired' {
    const isFirst = sameText(token, this.#account.refreshToken)
    const claims = isFirst ? { generation: 0, issuedAt: this.#startedAt } : this.#read('rt', token)
    if (!claims || claims.issuedAt <= this.#revokedAt) return 'unknown'
    if (claims.generation <= this.#usedUpTo) return 'used'
    if (this.#clock.now() >= claims.issuedAt + REFRESH_TOKEN_MS) return 'expired'
    this.#usedUpTo = claims.generation
    return this.#issue(claims.generation + 1)
  }

  /** A new pair after an administrator consented again. */
  grant(): TokenPair {
    this.#usedUpTo += 1
    return this.#issue(this.#usedUpTo + 1)
  }

  /** All access tokens given out so far are expired from now on. */
  expire(): void {
    this.#deadUpTo = Math.max(this.#deadUpTo, this.#clock.now())
  }

  /** The OA withdrew its grant: no token given out so far is known any more, until an administrator consents again. */
  revoke(): void {
    this.#revokedAt = Math.max(this.#revokedAt, this.#clock.now())
  }

  #issue(generation: number): TokenPair {
    // Never at a moment that `expire` or `revoke` declared dead, even when the clock stands still.
    const issuedAt = Math.max(this.#clock.now(), this.#deadUpTo + 1, this.#revokedAt + 1)
    const claims = { oaId: this.#account.oaId, generation, issuedAt }
    return { accessToken: this.#write('at', claims), refreshToken: this.#write('rt', claims) }
  }

  #write(kind: Kind, { oaId, generation, issuedAt }: Claims): string {
    const text = `${kind}_${oaId}_${generation}_${issuedAt}`
    return `${text}_${createHmac('sha256', this.#account.appSecret).update(text).digest('hex')}`
  }

  #read(kind: Kind, token: string): Claims | undefined {
    const [, oaId, generation, issuedAt] = /^[a-z]{2}_(\d+)_(\d+)_(\d+)_/.exec(token) ?? []
    if (oaId !== this.#account.oaId) return undefined
    const claims = { oaId, generation: Number(generation), issuedAt: Number(issuedAt) }
    return sameText(this.#write(kind, claims), token) ? claims : undefined
  }
}

/** The tokens of all OAs of the emulator. */
export class ZaloTokens {
  readonly #tokens: ReadonlyMap<ZaloSandboxAccount, OaTokens>

  constructor(accounts: ZaloSandboxAccount[], clock: Clock) {
    this.#tokens = new Map(accounts.map((account) => [account, new OaTokens(account, clock)]))
  }

  of(account: ZaloSandboxAccount): OaTokens {
    const tokens = this.#tokens.get(account)
    if (!tokens) throw new Error(`The sandbox has no OA ${account.oaId}`)
    return tokens
  }

  expireAll(): void {
    for (const tokens of this.#tokens.values()) tokens.expire()
  }
}

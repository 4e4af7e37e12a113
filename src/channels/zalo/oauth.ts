import type { ZaloAccount } from '../channel.ts'
import type { Http } from '../http.ts'
import { errorCode, jsonObject } from './errors.ts'

/** Access and refresh token of one OA. Times are ms since the epoch. */
export interface TokenPair {
  /** null: only a refresh token was given so far. */
  accessToken: string | null
  /** Works once: its use returns the next one (facts: zalo 3). */
  refreshToken: string
  /** When the access token lapses; null where nobody said. */
  expiresAt: number | null
  /** When the pair was made, or taken from the environment. */
  refreshedAt: number
  /** The environment's refresh token from which these descend: the same one never counts again. */
  from: string | null
}

/**
 * What became of a refresh token, or of the code of a consent.
 * `later`: the refresh token was hardly used, trying again may help. `lost`: it was probably used and what it bought did
 * not arrive. `refused`: the platform said no, with its code.
 */
export type Exchange =
  | { kind: 'pair'; pair: TokenPair }
  | { kind: 'later'; code: string }
  | { kind: 'lost' }
  | { kind: 'refused'; code: string }

/** A lost answer costs a new consent, so it is waited for longer than others. */
const ANSWER_TIMEOUT_MS = 15_000
const RATE_LIMITED = -32
const DEFAULT_LIFE_S = 90_000
const MIN_LIFE_S = 60
const MAX_LIFE_S = 30 * 86_400

/** Trades a refresh token for a new pair. Never rejects. */
export function exchangeRefreshToken(
  http: Http,
  account: ZaloAccount,
  old: TokenPair,
  now: () => number,
): Promise<Exchange> {
  const form = { refresh_token: old.refreshToken, grant_type: 'refresh_token' }
  return exchange(http, account, form, old.from, now)
}

/** Trades the code of a consent, which works once and for ten minutes (facts: zalo 3), for a pair. Never rejects. */
export function exchangeCode(
  http: Http,
  account: ZaloAccount,
  { code, verifier }: { code: string; verifier: string },
  now: () => number,
): Promise<Exchange> {
  const form = { code, code_verifier: verifier, grant_type: 'authorization_code' }
  return exchange(http, account, form, account.refreshToken || null, now)
}

async function exchange(
  http: Http,
  account: ZaloAccount,
  form: Record<string, string>,
  from: string | null,
  now: () => number,
): Promise<Exchange> {
  const answer = await http.request({
    method: 'POST',
    url: `${account.oauthUrl}/v4/oa/access_token`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', secret_key: account.appSecret },
    body: new URLSearchParams({ ...form, app_id: account.appId }).toString(),
    timeoutMs: ANSWER_TIMEOUT_MS,
  })
  if (answer.kind === 'unsent') return { kind: 'later', code: 'unreachable' }
  if (answer.kind === 'uncertain') return { kind: 'lost' }
  return readExchange(answer.status, answer.text, from, now())
}

function readExchange(status: number, text: string, from: string | null, now: number): Exchange {
  const body = jsonObject(text)
  const accessToken = body?.['access_token']
  const refreshToken = body?.['refresh_token']
  if (isToken(accessToken) && isToken(refreshToken)) {
    const expiresAt = now + lifeSeconds(body?.['expires_in']) * 1000
    return { kind: 'pair', pair: { accessToken, refreshToken, expiresAt, refreshedAt: now, from } }
  }
  // Errors come with HTTP 200 here too.
  const error = errorCode(body?.['error'])
  if (error === RATE_LIMITED || status === 429 || status >= 500) {
    return { kind: 'later', code: String(error ?? status) }
  }
  if (error) return { kind: 'refused', code: String(error) }
  return status >= 400 ? { kind: 'refused', code: String(status) } : { kind: 'lost' }
}

function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[\x21-\x7e]+$/.test(value)
}

/** `expires_in` is a string of seconds (facts: zalo 3). */
function lifeSeconds(value: unknown): number {
  const seconds = Number(value)
  return seconds >= MIN_LIFE_S && seconds <= MAX_LIFE_S ? Math.floor(seconds) : DEFAULT_LIFE_S
}

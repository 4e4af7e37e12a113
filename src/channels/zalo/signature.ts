import { hash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { sameText } from '../../common/crypto.ts'
import type { ZaloAccount } from '../channel.ts'
import { asObject, idText } from '../clean.ts'

/** `timestamp` exactly as it stands in the body; numbers only where JSON did not round them. */
export function writtenTimestamp(body: unknown): string | undefined {
  const value = asObject(body)?.['timestamp']
  if (typeof value === 'string' && value.length <= 32) return value
  return typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : undefined
}

/**
 * `X-ZEvent-Signature` of a webhook: lower-case hex of SHA-256(app id + body + timestamp + OA secret), joined as
 * bytes. Plain SHA-256, no HMAC; the OA secret, not the app secret (facts: zalo 2.1).
 */
export function zaloMac(appId: string, body: Uint8Array, timestamp: string, oaSecret: string): string {
  return hash('sha256', Buffer.concat([Buffer.from(appId), body, Buffer.from(timestamp + oaSecret)]))
}

/**
 * The accounts for which a request speaks: those of the body's app whose OA secret signed exactly these bytes.
 * `null`: nobody configured signed it. The header `X-ZEvent-Timestamp`, which was not seen on captured requests, is
 * read only where the body has no `timestamp`.
 */
export function signedFor(
  bytes: Uint8Array,
  body: unknown,
  headers: IncomingHttpHeaders,
  accounts: ZaloAccount[],
): ZaloAccount[] | null {
  const header = headers['x-zevent-signature']
  const appId = idText(asObject(body)?.['app_id'])
  if (typeof header !== 'string' || appId === null) return null
  const given = header.trim().replace(/^mac\s*=\s*/i, '')
  const fallback = headers['x-zevent-timestamp']
  const timestamp = writtenTimestamp(body) ?? (typeof fallback === 'string' ? fallback : '')
  const ofApp = accounts.filter((account) => account.appId === appId)
  for (const secret of new Set(ofApp.map((account) => account.oaSecret))) {
    // Without a secret anybody could sign.
    if (secret === '') continue
    if (sameText(zaloMac(appId, bytes, timestamp, secret), given)) {
      return ofApp.filter((account) => account.oaSecret === secret)
    }
  }
  return null
}

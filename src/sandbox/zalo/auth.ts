import { createHmac } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { sameText } from '../../common/crypto.ts'
import type { ZaloSandboxAccount } from '../accounts.ts'
import { ZaloRefusal } from './errors.ts'
import type { ZaloStage } from './stage.ts'

/** What the two hosts answer to wrong credentials: same numbers mean other things there (facts: zalo 7). */
const CODES = {
  oa: { unknown: -216, expired: -220, proof: -242 },
  zns: { unknown: -124, expired: -124, proof: -1241 },
} as const

const known = new WeakMap<FastifyRequest, ZaloSandboxAccount>()

/** The OA whose token a request carried. */
export function oaOf(request: FastifyRequest): ZaloSandboxAccount | undefined {
  return known.get(request)
}

/**
 * Finds the OA by the `access_token` header, checks the proof when one is sent or required, and counts the call.
 * @throws ZaloRefusal -216 unknown token, -220 expired (ZNS host: -124), -242 proof wrong or missing, -32 too many calls
 * in the minute, or what the OA's settings refuse the call with.
 */
export function authorise(
  stage: ZaloStage,
  request: FastifyRequest,
  host: keyof typeof CODES = 'oa',
): ZaloSandboxAccount {
  const codes = CODES[host]
  const token = header(request, 'access_token')
  const found = stage.accounts
    .map((account) => ({
      account,
      state: token === undefined ? 'unknown' : stage.tokens.of(account).checkAccess(token),
    }))
    .find(({ state }) => state !== 'unknown')
  if (!found || token === undefined) throw new ZaloRefusal(codes.unknown, 'Access token is invalid')
  if (found.state === 'expired') throw new ZaloRefusal(codes.expired, 'Access token has expired')
  const { account } = found
  known.set(request, account)
  const proof = header(request, 'appsecret_proof')
  const wrong = proof !== undefined && !sameText(proof, appSecretProof(token, account.appSecret))
  if (wrong || (proof === undefined && account.requireProof)) {
    throw new ZaloRefusal(codes.proof, 'appsecret_proof is invalid')
  }
  if (host === 'oa' && !stage.rates.take(account, stage.clock.now())) {
    throw new ZaloRefusal(-32, 'Rate limit exceeded')
  }
  const path = request.url.split('?')[0]!.replace(/^\/zalo(-zns)?/, '')
  const refused = account.refusedCalls?.[path] ?? account.refusedCalls?.['*']
  if (refused !== undefined) throw new ZaloRefusal(refused, 'This OA may not make this call')
  return account
}

/** Hex HMAC-SHA256 of the token with the app secret (facts: zalo 3). */
export function appSecretProof(token: string, appSecret: string): string {
  return createHmac('sha256', appSecret).update(token).digest('hex')
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

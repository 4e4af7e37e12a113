import { createHmac } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { sameText } from '../../common/crypto.ts'
import type { MessengerSandboxAccount } from '../accounts.ts'
import { isFields } from '../shape.ts'
import { GraphRefusal } from './errors.ts'
import type { MessengerStage } from './stage.ts'

/** Permissions of a Page token, unless the account says otherwise (facts: messenger 5, 2.5). */
export const PERMISSIONS = [
  'pages_messaging',
  'pages_manage_metadata',
  'pages_show_list',
  'pages_read_engagement',
  'pages_utility_messaging',
]

const known = new WeakMap<FastifyRequest, MessengerSandboxAccount>()

/** The Page whose token a request carried, once it was checked. */
export function pageOf(request: FastifyRequest): MessengerSandboxAccount | undefined {
  return known.get(request)
}

/**
 * Finds the Page by its token, checks the proof and counts the call.
 * @throws GraphRefusal 190, 100, 200 without the permission, 80006 too many calls in the day.
 */
export function authorise(
  stage: MessengerStage,
  request: FastifyRequest,
  permission?: string,
): MessengerSandboxAccount {
  const token = parameter(request, 'access_token') ?? bearer(request)
  const account = stage.accounts.find((one) => token !== undefined && sameText(one.pageToken, token))
  if (!account || token === undefined) throw new GraphRefusal(190, 'Invalid OAuth access token')
  if (stage.deadTokens.has(account.pageId)) {
    throw new GraphRefusal(190, 'The session has been invalidated', 460)
  }
  checkProof(account, token, parameter(request, 'appsecret_proof'))
  const { object } = request.params as { object?: string }
  if (request.method !== 'GET' && object !== undefined && object !== 'me' && object !== account.pageId) {
    const message = `Object with ID '${object}' does not exist or cannot be used with this token`
    throw new GraphRefusal(100, message, 33)
  }
  if (permission !== undefined) requirePermission(account, permission)
  known.set(request, account)
  if (account.rates !== false) {
    stage.page(account).usage.call(stage.clock.now(), stage.behaviour.usedPercent)
  }
  return account
}

/** Another spelling of a permission, as Meta's docs and log-in disagree (facts: messenger 2.5). */
const SPELLINGS: Record<string, string> = { pages_utility_messaging: 'page_utility_messaging' }

/** @throws GraphRefusal 200 when the token lacks the permission. */
export function requirePermission(account: MessengerSandboxAccount, name: string): void {
  const has = permissionsOf(account)
  if (has.includes(name) || has.includes(SPELLINGS[name] ?? name)) return
  throw new GraphRefusal(200, `Requires the permission ${name}`)
}

/** What the account's token may do. */
export function permissionsOf(account: MessengerSandboxAccount): readonly string[] {
  return account.permissions ?? PERMISSIONS
}

/** Hex HMAC-SHA256 of the token with the app secret (facts: messenger 5). */
export function appSecretProof(token: string, appSecret: string): string {
  return createHmac('sha256', appSecret).update(token).digest('hex')
}

function checkProof(account: MessengerSandboxAccount, token: string, proof: string | undefined): void {
  if (proof === undefined && account.requireProof) {
    throw new GraphRefusal(100, 'API calls from the server require an appsecret_proof argument')
  }
  if (proof !== undefined && !sameText(proof, appSecretProof(token, account.appSecret))) {
    throw new GraphRefusal(100, 'Invalid appsecret_proof provided in the API argument')
  }
}

/** A parameter of the query or the body. */
export function parameter(request: FastifyRequest, name: string): string | undefined {
  const fromQuery = (request.query as Record<string, unknown>)[name]
  const fromBody = isFields(request.body) ? request.body[name] : undefined
  const value = fromQuery ?? fromBody
  return typeof value === 'string' ? value : undefined
}

function bearer(request: FastifyRequest): string | undefined {
  return /^(?:Bearer|OAuth) (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
}

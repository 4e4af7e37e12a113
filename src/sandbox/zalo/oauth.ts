import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sameText } from '../../common/crypto.ts'
import type { ZaloSandboxAccount } from '../accounts.ts'
import type { Stage } from '../stage.ts'
import { ACCESS_TOKEN_S, type TokenPair, type ZaloTokens } from './tokens.ts'

type ZaloStage = Stage<ZaloSandboxAccount>
type Form = Record<string, string | undefined>

/** Life of an authorisation code (facts: Zalo 3). */
const CODE_MS = 10 * 60_000

interface Grant {
  account: ZaloSandboxAccount
  challenge: string
  at: number
}

/** Errors come with HTTP 200 and a code of -14xxx; only -14002 and -14003 are named in the facts. */
class OAuthRefusal extends Error {
  readonly body: object

  constructor(error: number, name: string, description: string) {
    super(description)
    this.body = { error_name: name, error_description: description, error }
  }
}

/** OAuth v4 of OAs, mounted under `/zalo-oauth`. */
export function zaloOAuth(stage: ZaloStage, tokens: ZaloTokens) {
  const grants = new Map<string, Grant>()
  return async (app: FastifyInstance): Promise<void> => {
    // The token endpoint takes forms only.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    )
    app.setErrorHandler((error, _request, reply) => {
      const refusal = error instanceof OAuthRefusal ? error : invalid('Body must be a form')
      return reply.code(200).send(refusal.body)
    })
    app.get('/v4/oa/permission', async (request, reply) => {
      const { query, code, account } = consent(stage, request)
      grants.set(code, { account, challenge: query['code_challenge'] ?? '', at: stage.clock.now() })
      const target = new URL(query['redirect_uri']!)
      target.searchParams.set('code', code)
      target.searchParams.set('oa_id', account.oaId)
      if (query['state'] !== undefined) target.searchParams.set('state', query['state'])
      return reply.redirect(target.href)
    })
    app.post('/v4/oa/access_token', async (request, reply) => {
      const { latencyMs, refreshUnanswered } = stage.behaviour
      const wait = stage.random.between(latencyMs)
      const pair = exchange(stage, tokens, grants, request)
      if (wait > 0) await pause(wait)
      if (stage.random.chance(refreshUnanswered)) {
        stage.stats.unanswered += 1
        return reply.hijack()
      }
      return {
        access_token: pair.accessToken,
        refresh_token: pair.refreshToken,
        expires_in: String(ACCESS_TOKEN_S),
      }
    })
  }
}

/** An administrator of the app's first OA, or of `oa_id`, agrees at once. */
function consent(stage: ZaloStage, request: FastifyRequest) {
  const query = request.query as Form
  const account = stage.accounts.find(
    (one) => one.appId === query['app_id'] && (query['oa_id'] === undefined || one.oaId === query['oa_id']),
  )
  if (!account) throw new OAuthRefusal(-14002, 'Invalid app id', 'App id is invalid or the app is not active')
  if (!URL.canParse(query['redirect_uri'] ?? '')) {
    throw new OAuthRefusal(-14003, 'Invalid redirect uri', 'Redirect uri is invalid')
  }
  return { query, account, code: stage.random.id(32) }
}

function exchange(
  stage: ZaloStage,
  tokens: ZaloTokens,
  grants: Map<string, Grant>,
  request: FastifyRequest,
): TokenPair {
  const form = (request.body ?? {}) as Form
  const apps = stage.accounts.filter((one) => one.appId === form['app_id'])
  if (apps.length === 0)
    throw new OAuthRefusal(-14002, 'Invalid app id', 'App id is invalid or the app is not active')
  const secret = String(request.headers['secret_key'] ?? '')
  const allowed = apps.filter((one) => sameText(one.appSecret, secret))
  if (allowed.length === 0) throw new OAuthRefusal(-14004, 'Invalid secret key', 'Secret key is invalid')
  if (form['grant_type'] === 'authorization_code') return redeem(stage, tokens, grants, allowed, form)
  if (form['grant_type'] !== 'refresh_token') throw invalid('grant_type is invalid')
  let outcome: TokenPair | string = 'unknown'
  for (const account of allowed) {
    outcome = tokens.of(account).refresh(form['refresh_token'] ?? '')
    if (typeof outcome !== 'string') return outcome
    if (outcome !== 'unknown') break
  }
  throw new OAuthRefusal(-14014, 'Invalid refresh token', `Refresh token is ${String(outcome)}`)
}

function redeem(
  stage: ZaloStage,
  tokens: ZaloTokens,
  grants: Map<string, Grant>,
  allowed: ZaloSandboxAccount[],
  form: Form,
): TokenPair {
  const grant = grants.get(form['code'] ?? '')
  grants.delete(form['code'] ?? '')
  if (!grant || !allowed.includes(grant.account) || stage.clock.now() > grant.at + CODE_MS) {
    throw invalid('code is invalid, used or older than 10 minutes')
  }
  const proof = createHash('sha256')
    .update(form['code_verifier'] ?? '')
    .digest('base64url')
  if (!sameText(proof, grant.challenge)) throw invalid('code_verifier does not fit the code_challenge')
  return tokens.of(grant.account).grant()
}

function invalid(description: string): OAuthRefusal {
  return new OAuthRefusal(-14005, 'Invalid parameter', description)
}

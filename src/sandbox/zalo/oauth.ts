import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sameText } from '../../common/crypto.ts'
import type { ZaloSandboxAccount } from '../accounts.ts'
import { consent, Grants } from './consent.ts'
import { type Form, invalidForm, OAuthRefusal } from './oauth-refusal.ts'
import type { ZaloStage } from './stage.ts'
import { ACCESS_TOKEN_S, type TokenPair } from './tokens.ts'

/** OAuth v4 of OAs, mounted under `/zalo-oauth`. */
export function zaloOAuth(stage: ZaloStage) {
  const grants = new Grants()
  return async (app: FastifyInstance): Promise<void> => {
    // The token endpoint takes forms only.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    )
    app.setErrorHandler((error, _request, reply) => {
      const refusal = error instanceof OAuthRefusal ? error : invalidForm('Body must be a form')
      return reply.code(200).send(refusal.body)
    })
    app.get('/v4/oa/permission', async (request, reply) => consent(stage, grants, request, reply))
    app.post('/v4/oa/access_token', async (request, reply) => {
      const { latencyMs, refreshUnanswered } = stage.behaviour
      const wait = stage.random.between(latencyMs)
      const pair = exchange(stage, grants, request)
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

function exchange(stage: ZaloStage, grants: Grants, request: FastifyRequest): TokenPair {
  const form = (request.body ?? {}) as Form
  const apps = stage.accounts.filter((one) => one.appId === form['app_id'])
  if (apps.length === 0)
    throw new OAuthRefusal(-14002, 'Invalid app id', 'App id is invalid or the app is not active')
  const secret = String(request.headers['secret_key'] ?? '')
  const allowed = apps.filter((one) => sameText(one.appSecret, secret))
  if (allowed.length === 0) throw new OAuthRefusal(-14004, 'Invalid secret key', 'Secret key is invalid')
  if (form['grant_type'] === 'authorization_code') return redeem(stage, grants, allowed, form)
  if (form['grant_type'] !== 'refresh_token') throw invalidForm('grant_type is invalid')
  let outcome: TokenPair | string = 'unknown'
  for (const account of allowed) {
    outcome = stage.tokens.of(account).refresh(form['refresh_token'] ?? '')
    if (typeof outcome !== 'string') return outcome
    if (outcome !== 'unknown') break
  }
  throw new OAuthRefusal(-14014, 'Invalid refresh token', `Refresh token is ${String(outcome)}`)
}

function redeem(stage: ZaloStage, grants: Grants, allowed: ZaloSandboxAccount[], form: Form): TokenPair {
  const grant = grants.take(form['code'] ?? '', stage.clock.now())
  if (!grant || !allowed.includes(grant.account)) {
    throw invalidForm('code is invalid, used or older than 10 minutes')
  }
  const proof = createHash('sha256')
    .update(form['code_verifier'] ?? '')
    .digest('base64url')
  if (!sameText(proof, grant.challenge)) throw invalidForm('code_verifier does not fit the code_challenge')
  return stage.tokens.of(grant.account).grant()
}

import { createHmac } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sameText } from '../../common/crypto.ts'
import type { ZaloSandboxAccount } from '../accounts.ts'
import { type ApiAnswer, throughGate } from '../gate.ts'
import type { Stage } from '../stage.ts'
import { ZaloRefusal } from './errors.ts'
import { checkMessage, checkPerson, recipientOf } from './rules.ts'
import type { ZaloTokens } from './tokens.ts'
import { consequences } from './webhooks.ts'

type ZaloStage = Stage<ZaloSandboxAccount>

/** The OA API as far as a consultation bot uses it, mounted under `/zalo`. */
export function zaloApi(stage: ZaloStage, tokens: ZaloTokens) {
  return async (app: FastifyInstance): Promise<void> => {
    app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
      const isOurs = error instanceof ZaloRefusal
      const refusal = isOurs
        ? error
        : new ZaloRefusal((error.statusCode ?? 500) < 500 ? -201 : -200, error.message)
      const { status, body } = refusal.answer()
      return reply.code(status).send(body)
    })
    app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 404, message: 'empty api' }))
    app.post('/v3.0/oa/message/cs', (request, reply) =>
      throughGate(stage, request, reply, {
        recipient: recipientOf(request.body),
        accept: () => accept(stage, authorise(stage, tokens, request), request.body),
        refusal: (error) =>
          error instanceof ZaloRefusal ? { answer: error.answer(), code: String(error.code) } : undefined,
        fail: (code) => new ZaloRefusal(code, 'Failure asked of the emulator'),
        tooMany: () => new ZaloRefusal(-32, 'Rate limit exceeded'),
      }),
    )
    app.post('/v2.0/oa/message', async (request) => {
      authorise(stage, tokens, request)
      throw new ZaloRefusal(-240, 'API v2.0 message is shut down')
    })
    app.get('/v2.0/oa/getoa', async (request) => {
      const account = authorise(stage, tokens, request)
      return { data: describe(stage, account), error: 0, message: 'Success' }
    })
  }
}

async function accept(stage: ZaloStage, account: ZaloSandboxAccount, body: unknown): Promise<ApiAnswer> {
  const { text, buttons } = checkMessage(body, allowsButtons(stage, account))
  const at = stage.clock.now()
  const user = recipientOf(body)!
  const person = checkPerson(account, stage.recipient(account, user), at)
  const id = stage.random.id(20)
  await stage.accept(
    account,
    person,
    { id, at, from: 'app', text, buttons, raw: body },
    consequences(account, user, { id, text, at }),
  )
  const data = { message_id: id, user_id: user, sent_time: String(at) }
  return { status: 200, body: { data, error: 0, message: 'Success' } }
}

function allowsButtons(stage: ZaloStage, account: ZaloSandboxAccount): boolean {
  return account.buttonsAllowed !== false && !stage.behaviour.buttonsForbidden
}

/**
 * Finds the OA by the `access_token` header and checks the proof when one is sent or required.
 * @throws ZaloRefusal -216 unknown token, -220 expired, -242 proof wrong or missing.
 */
function authorise(stage: ZaloStage, tokens: ZaloTokens, request: FastifyRequest): ZaloSandboxAccount {
  const token = header(request, 'access_token')
  if (token === undefined) throw new ZaloRefusal(-216, 'Access token is invalid')
  const found = stage.accounts
    .map((account) => ({ account, state: tokens.of(account).checkAccess(token) }))
    .find(({ state }) => state !== 'unknown')
  if (!found) throw new ZaloRefusal(-216, 'Access token is invalid')
  if (found.state === 'expired') throw new ZaloRefusal(-220, 'Access token has expired')
  const { account } = found
  const proof = header(request, 'appsecret_proof')
  const wrong = proof !== undefined && !sameText(proof, appSecretProof(token, account.appSecret))
  if (wrong || (proof === undefined && account.requireProof)) {
    throw new ZaloRefusal(-242, 'appsecret_proof is invalid')
  }
  return account
}

/** Hex HMAC-SHA256 of the token with the app secret (facts: Zalo 3). */
export function appSecretProof(token: string, appSecret: string): string {
  return createHmac('sha256', appSecret).update(token).digest('hex')
}

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' && value !== '' ? value : undefined
}

function describe(stage: ZaloStage, account: ZaloSandboxAccount): object {
  return {
    oa_id: account.oaId,
    oaid: account.oaId,
    name: 'Sandbox OA',
    is_verified: true,
    // 4: state agency (facts: Zalo 5.5).
    oa_type: 4,
    num_follower: 0,
    package_name: allowsButtons(stage, account) ? 'Tiêu chuẩn' : 'Miễn phí',
  }
}

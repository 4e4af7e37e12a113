import { createHmac } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sameText } from '../../common/crypto.ts'
import type { MessengerSandboxAccount } from '../accounts.ts'
import { type ApiAnswer, throughGate } from '../gate.ts'
import { isFields } from '../shape.ts'
import type { Stage } from '../stage.ts'
import { GraphRefusal } from './errors.ts'
import { checkPerson, checkSend, recipientOf } from './rules.ts'
import { consequences } from './webhooks.ts'

/** Fields of the webhook that the emulated app subscribes to. */
const FIELDS = [
  'messages',
  'messaging_postbacks',
  'messaging_referrals',
  'message_echoes',
  'message_deliveries',
  'message_reads',
  'messaging_handovers',
  'standby',
]

/** Pages whose token was declared dead at run time. */
export class DeadTokens {
  readonly #pages = new Set<string>()

  expire(pages: string[]): void {
    for (const page of pages) this.#pages.add(page)
  }

  restore(): void {
    this.#pages.clear()
  }

  has(page: string): boolean {
    return this.#pages.has(page)
  }
}

/** The Graph API as far as a messaging app of one Page uses it, mounted under `/messenger`. */
export function messengerApi(stage: Stage<MessengerSandboxAccount>, dead: DeadTokens) {
  const account = (request: FastifyRequest) => authorise(stage, dead, request)
  const answer = (make: (request: FastifyRequest) => unknown) => (request: FastifyRequest) => make(request)
  return async (app: FastifyInstance): Promise<void> => {
    app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
      const known = error instanceof GraphRefusal || (error.statusCode ?? 500) < 500
      const refusal = error instanceof GraphRefusal ? error : new GraphRefusal(known ? 100 : 1, error.message)
      const { status, body } = refusal.answer(traceId(stage))
      return reply.code(status).send(body)
    })
    app.setNotFoundHandler(() => {
      throw new GraphRefusal(2500, 'Unknown path components')
    })
    const version = '/:version(^v\\d+\\.\\d+$)'
    app.post(`${version}/:object/messages`, (request, reply) =>
      throughGate(stage, request, reply, {
        recipient: recipientOf(request.body),
        accept: () => accept(stage, account(request), request.body),
        refusal: (error) =>
          error instanceof GraphRefusal
            ? { answer: error.answer(traceId(stage)), code: error.id }
            : undefined,
        fail: (code, subcode) => new GraphRefusal(code, 'Failure asked of the emulator', subcode),
        tooMany: () => new GraphRefusal(613, 'Calls to this API have exceeded the rate limit'),
      }),
    )
    app.get(
      `${version}/:object/subscribed_apps`,
      answer((request) => subscriptions(stage, account(request))),
    )
    app.post(
      `${version}/:object/subscribed_apps`,
      answer((request) => {
        stage.delivery.switches.on(account(request).pageId)
        return { success: true }
      }),
    )
    app.get(
      `${version}/debug_token`,
      answer((request) => debugToken(stage, dead, request)),
    )
    app.get(
      `${version}/:object`,
      answer((request) => profile(account(request), request)),
    )
  }
}

async function accept(
  stage: Stage<MessengerSandboxAccount>,
  account: MessengerSandboxAccount,
  body: unknown,
): Promise<ApiAnswer> {
  const send = checkSend(account, body)
  const at = stage.clock.now()
  const person = checkPerson(stage.recipient(account, send.recipient), send.windowMs, at)
  const { recipient, message } = send
  if (!message) return { status: 200, body: { recipient_id: recipient } }
  const mid = `m_${stage.random.id(24)}`
  const { text, buttons } = message
  await stage.accept(
    account,
    person,
    { id: mid, at, from: 'app', text, buttons, raw: body },
    consequences(account, { recipient, message }, mid, at),
  )
  return { status: 200, body: { recipient_id: recipient, message_id: mid } }
}

/** Finds the Page by its token and checks the proof. @throws GraphRefusal 190, 100. */
function authorise(
  stage: Stage<MessengerSandboxAccount>,
  dead: DeadTokens,
  request: FastifyRequest,
): MessengerSandboxAccount {
  const token = parameter(request, 'access_token') ?? bearer(request)
  const account = stage.accounts.find((one) => token !== undefined && sameText(one.pageToken, token))
  if (!account || token === undefined) throw new GraphRefusal(190, 'Invalid OAuth access token')
  if (dead.has(account.pageId)) throw new GraphRefusal(190, 'The session has been invalidated', 460)
  const proof = parameter(request, 'appsecret_proof')
  if (proof === undefined && account.requireProof) {
    throw new GraphRefusal(100, 'API calls from the server require an appsecret_proof argument')
  }
  if (proof !== undefined && !sameText(proof, appSecretProof(token, account.appSecret))) {
    throw new GraphRefusal(100, 'Invalid appsecret_proof provided in the API argument')
  }
  const { object } = request.params as { object: string }
  const isSend = request.method === 'POST'
  if (isSend && object !== 'me' && object !== account.pageId) {
    throw new GraphRefusal(
      100,
      `Object with ID '${object}' does not exist or cannot be used with this token`,
      33,
    )
  }
  return account
}

/** Hex HMAC-SHA256 of the token with the app secret (facts: Messenger 5). */
export function appSecretProof(token: string, appSecret: string): string {
  return createHmac('sha256', appSecret).update(token).digest('hex')
}

function parameter(request: FastifyRequest, name: string): string | undefined {
  const fromQuery = (request.query as Record<string, unknown>)[name]
  const fromBody = isFields(request.body) ? request.body[name] : undefined
  const value = fromQuery ?? fromBody
  return typeof value === 'string' ? value : undefined
}

function bearer(request: FastifyRequest): string | undefined {
  return /^(?:Bearer|OAuth) (\S+)$/.exec(request.headers.authorization ?? '')?.[1]
}

/** A profile without Business Asset User Profile Access is an empty object (facts: Messenger 5). */
function profile(account: MessengerSandboxAccount, request: FastifyRequest): object {
  const { object } = request.params as { object: string }
  return object === 'me' || object === account.pageId ? { id: account.pageId, name: 'Sandbox Page' } : {}
}

function subscriptions(stage: Stage<MessengerSandboxAccount>, account: MessengerSandboxAccount): object {
  if (stage.delivery.switches.isOff(account.pageId)) return { data: [] }
  return { data: [{ id: account.appId, name: 'Sandbox app', subscribed_fields: FIELDS }] }
}

function debugToken(
  stage: Stage<MessengerSandboxAccount>,
  dead: DeadTokens,
  request: FastifyRequest,
): object {
  const { input_token: input, access_token: access } = request.query as Record<string, string | undefined>
  const app = stage.accounts.find((one) => access === `${one.appId}|${one.appSecret}`)
  if (!app) throw new GraphRefusal(190, 'Invalid OAuth access token')
  const page = stage.accounts.find((one) => one.pageToken === input)
  const valid = page !== undefined && !dead.has(page.pageId)
  return {
    data: { app_id: app.appId, is_valid: valid, expires_at: 0, scopes: valid ? ['pages_messaging'] : [] },
  }
}

function traceId(stage: Stage<MessengerSandboxAccount>): string {
  return stage.random.id(16)
}

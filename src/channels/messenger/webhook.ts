import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sameText } from '../../common/crypto.ts'
import type { ChannelContext, EventBody, MessengerAccount, WebhookSink } from '../channel.ts'
import { verifiedJson } from '../verified-json.ts'
import { parseMessenger } from './parse.ts'
import type { Routing } from './routing.ts'

const PATH = '/webhooks/messenger'

/** One app and its Pages: an app signs for all of them. */
interface Signer {
  key: KeyObject
  accounts: MessengerAccount[]
}

function signersOf(accounts: MessengerAccount[]): Signer[] {
  const secrets = new Set(accounts.map((account) => account.appSecret).filter((secret) => secret !== ''))
  return [...secrets].map((secret) => ({
    key: createSecretKey(Buffer.from(secret)),
    accounts: accounts.filter((account) => account.appSecret === secret),
  }))
}

/**
 * Finds whose app secret made `X-Hub-Signature-256`, over the bytes as they came: Meta escapes the text before
 * signing, so a re-serialised body would differ.
 */
function signerOf(signers: Signer[], header: unknown, bytes: Buffer): Signer | undefined {
  const hex = typeof header === 'string' ? /^sha256=([0-9a-f]{64})$/i.exec(header)?.[1] : undefined
  if (!hex) return undefined
  const given = Buffer.from(hex, 'hex')
  return signers.find(({ key }) => timingSafeEqual(createHmac('sha256', key).update(bytes).digest(), given))
}

/** Whether an event exists only where threads belong to one app at a time. */
function showsRouting(body: EventBody): boolean {
  return body.kind === 'control' || (body.kind === 'message' && body.standby === true)
}

/** Answers Meta's check of the address: the challenge for who knows a verify token of ours. */
function verification(app: FastifyInstance, sink: WebhookSink, accounts: MessengerAccount[]): void {
  app.get(PATH, { exposeHeadRoute: false }, async (req, reply) => {
    const query = req.query as Record<string, unknown>
    const { 'hub.mode': mode, 'hub.verify_token': token, 'hub.challenge': challenge } = query
    const matches = accounts.filter(
      ({ verifyToken }) => verifyToken !== '' && typeof token === 'string' && sameText(token, verifyToken),
    )
    reply.type('text/plain; charset=utf-8').header('x-content-type-options', 'nosniff')
    if (mode === 'subscribe' && matches.length > 0 && typeof challenge === 'string') {
      return reply.send(challenge.slice(0, 200))
    }
    sink.refused('messenger', 'bad-verify-token')
    return reply.code(403).send('Forbidden')
  })
}

/** Mounts `/webhooks/messenger`: GET for Meta's check of the address, POST for events, 200 only once they are stored. */
export function messengerRoutes(
  app: FastifyInstance,
  sink: WebhookSink,
  accounts: MessengerAccount[],
  { mask, clock, routing }: Pick<ChannelContext, 'mask' | 'clock'> & { routing: Routing },
): void {
  const signers = signersOf(accounts)
  const signedFor = new WeakMap<FastifyRequest, MessengerAccount[]>()

  verification(app, sink, accounts)
  app.register(async (scope) => {
    verifiedJson(
      scope,
      (req, bytes) => {
        const signer = signerOf(signers, req.headers['x-hub-signature-256'], bytes)
        if (signer) signedFor.set(req, signer.accounts)
        return signer !== undefined
      },
      { onRefused: (reason) => sink.refused('messenger', reason) },
    )
    scope.post(PATH, async (req, reply) => {
      const spoken = signedFor.get(req) ?? []
      const parsed = parseMessenger(req.body, spoken, mask, clock.now())
      for (const { account, body } of parsed.events) if (showsRouting(body)) routing.seen(account)
      // Our role has changed: what was refused before may be done now.
      if (parsed.ignored.includes('app_roles')) for (const { id } of spoken) routing.seen(id)
      reply.type('text/plain; charset=utf-8')
      try {
        await sink.accept(parsed, 'messenger')
      } catch {
        // The sink reports its fault; here it would only risk to log what people wrote. Meta sends again.
        sink.refused('messenger', 'not-stored')
        return reply.code(503).send('NOT_STORED')
      }
      return reply.send('EVENT_RECEIVED')
    })
  })
}

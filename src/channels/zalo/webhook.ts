import type { FastifyInstance, FastifyRequest } from 'fastify'
import { boundBodies } from '../body-room.ts'
import type { ChannelContext, WebhookSink, ZaloAccount } from '../channel.ts'
import { asObject } from '../clean.ts'
import { parseZalo } from './parse.ts'
import { signedFor } from './signature.ts'

const PATH = '/webhooks/zalo'
/** Zalo sends one event a request; a text of 2,000 characters needs a hundredth of this. */
const BODY_LIMIT = 256 * 1024

/**
 * Mounts the webhook. 200 after the commit; 503 when nothing could be stored, or for a large body while many others come
 * in; 401 for whatever no configured OA secret signed, but for the console's unsigned empty probe and GET, which get 200
 * and leave nothing (facts: zalo 2.3).
 * Parses by itself instead of by `verifiedJson`, which knows no such exception; what it refuses is the same.
 */
export function webhookRoutes(
  app: FastifyInstance,
  context: ChannelContext,
  accounts: ZaloAccount[],
  sink: WebhookSink,
): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser<Buffer>(
      '*',
      { parseAs: 'buffer', bodyLimit: BODY_LIMIT },
      (_req, bytes, done) => done(null, bytes),
    )
    scope.setErrorHandler((error: Error & { statusCode?: number }, _req, reply) => {
      if (error.statusCode === 413) sink.refused('zalo', 'too-large')
      // A content type that Fastify cannot read at all.
      if (error.statusCode !== 415) return reply.send(error)
      sink.refused('zalo', 'content-type')
      return reply.code(401).send()
    })
    boundBodies(scope, { bodyLimit: BODY_LIMIT, onFull: () => sink.refused('zalo', 'no-room') })
    scope.get(PATH, async (_req, reply) => reply.code(200).send())
    scope.post(PATH, async (req, reply) => {
      const { status, refused } = await receive(req, context, accounts, sink)
      if (refused) sink.refused('zalo', refused)
      return reply.code(status).send()
    })
  })
}

interface Answer {
  status: 200 | 401 | 503
  refused?: string
}

async function receive(
  req: FastifyRequest,
  context: ChannelContext,
  accounts: ZaloAccount[],
  sink: WebhookSink,
): Promise<Answer> {
  const bytes = Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0)
  const body = parsed(bytes)
  if (req.headers['x-zevent-signature'] === undefined) {
    return isEmpty(bytes, body) ? { status: 200, refused: 'probe' } : { status: 401, refused: 'unsigned' }
  }
  if (!isJson(req)) return { status: 401, refused: 'content-type' }
  const signed = signedFor(bytes, body, req.headers, accounts)
  if (!signed) return { status: 401, refused: 'bad-signature' }
  try {
    await sink.accept(parseZalo(body, signed, context.mask, context.clock.now()), 'zalo')
    return { status: 200 }
  } catch {
    return { status: 503, refused: 'not-stored' }
  }
}

/** `undefined` for what is not JSON, which no signature can be checked for: the app's id stands in it. */
function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return undefined
  }
}

function isEmpty(bytes: Buffer, body: unknown): boolean {
  const fields = asObject(body)
  return bytes.length === 0 || (fields !== null && Object.keys(fields).length === 0)
}

function isJson(req: FastifyRequest): boolean {
  return /^application\/json[ \t]*(;|$)/i.test(req.headers['content-type'] ?? 'application/json')
}

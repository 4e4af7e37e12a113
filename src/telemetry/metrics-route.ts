import type { FastifyInstance } from 'fastify'
import { sameText } from '../common/crypto.ts'
import type { Metrics } from './metrics.ts'

/** Counts accepted webhook requests by platform; those refused are counted where the reason is known. */
export function countWebhooks(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onResponse', async (request, reply) => {
    const platform = /^\/webhooks\/(messenger|zalo)$/.exec(request.routeOptions.url ?? '')?.[1]
    if (platform && request.method === 'POST' && reply.statusCode < 300)
      metrics.webhooksReceived.inc(platform)
  })
}

/** The peer of the TCP connection, whatever headers claim. */
function isLoopback(address: string | undefined): boolean {
  const bare = address?.replace(/^::ffff:/, '') ?? ''
  return bare === '::1' || bare.startsWith('127.')
}

/** Headers by which a proxy shows that it speaks for someone else. */
const FORWARDED = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
  'cf-connecting-ip',
]

/**
 * Mounts `GET /metrics`. With a token: only for `Authorization: Bearer <token>`. Without: only for this machine, judged
 * by the socket and not by `request.ip`, which TRUST_PROXY lets a header set; and never through a proxy, which on the
 * same machine would make the whole world look local.
 */
export function metricsRoute(app: FastifyInstance, metrics: Metrics, token?: string): void {
  app.get('/metrics', async (request, reply) => {
    const allowed = token
      ? sameText(request.headers.authorization ?? '', `Bearer ${token}`)
      : isLoopback(request.raw.socket.remoteAddress) &&
        !FORWARDED.some((header) => request.headers[header] !== undefined)
    if (!allowed) return reply.code(token ? 401 : 403).send({ error: 'metrics are not open to you' })
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics())
  })
}

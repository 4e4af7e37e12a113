import type { FastifyInstance, FastifyRequest } from 'fastify'
import { sameText } from '../common/crypto.ts'
import type { Metrics } from './metrics.ts'

const WEBHOOKS: ReadonlyMap<string | undefined, string> = new Map([
  ['/webhooks/messenger', 'messenger'],
  ['/webhooks/zalo', 'zalo'],
])

/**
 * Counts accepted webhook requests by platform; those refused are counted where the reason is known. Like all hooks that a
 * webhook meets it calls back: an async one is a promise more for each request.
 */
export function countWebhooks(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onResponse', (request, reply, done) => {
    const platform = WEBHOOKS.get(request.routeOptions.url)
    if (platform && request.method === 'POST' && reply.statusCode < 300)
      metrics.webhooksReceived.inc(platform)
    done()
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

/** Names under which a program on this machine asks; a proxy mostly passes on the public one. */
const LOCAL_NAME = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i

/**
 * Whether a request was made on this machine for itself. A bare proxy adds no header, but passes on the public name, or
 * speaks HTTP/1.0, which nothing that scrapes does.
 */
function isLocal({ headers, raw }: FastifyRequest): boolean {
  return (
    isLoopback(raw.socket.remoteAddress) &&
    LOCAL_NAME.test(headers.host ?? '') &&
    raw.httpVersion !== '1.0' &&
    !FORWARDED.some((header) => headers[header] !== undefined)
  )
}

/**
 * Mounts `GET /metrics`. With a token: only for `Authorization: Bearer <token>`. Without: only for this machine, judged
 * by the socket and not by `request.ip`, which TRUST_PROXY lets a header set; and never through a proxy that can be told,
 * as one on the same machine makes the whole world look local. Behind any proxy a token is the safe way.
 */
export function metricsRoute(app: FastifyInstance, metrics: Metrics, token?: string): void {
  app.get('/metrics', async (request, reply) => {
    const allowed = token
      ? sameText(request.headers.authorization ?? '', `Bearer ${token}`)
      : isLocal(request)
    if (!allowed) return reply.code(token ? 401 : 403).send({ error: 'metrics are not open to you' })
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics())
  })
}

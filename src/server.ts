import Fastify, { type FastifyInstance } from 'fastify'
import type { Language } from './channels/channel.ts'
import { fontRoutes } from './common/fonts.ts'
import { keepersOf } from './effect-handlers.ts'
import type { Parts } from './parts.ts'
import { goRoutes } from './providers/go-routes.ts'
import { copyRoutes } from './register/copy-routes.ts'
import { findReceipt } from './register/erase-all.ts'
import { privacyRoutes } from './register/privacy-routes.ts'
import { migrationsCurrent } from './storage/migrate.ts'
import { countWebhooks, metricsRoute } from './telemetry/metrics-route.ts'

/** How long a request may take to come in whole. */
const REQUEST_MS = 10_000
/** How long requests that are under way may take when the server stops: a webhook waits for its commit only. */
const DRAIN_MS = 5000

/** The HTTP server with the routes of every room; it does not listen yet. */
export async function buildServer(parts: Parts): Promise<FastifyInstance> {
  const { config, metrics, db, keyring, clock, accounts, catalogue, channels, connections, road, log } = parts
  const app = Fastify({
    logger: false,
    trustProxy:
      typeof config.http.trustProxy === 'boolean' ? config.http.trustProxy : [...config.http.trustProxy],
    forceCloseConnections: 'idle',
    // Whoever takes longer to send a whole request is no platform: Fastify sets no limit by itself.
    requestTimeout: REQUEST_MS,
    http: { headersTimeout: REQUEST_MS, requestTimeout: REQUEST_MS, connectionsCheckingInterval: 2000 },
    // A webhook that comes while the server stops is still stored: a platform that is refused comes back in minutes.
    return503OnClosing: false,
  })
  drainOnClose(app)
  app.setErrorHandler<Error & { statusCode?: number }>((error, request, reply) => {
    const status = error.statusCode ?? 500
    if (status >= 500) {
      metrics.errors.inc('http', error.name)
      log.error({ err: error, req: request }, 'request failed')
    }
    reply.code(status).send({ error: status >= 500 ? 'internal error' : error.message, id: request.id })
  })
  countWebhooks(app, metrics)
  app.get('/healthz', async () => ({ ok: true }))
  app.get('/readyz', async (_request, reply) => {
    const ready = await migrationsCurrent(db).catch(() => false)
    return reply.code(ready ? 200 : 503).send({ ready })
  })
  metricsRoute(app, metrics, config.metricsToken)
  await parts.simulator?.mount(app)
  if (config.roles.web) {
    const sink = connections.watch.listening(road.sink)
    for (const platform of new Set(accounts.map((account) => account.platform))) {
      await app.register(async (scope) => channels[platform].routes(scope, sink))
    }
    const officeOf = (id: string, language: Language) => {
      const account = accounts.find((one) => one.id === id)
      return language === 'en' ? (account?.nameEn ?? account?.name) : account?.name
    }
    await fontRoutes(app)
    await goRoutes(app, { db, keyring, clock, catalogue, officeOf, metrics, log })
    await copyRoutes(app, {
      db,
      keyring,
      clock,
      keepers: keepersOf(keyring, catalogue),
      officeOf,
      metrics,
      log,
    })
    privacyRoutes(app, {
      offices: accounts.map((account) => account.name),
      receipt: (code) => findReceipt(db, code),
    })
  }
  return app
}

/**
 * Without this a busy keep-alive connection holds close() for the whole keep-alive time (fastify#7044), and a request
 * that is never finished holds it for ever.
 */
function drainOnClose(app: FastifyInstance): void {
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
    setTimeout(() => app.server.closeAllConnections(), DRAIN_MS).unref()
  })
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (closing) reply.header('connection', 'close')
    done(null, payload)
  })
}

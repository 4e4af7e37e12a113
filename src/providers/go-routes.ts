import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Language } from '../channels/channel.ts'
import type { Clock } from '../common/clock.ts'
import type { Keyring } from '../common/crypto.ts'
import { html } from '../common/html.ts'
import { type Page, sendPage } from '../common/page.ts'
import type { Database } from '../storage/database.ts'
import type { Logger } from '../telemetry/logger.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import type { Catalogue, Provider } from './catalogue.ts'
import { findHandoff, type Handoff, markOpened } from './handoffs.ts'
import { demoPage, linkPage } from './link-page.ts'
import { BUSY, LINK_TEXTS, type Refusal, UNKNOWN_LINK } from './link-texts.ts'

export interface GoDeps {
  db: Database
  keyring: Keyring
  clock: Clock
  catalogue: Catalogue
  /** Name of an account's office in the person's language, e.g. `Phường Mỹ Hào`. */
  officeOf(accountId: string, language: Language): string | undefined
  metrics: Pick<Metrics, 'errors'>
  log: Logger
}

interface LinkRequest {
  Params: { token: string }
}

type Found = { status: 200; handoff: Handoff; provider: Provider } | { status: 404 | 410; page: Page }

/** Shown where it is not known whose link it is. */
const NO_OFFICE = 'Đăng ký chữ ký số'
const TOKEN = /^[A-Za-z0-9_-]{32}$/

/**
 * `GET /go/:token`, the page between the chat and a provider, and `POST /go/:token`, its button: only that counts as
 * opened, since platforms and mail scanners GET links to preview them. In the sandbox also `GET /go/demo/:provider`.
 * Requests here are logged without their address, which holds the token.
 */
export async function goRoutes(app: FastifyInstance, deps: GoDeps): Promise<void> {
  await app.register(async (scope) => {
    const logSerializers = {
      req: (request: FastifyRequest) => ({ method: request.method, url: '/go/[token]' }),
    }
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: 1024 }, async () => null)
    scope.addHook('onRequest', async (_request, reply) => {
      reply.header('x-robots-tag', 'noindex, nofollow')
    })
    scope.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
      if (error.statusCode && error.statusCode < 500) return refuse(reply, error.statusCode, UNKNOWN_LINK)
      deps.metrics.errors.inc('providers', error.name)
      // Neither the address nor the parameters: both hold the token.
      deps.log.error({ err: error, method: request.method, route: '/go/[token]' }, 'link page failed')
      return refuse(reply, 503, BUSY)
    })

    scope.get<LinkRequest>('/go/:token', { logSerializers }, async ({ params }, reply) => {
      const found = await find(deps, params.token)
      if (found.status !== 200) return sendPage(reply, found.status, found.page)
      const { handoff, provider } = found
      return sendPage(
        reply,
        200,
        linkPage(handoff, provider, deps.officeOf(handoff.accountId, handoff.language) ?? NO_OFFICE),
      )
    })
    scope.post<LinkRequest>('/go/:token', { logSerializers }, async ({ params }, reply) => {
      const found = await find(deps, params.token)
      if (found.status !== 200) return sendPage(reply, found.status, found.page)
      await markOpened(deps.db, deps.keyring, params.token, deps.clock.now())
      return reply
        .headers({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' })
        .redirect(found.provider.url, 303)
    })
    scope.get('/go/*', { logSerializers }, async (_request, reply) => refuse(reply, 404, UNKNOWN_LINK))
    for (const { id, name, demo } of deps.catalogue.offered) {
      if (demo) scope.get(`/go/demo/${id}`, async (_request, reply) => sendPage(reply, 200, demoPage(name)))
    }
  })
}

async function find(deps: GoDeps, token: string): Promise<Found> {
  const handoff = TOKEN.test(token) ? await findHandoff(deps.db, deps.keyring, token) : undefined
  if (!handoff) return { status: 404, page: refusal(UNKNOWN_LINK) }
  const text = LINK_TEXTS[handoff.language]
  const office = deps.officeOf(handoff.accountId, handoff.language)
  if (handoff.expiresAt <= deps.clock.now()) {
    return { status: 410, page: refusal(text.expired, handoff.language, office) }
  }
  const provider = deps.catalogue.find(handoff.provider)
  if (!provider) return { status: 410, page: refusal(text.withdrawn, handoff.language, office) }
  return { status: 200, handoff, provider }
}

function refuse(reply: FastifyReply, status: number, text: Refusal): FastifyReply {
  return sendPage(reply, status, refusal(text))
}

function refusal({ title, body }: Refusal, lang: 'vi' | 'en' = 'vi', office = NO_OFFICE): Page {
  return { title, lang, office, body: html`<h1>${title}</h1>${body}` }
}

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
import { deviceOf } from './device.ts'
import { findHandoff, type Handoff, markOpened } from './handoffs.ts'
import { demoPage, linkPage } from './link-page.ts'
import { BUSY, REFUSALS, type Refusal, UNKNOWN_LINK } from './link-refusals.ts'
import { leadsOn, type Ways, wayIn, waysOf } from './ways.ts'

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
  Body: string | null
}

type Found =
  | { status: 200; handoff: Handoff; provider: Provider; ways: Ways }
  | { status: 404 | 410; page: Page }

/** Shown where it is not known whose link it is. */
const NO_OFFICE = 'Đăng ký chữ ký số'
const TOKEN = /^[A-Za-z0-9_-]{32}$/

/**
 * `GET /go/:token`, the page between the chat and a provider, and `POST /go/:token`, its buttons: only they count as
 * opened, since platforms and mail scanners GET links to preview them. `to` in the form names the way (ways.ts). In the sandbox also `GET /go/demo/:provider`.
 * Requests here are logged without their address, which holds the token.
 */
export async function goRoutes(app: FastifyInstance, deps: GoDeps): Promise<void> {
  await app.register(async (scope) => {
    const logSerializers = {
      req: (request: FastifyRequest) => ({ method: request.method, url: '/go/[token]' }),
    }
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      '*',
      { parseAs: 'string', bodyLimit: 1024 },
      async (_: unknown, body: string) => body,
    )
    scope.addHook('onRequest', async (_request, reply) => {
      // The second: browsers too old for the pages' frame-ancestors.
      reply.headers({ 'x-robots-tag': 'noindex, nofollow', 'x-frame-options': 'DENY' })
    })
    scope.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
      if (error.statusCode && error.statusCode < 500) return refuse(reply, error.statusCode, UNKNOWN_LINK)
      deps.metrics.errors.inc('providers', error.name)
      // Neither the address nor the parameters: both hold the token.
      deps.log.error({ err: error, method: request.method, route: '/go/[token]' }, 'link page failed')
      return refuse(reply, 503, BUSY)
    })

    scope.get<LinkRequest>('/go/:token', { logSerializers }, async ({ params, headers }, reply) => {
      const found = await find(deps, params.token)
      if (found.status !== 200) return sendPage(reply, found.status, found.page)
      const { handoff, provider, ways } = found
      const office = deps.officeOf(handoff.accountId, handoff.language) ?? NO_OFFICE
      const device = deviceOf(headers['user-agent'])
      return sendPage(reply, 200, linkPage({ handoff, provider, ways, office, device }))
    })
    scope.post<LinkRequest>('/go/:token', { logSerializers }, async ({ params, body }, reply) => {
      const found = await find(deps, params.token)
      if (found.status !== 200) return sendPage(reply, found.status, found.page)
      const way = wayIn(body)
      const url = way ? found.ways[way] : null
      if (url) await markOpened(deps.db, deps.keyring, params.token, deps.clock.now())
      // A button that was taken away since the page was shown leads to the page as it is now.
      return reply
        .headers({ 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' })
        .redirect(url ? url.href : `/go/${params.token}`, 303)
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
  const text = REFUSALS[handoff.language]
  const office = deps.officeOf(handoff.accountId, handoff.language)
  if (handoff.expiresAt <= deps.clock.now()) {
    return { status: 410, page: refusal(text.expired, handoff.language, office) }
  }
  const provider = deps.catalogue.find(handoff.provider)
  const ways = provider && waysOf(provider, deps.catalogue.hosts)
  if (!provider || !ways || !leadsOn(provider, ways)) {
    return { status: 410, page: refusal(text.withdrawn, handoff.language, office) }
  }
  return { status: 200, handoff, provider, ways }
}

function refuse(reply: FastifyReply, status: number, text: Refusal): FastifyReply {
  return sendPage(reply, status, refusal(text))
}

function refusal({ title, body }: Refusal, lang: 'vi' | 'en' = 'vi', office = NO_OFFICE): Page {
  return { title, lang, office, body: html`<h1>${title}</h1>${body}` }
}

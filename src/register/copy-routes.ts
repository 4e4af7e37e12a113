import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Language } from '../channels/channel.ts'
import type { Clock } from '../common/clock.ts'
import type { Keyring } from '../common/crypto.ts'
import { sendPage } from '../common/page.ts'
import type { Database } from '../storage/database.ts'
import type { Logger } from '../telemetry/logger.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { findCopy, takeCopy } from './copy-link.ts'
import { copyDoor, copyFile, copyPage, copyRefusal } from './copy-page.ts'
import { COPY_TEXTS } from './copy-texts.ts'
import { type Keeper, lookAll } from './keeper.ts'

export interface CopyDeps {
  db: Database
  keyring: Keyring
  clock: Clock
  keepers: readonly Keeper[]
  /** Name of an account's office in the person's language. */
  officeOf(accountId: string, language: Language): string | undefined
  metrics: Pick<Metrics, 'errors'>
  log: Logger
}

interface CopyRequest {
  Params: { token: string }
  Body: string | null
}

const NO_OFFICE = 'Dữ liệu của tôi'
const TOKEN = /^[A-Za-z0-9_-]{32}$/

/**
 * `GET /my-data/:token`, the door to a copy of a person's data, and `POST /my-data/:token` with `as=page` or `as=file`, its
 * buttons: only they show anything, as platforms GET links to preview them, and each works once. Requests here are logged
 * without their address, which holds the token.
 */
export async function copyRoutes(app: FastifyInstance, deps: CopyDeps): Promise<void> {
  await app.register(async (scope) => {
    const logSerializers = {
      req: (request: FastifyRequest) => ({ method: request.method, url: '/my-data/[token]' }),
    }
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser(
      '*',
      { parseAs: 'string', bodyLimit: 1024 },
      async (_: unknown, body: string) => body,
    )
    scope.addHook('onRequest', async (_request, reply) => {
      reply.header('x-robots-tag', 'noindex, nofollow')
    })
    scope.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
      if (error.statusCode && error.statusCode < 500) return refuse(reply, error.statusCode, 'gone')
      deps.metrics.errors.inc('register', error.name)
      deps.log.error({ err: error, method: request.method, route: '/my-data/[token]' }, 'copy failed')
      return refuse(reply, 503, 'busy')
    })
    scope.get<CopyRequest>('/my-data/:token', { logSerializers }, async ({ params }, reply) => {
      const link = await find(deps, params.token)
      if (!link) return refuse(reply, 404, 'gone')
      return sendPage(
        reply,
        200,
        copyDoor(link.language, deps.officeOf(link.accountId, link.language) ?? NO_OFFICE),
      )
    })
    scope.post<CopyRequest>('/my-data/:token', { logSerializers }, async ({ params, body }, reply) =>
      show(deps, params.token, body === 'as=file' ? 'file' : 'page', reply),
    )
  })
}

function find({ db, keyring, clock }: CopyDeps, token: string) {
  return TOKEN.test(token) ? findCopy(db, keyring, token, clock.now()) : undefined
}

async function show(
  deps: CopyDeps,
  token: string,
  as: 'page' | 'file',
  reply: FastifyReply,
): Promise<FastifyReply> {
  const now = deps.clock.now()
  const link = await find(deps, token)
  if (!link || !(await takeCopy(deps.db, deps.keyring, token, as, now))) return refuse(reply, 410, 'gone')
  const { contactId, accountId, language } = link
  const kept = await lookAll(deps.db, deps.keepers, contactId, language)
  const office = deps.officeOf(accountId, language) ?? NO_OFFICE
  if (as === 'page') return sendPage(reply, 200, copyPage(kept, language, office))
  return reply
    .headers({
      'content-type': 'application/json; charset=utf-8',
      'content-disposition': `attachment; filename="${COPY_TEXTS[language].file}"`,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
    .send(copyFile(kept, office, now))
}

function refuse(reply: FastifyReply, status: number, what: 'gone' | 'busy'): FastifyReply {
  return sendPage(reply, status, copyRefusal(what, NO_OFFICE))
}

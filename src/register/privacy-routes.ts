import type { FastifyInstance } from 'fastify'
import { sendPage } from '../common/page.ts'
import { deletionPage, privacyPage } from './privacy-page.ts'

export interface PrivacyDeps {
  /** Names of the offices whose accounts this server runs: the controllers of the data. */
  offices: string[]
}

/** Pages change only with a release or the configuration. */
const CACHE = 'public, max-age=300'

/** `GET /privacy` and `GET /data-deletion`: what the law and the platforms want published. */
export function privacyRoutes(app: FastifyInstance, { offices }: PrivacyDeps): void {
  const known = [...new Set(offices)]
  app.get('/privacy', (_request, reply) => sendPage(reply, 200, privacyPage(known), CACHE))
  app.get('/data-deletion', (_request, reply) => sendPage(reply, 200, deletionPage(known), CACHE))
}

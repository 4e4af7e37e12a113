import type { FastifyInstance } from 'fastify'
import { sendPage } from '../common/page.ts'
import { readReceiptCode } from './erase-all.ts'
import { deletionPage, privacyPage } from './privacy-page.ts'

export interface PrivacyDeps {
  /** Names of the offices whose accounts this server runs: the controllers of the data. */
  offices: string[]
  /** When what a receipt is for was erased. */
  receipt(code: string): Promise<number | undefined>
}

/** Pages change only with a release or the configuration. */
const CACHE = 'public, max-age=300'

/** `GET /privacy` and `GET /data-deletion`: what the law and the platforms want published. */
export function privacyRoutes(app: FastifyInstance, { offices, receipt }: PrivacyDeps): void {
  const known = [...new Set(offices)]
  app.get('/privacy', (_request, reply) => sendPage(reply, 200, privacyPage(known), CACHE))
  app.get<{ Querystring: { code?: unknown } }>('/data-deletion', async ({ query }, reply) => {
    const { code: typed } = query
    if (typeof typed !== 'string' || typed.trim() === '')
      return sendPage(reply, 200, deletionPage(known), CACHE)
    const code = readReceiptCode(typed)
    const at = code === null ? undefined : await receipt(code)
    return sendPage(reply, 200, deletionPage(known, { code: code ?? typed.slice(0, 20), at: at ?? null }))
  })
}

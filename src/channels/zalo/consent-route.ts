import type { FastifyInstance } from 'fastify'
import { sendPage } from '../../common/page.ts'
import { CONSENT_PATH, type ZaloConsents } from './consent.ts'
import { BUSY, consentPage } from './consent-page.ts'

/** Longer than anything that Zalo sends. */
const MAX_VALUE = 4000

/** Mounts `GET /oauth/zalo`, where Zalo sends an administrator back to after a consent. Every answer is a page. */
export function consentRoute(
  app: FastifyInstance,
  consents: ZaloConsents,
  onFault: (error: unknown) => void,
): void {
  // A HEAD would use the link up.
  app.get(CONSENT_PATH, { exposeHeadRoute: false }, async (request, reply) => {
    const query = request.query as Record<string, unknown>
    const visit = { state: word(query['state']), code: word(query['code']), oaId: word(query['oa_id']) }
    reply.header('x-robots-tag', 'noindex, nofollow')
    try {
      const { status, page } = consentPage(await consents.take(visit))
      return sendPage(reply, status, page)
    } catch (error) {
      onFault(error)
      return sendPage(reply, 503, BUSY)
    }
  })
}

/** A parameter that is there once, not empty and of one word. */
function word(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= MAX_VALUE && /^[\x21-\x7e]+$/.test(value)
    ? value
    : undefined
}

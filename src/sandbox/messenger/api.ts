import type { FastifyInstance } from 'fastify'
import { throughGate } from '../gate.ts'
import { pageOf } from './auth.ts'
import { GraphRefusal } from './errors.ts'
import { pageApi } from './page-api.ts'
import { profileApi } from './profile-api.ts'
import { routingApi } from './routing-api.ts'
import { recipientOf } from './rules.ts'
import { acceptSend } from './send.ts'
import type { MessengerStage } from './stage.ts'
import { templateApi } from './template-api.ts'

export { appSecretProof } from './auth.ts'

/**
 * Any version serves: a dead one is answered by the oldest that lives, a call without one by the app's own
 * (facts: messenger 2.1).
 */
const VERSION = '/:version(^v\\d+\\.\\d+$)'

/** The Graph API as far as a messaging app of one Page uses it, mounted under `/messenger`. */
export function messengerApi(stage: MessengerStage) {
  return async (app: FastifyInstance): Promise<void> => {
    app.addContentTypeParser(/^multipart\/form-data/, { parseAs: 'buffer' }, (request, body, done) =>
      done(null, { multipart: body, contentType: request.headers['content-type'] }),
    )
    app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
      const known = error instanceof GraphRefusal || (error.statusCode ?? 500) < 500
      const refusal = error instanceof GraphRefusal ? error : new GraphRefusal(known ? 100 : 1, error.message)
      const { status, body } = refusal.answer(traceId(stage))
      return reply.code(status).send(body)
    })
    app.setNotFoundHandler(() => {
      throw new GraphRefusal(2500, 'Unknown path components')
    })
    app.addHook('onSend', async (request, reply) => {
      const account = pageOf(request)
      if (!account) return
      const { usedPercent } = stage.behaviour
      const pageUsage = account.pageUsageHeader === true
      const { usage } = stage.page(account)
      reply.headers(usage.headers(account.pageId, stage.clock.now(), usedPercent, pageUsage))
    })
    for (const version of [VERSION, '']) {
      app.post(`${version}/:object/messages`, (request, reply) =>
        throughGate(stage, request, reply, {
          recipient: recipientOf(request.body),
          accept: () => acceptSend(stage, request),
          refusal: (error) =>
            error instanceof GraphRefusal
              ? { answer: error.answer(traceId(stage)), code: error.id }
              : undefined,
          fail: (code, subcode) => new GraphRefusal(code, 'Failure asked of the emulator', subcode),
          tooMany: () => new GraphRefusal(613, 'Calls to this API have exceeded the rate limit'),
        }),
      )
      routingApi(app, stage, version)
      profileApi(app, stage, version)
      templateApi(app, stage, version)
      pageApi(app, stage, version)
    }
  }
}

function traceId(stage: MessengerStage): string {
  return stage.random.id(16)
}

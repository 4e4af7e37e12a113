import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZaloSandboxAccount } from '../accounts.ts'
import { fetchFile } from '../files.ts'
import { type ApiAnswer, throughGate } from '../gate.ts'
import { isFields, isText } from '../shape.ts'
import { authorise, oaOf } from './auth.ts'
import { consequences } from './consequences.ts'
import { ZaloRefusal } from './errors.ts'
import { oaApi } from './oa-api.ts'
import { checkPerson } from './person-rules.ts'
import { type CheckedMessage, checkMessage, recipientOf } from './rules.ts'
import type { ZaloStage } from './stage.ts'
import { acceptUidTemplate } from './template-send.ts'
import { uploadApi } from './upload-api.ts'
import { usersApi } from './users-api.ts'
import { acceptV2 } from './v2-message.ts'

export { appSecretProof } from './auth.ts'

const IMAGE_BYTES = 1024 * 1024
const FETCH_MS = 10_000

/** The OA API as far as a consultation bot uses it, mounted under `/zalo`. */
export function zaloApi(stage: ZaloStage) {
  return async (app: FastifyInstance): Promise<void> => {
    app.addContentTypeParser(/^multipart\/form-data/, { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    )
    refusals(app)
    app.addHook('onSend', async (request, reply) => {
      const account = oaOf(request)
      if (account) reply.headers(stage.rates.headers(account))
    })
    const sends = (path: string, accept: (request: FastifyRequest) => Promise<ApiAnswer>) =>
      app.post(path, (request, reply) =>
        throughGate(stage, request, reply, {
          recipient: recipientOf(request.body) ?? userOf(request.body),
          accept: () => accept(request),
          refusal: (error) =>
            error instanceof ZaloRefusal ? { answer: error.answer(), code: String(error.code) } : undefined,
          fail: (code) => new ZaloRefusal(code, 'Failure asked of the emulator'),
          tooMany: () => new ZaloRefusal(-32, 'Rate limit exceeded'),
        }),
      )
    sends('/v3.0/oa/message/cs', (request) => accept(stage, authorise(stage, request), request.body))
    sends('/v3.0/oa/message/template', async (request) =>
      acceptUidTemplate(stage, authorise(stage, request), request.body),
    )
    sends('/v2.0/oa/message', async (request) => acceptV2(stage, authorise(stage, request), request.body))
    for (const kind of ['transaction', 'promotion']) {
      // Free-form messages of these kinds stopped on 1 March 2026 (facts: zalo 4.4).
      sends(`/v3.0/oa/message/${kind}`, async (request) => {
        authorise(stage, request)
        throw new ZaloRefusal(-233, `Messages of this type are no longer sent: ${kind}`)
      })
    }
    oaApi(app, stage)
    uploadApi(app, stage)
    usersApi(app, stage)
  }
}

/** Answers refusals and odd requests as the OA API does: HTTP 200 and a code (facts: zalo 4). */
export function refusals(app: FastifyInstance): void {
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    const isOurs = error instanceof ZaloRefusal
    const refusal = isOurs
      ? error
      : new ZaloRefusal((error.statusCode ?? 500) < 500 ? -201 : -200, error.message)
    const { status, body } = refusal.answer()
    return reply.code(status).send(body)
  })
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 404, message: 'empty api' }))
}

/** Templates by UID name the person outside of `recipient`. */
function userOf(body: unknown): string | undefined {
  return isFields(body) && isText(body['user_id']) ? body['user_id'] : undefined
}

async function accept(stage: ZaloStage, account: ZaloSandboxAccount, body: unknown): Promise<ApiAnswer> {
  const message = checkMessage(body, stage.allowsButtons(account))
  const at = stage.clock.now()
  const oa = stage.oa(account)
  if (message.upload) oa.uploads.check(message.upload.id, message.upload.kind, at)
  await fetchPicture(message)
  const user = recipientOf(body)!
  const { person, quota } = checkPerson(account, oa, stage.recipient(account, user), at)
  const id = stage.random.id(20)
  const { text, buttons, kind } = message
  await stage.accept(
    account,
    person,
    { id, at, from: 'app', text, buttons, raw: body },
    consequences(stage, account, user, { id, text, at, kind }),
  )
  const data = { message_id: id, user_id: user, sent_time: String(at), ...(quota ? { quota } : {}) }
  return { status: 200, body: { data, error: 0, message: 'Success' } }
}

/** Pictures are jpg or png of 1 MB at most (facts: zalo 4.1). @throws ZaloRefusal -201, -210. */
async function fetchPicture({ url, kind }: CheckedMessage): Promise<void> {
  if (url === undefined) return
  const fetched = await fetchFile(url, kind === 'gif' ? IMAGE_BYTES * 5 : IMAGE_BYTES, FETCH_MS)
  if (fetched.found === 'too-large') throw new ZaloRefusal(-210, 'url: file is over the limit')
  const types = kind === 'gif' ? ['image/gif'] : ['image/jpeg', 'image/png']
  const wrong = fetched.found === 'file' && !types.includes(fetched.type)
  if (wrong || fetched.found === 'nothing') throw new ZaloRefusal(-201, 'url is invalid')
}

import type { FastifyInstance } from 'fastify'
import { readForm } from '../files.ts'
import { authorise } from './auth.ts'
import { done } from './oa-api.ts'
import { invalid } from './rules.ts'
import type { ZaloStage } from './stage.ts'

/** More than the largest file with the form around it, so that a file too large is named as such. */
const FORM_BYTES = 8 * 1024 * 1024

/** Uploads: a form with `file`; pictures answer an attachment_id, files a token (facts: zalo 6). */
export function uploadApi(app: FastifyInstance, stage: ZaloStage): void {
  for (const kind of ['image', 'gif', 'file'] as const) {
    app.post(`/v2.0/oa/upload/${kind}`, { bodyLimit: FORM_BYTES }, async (request) => {
      const account = authorise(stage, request)
      if (!Buffer.isBuffer(request.body)) throw invalid('file')
      const form = await readForm(request.body, request.headers['content-type'] ?? '').catch(() => {
        throw invalid('file')
      })
      const id = stage.random.id(24)
      const { uploads } = stage.oa(account)
      uploads.add(kind, form.file, id, stage.clock.now(), account.uploadsPerMonth)
      return done(kind === 'file' ? { token: id } : { attachment_id: id })
    })
  }
}

import type { Clock } from '../../common/clock.ts'
import type { ZaloAccount } from '../channel.ts'
import type { Http } from '../http.ts'
import { fileForm } from '../picture-file.ts'
import type { Uploader } from '../pictures.ts'
import { appSecretProof } from '../proof.ts'
import { readSendAnswer } from './errors.ts'

const DAY_MS = 24 * 3_600_000
/** Uploads expire after seven days; JPEG and PNG up to 1 MB (facts: zalo 6). */
const LIFE_MS = 7 * DAY_MS
const MOST_BYTES = 1024 * 1024

/** Uploads pictures of an OA (facts: zalo 6). Pictures at an address are sent as such, and never uploaded. */
export function zaloUploader(http: Http, clock: Clock, account: ZaloAccount, accessToken: string): Uploader {
  return {
    lifeMs: LIFE_MS,
    mostBytes: MOST_BYTES,
    async upload(picture) {
      if ('url' in picture) return { ok: false, failure: { code: 'MEDIA_REFUSED', platformCode: 'address' } }
      const { body, contentType } = await fileForm('file', picture.file)
      const headers = {
        'content-type': contentType,
        access_token: accessToken,
        appsecret_proof: appSecretProof(accessToken, account.appSecret),
      }
      const url = `${account.apiUrl}/v2.0/oa/upload/image`
      const answer = await http.request({ method: 'POST', url, headers, body })
      const result = readSendAnswer(answer, false, clock.now(), 'attachment_id')
      if (!result.ok) return result
      const { messageId: id } = result
      return id
        ? { ok: true, id }
        : { ok: false, failure: { code: 'PLATFORM_FAILED', platformCode: 'no-id' } }
    },
  }
}

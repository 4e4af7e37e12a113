import type { MessengerAccount } from '../channel.ts'
import type { Http, HttpAnswer } from '../http.ts'
import { fileForm } from '../picture-file.ts'
import type { Uploader } from '../pictures.ts'

const DAY_MS = 24 * 3_600_000
/** An `attachment_id` dies after 90 days; files up to 25 MB are taken (facts: messenger 3). */
const LIFE_MS = 90 * DAY_MS
const MOST_BYTES = 25 * 1024 * 1024
/** Graph fetches from an address for up to 10 s before it answers (facts: messenger 3). */
const ANSWER_MS = 12_000

/**
 * Uploads pictures of a Page by the Attachment Upload API, as a file or by address. That call is general knowledge: the
 * facts tell only of the ids it gives.
 * @param address of `message_attachments`, with token and proof
 * @param read makes the failure of an answer, or takes the id out of it
 */
export function messengerUploader(
  http: Http,
  address: (account: MessengerAccount) => string,
  account: MessengerAccount,
  read: (answer: HttpAnswer) => Awaited<ReturnType<Uploader['upload']>>,
): Uploader {
  const message = (payload: object) => ({
    attachment: { type: 'image', payload: { ...payload, is_reusable: true } },
  })
  return {
    lifeMs: LIFE_MS,
    mostBytes: MOST_BYTES,
    async upload(picture) {
      const { body, contentType } =
        'url' in picture
          ? {
              body: JSON.stringify({ message: message({ url: picture.url }) }),
              contentType: 'application/json',
            }
          : await fileForm('filedata', picture.file, { message: JSON.stringify(message({})) })
      const headers = { 'content-type': contentType }
      return read(
        await http.request({ method: 'POST', url: address(account), headers, body, timeoutMs: ANSWER_MS }),
      )
    },
  }
}

import type { Clock } from '../../common/clock.ts'
import type { FailureCode } from '../../common/errors.ts'
import type { Outgoing, SendJob, SendResult, ZaloAccount } from '../channel.ts'
import type { Http } from '../http.ts'
import type { Pictures, Shown } from '../pictures.ts'
import { oneLine } from '../project.ts'
import { appSecretProof } from '../proof.ts'
import { readSendAnswer, type SendAnswer } from './errors.ts'
import { asShown } from './project.ts'
import { zaloUploader } from './upload.ts'
import { readUsage } from './usage.ts'

/** Consultation messages: the only kind a bot that answers needs (facts: zalo 4.1). */
const PATH = '/v3.0/oa/message/cs'

type Button =
  | { title: string; type: 'oa.query.hide'; payload: string }
  | { title: string; type: 'oa.open.url'; payload: { url: string } }

/** The body of a send; `hasButtons` tells what a -224 answer means. */
export function messageBody(user: string, message: Outgoing, asNumbers: boolean, shown?: Shown) {
  const words = asShown(message, asNumbers)
  const buttons: Button[] = (words.choices ?? []).map((choice) => ({
    title: oneLine(choice.label),
    type: 'oa.query.hide',
    // `#` tells a tap from typed text when it comes back as one, and passes the console's syntax filter.
    payload: `#${choice.payload}`,
  }))
  if (words.link)
    buttons.push({ title: oneLine(words.link.label), type: 'oa.open.url', payload: { url: words.link.url } })
  const hasButtons = buttons.length > 0
  const payload = pictureOf(shown) ?? (hasButtons && { buttons })
  // No `template_type` for buttons: with one the platform answers -201 (facts: zalo 4.2).
  const attachment = payload && { attachment: { type: 'template', payload } }
  const body = JSON.stringify({ recipient: { user_id: user }, message: { text: words.text, ...attachment } })
  return { body, hasButtons }
}

/** The picture above the text (facts: zalo 4.1), or nothing. */
function pictureOf(shown: Shown | undefined): object | null {
  if (shown?.kind !== 'id' && shown?.kind !== 'url') return null
  const by = shown.kind === 'id' ? { attachment_id: shown.id } : { url: shown.url }
  return { template_type: 'media', elements: [{ media_type: 'image', ...by }] }
}

/** What sends are made with. */
export interface Sending {
  http: Http
  clock: Clock
  /** Absent: pictures are words. */
  pictures?: Pictures | undefined
}

/** Sends one message with this access token. Never rejects. */
export async function sendMessage(
  { http, clock, pictures }: Sending,
  account: ZaloAccount,
  accessToken: string,
  job: SendJob,
): Promise<SendResult> {
  const { picture } = job.message
  const shown =
    picture && pictures
      ? await pictures.show(account.id, picture.source, zaloUploader(http, clock, account, accessToken))
      : undefined
  if (shown?.kind === 'failed') return { ok: false, failure: shown.failure }
  const { body, hasButtons } = messageBody(job.user, job.message, job.asNumbers, shown)
  const answer = await http.request({
    method: 'POST',
    url: `${account.apiUrl}${PATH}`,
    headers: {
      'content-type': 'application/json',
      access_token: accessToken,
      appsecret_proof: appSecretProof(accessToken, account.appSecret),
    },
    body,
  })
  const now = clock.now()
  const usage = answer.kind === 'answer' ? readUsage(answer.headers, now) : undefined
  const result = readSendAnswer(answer, hasButtons, now)
  const read =
    shown && picture
      ? await afterPicture(result, shown, () => pictures?.failed(account.id, picture.source, shown))
      : withoutPicture(result)
  return usage ? { ...read, usage } : read
}

/** Codes by which the platform refuses a picture: any that finds fault with the request. */
const OF_THE_PICTURE: readonly FailureCode[] = ['MEDIA_EXPIRED', 'BAD_REQUEST']

async function afterPicture(
  result: SendAnswer,
  shown: Shown,
  failed: () => Promise<void> | undefined,
): Promise<SendAnswer> {
  if (result.ok || !OF_THE_PICTURE.includes(result.failure.code)) return result
  if (shown.kind === 'words') return withoutPicture(result)
  await failed()
  const code = result.failure.code === 'BAD_REQUEST' ? 'MEDIA_REFUSED' : result.failure.code
  return { ok: false, failure: { ...result.failure, code } }
}

/** A fault of a picture in a message that shows none is a fault of the message. */
function withoutPicture(result: SendAnswer): SendAnswer {
  if (result.ok || result.failure.code !== 'MEDIA_EXPIRED') return result
  return { ok: false, failure: { ...result.failure, code: 'BAD_REQUEST' } }
}

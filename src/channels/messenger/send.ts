import type { Account, MessengerAccount, Outgoing, SendJob, SendResult } from '../channel.ts'
import { asObject, idText } from '../clean.ts'
import type { Http, HttpAnswer } from '../http.ts'
import type { Pictures, Shown, Uploaded } from '../pictures.ts'
import { appSecretProof } from '../proof.ts'
import { graphFailure, statusFailure } from './errors.ts'
import { buttonsOf, cardsAttachment, pictureAttachment } from './project.ts'
import { messengerUploader } from './upload.ts'
import { retryAfter, usageReader } from './usage.ts'

/** How what a message shows besides words goes out. */
export interface Media {
  shown: Shown | null
  address(source: string): string | null
}

const NO_MEDIA: Media = { shown: null, address: () => null }

function attachmentOf(
  { text, choices = [], link, cards, ...message }: Outgoing,
  media: Media,
): object | null {
  const { shown, address } = media
  if (cards) return cardsAttachment(cards, address)
  if (shown?.kind === 'id' || shown?.kind === 'url')
    return pictureAttachment({ ...message, text, choices, ...(link && { link }) }, shown)
  if (!link) return null
  const payload = { template_type: 'button', text, buttons: buttonsOf(choices, [link]) }
  return { type: 'template', payload }
}

/** The `message` of a send for one part made by `projectMessenger`. */
export function messageOf(id: string, message: Outgoing, media = NO_MEDIA): object {
  const { text, choices = [], link } = message
  const attachment = attachmentOf(message, media)
  const said = attachment ? { attachment } : { text }
  // Beside a link the choices are buttons.
  if (choices.length === 0 || link) return { ...said, metadata: id }
  const quickReplies = choices.map(({ label, payload }) => ({ content_type: 'text', title: label, payload }))
  return { ...said, quick_replies: quickReplies, metadata: id }
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    return asObject(JSON.parse(text))
  } catch {
    return null
  }
}

/**
 * What an answer means: of the Send API, whose id is `message_id`, or of an upload. Errors may come with HTTP 200; success
 * without an id is no success.
 */
export function sendResult(answer: HttpAnswer, idField = 'message_id'): SendResult {
  if (answer.kind === 'unsent')
    return { ok: false, failure: { code: 'UNREACHABLE', platformCode: 'network' } }
  if (answer.kind === 'uncertain')
    return { ok: false, failure: { code: 'UNCERTAIN', platformCode: 'network' } }
  const { status, headers } = answer
  const body = parsed(answer.text)
  if (body?.['error'] !== undefined && body['error'] !== null) {
    const failure = graphFailure(body['error'], status)
    const retryAfterMs = failure.code === 'RATE_LIMITED' ? retryAfter(headers) : null
    return { ok: false, failure: retryAfterMs === null ? failure : { ...failure, retryAfterMs } }
  }
  if (status < 200 || status > 299) return { ok: false, failure: statusFailure(status) }
  const messageId = idText(body?.[idField])
  if (messageId) return { ok: true, messageId }
  return { ok: false, failure: { code: 'UNCERTAIN', platformCode: `http ${status}` } }
}

/** Headers of every call with a body. */
export const HEADERS = { 'content-type': 'application/json' }

/** @returns `Channel.showTyping` for Pages: a request of its own, without a message (facts: messenger 3). */
export function createSigns(
  http: Http,
): (account: Account, user: string, sign: 'seen' | 'typing') => Promise<void> {
  const messages = addresses('messages')
  return async (account, user, sign) => {
    if (account.platform !== 'messenger') return
    const action = sign === 'seen' ? 'mark_seen' : 'typing_on'
    const body = JSON.stringify({ recipient: { id: user }, sender_action: action })
    await http.request({ method: 'POST', url: messages(account), headers: HEADERS, body })
  }
}

/** Addresses of one edge of the Page, which hold token and proof: made once an account. */
export function addresses(edge: string): (account: MessengerAccount) => string {
  const made = new WeakMap<MessengerAccount, { token: string; url: string }>()
  return (account) => {
    const { apiUrl, pageId, pageToken: token, appSecret } = account
    const known = made.get(account)
    if (known?.token === token) return known.url
    const query = new URLSearchParams({
      access_token: token,
      appsecret_proof: appSecretProof(token, appSecret),
    })
    const url = `${apiUrl}/${encodeURIComponent(pageId)}/${edge}?${query}`
    made.set(account, { token, url })
    return url
  }
}

function readUpload(answer: HttpAnswer): Uploaded {
  const result = sendResult(answer, 'attachment_id')
  if (!result.ok) return { ok: false, failure: result.failure }
  return { ok: true, id: result.messageId ?? '' }
}

/** A fault of a picture in a message that shows none is a fault of the message. */
function withoutMedia(result: SendResult): SendResult {
  if (result.ok || !result.failure.code.startsWith('MEDIA_')) return result
  return { ...result, failure: { ...result.failure, code: 'BAD_REQUEST' } }
}

/** @returns `Channel.send` for Pages. Without `pictures` their words are sent. */
export function createSend(
  http: Http,
  pictures?: Pictures,
): (account: Account, job: SendJob) => Promise<SendResult> {
  const usageOf = usageReader()
  const messages = addresses('messages')
  const attachments = addresses('message_attachments')

  async function post(
    account: MessengerAccount,
    { id, user, message }: SendJob,
    media?: Media,
  ): Promise<SendResult> {
    const body = JSON.stringify({
      recipient: { id: user },
      messaging_type: 'RESPONSE',
      message: messageOf(id, message, media),
    })
    const answer = await http.request({ method: 'POST', url: messages(account), headers: HEADERS, body })
    const usage = answer.kind === 'answer' ? usageOf(answer.headers) : undefined
    return usage ? { ...sendResult(answer), usage } : sendResult(answer)
  }

  async function postMedia(account: MessengerAccount, job: SendJob): Promise<SendResult> {
    const { picture, link } = job.message
    const uploader = messengerUploader(http, attachments, account, readUpload)
    const shown = (picture && (await pictures?.show(account.id, picture.source, uploader, !!link))) ?? null
    if (shown?.kind === 'failed') return { ok: false, failure: shown.failure }
    const result = await post(account, job, { shown, address: (source) => pictures?.address(source) ?? null })
    if (result.ok || !result.failure.code.startsWith('MEDIA_')) return result
    if (!picture || (shown?.kind !== 'id' && shown?.kind !== 'url')) return withoutMedia(result)
    await pictures?.failed(account.id, picture.source, shown)
    return result
  }

  return async (account, job) => {
    if (account.platform !== 'messenger') {
      return { ok: false, failure: { code: 'BAD_REQUEST', platformCode: 'not a Page' } }
    }
    if (job.message.picture || job.message.cards) return postMedia(account, job)
    return withoutMedia(await post(account, job))
  }
}

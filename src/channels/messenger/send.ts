import type { Account, MessengerAccount, Outgoing, SendJob, SendResult } from '../channel.ts'
import { asObject, idText } from '../clean.ts'
import type { Http, HttpAnswer } from '../http.ts'
import { appSecretProof } from '../proof.ts'
import { graphFailure, statusFailure } from './errors.ts'
import { retryAfter, usageReader } from './usage.ts'

function button(title: string, payload: string) {
  return { type: 'postback', title, payload }
}

/** The `message` of a send for one part made by `projectMessenger`. */
export function messageOf(id: string, { text, choices = [], link }: Outgoing): object {
  if (link) {
    const buttons = [
      { type: 'web_url', title: link.label, url: link.url },
      ...choices.map(({ label, payload }) => button(label, payload)),
    ]
    const payload = { template_type: 'button', text, buttons }
    return { attachment: { type: 'template', payload }, metadata: id }
  }
  if (choices.length === 0) return { text, metadata: id }
  const quickReplies = choices.map(({ label, payload }) => ({ content_type: 'text', title: label, payload }))
  return { text, quick_replies: quickReplies, metadata: id }
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    return asObject(JSON.parse(text))
  } catch {
    return null
  }
}

/** What an answer of the Send API means. Errors may come with HTTP 200; success without an id is no success. */
export function sendResult(answer: HttpAnswer): SendResult {
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
  const messageId = idText(body?.['message_id'])
  if (messageId) return { ok: true, messageId }
  return { ok: false, failure: { code: 'UNCERTAIN', platformCode: `http ${status}` } }
}

/** Headers of every call with a body. */
export const HEADERS = { 'content-type': 'application/json' }

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

/** @returns `Channel.send` for Pages. */
export function createSend(http: Http): (account: Account, job: SendJob) => Promise<SendResult> {
  const addressOf = addresses('messages')
  const usageOf = usageReader()

  return async (account, job) => {
    if (account.platform !== 'messenger') {
      return { ok: false, failure: { code: 'BAD_REQUEST', platformCode: 'not a Page' } }
    }
    const body = JSON.stringify({
      recipient: { id: job.user },
      messaging_type: 'RESPONSE',
      message: messageOf(job.id, job.message),
    })
    const answer = await http.request({ method: 'POST', url: addressOf(account), headers: HEADERS, body })
    const usage = answer.kind === 'answer' ? usageOf(answer.headers) : undefined
    return usage ? { ...sendResult(answer), usage } : sendResult(answer)
  }
}

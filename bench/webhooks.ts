import { createHash, createHmac } from 'node:crypto'
import type { MessengerAccount, ZaloAccount } from '../src/channels/channel.ts'
import type { Answer } from './answers.ts'

/** A signed request as the platform posts it. */
export interface Webhook {
  path: string
  headers: string[]
  body: Buffer
}

/** Non-ASCII as `\uXXXX`, signed over those bytes (facts: messenger 1.2). */
function messenger({ pageId, appSecret }: MessengerAccount, at: number, event: object): Webhook {
  const json = JSON.stringify({ object: 'page', entry: [{ id: pageId, time: at, messaging: [event] }] })
  const escaped = json.replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  const body = Buffer.from(escaped, 'latin1')
  const mac = createHmac('sha256', appSecret).update(body).digest('hex')
  const headers = ['content-type', 'application/json', 'x-hub-signature-256', `sha256=${mac}`]
  return { path: '/webhooks/messenger', headers, body }
}

/** UTF-8, signed with plain SHA-256 over app id, body, timestamp and secret (facts: zalo 2.1). */
function zalo({ appId, oaSecret }: ZaloAccount, at: number, event: object): Webhook {
  const timestamp = String(at)
  const body = Buffer.from(JSON.stringify({ app_id: appId, ...event, timestamp }))
  const mac = createHash('sha256').update(appId).update(body).update(timestamp).update(oaSecret).digest('hex')
  const headers = ['content-type', 'application/json', 'x-zevent-signature', `mac=${mac}`]
  return { path: '/webhooks/zalo', headers, body }
}

/** What a resident did on the Page. */
export function toPage(
  account: MessengerAccount,
  user: string,
  mid: string,
  at: number,
  answer: Answer,
): Webhook {
  const message =
    'tap' in answer
      ? { mid, text: answer.tap.label, quick_reply: { payload: answer.tap.payload } }
      : { mid, text: answer.text }
  const event = { sender: { id: user }, recipient: { id: account.pageId }, timestamp: at, message }
  return messenger(account, at, event)
}

/** What a resident did on the OA: a tap comes as a text that holds the button's payload (facts: zalo 1.5). */
export function toOa(account: ZaloAccount, user: string, id: string, at: number, answer: Answer): Webhook {
  return zalo(account, at, {
    sender: { id: user },
    recipient: { id: account.oaId },
    event_name: 'user_send_text',
    message: { text: 'tap' in answer ? answer.tap.payload : answer.text, msg_id: id },
  })
}

/** A message that the platform took. */
export interface Taken {
  user: string
  id: string
  at: number
  text: string
  metadata: string | undefined
}

/** What a Page hears of its own message: the echo, that it was delivered, that it was read. */
export function pageReceipts(account: MessengerAccount, { user, id, at, text, metadata }: Taken): Webhook[] {
  const page = { id: account.pageId }
  const echo = { mid: id, is_echo: true, app_id: Number(account.appId), metadata, text }
  const from = { sender: { id: user }, recipient: page, timestamp: at }
  return [
    messenger(account, at, { sender: page, recipient: { id: user }, timestamp: at, message: echo }),
    messenger(account, at, { ...from, delivery: { mids: [id], watermark: at } }),
    messenger(account, at, { ...from, read: { watermark: at } }),
  ]
}

/** The same on the OA. */
export function oaReceipts(account: ZaloAccount, { user, id, at, text }: Taken): Webhook[] {
  const parties = { sender: { id: account.oaId }, recipient: { id: user } }
  return [
    zalo(account, at, { ...parties, event_name: 'oa_send_text', message: { text, msg_id: id } }),
    zalo(account, at, { ...parties, event_name: 'user_received_message', message: { msg_id: id } }),
    zalo(account, at, { ...parties, event_name: 'user_seen_message', message: { msg_ids: [id] } }),
  ]
}

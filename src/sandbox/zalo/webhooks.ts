import { createHash } from 'node:crypto'
import type { ZaloSandboxAccount } from '../accounts.ts'
import type { Webhook } from '../delivery.ts'
import type { Consequences } from '../stage.ts'

/**
 * `X-ZEvent-Signature` of a body: plain SHA-256 over app id, raw body, the body's timestamp and the OA secret
 * (facts: Zalo 2.1).
 */
export function signature(appId: string, body: string, timestamp: string, oaSecret: string): string {
  return `mac=${createHash('sha256').update(`${appId}${body}${timestamp}${oaSecret}`).digest('hex')}`
}

/** A webhook as Zalo puts it on the wire: UTF-8, signed over those bytes, without a timestamp header. */
export function signedWebhook(account: ZaloSandboxAccount, event: object): Webhook {
  const body = JSON.stringify(event)
  const timestamp = 'timestamp' in event ? String(event.timestamp) : ''
  return {
    body: Buffer.from(body),
    headers: {
      'x-zevent-signature': signature(account.appId, body, timestamp, account.oaSecret),
      'x-zevent-server': 'OA OpenAPI',
      'user-agent': 'ZaloWebhook',
    },
  }
}

/** An event between the person and the OA; ids and timestamp are strings (facts: Zalo 1.2). */
export function chatEvent(
  account: ZaloSandboxAccount,
  name: string,
  from: { id: string; admin_id?: string },
  to: string,
  message: object,
  at: number,
): object {
  return {
    app_id: account.appId,
    sender: from,
    recipient: { id: to },
    event_name: name,
    message,
    timestamp: String(at),
  }
}

/** What the application hears after its message was accepted (facts: Zalo 1.3). */
export function consequences(
  account: ZaloSandboxAccount,
  user: string,
  sent: { id: string; text: string; at: number },
): Consequences {
  const oa = { id: account.oaId }
  const event = (name: string, message: object, at: number) =>
    signedWebhook(account, chatEvent(account, name, oa, user, message, at))
  return {
    echo: () => event('oa_send_text', { text: sent.text, msg_id: sent.id }, sent.at),
    delivered: (time) => event('user_received_message', { msg_id: sent.id }, time),
    seen: (time) => event('user_seen_message', { msg_ids: [sent.id] }, time),
  }
}

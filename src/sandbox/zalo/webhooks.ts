import { createHash } from 'node:crypto'
import type { ZaloSandboxAccount } from '../accounts.ts'
import type { Webhook } from '../delivery.ts'

/**
 * `X-ZEvent-Signature` of a body: plain SHA-256 over app id, raw body, the body's timestamp and the OA secret
 * (facts: zalo 2.1).
 */
export function signature(appId: string, body: string, timestamp: string, oaSecret: string): string {
  return `mac=${createHash('sha256').update(`${appId}${body}${timestamp}${oaSecret}`).digest('hex')}`
}

/** A webhook as Zalo puts it on the wire: UTF-8, signed over those bytes. @param server ZNS for templates to a phone. */
export function signedWebhook(account: ZaloSandboxAccount, event: object, server = 'OA OpenAPI'): Webhook {
  const body = JSON.stringify(event)
  const timestamp = 'timestamp' in event ? String(event.timestamp) : ''
  const first = account.signedBy === 'oa_id' ? account.oaId : account.appId
  return {
    body: Buffer.from(body),
    headers: {
      'x-zevent-signature': signature(first, body, timestamp, account.oaSecret),
      'x-zevent-server': server,
      'user-agent': 'ZaloWebhook',
      ...(account.timestampHeader ? { 'x-zevent-timestamp': timestamp } : {}),
    },
  }
}

/** An event of Zalo, before it is signed. */
export interface ZaloEvent {
  event_name: string
  message?: unknown
}

/** An event between the person and the OA; ids and timestamp are strings (facts: zalo 1.2). */
export function chatEvent(
  account: ZaloSandboxAccount,
  name: string,
  from: { id: string; admin_id?: string },
  to: string,
  message: object,
  at: number,
): ZaloEvent {
  const person = from.id === account.oaId ? to : from.id
  return {
    app_id: account.appId,
    sender: from,
    recipient: { id: to },
    ...byApp(account, person),
    event_name: name,
    message,
    timestamp: String(at),
  } as ZaloEvent
}

/** An event that is no message: the OA's id and what belongs to it. */
export function oaEvent(account: ZaloSandboxAccount, name: string, fields: object, at: number): ZaloEvent {
  const { oaId: oa_id, appId: app_id } = account
  return { oa_id, app_id, ...fields, event_name: name, timestamp: String(at) } as ZaloEvent
}

/** `user_id_by_app`, where the OA's webhooks carry it. */
export function byApp(account: ZaloSandboxAccount, user: string): object {
  return account.userIdByApp ? { user_id_by_app: appScoped(account, user) } : {}
}

/** A person's id within the app: the same over its OAs (facts: zalo 1.7). */
export function appScoped(account: ZaloSandboxAccount, user: string): string {
  const digest = createHash('sha256').update(`${account.appId}:${user}`).digest('hex')
  return BigInt(`0x${digest}`).toString().slice(0, 19)
}

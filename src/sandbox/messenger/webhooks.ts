import { createHmac } from 'node:crypto'
import type { MessengerSandboxAccount } from '../accounts.ts'
import type { Webhook } from '../delivery.ts'
import type { Consequences } from '../stage.ts'
import type { CheckedSend } from './rules.ts'

/** The app behind the Page Inbox (facts: Messenger 6). */
export const PAGE_INBOX_APP = 263902037430900

/**
 * A webhook as Meta puts it on the wire: non-ASCII as `\uXXXX` with lower-case digits, signed over those very
 * bytes (facts: Messenger 1.2).
 */
export function signedWebhook(appSecret: string, body: unknown): Webhook {
  const escaped = JSON.stringify(body).replace(
    /[\u0080-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return { body: Buffer.from(escaped, 'latin1'), headers: signature(appSecret, escaped) }
}

/** The signature header over exact bytes. */
export function signature(appSecret: string, bytes: string | Buffer): Record<string, string> {
  return { 'x-hub-signature-256': `sha256=${createHmac('sha256', appSecret).update(bytes).digest('hex')}` }
}

/** The envelope of events of one Page; `entries`: each event in an entry of its own. */
export function envelope(pageId: string, time: number, events: object[], entries = false): object {
  const groups = entries ? events.map((event) => [event]) : [events]
  return { object: 'page', entry: groups.map((messaging) => ({ id: pageId, time, messaging })) }
}

/** The echo of a message that the Page sent, through our app or another (facts: Messenger 1.5). */
export function echoEvent(
  pageId: string,
  user: string,
  at: number,
  message: { mid: string; appId: number; text: string; metadata?: string; attachment?: unknown },
): object {
  return {
    sender: { id: pageId },
    recipient: { id: user },
    timestamp: at,
    message: {
      mid: message.mid,
      is_echo: true,
      app_id: message.appId,
      ...(message.metadata === undefined ? {} : { metadata: message.metadata }),
      ...(message.attachment === undefined ? { text: message.text } : { attachments: [message.attachment] }),
    },
  }
}

/** What the application hears after its message was accepted. */
export function consequences(
  account: MessengerSandboxAccount,
  send: Required<Pick<CheckedSend, 'recipient' | 'message'>>,
  mid: string,
  at: number,
): Consequences {
  const { pageId, appId, appSecret } = account
  const { metadata, text, body } = send.message
  const wrap = (event: object, time = at) => signedWebhook(appSecret, envelope(pageId, time, [event]))
  const receipt = (content: object, time: number) =>
    wrap({ sender: { id: send.recipient }, recipient: { id: pageId }, timestamp: time, ...content }, time)
  return {
    echo: () =>
      wrap(
        echoEvent(pageId, send.recipient, at, {
          mid,
          appId: Number(appId),
          text,
          ...(metadata === undefined ? {} : { metadata }),
          ...(body['attachment'] === undefined ? {} : { attachment: body['attachment'] }),
        }),
      ),
    delivered: (time) => receipt({ delivery: { mids: [mid], watermark: at } }, time),
    seen: (time) => receipt({ read: { watermark: at } }, time),
  }
}

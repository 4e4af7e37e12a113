import { createHmac } from 'node:crypto'
import type { Webhook } from '../delivery.ts'

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

/** An event and the list of the entry that it comes under. */
export interface Group {
  under: 'messaging' | 'standby'
  event: object
}

/**
 * The envelope of events of one Page: an entry has either `messaging` or `standby` (facts: messenger 1.4);
 * `separate`: each event in an entry of its own.
 */
export function envelope(pageId: string, time: number, groups: Group[], separate = false): object {
  const entry: Record<string, unknown>[] = []
  let last: Group[] = []
  const close = () => {
    const [first] = last
    if (first) entry.push({ id: pageId, time, [first.under]: last.map(({ event }) => event) })
    last = []
  }
  for (const group of groups) {
    if (separate || last[0]?.under !== group.under) close()
    last.push(group)
  }
  close()
  return { object: 'page', entry }
}

/** The echo of a message that the Page sent, through our app or another (facts: Messenger 1.5). */
export function echoEvent(
  pageId: string,
  user: string,
  at: number,
  message: { mid: string; appId?: number; text: string; metadata?: string; attachments?: unknown[] },
): object {
  return {
    sender: { id: pageId },
    recipient: { id: user },
    timestamp: at,
    message: {
      mid: message.mid,
      is_echo: true,
      ...(message.appId === undefined ? {} : { app_id: message.appId }),
      ...(message.metadata === undefined ? {} : { metadata: message.metadata }),
      ...(message.attachments === undefined ? { text: message.text } : { attachments: message.attachments }),
    },
  }
}

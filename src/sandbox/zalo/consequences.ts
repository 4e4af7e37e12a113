import type { ZaloSandboxAccount } from '../accounts.ts'
import type { Consequences } from '../stage.ts'
import type { MessageKind } from './rules.ts'
import type { ZaloStage } from './stage.ts'
import { chatEvent } from './webhooks.ts'

/** What the application hears after its message was accepted: the echo is named by its kind (facts: zalo 1.3). */
export function consequences(
  stage: ZaloStage,
  account: ZaloSandboxAccount,
  user: string,
  sent: { id: string; text: string; at: number; kind: MessageKind },
): Consequences {
  const oa = { id: account.oaId }
  const event = (name: string, message: object, at: number) =>
    stage.webhook(account, chatEvent(account, name, oa, user, message, at))
  const attachments =
    sent.kind === 'text'
      ? {}
      : { attachments: [{ type: sent.kind, payload: { url: FILE, thumbnail: FILE } }] }
  const words = sent.text === '' && sent.kind !== 'text' ? {} : { text: sent.text }
  const seen = account.seenAs === 'msg_id' ? { msg_id: sent.id } : { msg_ids: [sent.id] }
  return {
    echo: () => event(`oa_send_${sent.kind}`, { ...words, ...attachments, msg_id: sent.id }, sent.at),
    delivered: (time) => event('user_received_message', { msg_id: sent.id }, time),
    seen: (time) => event('user_seen_message', seen, time),
  }
}

const FILE = 'https://cdn.example.invalid/file'

import type { MessengerSandboxAccount } from '../accounts.ts'
import type { Consequences } from '../stage.ts'
import type { CheckedMessage } from './message-rules.ts'
import type { MessengerStage } from './stage.ts'
import { echoEvent } from './webhooks.ts'

/** What the application hears after its message was accepted (facts: messenger 1.5). */
export function consequences(
  stage: MessengerStage,
  account: MessengerSandboxAccount,
  user: string,
  message: CheckedMessage,
  mid: string,
  at: number,
): Consequences {
  const { pageId, appId } = account
  const { metadata, text, body } = message
  const mids = account.midsInDeliveries === false ? {} : { mids: [mid] }
  const attachments =
    body['attachments'] ?? (body['attachment'] === undefined ? undefined : [body['attachment']])
  const receipt = (content: object, time: number) =>
    stage.webhook(
      account,
      user,
      [{ sender: { id: user }, recipient: { id: pageId }, timestamp: time, ...content }],
      time,
    )
  return {
    echo: () =>
      stage.webhook(
        account,
        user,
        [
          echoEvent(pageId, user, at, {
            mid,
            appId: Number(appId),
            text,
            ...(metadata === undefined ? {} : { metadata }),
            ...(Array.isArray(attachments) ? { attachments } : {}),
          }),
        ],
        at,
      ),
    delivered: (time) => receipt({ delivery: { ...mids, watermark: at } }, time),
    seen: (time) => receipt({ read: { watermark: at } }, time),
  }
}

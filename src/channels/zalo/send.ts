import type { Clock } from '../../common/clock.ts'
import type { Outgoing, SendJob, SendResult, ZaloAccount } from '../channel.ts'
import type { Http } from '../http.ts'
import { oneLine } from '../project.ts'
import { appSecretProof } from '../proof.ts'
import { readSendAnswer } from './errors.ts'
import { asShown } from './project.ts'
import { readUsage } from './usage.ts'

/** Consultation messages: the only kind a bot that answers needs (facts: zalo 4.1). */
const PATH = '/v3.0/oa/message/cs'

type Button =
  | { title: string; type: 'oa.query.hide'; payload: string }
  | { title: string; type: 'oa.open.url'; payload: { url: string } }

/** The body of a send; `hasButtons` tells what a -224 answer means. */
export function messageBody(user: string, message: Outgoing, asNumbers: boolean) {
  const shown = asShown(message, asNumbers)
  const buttons: Button[] = (shown.choices ?? []).map((choice) => ({
    title: oneLine(choice.label),
    type: 'oa.query.hide',
    // `#` tells a tap from typed text when it comes back as one, and passes the console's syntax filter.
    payload: `#${choice.payload}`,
  }))
  if (shown.link)
    buttons.push({ title: oneLine(shown.link.label), type: 'oa.open.url', payload: { url: shown.link.url } })
  const hasButtons = buttons.length > 0
  // No `template_type`: with one the platform answers -201 (facts: zalo 4.2).
  const attachment = hasButtons && { attachment: { type: 'template', payload: { buttons } } }
  const body = JSON.stringify({ recipient: { user_id: user }, message: { text: shown.text, ...attachment } })
  return { body, hasButtons }
}

/** Sends one message with this access token. Never rejects. */
export async function sendMessage(
  http: Http,
  clock: Clock,
  account: ZaloAccount,
  accessToken: string,
  job: SendJob,
): Promise<SendResult> {
  const { body, hasButtons } = messageBody(job.user, job.message, job.asNumbers)
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
  return usage ? { ...result, usage } : result
}

import { request } from 'undici'
import type { MessengerSandboxAccount, ZaloSandboxAccount } from './accounts.ts'
import type { Random } from './random.ts'
import { chatEvent, signedWebhook } from './zalo/webhooks.ts'

/** What Meta's dashboard does when the webhook is saved: the challenge must come back (facts: Messenger 1.1). */
export async function verifyMessenger(
  url: string,
  account: MessengerSandboxAccount,
  random: Random,
): Promise<boolean> {
  const target = new URL(url)
  const challenge = String(Math.floor(random.between([1e8, 1e9])))
  target.searchParams.set('hub.mode', 'subscribe')
  target.searchParams.set('hub.verify_token', account.verifyToken)
  target.searchParams.set('hub.challenge', challenge)
  const answer = await request(target)
  return (await answer.body.text()) === challenge && answer.statusCode === 200
}

/**
 * What Zalo's console does on "save": a signed sample of parties that are not the OA's; some saw an unsigned `{}`
 * (facts: zalo 2.3).
 */
export async function verifyZalo(
  url: string,
  account: ZaloSandboxAccount,
  at: number,
  probe: 'sample' | 'empty' = 'sample',
): Promise<boolean> {
  const message = { text: 'This is testing message', msg_id: 'This is message id' }
  const sample = chatEvent(
    account,
    'user_send_text',
    { id: '246845883529197922' },
    '388613280878808645',
    message,
    at,
  )
  const signed = signedWebhook(account, sample)
  const { body, headers } = probe === 'sample' ? signed : { body: '{}', headers: {} }
  const answer = await request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
  await answer.body.dump()
  return answer.statusCode === 200
}

import { randomBytes } from 'node:crypto'
import type { Account, MessengerAccount, ZaloAccount } from './channels/channel.ts'
import type { Level } from './channels/connection/finding.ts'
import type { Http } from './channels/http.ts'
import { zaloMac } from './channels/zalo/signature.ts'
import { verifierCode } from './channels/zalo/verifier.ts'
import type { Clock } from './common/clock.ts'

interface Found {
  check: string
  level: Level
  says: string
  remedy?: string
}

const RESTART = 'Restart the server: it runs with other settings than this command reads.'

/** Tries our own webhook as the platform's console would; nothing is stored by it. */
export async function checkEndpoint(
  http: Http,
  ownUrl: string,
  clock: Clock,
  account: Account,
): Promise<Found[]> {
  const works =
    account.platform === 'messenger'
      ? await verifies(http, ownUrl, account)
      : await takesSample(http, ownUrl, account, clock.now())
  if (works) return [{ check: 'webhook', level: 'ok', says: "The server takes this account's webhooks." }]
  const by = account.platform === 'messenger' ? 'MESSENGER_VERIFY_TOKEN' : 'ZALO_APP_ID and ZALO_OA_SECRET'
  return [
    {
      check: 'webhook',
      level: 'fault',
      says: `The server refuses a webhook made with ${by} of this account.`,
      remedy: RESTART,
    },
  ]
}

/** Meta's check of the address (facts: messenger 1.1). */
async function verifies(http: Http, ownUrl: string, account: MessengerAccount): Promise<boolean> {
  const challenge = String(randomBytes(4).readUInt32BE())
  const query = new URLSearchParams({
    'hub.mode': 'subscribe',
    'hub.verify_token': account.verifyToken,
    'hub.challenge': challenge,
  })
  const answer = await http.request({ method: 'GET', url: `${ownUrl}/webhooks/messenger?${query}` })
  return answer.kind === 'answer' && answer.status === 200 && answer.text === challenge
}

/** The console's signed sample, whose parties are nobody (facts: zalo 2.3). */
async function takesSample(http: Http, ownUrl: string, account: ZaloAccount, now: number): Promise<boolean> {
  const timestamp = String(now)
  const body = JSON.stringify({
    app_id: account.appId,
    sender: { id: '0' },
    recipient: { id: '0' },
    event_name: 'user_send_text',
    message: { text: 'This is testing message', msg_id: 'This is message id' },
    timestamp,
  })
  const mac = zaloMac(account.appId, Buffer.from(body), timestamp, account.oaSecret)
  const answer = await http.request({
    method: 'POST',
    url: `${ownUrl}/webhooks/zalo`,
    headers: { 'content-type': 'application/json', 'x-zevent-signature': `mac=${mac}` },
    body,
  })
  return answer.kind === 'answer' && answer.status === 200
}

/** Whether the file of Zalo's domain check is served. */
export async function checkVerifier(http: Http, ownUrl: string, account: ZaloAccount): Promise<Found[]> {
  const code = verifierCode(account.verifier)
  if (!code)
    return [
      {
        check: 'domain',
        level: 'note',
        says: 'No file for the check of the domain is set (ZALO_VERIFIER); Zalo wants one before it takes the webhook.',
      },
    ]
  const answer = await http.request({ method: 'GET', url: `${ownUrl}/zalo_verifier${code}.html` })
  if (answer.kind === 'answer' && answer.status === 200 && answer.text.includes(code))
    return [{ check: 'domain', level: 'ok', says: 'The file for the check of the domain is served.' }]
  return [
    {
      check: 'domain',
      level: 'fault',
      says: 'The file for the check of the domain is not served.',
      remedy: RESTART,
    },
  ]
}

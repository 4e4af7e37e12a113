import { createHash, createHmac } from 'node:crypto'
import type { TestApp } from './app.ts'

/** Posts a webhook of an emulated OA, the first or the one named, signed as Zalo signs. @throws when it is not acknowledged */
export async function postZalo(app: TestApp, event: Record<string, unknown>, id?: string): Promise<void> {
  const account = app.sandbox.accounts.find((one) => one.platform === 'zalo' && (id ?? one.oaId) === one.oaId)
  if (account?.platform !== 'zalo') throw new Error('no OA')
  const timestamp = String(app.clock.now())
  const { appId, oaId, oaSecret } = account
  // Whoever is named by nobody is the OA itself.
  const named = JSON.stringify({ app_id: appId, ...event, timestamp }).replaceAll('"OA"', `"${oaId}"`)
  const mac = createHash('sha256').update(`${appId}${named}${timestamp}${oaSecret}`, 'utf8').digest('hex')
  await post(`${app.url}/webhooks/zalo`, named, { 'x-zevent-signature': `mac=${mac}` })
}

/** Posts a webhook body with one entry of the emulated Page, signed as Meta signs. @throws when it is not acknowledged */
export async function postMessenger(app: TestApp, entry: Record<string, unknown>): Promise<void> {
  const account = app.sandbox.accounts.find((one) => one.platform === 'messenger')
  if (account?.platform !== 'messenger') throw new Error('no Page')
  const { pageId, appSecret } = account
  const body = JSON.stringify({ object: 'page', entry: [{ id: pageId, time: app.clock.now(), ...entry }] })
  const hex = createHmac('sha256', appSecret).update(body).digest('hex')
  await post(`${app.url}/webhooks/messenger`, body, { 'x-hub-signature-256': `sha256=${hex}` })
}

async function post(url: string, body: string, headers: Record<string, string>): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
  if (response.status !== 200) throw new Error(`webhook answered with ${response.status}`)
}

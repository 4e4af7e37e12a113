import { createHash, createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { defaultSandboxAccounts } from '../../src/sandbox/accounts.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'
import { startTestApp, type TestApp } from '../helpers/app.ts'
import type { Resident } from '../helpers/resident.ts'

/** Three wards' OAs, two of them of one Zalo app, and the Page of the youth union. */
const [page, oa] = defaultSandboxAccounts('four')
const myHao = oa
const duongHao = {
  ...oa,
  oaId: '5200000000000000002',
  oaSecret: 'second-oa-secret',
  refreshToken: 'rt_second',
}
const thuongHong = { ...defaultSandboxAccounts('other app')[1], oaId: '5200000000000000003' }

const IDS = ['my-hao', 'duong-hao', 'thuong-hong', 'doan'] as const
type Id = (typeof IDS)[number]

const OFFICES: Record<Id, object> = {
  'my-hao': { name: 'UBND phường Mỹ Hào', place: 'new:12103', sendsPerSecond: 7 },
  'duong-hao': { name: 'UBND phường Đường Hào', place: 'new:12133', sendsPerSecond: 9 },
  'thuong-hong': {
    name: 'UBND phường Thượng Hồng',
    nameEn: 'Thượng Hồng ward office',
    place: 'new:12127',
    language: 'en',
  },
  doan: { name: 'Đoàn phường Mỹ Hào', place: 'new:12103' },
}

/** Fields that ACCOUNTS_FILE takes, of an emulated account. */
function credentials(sandbox: Sandbox, id: string): object {
  const found = sandbox.accounts.find((one) => (one.platform === 'zalo' ? one.oaId : one.pageId) === id)
  if (!found) throw new Error(`the emulator has no ${id}`)
  const fields = [
    ...['platform', 'pageId', 'pageToken', 'appId', 'appSecret', 'verifyToken', 'apiUrl'],
    ...['oaId', 'oaSecret', 'refreshToken', 'oauthUrl', 'znsUrl'],
  ]
  return Object.fromEntries(Object.entries(found).filter(([name]) => fields.includes(name)))
}

const platformIds: Record<Id, string> = {
  'my-hao': myHao.oaId,
  'duong-hao': duongHao.oaId,
  'thuong-hong': thuongHong.oaId,
  doan: page.pageId,
}
const platformOf = (id: Id) => (id === 'doan' ? 'messenger' : 'zalo')

let app: TestApp

beforeAll(async () => {
  app = await startTestApp({
    platforms: { accounts: [page, myHao, duongHao, thuongHong] },
    accountsFile: (sandbox) => ({
      accounts: IDS.map((id) => ({
        id,
        ...OFFICES[id],
        ...credentials(sandbox, platformIds[id]),
        // What an operator copied is of yesterday, and used up.
        ...(id === 'my-hao' && { refreshToken: 'rt_of_yesterday' }),
      })),
    }),
  })
})
afterAll(() => app.close())

/** The same number on every account: a person's id is of the account, and means nothing elsewhere. */
const resident = (id: Id): Resident => app.resident(platformOf(id), '388613280878808645', platformIds[id])

interface Row {
  account_id: string
  language: string
}
const contacts = () =>
  app.rows<Row>('select account_id, language from contact order by account_id').then((rows) => rows)

describe('four accounts in one instance', () => {
  test('answer each in its own name and language, though the tokens of one are dead', async () => {
    const people = new Map(IDS.map((id) => [id, resident(id)]))
    for (const id of IDS)
      app.sandbox.act(platformOf(id), people.get(id)!.id, { type: 'text', text: 'xin chào' }, platformIds[id])
    const seen: Record<string, string> = {}
    for (const id of IDS) {
      if (id === 'my-hao') continue
      const { text } = await people.get(id)!.waits()
      seen[id] = text
    }
    expect(seen['duong-hao']).toContain('UBND phường Đường Hào')
    expect(seen['thuong-hong']).toContain('Thượng Hồng ward office')
    expect(seen['doan']).toContain('Đoàn phường Mỹ Hào')
    expect(await contacts()).toEqual([
      { account_id: 'doan', language: 'vi' },
      { account_id: 'duong-hao', language: 'vi' },
      { account_id: 'my-hao', language: 'vi' },
      { account_id: 'thuong-hong', language: 'en' },
    ])
  })

  test('one of them is told of, and connected by its consent link, on the OA of its app that it belongs to', async () => {
    const alarm = app.log.map((line) => JSON.parse(line)).find((line) => line.alarm === 'zalo-token')
    expect(alarm).toMatchObject({ account: 'my-hao', reason: expect.stringMatching(/refused/) })
    // As a browser goes: to Zalo, where an administrator agrees, and back.
    const wrong = await fetch(`${alarm.consent}&oa_id=${duongHao.oaId}`)
    expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('Không đúng OA')])
    const next = await app.rows<{ account_id: string }>('select account_id from zalo_consent')
    expect(next).toEqual([{ account_id: 'my-hao' }])
    const retry = app.log.map((line) => JSON.parse(line)).findLast((line) => line.alarm === 'zalo-token')
    const back = await fetch(retry.consent)
    expect([back.status, await back.text()]).toEqual([200, expect.stringContaining('Đã kết nối OA')])
    // What waited is sent with the next try of the account.
    app.advance(61_000)
    await expect
      .poll(() => app.sandbox.inbox('zalo', '388613280878808645', 0, myHao.oaId).map(({ text }) => text), {
        timeout: 30_000,
      })
      .toContainEqual(expect.stringContaining('UBND phường Mỹ Hào'))
  })

  test('have budgets of their own', async () => {
    const text = await (await fetch(`${app.url}/metrics`)).text()
    const left = (id: string) =>
      Number(new RegExp(`budget_remaining\\{account="${id}"\\} (\\d+)`).exec(text)?.[1])
    expect(left('my-hao')).toBeLessThanOrEqual(7)
    expect(left('duong-hao')).toBeLessThanOrEqual(9)
    expect(left('thuong-hong')).toBeGreaterThan(9)
    expect(left('doan')).toBeGreaterThan(9)
  })
})

describe('a webhook signed with the secret of one', () => {
  const event = (recipient: string, appId: string, text: string) => ({
    app_id: appId,
    sender: { id: '4711' },
    recipient: { id: recipient },
    event_name: 'user_send_text',
    message: { text, msg_id: `m-${text}` },
    timestamp: String(app.clock.now()),
  })
  const zalo = async (body: ReturnType<typeof event>, secret: string) => {
    const text = JSON.stringify(body)
    const mac = createHash('sha256').update(`${body.app_id}${text}${body.timestamp}${secret}`).digest('hex')
    const headers = { 'content-type': 'application/json', 'x-zevent-signature': `mac=${mac}` }
    return (await fetch(`${app.url}/webhooks/zalo`, { method: 'POST', headers, body: text })).status
  }
  const strangers = () => app.rows(`select account_id from contact where platform_id = '4711'`)

  test('cannot speak for another OA of the same app', async () => {
    expect(await zalo(event(duongHao.oaId, duongHao.appId, 'a'), myHao.oaSecret)).toBe(200)
    expect(await zalo(event(myHao.oaId, myHao.appId, 'b'), duongHao.oaSecret)).toBe(200)
    await app.idle()
    expect(await strangers()).toEqual([])
  })

  test('cannot speak for another app, nor with the secret of the app', async () => {
    expect(await zalo(event(thuongHong.oaId, thuongHong.appId, 'c'), myHao.oaSecret)).toBe(401)
    expect(await zalo(event(myHao.oaId, thuongHong.appId, 'd'), myHao.oaSecret)).toBe(401)
    expect(await zalo(event(myHao.oaId, myHao.appId, 'e'), myHao.appSecret)).toBe(401)
    expect(await strangers()).toEqual([])
  })

  test('cannot speak for a Page that is not here, nor for the Page with a secret of Zalo', async () => {
    const post = async (pageId: string, secret: string) => {
      const messaging = [
        {
          sender: { id: '4711' },
          recipient: { id: pageId },
          timestamp: app.clock.now(),
          message: { mid: `m_${pageId}`, text: 'x' },
        },
      ]
      const body = JSON.stringify({
        object: 'page',
        entry: [{ id: pageId, time: app.clock.now(), messaging }],
      })
      const signature = createHmac('sha256', secret).update(body).digest('hex')
      const headers = { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` }
      return (await fetch(`${app.url}/webhooks/messenger`, { method: 'POST', headers, body })).status
    }
    expect(await post(page.pageId, myHao.appSecret)).toBe(401)
    expect(await post('42', page.appSecret)).toBe(200)
    await app.idle()
    expect(await strangers()).toEqual([])
    expect(await post(page.pageId, page.appSecret)).toBe(200)
    await app.idle()
    expect(await strangers()).toEqual([{ account_id: 'doan' }])
  })

  test('speaks for its own', async () => {
    expect(await zalo(event(duongHao.oaId, duongHao.appId, 'f'), duongHao.oaSecret)).toBe(200)
    await app.idle()
    expect(await strangers()).toContainEqual({ account_id: 'duong-hao' })
  })
})

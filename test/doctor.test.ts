import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type App, startApp } from '../src/app.ts'
import { wantedFields } from '../src/channels/messenger/subscription.ts'
import { systemClock } from '../src/common/clock.ts'
import { readConfig } from '../src/config.ts'
import type { Examined } from '../src/doctor.ts'
import { publicAddress } from '../src/doctor-server.ts'
import { callRunningServer } from '../src/storage/admin-socket.ts'
import { openDatabase } from '../src/storage/open.ts'
import { createLogger } from '../src/telemetry/logger.ts'
import { ACCOUNT } from './channels/messenger/examples.ts'
import { type GraphServer, startGraphServer } from './channels/messenger/graph-server.ts'
import { type ConsentServer, startConsentServer } from './channels/zalo/consent-server.ts'
import { zaloAccount } from './channels/zalo/helpers.ts'
import { migratedSeed } from './helpers/database.ts'

const oa = zaloAccount()

let folder: string
let graph: GraphServer
let zalo: ConsentServer
let app: App
const lines: string[] = []
/** What was had from the environment was used up, and its answer lost: the first thing that a new operator meets. */
const VERIFIER = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cks-doctor-test-'))
  await (await openDatabase({ dataDir: folder, seed: await migratedSeed() })).close()
  graph = await startGraphServer(ACCOUNT)
  zalo = await startConsentServer()
  zalo.faults = ['lost']
  app = await start()
})
beforeEach(() => {
  graph.known = new Set(wantedFields(ACCOUNT))
  graph.subscribed = wantedFields(ACCOUNT)
  graph.profile = { get_started: {}, greeting: [], persistent_menu: [] }
  graph.token = { is_valid: true }
  zalo.getoa = null
  zalo.headers = {}
})
afterAll(async () => {
  await app.close()
  await graph.close()
  await zalo.close()
  await rm(folder, { recursive: true, force: true })
})

/** The server, connected to both platforms' stand-ins. */
async function start(): Promise<App> {
  const env = {
    PORT: '0',
    DATA_DIR: folder,
    PUBLIC_URL: 'http://127.0.0.1:0',
    APP_KEY: randomBytes(32).toString('base64'),
    MESSENGER_PAGE_ID: ACCOUNT.pageId,
    MESSENGER_PAGE_TOKEN: ACCOUNT.pageToken,
    MESSENGER_APP_ID: ACCOUNT.appId,
    MESSENGER_APP_SECRET: ACCOUNT.appSecret,
    MESSENGER_VERIFY_TOKEN: ACCOUNT.verifyToken,
    MESSENGER_API_URL: graph.url,
    MESSENGER_ROUTING: 'on',
    ZALO_OA_ID: oa.oaId,
    ZALO_APP_ID: oa.appId,
    ZALO_APP_SECRET: oa.appSecret,
    ZALO_OA_SECRET: oa.oaSecret,
    ZALO_REFRESH_TOKEN: oa.refreshToken,
    ZALO_VERIFIER: 'zalo_verifierAbc.html',
    ZALO_API_URL: zalo.url,
    ZALO_OAUTH_URL: zalo.url,
    ZALO_CODE_VERIFIER: VERIFIER,
  }
  const log = createLogger('info', { write: (line) => void lines.push(line) })
  return startApp(
    readConfig(env, () => ''),
    log,
  )
}

async function examined(more: object = {}): Promise<Examined[]> {
  const wanted = { accounts: [], fix: false, resetButtons: false, ...more }
  return (await callRunningServer(folder, 'doctor', wanted)) as unknown as Examined[]
}

const faults = (all: Examined[]) =>
  all.filter(({ level }) => level === 'fault').map(({ about, check }) => `${about} ${check}`)
const of = (all: Examined[], about: string, check: string) =>
  all.find((one) => one.about === about && one.check === check)

describe('an OA that must consent', () => {
  it('asks for no default app where the operator has said that threads are passed', async () => {
    const [routing] = (await examined()).filter(({ check }) => check === 'routing')
    expect(routing).toMatchObject({ level: 'note', says: expect.stringContaining('on by MESSENGER_ROUTING') })
    expect(routing?.remedy).toBeUndefined()
  })

  it('raises its alarm with the link beside it', async () => {
    await expect
      .poll(() => lines.filter((line) => line.includes('"alarm":"zalo-token"')), { timeout: 30_000 })
      .toEqual([expect.stringMatching(/"consent":"http:[^"]*\/v4\/oa\/permission\?[^"]*state=[\w-]{32}"/)])
  })

  it('gets its link from the doctor, and the link connects it', async () => {
    const all = await examined()
    expect(faults(all)).toEqual(['zalo token', 'zalo consent'])
    const found = of(all, 'zalo', 'consent')
    expect(found?.says).toContain('E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM')
    const link = found?.link ?? ''
    expect(lines.join('')).toContain(link)
    const state = new URL(link).searchParams.get('state') ?? ''
    const back = new URLSearchParams({ code: zalo.agree(link), oa_id: oa.oaId, state })
    const page = await fetch(`${app.url}/oauth/zalo?${back}`)
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('Đã kết nối')])
    expect(faults(await examined())).toEqual([])
    expect(lines.join('')).toContain('connected by a consent')
  })
})

it('finds nothing to do where everything is well, and looks at all of it', async () => {
  const all = await examined()
  expect(faults(all)).toEqual([])
  const looked = all.map(({ about, check }) => `${about} ${check}`)
  expect(looked).toEqual(
    expect.arrayContaining([
      ...['running', 'database', 'public-url', 'providers'].map((check) => `server ${check}`),
      ...['token', 'subscription', 'page', 'clock', 'webhook', 'silence', 'profile'].map(
        (check) => `messenger ${check}`,
      ),
      ...['token', 'oa', 'package', 'clock', 'webhook', 'silence', 'buttons', 'domain', 'consent'].map(
        (check) => `zalo ${check}`,
      ),
    ]),
  )
  for (const { level, says, remedy } of all) {
    expect(says).toMatch(/\S/)
    if (level === 'fault' || level === 'warning') expect(remedy).toMatch(/\S/)
  }
})

it('shows no secret', async () => {
  graph.subscribed = null
  graph.token = { is_valid: false }
  zalo.getoa = { error: -216 }
  const said = JSON.stringify(await examined()) + lines.join('')
  for (const secret of [
    ACCOUNT.pageToken,
    ACCOUNT.appSecret,
    ACCOUNT.verifyToken,
    oa.appSecret,
    oa.oaSecret,
    'access-1',
    'consented-1',
  ])
    expect(said).not.toContain(secret)
})

describe('a Page', () => {
  it('with a dead token is stopped there', async () => {
    graph.token = { is_valid: false }
    expect(faults(await examined())).toEqual(['messenger token'])
  })

  it('without webhooks and profile is told how to have them, and --fix subscribes', async () => {
    graph.subscribed = null
    graph.profile = {}
    const all = await examined()
    expect(faults(all)).toEqual(['messenger subscription', 'messenger profile'])
    expect(of(all, 'messenger', 'profile')?.remedy).toBe('npm run messenger:profile -- messenger')
    await examined({ fix: true })
    expect(graph.subscribed).toEqual(wantedFields(ACCOUNT))
  })

  it.each([
    ['ACCOUNT_BLOCKED 200/2018028', /App Review/],
    ['PLATFORM policy_enforcement', /ask for a review/],
    // Without a remedy of its own, the sentence of the error table.
    ['ACCOUNT_BLOCKED 230', /“Ứng dụng thiếu quyền gửi tin\./],
  ])('that was stopped (%s) is told what to do', async (reason, remedy) => {
    const { db } = app
    await db.rows(sql`update account set circuit = 'open', circuit_reason = ${reason} where id = 'messenger'`)
    const all = await examined()
    await db.rows(sql`update account set circuit = 'closed' where id = 'messenger'`)
    expect(faults(all)).toEqual(['messenger sending'])
    expect(of(all, 'messenger', 'sending')?.remedy).toMatch(remedy)
  })
})

describe('an OA', () => {
  it('that refused buttons is remembered until the operator resets it', async () => {
    const { db } = app
    const state = async () => {
      const [row] = await db.rows<{ no_buttons: boolean }>(
        sql`select no_buttons from account where id = 'zalo'`,
      )
      return row?.no_buttons
    }
    await db.rows(sql`update account set no_buttons = true where id = 'zalo'`)
    expect(of(await examined(), 'zalo', 'buttons')?.remedy).toContain('--reset-buttons')
    expect(await state()).toBe(true)
    await examined({ accounts: ['messenger'], resetButtons: true })
    expect(await state()).toBe(true)
    await examined({ accounts: ['zalo'], resetButtons: true })
    expect(await state()).toBe(false)
  })

  it('on a machine whose clock is off is told so', async () => {
    zalo.headers = { date: new Date(systemClock.now() - 300_000).toUTCString() }
    expect(of(await examined(), 'zalo', 'clock')).toMatchObject({ level: 'fault' })
  })
})

describe('the server', () => {
  it.each([
    ['https://chukyso.example.vn', 'ok', /chukyso/],
    ['https://chukyso.example.vn:8443', 'fault', /names a port/],
    ['https://192.168.1.10', 'fault', /private network/],
    ['https://ward-server', 'fault', /private network/],
    ['http://localhost:3000', 'fault', /this machine/],
  ])('at %s for platforms outside is %s', (url, level, says) => {
    const outside = { ...oa, apiUrl: 'https://openapi.zalo.me' }
    expect(publicAddress(url, [outside])).toMatchObject([{ level, says: expect.stringMatching(says) }])
  })

  it('is asked about an account that is not there', async () => {
    expect(faults(await examined({ accounts: ['zaloo'] }))).toEqual(['server accounts'])
    expect((await examined({ accounts: ['zalo'] })).some(({ about }) => about === 'messenger')).toBe(false)
  })

  it('shows its connections to Prometheus', async () => {
    const { url } = app
    const text = await (await fetch(`${url}/metrics`)).text()
    expect(text).toMatch(/chukyso_token_age_seconds\{account="zalo"\} \d/)
  })
})

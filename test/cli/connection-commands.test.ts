import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { wantedFields } from '../../src/channels/messenger/subscription.ts'
import { openDatabase } from '../../src/storage/open.ts'
import { ACCOUNT } from '../channels/messenger/examples.ts'
import { type GraphServer, startGraphServer } from '../channels/messenger/graph-server.ts'
import { builtProgram, run } from '../helpers/built.ts'
import { migratedSeed } from '../helpers/database.ts'

let built: string
let folder: string
let graph: GraphServer

beforeAll(async () => {
  built = await builtProgram()
  return () => rm(built, { recursive: true })
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cks-cli-'))
  graph = await startGraphServer(ACCOUNT)
  graph.known = new Set(wantedFields(ACCOUNT))
  graph.subscribed = wantedFields(ACCOUNT)
})
afterEach(async () => {
  await graph.close()
  await rm(folder, { recursive: true, force: true })
})

/** A database made in advance: initdb would take some seconds. */
async function seeded(): Promise<void> {
  await (await openDatabase({ dataDir: join(folder, 'data'), seed: await migratedSeed() })).close()
}

const page = () => ({
  PUBLIC_URL: 'http://127.0.0.1:9',
  APP_KEY: randomBytes(32).toString('base64'),
  PORT: '9',
  MESSENGER_PAGE_ID: ACCOUNT.pageId,
  MESSENGER_PAGE_TOKEN: ACCOUNT.pageToken,
  MESSENGER_APP_ID: ACCOUNT.appId,
  MESSENGER_APP_SECRET: ACCOUNT.appSecret,
  MESSENGER_VERIFY_TOKEN: ACCOUNT.verifyToken,
  MESSENGER_API_URL: graph.url,
})
const command = (name: string, args: string[], env: Record<string, string> = page()) =>
  run(join(built, 'cli', `${name}.js`), args, env, folder)

describe('messenger:profile', () => {
  it('shows what it would set, sets it, reads it back, and has nothing to do after that', async () => {
    const dry = await command('messenger-profile', ['--dry-run'])
    expect(dry.stdout).toMatch(/Get Started {2}→ GET_STARTED.*menu \(default\).*Đăng ký chữ ký số/s)
    expect(dry.stdout).toContain('Nothing was set (--dry-run). The Page differs in: get_started, greeting')
    expect(graph.profile).toEqual({})
    const { code, stdout } = await command('messenger-profile', [])
    expect([code, stdout]).toEqual([0, expect.stringContaining('Set, and read back.')])
    expect(Object.keys(graph.profile)).toEqual(['get_started', 'greeting', 'persistent_menu'])
    expect((await command('messenger-profile', ['messenger'])).stdout).toContain('nothing was set')
    expect(graph.calls.filter(({ method }) => method === 'POST')).toHaveLength(1)
  })

  it('sets ice breakers when asked to, and takes them away again', async () => {
    await command('messenger-profile', ['--ice-breakers'])
    expect(graph.profile).toHaveProperty('ice_breakers')
    await command('messenger-profile', [])
    expect(graph.profile).not.toHaveProperty('ice_breakers')
  })

  it('says what a refusal asks for', async () => {
    graph.instead.set('/me/messenger_profile', { error: { code: 613, message: 'x' } })
    const { code, stderr } = await command('messenger-profile', [])
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/messenger: reading.*613.*10 such calls in 10 minutes/),
    ])
  })

  it('knows its accounts and its words', async () => {
    expect((await command('messenger-profile', ['pagee'])).stderr).toContain('known are messenger')
    expect((await command('messenger-profile', ['--drry-run'])).stderr).toContain(
      'Usage: npm run messenger:profile',
    )
    const none = await command('messenger-profile', [], { SANDBOX: 'true' })
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining('npm start')])
  })
})

describe('doctor', () => {
  it('examines without a server, ends with 1 while something must be done, and with 0 after that', async () => {
    await seeded()
    const env = page()
    const first = await command('doctor', [], env)
    expect(first.stdout).toMatch(/TO DO {4}profile: .*lacks get_started.*→ npm run messenger:profile/s)
    expect(first.stdout).toContain('No server answers at http://127.0.0.1:9')
    expect(first.stdout).toMatch(/1 thing must be done \(TO DO\)/)
    expect(first.code).toBe(1)
    await command('messenger-profile', [], env)
    const second = await command('doctor', ['--json'], env)
    const { ok, findings } = JSON.parse(second.stdout) as { ok: boolean; findings: { about: string }[] }
    expect([second.code, ok]).toEqual([0, true])
    expect(new Set(findings.map(({ about }) => about))).toEqual(new Set(['server', 'messenger']))
  })

  it('examines a sandbox of its own where nothing is configured', async () => {
    const { stdout } = await command('doctor', [], {})
    expect(stdout).toMatch(
      /a sandbox was started for this examination alone.*Account sandbox-messenger.*Account sandbox-zalo/s,
    )
    expect(stdout).toContain('/v4/oa/permission?')
  })

  it('tells what is missing in the configuration', async () => {
    const { MESSENGER_APP_SECRET: _, ...env } = page()
    const { code, stderr } = await command('doctor', [], env)
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/MESSENGER_APP_SECRET is missing: copy it from/),
    ])
  })

  it('tells of a database that is away, and of the wrong key', async () => {
    const away = await command('doctor', [], { ...page(), DATABASE_URL: 'postgres://u:p@127.0.0.1:9/d' })
    expect([away.code, away.stdout]).toEqual([1, expect.stringMatching(/TO DO {4}database: .*ECONNREFUSED/)])
    expect((await command('doctor', ['--wrong'])).stderr).toContain('Usage: npm run doctor')
  })

  it('tells of places that are no wards', async () => {
    await seeded()
    const account = { ...ACCOUNT, id: 'page', apiUrl: graph.url, place: 'new:1', language: 'vi' }
    await writeFile(join(folder, 'accounts.json'), JSON.stringify({ accounts: [account] }))
    const { PUBLIC_URL, APP_KEY, PORT } = page()
    const { stdout, stderr } = await command('doctor', [], {
      PUBLIC_URL,
      APP_KEY,
      PORT,
      ACCOUNTS_FILE: 'accounts.json',
    })
    expect(stderr).toBe('')
    expect(stdout).toMatch(/TO DO {4}places: account page: place is no ward/)
  })
})

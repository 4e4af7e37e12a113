import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import type { ZaloAccount } from '../../../src/channels/channel.ts'
import type { Http } from '../../../src/channels/http.ts'
import { createZaloTokens, type ZaloTokens } from '../../../src/channels/zalo/tokens.ts'
import type { ManualClock } from '../../../src/common/clock.ts'
import { Keyring } from '../../../src/common/crypto.ts'
import type { Database } from '../../../src/storage/database.ts'
import { useZalo } from './bench.ts'
import { NOW, zaloAccount } from './helpers.ts'
import { type OAuthServer, startOAuthServer } from './oauth-server.ts'

const HOUR = 3_600_000
const bench = useZalo(() => startOAuthServer())
const { keyring, secret } = bench

let http: Http
let server: OAuthServer
let clock: ManualClock
let account: ZaloAccount
let alarms: string[]

beforeEach(async () => {
  ;({ http, clock, server } = bench)
  alarms = []
  account = zaloAccount({ oauthUrl: server.url })
})
/** One instance. Its waits move nothing and end at once. */
function instance(
  more: { account?: ZaloAccount; db?: Database; keyring?: Keyring; http?: Http } = {},
): ZaloTokens {
  return createZaloTokens({
    db: bench.db,
    keyring,
    clock,
    http,
    accounts: [more.account ?? account],
    alarm: (_account, reason) => alarms.push(reason),
    sleep: () => new Promise((done) => setTimeout(done, 5)),
    ...more,
  })
}

async function row() {
  const [found] = await bench.db.rows<{
    tokens: string | null
    token_seen: string
    refreshing_until: number
  }>(sql`select tokens, token_seen, refreshing_until from account where id = ${account.id}`)
  return found!
}

/** Has a token, finds it refused, and asks for the next: what the outbox does. */
async function renew(tokens: ZaloTokens): Promise<boolean> {
  tokens.refused(account, (await tokens.current(account)) ?? '')
  return tokens.refresh(account)
}

describe('the first token', () => {
  it('is made from the environment’s refresh token, and the pair is stored sealed', async () => {
    expect(await instance().current(account)).toBe('access-1')
    const { tokens, token_seen, refreshing_until } = await row()
    expect(JSON.parse(keyring.open(tokens!))).toEqual({
      accessToken: 'access-1',
      refreshToken: 'refresh-1',
      expiresAt: NOW + 25 * HOUR,
      refreshedAt: NOW,
      from: 'refresh-0',
    })
    expect(`${tokens} ${token_seen}`).not.toMatch(/access-|refresh-/)
    expect(refreshing_until).toBe(0)
  })

  it('is the environment’s until it is refused', async () => {
    account = { ...account, accessToken: 'access-by-hand' }
    const tokens = instance()
    expect(await tokens.current(account)).toBe('access-by-hand')
    expect(server.calls).toEqual([])
    expect(await renew(tokens)).toBe(true)
    expect(await tokens.current(account)).toBe('access-1')
  })

  it('stays missing, with an alarm, where nothing was given', async () => {
    const { refreshToken: _, ...bare } = account
    account = bare
    expect(await instance().current(account)).toBeNull()
    expect(alarms[0]).toMatch(/not connected yet.*consent link/)
  })
})

describe('the stored pair', () => {
  it('wins over the environment’s token after a restart', async () => {
    await instance().current(account)
    expect(await instance().current(account)).toBe('access-1')
    expect(server.calls).toEqual(['refresh-0'])
  })

  it('gives way to a token that was never seen, which then never counts again', async () => {
    await instance().current(account)
    const second = await startOAuthServer('refresh-new')
    account = { ...account, refreshToken: 'refresh-new', accessToken: 'access-new', oauthUrl: second.url }
    expect(await instance().current(account)).toBe('access-new')
    expect(await renew(instance())).toBe(true)
    account = { ...account, refreshToken: 'refresh-0' }
    expect(await instance().current(account)).toBe('access-1')
    account = { ...account, refreshToken: 'refresh-new' }
    expect(await instance().current(account)).toBe('access-1')
    expect(second.calls).toEqual(['refresh-new'])
    await second.close()
  })

  it('survives the rotation of keys, although the hash of the environment’s token changes', async () => {
    await instance().current(account)
    const rotated = new Keyring([
      { id: 'k2', secret: randomBytes(32) },
      { id: 'k1', secret },
    ])
    expect(await instance({ keyring: rotated }).current(account)).toBe('access-1')
    expect(server.calls).toEqual(['refresh-0'])
  })
})

it('says so when the stored pair cannot be decrypted', async () => {
  await instance().current(account)
  const other = new Keyring([{ id: 'k9', secret: randomBytes(32) }])
  account = { ...account, refreshToken: '' }
  expect(await instance({ keyring: other }).current(account)).toBeNull()
  expect(alarms).toEqual([expect.stringContaining('APP_KEY')])
})

describe('refresh', () => {
  it('goes on from pair to pair', async () => {
    const tokens = instance()
    for (let i = 1; i <= 4; i++) {
      expect(await tokens.current(account)).toBe(`access-${i}`)
      expect(await renew(tokens)).toBe(true)
    }
    expect(server.calls).toEqual(['refresh-0', 'refresh-1', 'refresh-2', 'refresh-3', 'refresh-4'])
    expect(alarms).toEqual([])
  })

  it('happens once for many sends that failed with the same token', async () => {
    const tokens = instance()
    await tokens.current(account)
    const many = Array.from({ length: 20 }, async () => {
      tokens.refused(account, 'access-1')
      return tokens.refresh(account)
    })
    expect(await Promise.all(many)).toEqual(many.map(() => true))
    tokens.refused(account, 'access-1')
    expect(await tokens.refresh(account)).toBe(true)
    expect(server.calls).toHaveLength(2)
  })

  it('takes what another instance has got', async () => {
    const [first, second] = [instance(), instance()]
    await first.current(account)
    await second.current(account)
    expect(await renew(first)).toBe(true)
    expect(await renew(second)).toBe(true)
    expect(await second.current(account)).toBe('access-2')
    expect(server.calls).toHaveLength(2)
  })

  it('lets one instance through while others wait for its result', async () => {
    const instances = [instance(), instance(), instance()]
    for (const each of instances) await each.current(account)
    server.onUsed = () => new Promise((done) => setTimeout(done, 100))
    expect(await Promise.all(instances.map(renew))).toEqual([true, true, true])
    expect(await Promise.all(instances.map((each) => each.current(account)))).toEqual(
      Array(3).fill('access-2'),
    )
    expect(server.calls).toEqual(['refresh-0', 'refresh-1'])
    expect(alarms).toEqual([])
  })

  it('starts one refresh where several instances start at once', async () => {
    const got = await Promise.all([1, 2, 3].map(() => instance().current(account)))
    expect(got).toEqual(Array(3).fill('access-1'))
    expect(server.calls).toEqual(['refresh-0'])
  })

  it('happens ahead at 20 of 25 hours, and before a token known to have lapsed is used', async () => {
    const tokens = instance()
    await tokens.current(account)
    await tokens.refreshDue(NOW + 20 * HOUR - 1)
    expect(server.calls).toHaveLength(1)
    clock.advance(20 * HOUR)
    await tokens.refreshDue(clock.now())
    expect(await tokens.current(account)).toBe('access-2')
    clock.advance(25 * HOUR)
    expect(await tokens.current(account)).toBe('access-3')
  })
})

describe('faults', () => {
  it('unreachable or busy: tried again, then told, and nothing is lost', async () => {
    server.faults.push('busy', 'busy')
    const tokens = instance()
    expect(await tokens.current(account)).toBe('access-1')
    server.faults.push('busy', 'busy', 'busy')
    expect(await renew(tokens)).toBe(false)
    expect(alarms).toEqual([expect.stringContaining('503')])
    expect(await tokens.refresh(account)).toBe(true)
    expect(await tokens.current(account)).toBe('access-2')

    const unreachable = { ...account, oauthUrl: 'http://127.0.0.1:1' }
    expect(await instance().current(unreachable)).toBe('access-2')
    tokens.refused(account, 'access-2')
    expect(await tokens.refresh(unreachable)).toBe(false)
    expect(alarms[1]).toContain('unreachable')
    expect((await row()).refreshing_until).toBe(0)
  })

  it('an answer that is lost: told with the remedy, not hammered, and refused when tried once more', async () => {
    const tokens = instance()
    await tokens.current(account)
    server.faults.push('lost')
    expect(await renew(tokens)).toBe(false)
    expect(alarms).toEqual([expect.stringMatching(/lost.*old refresh token is used up.*ZALO_REFRESH_TOKEN/)])
    expect(await tokens.refresh(account)).toBe(false)
    expect(server.calls).toHaveLength(2)
    clock.advance(HOUR)
    expect(await tokens.refresh(account)).toBe(false)
    expect(alarms[1]).toContain('-14014')
    expect(server.calls).toHaveLength(3)
  })

  it('an answer that says nothing counts as lost, as the token may be used up', async () => {
    server.faults.push('html')
    expect(await instance().current(account)).toBeNull()
    expect(alarms).toEqual([expect.stringContaining('lost')])
  })

  it('killed before the call: the next instance waits for the lease to end, then refreshes', async () => {
    await instance().current(account)
    const stuck: Http = { request: () => new Promise(() => {}), close: async () => {} }
    const killed = instance({ http: stuck })
    await killed.current(account)
    void renew(killed)
    await expect.poll(async () => (await row()).refreshing_until).toBeGreaterThan(NOW)

    const next = instance()
    const waiting = renew(next)
    clock.advance(61_000)
    expect(await waiting).toBe(true)
    expect(await next.current(account)).toBe('access-2')
  })

  it('killed after the call, before the pair was stored: told that consent is needed', async () => {
    await instance().current(account)
    server.onUsed = () => new Promise(() => {})
    const killed = instance()
    await killed.current(account)
    void renew(killed)
    await expect.poll(() => server.given.length).toBe(2)
    clock.advance(61_000)
    expect(await renew(instance())).toBe(false)
    expect(alarms).toEqual([
      expect.stringMatching(/refused the refresh token \(-14014\).*ZALO_REFRESH_TOKEN/),
    ])
  })

  it('a database that is away when the pair comes: kept, not used, stored as soon as it can be', async () => {
    let away = false
    const db: Database = Object.assign(Object.create(bench.db), {
      rows: (statement: Parameters<Database['rows']>[0]) =>
        away ? Promise.reject(new Error('gone')) : bench.db.rows(statement),
    })
    const tokens = instance({ db })
    await tokens.current(account)
    server.onUsed = async () => {
      away = true
    }
    expect(await renew(tokens)).toBe(false)
    expect(alarms).toEqual([expect.stringContaining('could not be stored')])
    expect(await tokens.current(account)).toBeNull()
    away = false
    expect(await tokens.refresh(account)).toBe(true)
    expect(await tokens.current(account)).toBe('access-2')
    expect(JSON.parse(keyring.open((await row()).tokens!))).toMatchObject({ accessToken: 'access-2' })
    expect(server.calls).toHaveLength(2)
  })

  it('no alarm holds a token', async () => {
    const tokens = instance()
    server.faults.push('lost')
    await tokens.current(account)
    clock.advance(HOUR)
    await tokens.current(account)
    expect(alarms).toHaveLength(2)
    expect(alarms.join()).not.toMatch(/refresh-\d|access-\d|app-secret/)
  })
})

import Fastify, { type FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ZaloAccount } from '../../../src/channels/channel.ts'
import type { Http } from '../../../src/channels/http.ts'
import { codeChallenge, createZaloConsents, type ZaloConsents } from '../../../src/channels/zalo/consent.ts'
import { consentRoute } from '../../../src/channels/zalo/consent-route.ts'
import { createZaloTokens } from '../../../src/channels/zalo/tokens.ts'
import type { ManualClock } from '../../../src/common/clock.ts'
import { useZalo } from './bench.ts'
import { type ConsentServer, startConsentServer } from './consent-server.ts'
import { APP_ID, OA_ID, zaloAccount } from './helpers.ts'

const HOUR = 3_600_000
const bench = useZalo(() => startConsentServer())
const { keyring } = bench

let http: Http
let server: ConsentServer
let clock: ManualClock
let account: ZaloAccount
let other: ZaloAccount
let alarms: string[]
let connected: string[]
let app: FastifyInstance
let faults: unknown[]

beforeEach(async () => {
  ;({ http, clock, server } = bench)
  alarms = []
  connected = []
  faults = []
  account = zaloAccount({ oauthUrl: server.url, apiUrl: server.url })
  other = zaloAccount({ id: 'pho-noi', oaId: '777', oauthUrl: server.url, apiUrl: server.url })
  app = Fastify()
  consentRoute(app, instance(), (error) => faults.push(error))
})
afterEach(async () => {
  await app.close()
})

function instance(accounts: ZaloAccount[] = [account, other]): ZaloConsents {
  return createZaloConsents({
    db: bench.db,
    keyring,
    clock,
    http,
    accounts,
    publicUrl: 'https://chukyso.example.vn',
    alarm: (one, reason) => alarms.push(`${one.id}: ${reason}`),
    connected: (one) => connected.push(one.id),
    sleep: async () => {},
  })
}

const stateOf = (link: string) => new URL(link).searchParams.get('state') ?? ''
const back = (query: Record<string, string>) => app.inject({ method: 'GET', url: '/oauth/zalo', query })

async function stored() {
  const [row] = await bench.db.rows<{ tokens: string | null; token_seen: string | null }>(
    sql`select tokens, token_seen from account where id = ${account.id}`,
  )
  return row?.tokens ? JSON.parse(keyring.open(row.tokens)) : null
}

/** The next link, from the button of a page. */
const retryOf = (page: string) =>
  /href="([^"]+permission[^"]+)"/.exec(page)?.[1]?.replaceAll('&amp;', '&') ?? ''

describe('the consent link', () => {
  it('asks Zalo with PKCE and a state, and comes back to this server', async () => {
    const url = new URL(await instance().link(account))
    expect(`${url.origin}${url.pathname}`).toBe(`${server.url}/v4/oa/permission`)
    expect(Object.fromEntries(url.searchParams)).toEqual({
      app_id: APP_ID,
      redirect_uri: 'https://chukyso.example.vn/oauth/zalo',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w-]{32}$/),
    })
  })

  it('makes the challenge as the RFC does', () => {
    expect(codeChallenge('dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk')).toBe(
      'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    )
  })

  it('is the same on all instances while half of its time is left, and lies sealed', async () => {
    const link = await instance().link(account)
    clock.advance(11 * HOUR)
    expect(await instance().link(account)).toBe(link)
    const rows = JSON.stringify(await bench.db.rows(sql`select * from zalo_consent`))
    expect(rows).not.toContain(stateOf(link))
    clock.advance(2 * HOUR)
    expect(await instance().link(account)).not.toBe(link)
    expect(await instance().link(other)).not.toBe(link)
  })

  it('asked for at once by many instances, is one', async () => {
    const links = await Promise.all(Array.from({ length: 8 }, () => instance().link(account)))
    expect(new Set(links).size).toBe(1)
  })

  it('keeps to one challenge where the app does, whatever was open before', async () => {
    await instance().link(account)
    const verifier = 'v'.repeat(43)
    const fixed = { ...account, codeVerifier: verifier }
    const link = await instance([fixed]).link(fixed)
    expect(new URL(link).searchParams.get('code_challenge')).toBe(codeChallenge(verifier))
    expect(await instance([fixed]).link(fixed)).toBe(link)
  })
})

describe('a consent that comes back', () => {
  it('connects the OA: the pair is sealed before its first use, and wins over the environment', async () => {
    const link = await instance().link(account)
    const seen: string[] = []
    server.onUse = async () => {
      const [row] = await bench.db.rows<{ sealed: string }>(sql`select sealed from zalo_consent`)
      seen.push(keyring.open(row?.sealed ?? ''))
    }
    const page = await back({ code: server.agree(link), oa_id: OA_ID, state: stateOf(link) })
    expect(page.statusCode).toBe(200)
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(page.headers['cache-control']).toBe('no-store')
    expect(page.body).toContain('Đã kết nối OA với trợ lý')
    expect(page.body).not.toMatch(/access-1|consented-1/)
    expect(seen).toEqual([expect.stringContaining('"refreshToken":"consented-1"')])
    expect(await stored()).toMatchObject({ accessToken: 'access-1', refreshToken: 'consented-1' })
    expect(connected).toEqual(['my-hao'])
    expect(alarms).toEqual([])
    const tokens = createZaloTokens({
      db: bench.db,
      keyring,
      clock,
      http,
      accounts: [account],
      alarm: () => {},
    })
    expect(await tokens.current(account)).toBe('access-1')
    expect(await bench.db.rows(sql`select * from zalo_consent`)).toEqual([])
  })

  it('may come back to another instance than the one that made the link', async () => {
    const link = await instance().link(account)
    const outcome = await instance().take({ state: stateOf(link), code: server.agree(link), oaId: OA_ID })
    expect(outcome.kind).toBe('connected')
  })

  it('works once', async () => {
    const link = await instance().link(account)
    const state = stateOf(link)
    const visits = await Promise.all(
      Array.from({ length: 4 }, () => back({ code: server.agree(link), oa_id: OA_ID, state })),
    )
    expect(visits.map(({ statusCode }) => statusCode).sort()).toEqual([200, 400, 400, 400])
    const late = await back({ code: server.agree(link), oa_id: OA_ID, state })
    expect([late.statusCode, retryOf(late.body)]).toEqual([400, ''])
    expect(late.body).toContain('npm run doctor')
  })

  it('works for a day', async () => {
    const link = await instance().link(account)
    clock.advance(24 * HOUR)
    const page = await back({ code: server.agree(link), oa_id: OA_ID, state: stateOf(link) })
    expect(page.statusCode).toBe(400)
    expect(await stored()).toBeNull()
  })

  it.each([
    ['no state', { code: 'x' }],
    ['a made-up state', { code: 'x', state: 'A'.repeat(32) }],
    ['an odd state', { code: 'x', state: '"><script>' }],
    ['nothing', {}],
  ])('with %s tells a stranger nothing', async (_, query) => {
    await instance().link(account)
    const page = await back(query as Record<string, string>)
    expect(page.statusCode).toBe(400)
    expect(page.body).toContain('Đường dẫn không dùng được')
    expect(page.body).not.toMatch(/<script|permission|Phường Mỹ Hào/)
    expect(alarms).toEqual([])
  })

  it('with a state given twice, or as a HEAD, uses nothing up', async () => {
    const link = await instance().link(account)
    const state = stateOf(link)
    const url = `/oauth/zalo?code=${server.agree(link)}&state=${state}`
    expect((await app.inject({ method: 'GET', url: `${url}&state=${state}` })).statusCode).toBe(400)
    expect((await app.inject({ method: 'HEAD', url })).statusCode).toBe(404)
    expect((await app.inject({ method: 'GET', url })).statusCode).toBe(200)
  })

  it('of another OA is refused, and the link of one account does not connect another', async () => {
    const link = await instance().link(account)
    const page = await back({ code: server.agree(link, '777'), oa_id: '777', state: stateOf(link) })
    expect(page.statusCode).toBe(400)
    expect(page.body).toContain('Không đúng OA')
    expect(await stored()).toBeNull()
    expect(alarms).toEqual([expect.stringMatching(/^my-hao: .*another OA/)])
    const again = retryOf(page.body)
    expect((await back({ code: server.agree(again), state: stateOf(again) })).statusCode).toBe(200)
  })

  it('that only claims to be of this OA is found out by its token, which is dropped', async () => {
    const link = await instance().link(account)
    const page = await back({ code: server.agree(link, '666'), oa_id: OA_ID, state: stateOf(link) })
    expect(page.body).toContain('Không đúng OA')
    expect(await stored()).toBeNull()
    const rows = await bench.db.rows<{ sealed: string }>(sql`select sealed from zalo_consent`)
    expect(rows.map(({ sealed }) => keyring.open(sealed)).join()).not.toContain('consented')
  })

  it.each([{}, { error: -235, message: 'not for this type' }])(
    'is taken where Zalo does not say whose it is: %j',
    async (getoa) => {
      server.getoa = getoa
      const link = await instance().link(account)
      expect((await back({ code: server.agree(link), oa_id: OA_ID, state: stateOf(link) })).statusCode).toBe(
        200,
      )
      expect(await stored()).toMatchObject({ refreshToken: 'consented-1' })
    },
  )

  it('without a code was not given: the page leads on', async () => {
    const link = await instance().link(account)
    const page = await back({ state: stateOf(link), error: 'access_denied' })
    expect([page.statusCode, page.body]).toEqual([400, expect.stringContaining('Chưa cấp quyền')])
    expect(stateOf(retryOf(page.body))).not.toBe(stateOf(link))
    expect(alarms).toEqual([expect.stringContaining('not given')])
  })

  it('with a code that Zalo refuses says so, with its code', async () => {
    const link = await instance().link(account)
    const page = await back({ code: 'made-up', oa_id: OA_ID, state: stateOf(link) })
    expect(page.statusCode).toBe(400)
    expect(page.body).toContain('Mã lỗi: -14003')
    expect(alarms).toEqual([expect.stringMatching(/-14003.*PUBLIC_URL\/oauth\/zalo.*ZALO_CODE_VERIFIER/)])
  })

  it('is tried again while Zalo is busy, and told of when it stays so', async () => {
    server.faults = ['busy', 'busy']
    const link = await instance().link(account)
    expect((await back({ code: server.agree(link), oa_id: OA_ID, state: stateOf(link) })).statusCode).toBe(
      200,
    )
    server.faults = ['busy', 'busy', 'busy']
    const second = await instance().link(account)
    const page = await back({ code: server.agree(second), oa_id: OA_ID, state: stateOf(second) })
    expect([page.statusCode, page.body]).toEqual([503, expect.stringContaining('Zalo chưa trả lời')])
  })

  it('whose answer is lost is asked for again', async () => {
    server.faults = ['lost']
    const link = await instance().link(account)
    const page = await back({ code: server.agree(link), oa_id: OA_ID, state: stateOf(link) })
    expect([page.statusCode, alarms]).toEqual([503, [expect.stringContaining('lost')]])
    const again = retryOf(page.body)
    expect((await back({ code: server.agree(again), state: stateOf(again) })).statusCode).toBe(200)
  })

  it('never goes before what a later consent brought, and before nothing of the environment', async () => {
    const first = await instance().link(account)
    await back({ code: server.agree(first), oa_id: OA_ID, state: stateOf(first) })
    const tokens = createZaloTokens({
      db: bench.db,
      keyring,
      clock,
      http,
      accounts: [account],
      alarm: () => {},
    })
    expect(await tokens.current(account)).toBe('access-1')
    const second = await instance().link(account)
    await back({ code: server.agree(second), oa_id: OA_ID, state: stateOf(second) })
    tokens.refused(account, 'access-1')
    expect(await tokens.refresh(account)).toBe(true)
    expect(await tokens.current(account)).toBe('access-2')
  })

  it('tells a busy server from a bad link', async () => {
    const away = Fastify()
    const fail = async () => {
      throw new Error('database away')
    }
    consentRoute(away, { link: fail, take: fail }, (error) => faults.push(error))
    const page = await away.inject({ method: 'GET', url: '/oauth/zalo?state=x' })
    expect([page.statusCode, page.body]).toEqual([503, expect.stringContaining('Máy chủ đang bận')])
    expect(faults).toHaveLength(1)
    await away.close()
  })
})

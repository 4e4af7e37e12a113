import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { ZaloAccount } from '../../../src/channels/channel.ts'
import type { Finding } from '../../../src/channels/connection/finding.ts'
import type { Http } from '../../../src/channels/http.ts'
import { checkZalo } from '../../../src/channels/zalo/health.ts'
import { createZaloTokens, type ZaloTokens } from '../../../src/channels/zalo/tokens.ts'
import type { ManualClock } from '../../../src/common/clock.ts'
import { useZalo } from './bench.ts'
import { NOW, OA_ID, zaloAccount } from './helpers.ts'
import { type OAuthServer, startOAuthServer } from './oauth-server.ts'

const DAY = 86_400_000
const bench = useZalo(() => startOAuthServer())
const { keyring } = bench

let http: Http
let oauth: OAuthServer
let api: Server
let clock: ManualClock
let account: ZaloAccount
let tokens: ZaloTokens
/** By access token what `getoa` answers; others are refused. */
let answers: Map<string, object | number>
let date: string

beforeEach(async () => {
  ;({ http, clock, server: oauth } = bench)
  answers = new Map()
  date = new Date(NOW).toUTCString()
  api = createServer((req, res) => {
    const answer = answers.get(String(req.headers['access_token'])) ?? { error: -216, message: 'invalid' }
    res.setHeader('date', date)
    if (req.url !== '/v2.0/oa/getoa' || typeof answer === 'number')
      return void res.writeHead(typeof answer === 'number' ? answer : 404).end()
    res.end(JSON.stringify(answer))
  })
  await new Promise<void>((done) => api.listen(0, '127.0.0.1', done))
  const apiUrl = `http://127.0.0.1:${(api.address() as AddressInfo).port}`
  account = zaloAccount({ oauthUrl: oauth.url, apiUrl })
  tokens = createZaloTokens({ db: bench.db, keyring, clock, http, accounts: [account], alarm: () => {} })
})
afterEach(async () => {
  api.closeAllConnections()
  await new Promise((done) => api.close(done))
})

const look = () => checkZalo({ db: bench.db, clock, http, tokens }, account)
const of = (findings: Finding[], what: string) => findings.find((one) => one.check === what)
const oa = (more: object = {}) => ({
  error: 0,
  data: { oa_id: OA_ID, is_verified: true, oa_type: 4, ...more },
})

describe('an OA', () => {
  it('that is well says what it is, and with which package', async () => {
    answers.set('access-1', oa({ package_name: 'Tiêu chuẩn', package_valid_through_date: '31/12/2026' }))
    const found = await look()
    expect(found.map(({ check, level }) => [check, level])).toEqual([
      ['token', 'ok'],
      ['oa', 'ok'],
      ['package', 'ok'],
      ['clock', 'ok'],
    ])
    expect(of(found, 'oa')?.says).toContain('state agency')
    expect(of(found, 'package')?.says).toMatch(/Tiêu chuẩn, for \d+ more days.*-224/)
  })

  it.each([
    ['{}', {}],
    ['no data', { error: 0 }],
    ['an error', { error: -32 }],
    ['a failure', 500],
  ])('that answers with %s is no fault', async (_, answer) => {
    answers.set('access-1', answer)
    expect((await look()).filter(({ level }) => level === 'fault')).toEqual([])
  })

  it('that is another than configured is a fault', async () => {
    answers.set('access-1', oa({ oa_id: '42' }))
    expect(of(await look(), 'oa')).toMatchObject({
      level: 'fault',
      says: expect.stringContaining('ZALO_OA_ID'),
    })
  })

  it('whose id came as a number too long to be read is not judged', async () => {
    answers.set('access-1', oa({ oa_id: 2 ** 60 }))
    expect(of(await look(), 'oa')?.level).toBe('note')
  })

  it.each([
    ['-204', 'fault'],
    ['-212', 'fault'],
    ['-221', 'fault'],
    ['-242', 'fault'],
    ['-235', 'note'],
    ['-999', 'warning'],
  ])('that is refused with %s is a %s', async (code, level) => {
    answers.set('access-1', { error: Number(code) })
    const finding = of(await look(), 'oa')
    expect(finding).toMatchObject({ level, says: expect.stringContaining(code) })
  })

  it('that answers with anything at all is read or named, and says nothing to the terminal', async () => {
    const value = fc.oneof(fc.jsonValue(), fc.constantFrom(OA_ID, '31/12/2026', '\u001b[2J', 4, '4', true))
    const names = [
      'oa_id',
      'oaid',
      'name',
      'is_verified',
      'oa_type',
      'package_name',
      'package_valid_through_date',
    ]
    const data = fc.record(Object.fromEntries(names.map((name) => [name, value])), { requiredKeys: [] })
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.jsonValue(), data), async (given) => {
        answers.set('access-1', { error: 0, data: given })
        const found = await look()
        expect(found.length).toBeGreaterThan(1)
        expect(/\p{Cc}/u.test(found.map(({ says }) => says).join(''))).toBe(false)
      }),
      { numRuns: 60 },
    )
  })

  it('that is not verified is a warning', async () => {
    answers.set('access-1', oa({ is_verified: false, oa_type: 2 }))
    expect(of(await look(), 'oa')).toMatchObject({
      level: 'warning',
      says: expect.stringContaining('type 2'),
    })
  })
})

describe('its package', () => {
  const through = async (text: string) => {
    answers.set('access-1', oa({ package_name: 'P', package_valid_through_date: text }))
    return of(await look(), 'package')
  }
  const written = (at: number, form: 'vi' | 'iso') => {
    const [y, m, d] = new Date(at).toISOString().slice(0, 10).split('-')
    return form === 'vi' ? `${d}/${m}/${y}` : `${y}-${m}-${d} 23:59:59`
  }

  it.each(['vi', 'iso'] as const)('ends: read as %s', async (form) => {
    expect((await through(written(NOW + 40 * DAY, form)))?.level).toBe('ok')
    expect((await through(written(NOW + 10 * DAY, form)))?.level).toBe('warning')
    expect(await through(written(NOW - 3 * DAY, form))).toMatchObject({
      level: 'fault',
      says: expect.stringContaining('has ended'),
    })
  })

  it('with a date of another form is only told', async () => {
    expect(await through('vô thời hạn')).toMatchObject({
      level: 'note',
      says: expect.stringContaining('vô thời hạn'),
    })
  })
})

describe('its tokens', () => {
  it('are replaced once when they are refused', async () => {
    answers.set('access-2', oa())
    expect(of(await look(), 'oa')?.level).toBe('ok')
    expect(oauth.given).toEqual(['access-1', 'access-2'])
  })

  it('refused for good ask for a consent', async () => {
    expect(of(await look(), 'token')).toMatchObject({
      level: 'fault',
      says: expect.stringContaining('-216'),
      remedy: expect.stringContaining('consent link'),
    })
    expect(oauth.given).toHaveLength(2)
  })

  it('that cannot be had ask for a consent', async () => {
    oauth.faults = ['lost']
    expect(await look()).toEqual([expect.objectContaining({ check: 'token', level: 'fault' })])
  })

  it('that were not renewed for sixty days are an alarm, well before they lapse', async () => {
    answers.set('access-1', oa())
    await look()
    const age = (days: number) =>
      bench.db.rows(sql`update account set tokens_at = ${NOW - days * DAY} where id = ${account.id}`)
    await age(59)
    expect(of(await look(), 'token')?.level).toBe('ok')
    await age(60)
    expect(of(await look(), 'token')).toMatchObject({
      level: 'fault',
      says: expect.stringContaining('60 days old'),
    })
  })
})

it('a clock that is off by minutes is a fault', async () => {
  answers.set('access-1', oa())
  date = new Date(NOW - 5 * 60_000).toUTCString()
  expect(of(await look(), 'clock')).toMatchObject({
    level: 'fault',
    says: expect.stringContaining('300 s ahead'),
  })
})

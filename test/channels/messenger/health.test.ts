import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { MessengerAccount } from '../../../src/channels/channel.ts'
import type { Finding } from '../../../src/channels/connection/finding.ts'
import { createHttp, type Http } from '../../../src/channels/http.ts'
import { createMessengerCheck, type MessengerCheck } from '../../../src/channels/messenger/health.ts'
import { wantedFields } from '../../../src/channels/messenger/subscription.ts'
import { systemClock } from '../../../src/common/clock.ts'
import { ACCOUNT } from './examples.ts'
import { type GraphServer, startGraphServer } from './graph-server.ts'

const DAY_S = 86_400
const SCOPES = ['pages_messaging', 'pages_manage_metadata']
const OTHERS = ['pages_show_list', 'pages_read_engagement', 'business_management']

let http: Http
let server: GraphServer
let account: MessengerAccount
let check: MessengerCheck

beforeEach(async () => {
  server = await startGraphServer(ACCOUNT)
  account = { ...ACCOUNT, apiUrl: server.url }
  server.known = new Set(wantedFields(account))
  server.subscribed = wantedFields(account)
  http = createHttp()
  check = createMessengerCheck(http, systemClock)
})
afterEach(async () => {
  await server.close()
  await http.close()
})

const levels = (findings: Finding[]) =>
  Object.fromEntries(findings.map(({ check: what, level }) => [what, level]))
const of = (findings: Finding[], what: string) => findings.find((one) => one.check === what)
const posts = () =>
  server.calls.filter(({ method }) => method === 'POST').map(({ query }) => query['subscribed_fields'])

describe('a Page that is well', () => {
  it('is well in all that can be looked at', async () => {
    server.token = { ...server.token, scopes: [...SCOPES, ...OTHERS] }
    expect(levels(await check(account, true))).toEqual({
      token: 'ok',
      scopes: 'ok',
      subscription: 'ok',
      clock: 'ok',
      page: 'ok',
    })
    expect(posts()).toEqual([])
  })

  it.each([
    ['empty objects', {}],
    ['errors', { error: { code: 1, message: 'x' } }],
    ['nothing at all', 502],
  ])('is never said to be broken because a GET answers with %s', async (_, answer) => {
    for (const path of ['/debug_token', `/${account.pageId}/subscribed_apps`, '/me'])
      server.instead.set(path, answer)
    const found = await check(account, true)
    expect(Object.values(levels(found))).not.toContain('fault')
    expect(posts()).toEqual([])
  })
})

it('whatever Graph answers is read or named', async () => {
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(ACCOUNT.appId, ACCOUNT.pageId, true, 0, ['messages']),
  )
  const object = fc.dictionary(
    fc.constantFrom('id', 'data', 'is_valid', 'app_id', 'scopes', 'expires_at', 'subscribed_fields', 'error'),
    value,
  )
  const answer = fc.oneof(
    object,
    object.map((data) => ({ data })),
    object.map((one) => ({ data: [one] })),
  )
  await fc.assert(
    fc.asyncProperty(answer, answer, answer, async (token, apps, me) => {
      server.instead.set('/debug_token', token)
      server.instead.set(`/${account.pageId}/subscribed_apps`, apps)
      server.instead.set('/me', me)
      expect((await check(account, true)).length).toBeGreaterThan(0)
    }),
    { numRuns: 60 },
  )
})

describe('the token', () => {
  const token = async (more: object) => {
    server.token = { ...server.token, ...more }
    return check(account, true)
  }

  it('that is not valid is a fault, and nothing else is asked', async () => {
    const found = await token({ is_valid: false })
    expect(found).toEqual([expect.objectContaining({ check: 'token', level: 'fault' })])
    expect(found[0]?.remedy).toContain('MESSENGER_PAGE_TOKEN')
    expect(server.calls).toHaveLength(1)
  })

  it('of another app or another Page is a fault', async () => {
    expect(of(await token({ app_id: '9' }), 'token')?.says).toContain('MESSENGER_APP_ID')
    expect(of(await token({ app_id: account.appId, profile_id: '9' }), 'token')?.says).toContain(
      'MESSENGER_PAGE_ID',
    )
  })

  it.each([
    ['expires_at', 30, 'ok'],
    ['expires_at', 10, 'warning'],
    ['expires_at', 1, 'fault'],
    ['data_access_expires_at', 10, 'warning'],
    ['data_access_expires_at', 80, 'ok'],
  ])('with %s in %d days: %s', async (name, days, level) => {
    const at = Math.floor(systemClock.now() / 1000) + days * DAY_S + 60
    expect(of(await token({ [name]: at }), 'token')?.level).toBe(level)
  })

  it('without a permission that is needed is a fault, without another a note', async () => {
    expect(of(await token({ scopes: ['pages_messaging'] }), 'scopes')).toMatchObject({
      level: 'fault',
      says: expect.stringContaining('pages_manage_metadata'),
    })
    expect(of(await token({ scopes: SCOPES }), 'scopes')?.level).toBe('note')
  })

  it('cannot be asked about with a wrong app secret', async () => {
    const found = await check({ ...account, appSecret: 'wrong' }, true)
    expect(found[0]).toMatchObject({ level: 'fault', says: expect.stringContaining('MESSENGER_APP_SECRET') })
  })

  it('is in no finding', async () => {
    server.instead.set('/me', { error: { code: 190, message: account.pageToken } })
    const said = JSON.stringify(await check(account, true))
    expect(said).not.toContain(account.pageToken)
    expect(said).not.toContain(account.appSecret)
  })
})

describe('the subscription', () => {
  it('that is gone is made again, and told of', async () => {
    server.subscribed = null
    const found = await check(account, true)
    expect(of(found, 'subscription')).toMatchObject({
      level: 'warning',
      says: expect.stringContaining('subscribed again'),
    })
    expect(server.subscribed).toEqual(wantedFields(account))
    expect(of(await check(account, true), 'subscription')?.level).toBe('ok')
  })

  it('is only looked at when nothing may be mended', async () => {
    server.subscribed = null
    expect(of(await check(account, false), 'subscription')).toMatchObject({
      level: 'fault',
      remedy: expect.stringContaining('--fix'),
    })
    server.subscribed = ['messages', 'messaging_postbacks', 'message_echoes']
    expect(of(await check(account, false), 'subscription')?.level).toBe('warning')
    expect(posts()).toEqual([])
  })

  it('leaves out what the platform does not know, takes its spelling, and asks only once', async () => {
    server.known = new Set(['messages', 'messaging_postbacks', 'message_echoes', 'messaging_handover'])
    server.subscribed = null
    const found = await check(account, true)
    expect(server.subscribed).toEqual([...server.known])
    expect(of(found, 'subscription')?.says).toMatch(/refuses .*standby/)
    const tries = posts().length
    expect(tries).toBeLessThan(18)
    expect(of(await check(account, true), 'subscription')?.level).toBe('ok')
    expect(posts()).toHaveLength(tries)
  })

  it('that fails is for a person', async () => {
    server.subscribed = null
    server.known = new Set()
    expect(of(await check(account, true), 'subscription')).toMatchObject({
      level: 'fault',
      remedy: expect.stringContaining('Subscribing failed (100)'),
    })
  })

  it('that may not be looked at names the permission', async () => {
    server.instead.set(`/${account.pageId}/subscribed_apps`, { error: { code: 200, message: 'x' } })
    expect(of(await check(account, true), 'subscription')).toMatchObject({
      level: 'fault',
      remedy: expect.stringContaining('pages_manage_metadata'),
    })
  })

  it('may have other fields by configuration, the needed ones always', async () => {
    const other = { ...account, fields: 'message_reads, standby' }
    expect(wantedFields(other)).toEqual(['messages', 'messaging_postbacks', 'message_reads', 'standby'])
  })
})

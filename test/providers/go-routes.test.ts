import { Writable } from 'node:stream'
import fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { ManualClock } from '../../src/common/clock.ts'
import { goRoutes } from '../../src/providers/go-routes.ts'
import { handoffCreate } from '../../src/providers/handoffs.ts'
import { createLogger } from '../../src/telemetry/logger.ts'
import { createMetrics } from '../../src/telemetry/metrics.ts'
import { openTestDatabase, type TestDatabase } from '../helpers/database.ts'
import { addContacts, item, NOW, run, testKeyring } from '../register/room.ts'
import { catalogueOf, PUBLIC_URL, provider } from './parts.ts'

const keyring = testKeyring()
const clock = new ManualClock(NOW)
const NASTY = '<img src=x onerror="alert(1)">'
const offered = [
  provider('a', { appStore: 'https://apps.apple.com/vn/app/a/id1' }),
  provider('nasty', { name: NASTY }),
  provider('demo', { name: 'Hoa Sen (thử nghiệm)', demo: true }),
]
const OFFICES: Record<string, string> = { 'my-hao': 'Phường Mỹ Hào', bad: NASTY }

let opened: TestDatabase
let app: FastifyInstance
let logged = ''

beforeAll(async () => {
  opened = await openTestDatabase()
  const stream = new Writable({
    write(chunk, _, done) {
      logged += chunk
      done()
    },
  })
  app = fastify({ logger: { level: 'trace', stream } })
  // As in the whole server, where webhooks read raw bodies.
  app.addContentTypeParser('*', { parseAs: 'buffer' }, async () => null)
  await goRoutes(app, {
    db: opened.db,
    keyring,
    clock,
    catalogue: catalogueOf(...offered),
    officeOf: (id, language) => (language === 'en' ? 'the English office' : OFFICES[id]),
    metrics: createMetrics(),
    log: createLogger('trace', stream),
  })
})
afterAll(async () => {
  await app.close()
  await opened.close()
})
beforeEach(() => clock.set(NOW))

async function newLink(providerId = 'a', { accountId = 'my-hao', language = 'vi', known = offered } = {}) {
  const [contact] = await addContacts(opened.db, accountId, 1, language)
  const create = handoffCreate({ keyring, catalogue: catalogueOf(...known), publicUrl: PUBLIC_URL })
  const [result] = await run(opened.db, create, [item(contact!, { provider: providerId }, { accountId })])
  const openedAt = async () =>
    (
      await opened.db.query
        .selectFrom('handoff')
        .select('opened_at')
        .where('contact_id', '=', contact!)
        .executeTakeFirstOrThrow()
    ).opened_at
  return { path: String(result!['url']).slice(PUBLIC_URL.length), code: String(result!['code']), openedAt }
}

const form = { 'content-type': 'application/x-www-form-urlencoded' }

describe('the link page', () => {
  test('names the office, the provider, the host it leads to and the code', async () => {
    const { path, code } = await newLink()
    const { statusCode, body } = await app.inject(path)
    expect(statusCode).toBe(200)
    for (const text of [
      'Phường Mỹ Hào',
      'CA a',
      'a.example.vn',
      code,
      'OTP',
      '0 đồng',
      'GẶP CÁN BỘ',
      '01/04/2026',
    ]) {
      expect(body).toContain(text)
    }
    expect(body).toContain('<html lang="vi">')
    // The way on is a button: no link leads past what the page says.
    expect(body.match(/href="[^"]*"/g)).toEqual(['href="/privacy"'])
    expect(body).not.toContain('https://')
  })

  test('speaks English with whom does', async () => {
    const { path } = await newLink('a', { language: 'en' })
    const { body } = await app.inject(path)
    expect(body).toContain('<html lang="en">')
    expect(body).toContain('Continue to CA a')
    expect(body).toContain('the English office')
  })

  test('has no script and keeps itself to itself', async () => {
    const { path } = await newLink()
    const { headers, body } = await app.inject(path)
    expect(headers).toMatchObject({
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'x-robots-tag': 'noindex, nofollow',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    })
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; style-src 'sha256-/)
    expect(headers['content-security-policy']).not.toContain('unsafe')
    expect(body).not.toMatch(/<script|\son\w+=|style="/)
  })

  test('names with markup stay text', async () => {
    const { path } = await newLink('nasty', { accountId: 'bad' })
    const { body } = await app.inject(path)
    expect(body).not.toContain('<img')
    expect(body.match(/&lt;img src=x onerror=&quot;/g)!.length).toBeGreaterThanOrEqual(4)
  })
})

describe('the button', () => {
  test('leads to the provider and counts once', async () => {
    const { path, openedAt } = await newLink()
    const first = await app.inject({ method: 'POST', url: path, headers: form, payload: 'x=1' })
    expect(first.statusCode).toBe(303)
    expect(first.headers).toMatchObject({
      location: 'https://a.example.vn/dang-ky',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    })
    clock.advance(60_000)
    expect((await app.inject({ method: 'POST', url: path })).statusCode).toBe(303)
    expect(await openedAt()).toBe(NOW)
  })

  test('as browsers send it: a form type and no body', async () => {
    const { path } = await newLink()
    const { statusCode } = await app.inject({
      method: 'POST',
      url: path,
      headers: { ...form, 'content-length': '0' },
    })
    expect(statusCode).toBe(303)
  })

  test('a body that no form of ours sends is refused', async () => {
    const { path, openedAt } = await newLink()
    const { statusCode } = await app.inject({
      method: 'POST',
      url: path,
      headers: form,
      payload: 'x'.repeat(5000),
    })
    expect(statusCode).toBe(413)
    expect(await openedAt()).toBeNull()
  })
})

describe('links that lead nowhere', () => {
  test.each([
    '/go/nonsense',
    `/go/${'A'.repeat(32)}`,
    `/go/${'A'.repeat(500)}`,
    '/go/a/b/c',
    '/go/',
    "/go/'or'1'='1",
  ])('%s is not known', async (path) => {
    for (const method of ['GET', 'POST'] as const) {
      if (method === 'POST' && !/^\/go\/[^/]{1,100}$/.test(path)) continue
      const { statusCode, body } = await app.inject({ method, url: path })
      expect(statusCode).toBe(404)
      expect(body).toContain('TIẾN ĐỘ')
      expect(body).toMatch(/lang="en".*STATUS/)
    }
  })

  test('after 30 days: says so, and counts nothing', async () => {
    const { path, openedAt } = await newLink()
    clock.advance(30 * 86_400_000 - 1)
    expect((await app.inject(path)).statusCode).toBe(200)
    clock.advance(1)
    for (const method of ['GET', 'POST'] as const) {
      const { statusCode, body, headers } = await app.inject({ method, url: path })
      expect(statusCode).toBe(410)
      expect(body).toContain('hết hạn')
      expect(body).toContain('TIẾN ĐỘ')
      expect(headers['x-robots-tag']).toBe('noindex, nofollow')
    }
    expect(await openedAt()).toBeNull()
  })

  test('to a provider that is no longer offered', async () => {
    const { path } = await newLink('gone', { known: [provider('gone')], language: 'en' })
    const { statusCode, body } = await app.inject({ method: 'POST', url: path })
    expect(statusCode).toBe(410)
    expect(body).toContain('This provider is paused')
    expect(body).toContain('STATUS')
  })

  test('while the database is away: a page that says to try again; the fault is logged and counted, the link is not', async () => {
    // As the program starts it: Fastify itself logs nothing.
    const broken = fastify({ logger: false })
    const lines: string[] = []
    const metrics = createMetrics()
    const { db } = await openTestDatabase()
    await db.close()
    await goRoutes(broken, {
      db,
      keyring,
      clock,
      catalogue: catalogueOf(...offered),
      officeOf: () => undefined,
      metrics,
      log: createLogger('trace', { write: (line) => void lines.push(line) }),
    })
    const token = 'Zx9'.repeat(11).slice(0, 32)
    for (const method of ['GET', 'POST'] as const) {
      const { statusCode, body } = await broken.inject({ method, url: `/go/${token}` })
      expect(statusCode).toBe(503)
      expect(body).toContain('Trang đang bận')
    }
    expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject(
      ['GET', 'POST'].map((method) => ({ level: 'error', msg: 'link page failed', method })),
    )
    expect(lines.join('')).not.toContain(token)
    const counted = await metrics.registry.getSingleMetricAsString('chukyso_errors_total')
    expect(counted).toMatch(/\{room="providers",class="\w+"\} 2$/m)
    await broken.close()
  })
})

test('the made-up provider has a page that asks for nothing; a real one has none', async () => {
  const { statusCode, body } = await app.inject('/go/demo/demo')
  expect(statusCode).toBe(200)
  expect(body).toContain('Đây là trang thử nghiệm')
  expect(body).not.toMatch(/<form|<input/)
  expect((await app.inject('/go/demo/a')).statusCode).toBe(404)
})

test('no token is ever logged', async () => {
  const { path } = await newLink()
  logged = ''
  await app.inject(path)
  await app.inject({ method: 'POST', url: path })
  await app.inject(`${path}/more`)
  await app.inject({ method: 'POST', url: path, headers: form, payload: 'x'.repeat(5000) })
  expect(logged).toContain('/go/[token]')
  expect(logged).not.toContain(path.slice('/go/'.length))
})

import Fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import type { Parsed, ZaloAccount } from '../../../src/channels/channel.ts'
import { verifierRoutes } from '../../../src/channels/zalo/verifier.ts'
import { webhookRoutes } from '../../../src/channels/zalo/webhook.ts'
import { ManualClock } from '../../../src/common/clock.ts'
import { maskDigits, NOW, sign, userText, zaloAccount } from './helpers.ts'

const URL = '/webhooks/zalo'

function server(accounts: ZaloAccount[] = [zaloAccount()]) {
  const app = Fastify()
  const accepted: Parsed[] = []
  const refusals: string[] = []
  const state = { down: false }
  const sink = {
    async accept(parsed: Parsed) {
      if (state.down) throw new Error('database away')
      accepted.push(parsed)
    },
    refused: (_platform: string, reason: string) => void refusals.push(reason),
  }
  webhookRoutes(app, { accounts, clock: new ManualClock(NOW), mask: maskDigits }, accounts, sink)
  const post = async (body: string | undefined, headers: Record<string, string> = {}) => {
    const type = body === undefined ? {} : { 'content-type': 'application/json' }
    const payload = body === undefined ? {} : { payload: body }
    const response = await app.inject({
      method: 'POST',
      url: URL,
      headers: { ...type, ...headers },
      ...payload,
    })
    return response.statusCode
  }
  const signed = (payload: Record<string, unknown>, options = {}) => {
    const body = JSON.stringify(payload)
    return post(body, {
      'x-zevent-signature': sign(body, { timestamp: String(payload['timestamp']), ...options }),
    })
  }
  return { app, accepted, refusals, state, post, signed }
}

describe('webhook', () => {
  it('hands on what is signed and answers 200', async () => {
    const { signed, accepted } = server()
    expect(await signed(userText('Xin chào'))).toBe(200)
    expect(accepted[0]?.events[0]?.body).toEqual({ kind: 'message', text: 'Xin chào' })
  })

  it('answers 503 when nothing could be stored, so that Zalo sends again', async () => {
    const { signed, state, refusals } = server()
    state.down = true
    expect(await signed(userText('Xin chào'))).toBe(503)
    expect(refusals).toEqual(['not-stored'])
  })

  it.each([
    ['no body', undefined],
    ['an empty body', ''],
    ['{}', '{}'],
    ['{} with blanks', ' { }\n'],
  ])('answers 200 to an unsigned probe with %s, and stores nothing', async (_, body) => {
    const { post, accepted, refusals } = server()
    expect(await post(body)).toBe(200)
    expect(accepted).toEqual([])
    expect(refusals).toEqual(['probe'])
  })

  it('answers 200 to GET', async () => {
    const { app, accepted } = server()
    expect((await app.inject({ url: URL })).statusCode).toBe(200)
    expect(accepted).toEqual([])
  })

  it.each(['[]', 'null', '0', '{', '{"event_name":"follow"}', ' ', JSON.stringify(userText('a'))])(
    'refuses %s unsigned',
    async (body) => {
      const { post, accepted } = server()
      expect(await post(body)).toBe(401)
      expect(accepted).toEqual([])
    },
  )

  it('refuses wrong signatures, also of probes and of other content types', async () => {
    const { post, signed, accepted } = server()
    const body = JSON.stringify(userText('a'))
    const signature = sign(body, { timestamp: '1787209817225' })
    expect(await signed(userText('a'), { secret: 'app-secret-for-tests' })).toBe(401)
    expect(await signed({ event_name: 'follow' })).toBe(401)
    expect(await post('{}', { 'x-zevent-signature': 'mac=0' })).toBe(401)
    expect(await post(undefined, { 'x-zevent-signature': 'mac=0' })).toBe(401)
    expect(await post(body, { 'x-zevent-signature': '' })).toBe(401)
    expect(await post(body, { 'x-zevent-signature': signature, 'content-type': 'text/plain' })).toBe(401)
    expect(await post(`${body} `, { 'x-zevent-signature': signature })).toBe(401)
    expect(accepted).toEqual([])
  })

  it('counts only events of accounts for which the signature speaks', async () => {
    const mine = zaloAccount()
    const other = zaloAccount({ id: 'other', oaId: '4', oaSecret: 'other-secret' })
    const { signed, accepted } = server([mine, other])
    const forOther = userText('a', { recipient: { id: '4' } })
    expect(await signed(forOther)).toBe(200)
    expect(accepted[0]).toEqual({ events: [], receipts: [], ignored: ['unknown-account'] })
    expect(await signed(forOther, { secret: 'other-secret' })).toBe(200)
    expect(accepted[1]?.events[0]?.account).toBe('other')
  })

  it('takes the test delivery of the console without processing it', async () => {
    const { signed, accepted } = server()
    const message = { text: 'This is testing message', msg_id: 'This is message id' }
    const sample = userText('', {
      message,
      sender: { id: '8' },
      recipient: { id: '9' },
      timestamp: '154390853474',
    })
    expect(await signed(sample)).toBe(200)
    expect(accepted).toEqual([{ events: [], receipts: [], ignored: ['console-test'] }])
  })

  it('refuses what is too large', async () => {
    const { post, refusals } = server()
    expect(await post(JSON.stringify(userText('x'.repeat(300_000))))).toBe(413)
    expect(refusals).toEqual(['too-large'])
  })
})

describe('domain check', () => {
  it.each(['zalo_verifierAb_1-2.html', 'Ab_1-2'])('serves the page for %s', async (verifier) => {
    const app = Fastify()
    verifierRoutes(app, [zaloAccount({ verifier }), zaloAccount({ verifier }), zaloAccount()])
    const page = await app.inject({ url: '/zalo_verifierAb_1-2.html' })
    expect(page.statusCode).toBe(200)
    expect(page.headers['content-type']).toContain('text/html')
    expect(page.body).toContain('<meta name="zalo-platform-site-verification" content="Ab_1-2">')
  })

  it('also has the code as a meta tag on the home page, and none where nobody asks for it', async () => {
    const app = Fastify()
    verifierRoutes(app, [zaloAccount({ verifier: 'Ab_1-2' }), zaloAccount({ name: 'Phường <Phố Nối>' })])
    const page = await app.inject({ url: '/' })
    expect(page.body).toMatch(
      /<head>.*<meta name="zalo-platform-site-verification" content="Ab_1-2">.*<\/head>/s,
    )
    expect(page.body).toContain('<li>Phường &lt;Phố Nối&gt;</li>')
    const bare = Fastify()
    verifierRoutes(bare, [zaloAccount()])
    expect((await bare.inject({ url: '/' })).statusCode).toBe(404)
  })

  it('leaves out a name that is no file of Zalo', async () => {
    const app = Fastify()
    verifierRoutes(app, [zaloAccount({ verifier: '../secret"><script>' })])
    expect(app.printRoutes()).not.toContain('verifier')
  })
})

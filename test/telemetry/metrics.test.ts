import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import Fastify from 'fastify'
import { describe, expect, it } from 'vitest'
import { createMetrics } from '../../src/telemetry/metrics.ts'
import { countWebhooks, metricsRoute } from '../../src/telemetry/metrics-route.ts'

describe('createMetrics', () => {
  it('counts with labels', async () => {
    const metrics = createMetrics()
    metrics.sends.inc('zalo', 'ok')
    metrics.sends.add(2, 'zalo', 'ok')
    metrics.sends.inc('messenger', 'WINDOW_CLOSED')
    const text = await metrics.registry.metrics()
    expect(text).toContain('chukyso_sends_total{platform="zalo",outcome="ok"} 3')
    expect(text).toContain('chukyso_sends_total{platform="messenger",outcome="WINDOW_CLOSED"} 1')
  })

  it('lets no stranger fill the memory with label values', async () => {
    const metrics = createMetrics()
    for (let i = 0; i < 1000; i++) metrics.ignored.inc('zalo', `odd_${i}`)
    metrics.ignored.inc('zalo', 'a sentence of a resident')
    const text = await metrics.registry.getSingleMetricAsString('chukyso_events_ignored_total')
    expect(text.split('\n').filter((line) => line.startsWith('chukyso_'))).toHaveLength(257)
    expect(text).toContain('{platform="zalo",name="other"} 745')
    expect(text).not.toContain('sentence')
  })

  it('has room for all states of all flows', async () => {
    const metrics = createMetrics()
    for (let i = 0; i < 300; i++) metrics.flowSteps.inc('register', `state${i}.within`)
    expect(await metrics.registry.getSingleMetricAsString('chukyso_flow_steps_total')).not.toContain('other')
  })

  it('asks the rooms when Prometheus asks, once a scrape for what gauges share', async () => {
    const metrics = createMetrics()
    let asked = 0
    metrics.watch({
      inbox: async () => {
        asked++
        return { waiting: 3, oldestAgeS: 1.5 }
      },
      outbox: async () => [{ lane: 'replies', state: 'ready', count: 2 }],
      accounts: async () => [
        {
          account: 'my-hao',
          budgetRemaining: 9,
          limitUsed: 85,
          quotas: [{ kind: 'sub_quota', remain: 120 }],
          circuitOpen: true,
        },
      ],
    })
    const text = await metrics.registry.metrics()
    for (const line of [
      'chukyso_inbox_waiting 3',
      'chukyso_inbox_oldest_seconds 1.5',
      'chukyso_outbox_messages{lane="replies",state="ready"} 2',
      'chukyso_budget_remaining{account="my-hao"} 9',
      'chukyso_quota_remaining{account="my-hao",kind="sub_quota"} 120',
      'chukyso_limit_used_percent{account="my-hao"} 85',
      'chukyso_circuit_open{account="my-hao"} 1',
    ]) {
      expect(text.split('\n')).toContain(line)
    }
    expect(asked).toBe(1)
  })

  it('answers without the gauges of a room that cannot be asked', async () => {
    const metrics = createMetrics()
    metrics.turns.inc('done')
    const fails = async () => Promise.reject(new Error('database away'))
    metrics.watch({ inbox: fails, outbox: fails, accounts: fails })
    const text = await metrics.registry.metrics()
    expect(text).toContain('chukyso_turns_total{outcome="done"} 1')
    expect(text).not.toMatch(/^chukyso_inbox_waiting/m)
  })
})

describe('GET /metrics', () => {
  function app(token?: string) {
    const fastify = Fastify({ trustProxy: true })
    metricsRoute(fastify, createMetrics(), token)
    return fastify
  }
  const get = (remoteAddress: string, headers: Record<string, string> = {}) => ({
    url: '/metrics',
    remoteAddress,
    headers,
  })

  it('without a token is open to this machine only, whatever headers claim', async () => {
    const server = app()
    expect((await server.inject(get('127.0.0.1'))).statusCode).toBe(200)
    expect((await server.inject(get('::ffff:127.0.0.1'))).statusCode).toBe(200)
    expect((await server.inject(get('10.0.0.5'))).statusCode).toBe(403)
    expect((await server.inject(get('10.0.0.5', { 'x-forwarded-for': '127.0.0.1' }))).statusCode).toBe(403)
    for (const header of ['x-forwarded-for', 'forwarded', 'via', 'x-forwarded-proto']) {
      for (const value of ['127.0.0.1', '203.0.113.9', ''])
        expect((await server.inject(get('127.0.0.1', { [header]: value }))).statusCode).toBe(403)
    }
  })

  it('without a token is closed to what a proxy on this machine passes on without a word', async () => {
    const server = app()
    for (const host of ['ward.example', 'localhost.evil.example', '127.0.0.1.nip.io', '10.0.0.5:3000'])
      expect((await server.inject(get('127.0.0.1', { host }))).statusCode).toBe(403)
    for (const host of ['127.0.0.1:3000', 'localhost', 'LOCALHOST:3000', '[::1]:3000'])
      expect((await server.inject(get('127.0.0.1', { host }))).statusCode).toBe(200)
    await server.listen({ port: 0, host: '127.0.0.1' })
    const { port } = server.server.address() as AddressInfo
    const status = async (version: string) => {
      const socket = connect(port, '127.0.0.1')
      socket.end(`GET /metrics HTTP/${version}\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n`)
      return (await text(socket)).slice(9, 12)
    }
    try {
      expect(await status('1.1')).toBe('200')
      expect(await status('1.0')).toBe('403')
    } finally {
      await server.close()
    }
  })

  it('with a token is open to who knows it', async () => {
    const server = app('prometheus-secret')
    const wrong = [{}, { authorization: 'Bearer prometheus-secreT' }, { authorization: 'prometheus-secret' }]
    for (const headers of wrong) expect((await server.inject(get('127.0.0.1', headers))).statusCode).toBe(401)
    const right = await server.inject(get('10.0.0.5', { authorization: 'Bearer prometheus-secret' }))
    expect(right.statusCode).toBe(200)
    expect(right.headers['content-type']).toContain('text/plain')
  })
})

describe('countWebhooks', () => {
  it('counts requests that a channel took', async () => {
    const server = Fastify()
    const metrics = createMetrics()
    countWebhooks(server, metrics)
    server.post('/webhooks/zalo', (request, reply) =>
      reply.code(request.headers['x-good'] ? 200 : 401).send(),
    )
    server.get('/webhooks/zalo', (_, reply) => reply.send())
    await server.inject({ method: 'POST', url: '/webhooks/zalo', headers: { 'x-good': '1' } })
    await server.inject({ method: 'POST', url: '/webhooks/zalo' })
    await server.inject({ method: 'GET', url: '/webhooks/zalo' })
    const text = await metrics.registry.getSingleMetricAsString('chukyso_webhooks_received_total')
    expect(text.split('\n').at(-1)).toBe('chukyso_webhooks_received_total{platform="zalo"} 1')
  })
})

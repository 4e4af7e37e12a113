import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { verifiedJson } from '../../src/channels/verified-json.ts'

let app: FastifyInstance
let reasons: string[]
let handled: unknown[]

beforeEach(() => {
  app = Fastify()
  reasons = []
  handled = []
  app.register(async (scope) => {
    const verify = (req: { headers: Record<string, unknown> }, bytes: Buffer) => {
      if (req.headers['x-sign'] === 'throw') throw new Error('odd')
      return req.headers['x-sign'] === String(bytes.length)
    }
    verifiedJson(scope, verify, { bodyLimit: 1000, onRefused: (reason) => reasons.push(reason) })
    scope.post('/hook', async (req) => {
      handled.push(req.body)
      return 'ok'
    })
  })
  app.post('/open', async (req) => req.body)
})

afterEach(() => app.close())

async function post(payload: string | undefined, headers: Record<string, string>, url = '/hook') {
  const response = await app.inject({
    method: 'POST',
    url,
    headers,
    ...(payload === undefined ? {} : { payload }),
  })
  return response.statusCode
}

const json = (sign: number | string, type = 'application/json') => ({
  'content-type': type,
  'x-sign': `${sign}`,
})

test('a verified body is parsed', async () => {
  expect(await post('{"a":"\\u0110"}', json(14))).toBe(200)
  expect(await post('[1]', json(3, 'Application/JSON;charset=utf-8'))).toBe(200)
  expect(handled).toEqual([{ a: 'Đ' }, [1]])
  expect(reasons).toEqual([])
})

test('ids that come as long numbers keep every digit', async () => {
  expect(await post('{"id":388613280878808651}', json(25))).toBe(200)
  expect(handled).toEqual([{ id: '388613280878808651' }])
})

test.each([
  ['not verified', '{"a":1}', json(8), 401, 'bad-signature'],
  ['a verifier that throws', '{"a":1}', json('throw'), 401, 'bad-signature'],
  ['no body', undefined, {}, 401, 'no-body'],
  ['no body, but a type', undefined, json(0), 401, 'no-body'],
  ['an empty body', '', json(0), 401, 'no-body'],
  ['text/plain', '{"a":1}', json(7, 'text/plain'), 401, 'content-type'],
  ['another JSON', '{"a":1}', json(7, 'application/json-seq'), 401, 'content-type'],
  ['a form', 'a=1', json(3, 'application/x-www-form-urlencoded'), 401, 'content-type'],
  ['no type', '{"a":1}', { 'x-sign': '7' }, 401, 'content-type'],
  ['not JSON', '{"a":1', json(6), 400, 'bad-json'],
  ['__proto__', '{"__proto__":{"a":1}}', json(21), 400, 'bad-json'],
  ['constructor.prototype', '{"constructor":{"prototype":{}}}', json(32), 400, 'bad-json'],
  ['over the limit', `"${'x'.repeat(1000)}"`, json(1002), 413, 'too-large'],
])('%s is refused', async (_name, payload, headers, status, reason) => {
  expect(await post(payload, headers as Record<string, string>)).toBe(status)
  expect(handled).toEqual([])
  expect(reasons).toEqual([reason])
})

test('routes outside the scope keep their parser', async () => {
  expect(await post('{"a":1}', { 'content-type': 'application/json' }, '/open')).toBe(200)
  expect(reasons).toEqual([])
})

test('large bodies that are still coming in do not fill the memory, and small ones pass', async () => {
  const server = Fastify()
  const refused: string[] = []
  server.register(async (scope) => {
    const onRefused = (reason: string) => refused.push(reason)
    verifiedJson(scope, () => true, { bodyLimit: 100_000, room: 50_000, onRefused })
    scope.post('/hook', async () => 'ok')
  })
  await server.listen({ port: 0 })
  const { port } = server.server.address() as AddressInfo
  const send = async (length: number) => {
    const body = `"${'x'.repeat(length - 2)}"`
    const headers = { 'content-type': 'application/json' }
    return (await fetch(`http://127.0.0.1:${port}/hook`, { method: 'POST', headers, body })).status
  }
  try {
    const arrived = once(server.server, 'request')
    const connected: Promise<Socket[]> = once(server.server, 'connection')
    const slow = connect(port, '127.0.0.1')
    slow.write(
      'POST /hook HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 30000\r\n\r\n"',
    )
    await arrived
    expect(await send(30_000)).toBe(503)
    expect(refused).toEqual(['no-room'])
    expect(await send(15_000)).toBe(200)
    expect(await send(20_000)).toBe(200)
    const [accepted] = await connected
    const gone = new Promise((resolve) => accepted?.once('close', resolve))
    slow.destroy()
    await gone
    expect(await send(30_000)).toBe(200)
    expect(await send(30_000)).toBe(200)
    expect(refused).toEqual(['no-room'])
  } finally {
    server.server.closeAllConnections()
    await server.close()
  }
})

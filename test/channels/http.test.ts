import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createHttp, type Http } from '../../src/channels/http.ts'

const SECRET = 'EAAtoken-made-up'

let http: Http
let server: Server
let origin: string
let answer: (req: IncomingMessage, res: ServerResponse) => void

beforeEach(async () => {
  http = createHttp()
  answer = (_req, res) => res.end()
  server = createServer((req, res) => answer(req, res))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterEach(async () => {
  server.closeAllConnections()
  server.close()
  await http.close()
})

const post = (url: string, timeoutMs = 300) =>
  http.request({ method: 'POST', url: `${url}?access_token=${SECRET}`, body: '{"a":"ờ"}', timeoutMs })

test('brings method, path, headers and body there, and status, headers and text back', async () => {
  const seen: unknown[] = []
  answer = async (req, res) => {
    let body = ''
    for await (const chunk of req) body += chunk
    seen.push(req.method, req.url, req.headers['access_token'], body)
    res.writeHead(418, { 'x-one': 'a', 'x-two': ['b', 'c'] }).end('Chào bác')
  }
  const url = `${origin}/v3/message?q=1`
  const result = await http.request({ method: 'POST', url, headers: { access_token: 'T' }, body: 'ờ' })
  expect(seen).toEqual(['POST', '/v3/message?q=1', 'T', 'ờ'])
  expect(result).toMatchObject({
    kind: 'answer',
    status: 418,
    text: 'Chào bác',
    headers: { 'x-one': 'a', 'x-two': 'b, c' },
  })
})

test('a GET, and an address without a path', async () => {
  answer = (req, res) => res.end(`${req.method} ${req.url}`)
  expect(await http.request({ method: 'GET', url: origin })).toMatchObject({ text: 'GET /' })
})

test('a character split over two chunks stays whole', async () => {
  const bytes = Buffer.from('Chào bác')
  answer = (_req, res) => {
    res.write(bytes.subarray(0, 3), () => setImmediate(() => res.end(bytes.subarray(3))))
  }
  expect(await post(origin)).toMatchObject({ kind: 'answer', text: 'Chào bác' })
})

test('refused, unknown host, unusable address and header: nothing was written', async () => {
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
  expect(await post(`${origin}/x`)).toEqual({ kind: 'unsent' })
  expect(await post('nonsense')).toEqual({ kind: 'unsent' })
  expect(
    await http.request({ method: 'POST', url: `${origin}/x`, headers: { a: 'b\nc' }, body: '' }),
  ).toEqual({ kind: 'unsent' })
})

test('a server that hangs up on whoever speaks: uncertain', async () => {
  const sockets: Socket[] = []
  const tcp = createTcpServer((socket) => {
    sockets.push(socket)
    socket.on('error', () => {}).once('data', () => socket.resetAndDestroy())
  })
  await new Promise<void>((done) => tcp.listen(0, '127.0.0.1', done))
  const url = `http://127.0.0.1:${(tcp.address() as AddressInfo).port}/`
  expect(await post(url)).toEqual({ kind: 'uncertain' })
  expect(sockets).toHaveLength(1) // not tried a second time behind our back
  tcp.close()
})

test('no answer, half an answer, and one that drips for ever: uncertain', async () => {
  answer = () => {}
  expect(await post(origin)).toEqual({ kind: 'uncertain' })

  answer = (req, res) => {
    res.writeHead(200, { 'content-length': 100 })
    res.write('half', () => req.socket.destroy())
  }
  expect(await post(origin)).toEqual({ kind: 'uncertain' })

  let drip: NodeJS.Timeout | undefined
  answer = (_req, res) => {
    drip = setInterval(() => res.write('.'), 20)
  }
  expect(await post(origin)).toEqual({ kind: 'uncertain' })
  clearInterval(drip)
})

test('of a body without end the first 256 kB are kept, the rest is not waited for', async () => {
  const piece = 'x'.repeat(64 * 1024)
  answer = (req, res) => {
    const pour = () => {
      while (!req.socket.destroyed && res.write(piece));
    }
    res.on('drain', pour)
    pour()
  }
  const result = await post(origin, 5_000)
  expect(result.kind === 'answer' && result.text.length).toBe(256 * 1024)
})

test('redirects are not followed', async () => {
  answer = (_req, res) => res.writeHead(302, { location: '/elsewhere' }).end()
  expect(await post(origin)).toMatchObject({ kind: 'answer', status: 302 })
})

test('connections are kept, and a stale one costs nothing but a new one', async () => {
  const ports = new Set<number | undefined>()
  answer = (req, res) => {
    ports.add(req.socket.remotePort)
    res.end('ok')
  }
  for (let i = 0; i < 20; i++) expect(await post(origin)).toMatchObject({ text: 'ok' })
  // A call made the moment another ends may open a second one.
  expect(ports.size).toBeLessThanOrEqual(2)
  const before = new Set(ports)
  server.closeAllConnections()
  // Once the client has seen the close, it opens another.
  await new Promise((done) => setTimeout(done, 50))
  expect(await post(origin)).toMatchObject({ text: 'ok' })
  expect(ports.size).toBe(before.size + 1)
})

test('many calls at once share a bounded number of connections', async () => {
  const ports = new Set<number | undefined>()
  answer = (req, res) => {
    ports.add(req.socket.remotePort)
    setImmediate(() => res.end('ok'))
  }
  const answers = await Promise.all(Array.from({ length: 600 }, () => post(origin, 5_000)))
  expect(answers.every((each) => each.kind === 'answer' && each.text === 'ok')).toBe(true)
  expect(ports.size).toBeLessThanOrEqual(256)
})

test('closing waits for running calls; later ones are unsent', async () => {
  answer = (_req, res) => setTimeout(() => res.end('late'), 50)
  const running = post(origin)
  await new Promise((done) => setTimeout(done, 20))
  await http.close()
  expect(await running).toMatchObject({ text: 'late' })
  expect(await post(origin)).toEqual({ kind: 'unsent' })
})

test('no answer of any kind quotes the address', async () => {
  answer = (_req, res) => res.end('ok')
  const results = [await post(origin), await post('nonsense'), await post('http://127.0.0.1:1/')]
  answer = (req) => req.socket.destroy()
  results.push(await post(origin))
  expect(JSON.stringify(results)).not.toContain(SECRET)
})

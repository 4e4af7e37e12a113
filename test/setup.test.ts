import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import tls from 'node:tls'
import { promisify } from 'node:util'
import { Redis } from 'ioredis'
import pg from 'pg'
import { request } from 'undici'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { takeRefused } from './offline.mjs'

const PUBLIC = ['203.0.113.9', 'graph.facebook.com']

/** The refusal itself, or the one that a library wrapped. */
async function failure(work: () => unknown): Promise<unknown> {
  try {
    await work()
  } catch (error) {
    return error instanceof Error && error.cause ? error.cause : error
  }
  return 'nothing failed'
}

describe('the guard of every test run', () => {
  let server: Server
  const folder = mkdtempSync(join(tmpdir(), 'offline-'))

  beforeEach(() => {
    server = createServer((_, response) => response.end('here'))
  })
  afterEach(() => new Promise((resolve) => server.close(resolve)))

  it.each(PUBLIC)('refuses %s to net, tls, fetch, undici, pg and ioredis', async (host) => {
    const refused = expect.objectContaining({ code: 'ERR_OFF_MACHINE' })
    expect(await failure(() => net.connect(443, host))).toEqual(refused)
    expect(await failure(() => net.connect({ port: 443, host }))).toEqual(refused)
    expect(await failure(() => tls.connect({ port: 443, host }))).toEqual(refused)
    expect(await failure(() => fetch(`https://${host}/me`))).toEqual(refused)
    expect(await failure(() => request(`https://${host}/me`))).toEqual(refused)
    expect(await failure(() => new pg.Client({ host, user: 'a', database: 'a' }).connect())).toEqual(refused)
    const redis = new Redis({ host, lazyConnect: true, retryStrategy: () => null })
    redis.on('error', () => {})
    await failure(() => redis.connect())
    redis.disconnect()
    expect(takeRefused()).toEqual(Array(7).fill(host))
  })

  it('refuses in the Node processes that a test starts', async () => {
    const code = `fetch('https://${PUBLIC[1]}').catch((error) => console.log(error.cause.code))`
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', code])
    expect(stdout.trim()).toBe('ERR_OFF_MACHINE')
  })

  it('lets loopback and unix sockets through', async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('here')
    expect(await (await request(`http://localhost:${port}/`)).body.text()).toBe('here')

    const path = join(folder, 'socket')
    const local = net.createServer((socket) => socket.end('unix'))
    await new Promise<void>((resolve) => local.listen(path, resolve))
    const answer = await new Promise((resolve) =>
      net.connect(path).on('data', (data) => resolve(String(data))),
    )
    expect(answer).toBe('unix')
    await new Promise((resolve) => local.close(resolve))
    rmSync(folder, { recursive: true })
  })
})

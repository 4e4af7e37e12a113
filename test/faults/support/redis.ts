import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Redis } from 'ioredis'
import { onTestFinished } from 'vitest'
import { freePort } from './ports.ts'
import { Process } from './processes.ts'

/** Whether a Redis server can be started here. */
export const hasRedisServer = spawnSync('redis-server', ['--version']).status === 0

/** A Redis server of the test's own, which goes away and comes back. */
export class RedisServer {
  readonly port: number
  readonly #folder = mkdtempSync(join(tmpdir(), 'cks-redis-'))
  #process: Process | null = null

  private constructor(port: number) {
    this.port = port
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`
  }

  /** Started; gone when the test is over. */
  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort())
    onTestFinished(async () => {
      await server.away()
      rmSync(server.#folder, { recursive: true, force: true })
    })
    await server.back()
    return server
  }

  async away(): Promise<void> {
    await this.#process?.end('SIGKILL')
  }

  /** Empty, as after a restart without persistence. */
  async back(): Promise<void> {
    const args = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--dir', this.#folder]
    this.#process = new Process('redis-server', args, join(this.#folder, 'redis.log'))
    const client = new Redis(this.url, { lazyConnect: true, retryStrategy: () => 50 })
    client.on('error', () => {})
    for (let tries = 0; ; tries++) {
      const answer = await client.ping().catch(() => null)
      if (answer === 'PONG') break
      if (tries === 200) throw new Error('Redis did not start')
      await pause(50)
    }
    client.disconnect()
  }
}

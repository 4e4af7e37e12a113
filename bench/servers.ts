import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { Accounts } from './accounts.ts'

const START_MS = 60_000
const STOP_MS = 30_000
/** As `npm start` and the image start the program; the bare server is given the same. */
const NODE_ARGS = ['--max-semi-space-size=32']

/** A server under measurement, in a process of its own. */
export class ServerProcess {
  readonly url: string
  readonly #child: ChildProcess
  readonly #folder: string
  #said = ''

  private constructor(child: ChildProcess, url: string, folder: string) {
    this.#child = child
    this.url = url
    this.#folder = folder
    const keep = (text: Buffer) => {
      this.#said = (this.#said + text).slice(-4000)
    }
    child.stdout?.on('data', keep)
    child.stderr?.on('data', keep)
  }

  static async start(
    args: string[],
    env: (url: string, port: number, folder: string) => Record<string, string>,
  ): Promise<ServerProcess> {
    const folder = mkdtempSync(join(tmpdir(), 'cks-bench-'))
    const port = await freePort()
    const url = `http://127.0.0.1:${port}`
    // Nothing of the caller's configuration may reach the server but where programs are found.
    const { PATH = '', HOME = '' } = process.env
    const child = spawn(process.execPath, [...NODE_ARGS, ...args], {
      env: { PATH, HOME, NODE_ENV: 'production', ...env(url, port, folder) },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const server = new ServerProcess(child, url, folder)
    await server.#ready()
    return server
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** The end of what it wrote: warnings and errors. */
  get said(): string {
    return this.#said.trim()
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode === null) {
      const ended = new Promise((done) => this.#child.once('exit', done))
      this.#child.kill('SIGTERM')
      const late = sleep(STOP_MS, 'late', { ref: false })
      if ((await Promise.race([ended, late])) === 'late') this.#child.kill('SIGKILL')
    }
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #ready(): Promise<void> {
    for (const until = performance.now() + START_MS; performance.now() < until; await sleep(50)) {
      if (this.#child.exitCode !== null) break
      const answer = await fetch(`${this.url}/healthz`).catch(() => null)
      if (answer?.ok) return
    }
    await this.stop()
    throw new Error(`a server did not start:\n${this.said}`)
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  const address = server.address()
  await new Promise((done) => server.close(done))
  if (typeof address !== 'object' || !address) throw new Error('no free port')
  return address.port
}

const beside = (name: string) => fileURLToPath(new URL(name, import.meta.url))

/** The real program as in production: on a server's database, or embedded when `databaseUrl` is absent. */
export function startProgram(
  accounts: Accounts,
  databaseUrl: string | null,
  nodeArgs: string[] = [],
): Promise<ServerProcess> {
  return ServerProcess.start([...nodeArgs, beside('main.js')], (url, port, folder) => {
    const file = join(folder, 'accounts.json')
    writeFileSync(file, JSON.stringify({ accounts: [accounts.messenger, accounts.zalo] }))
    return {
      HOST: '127.0.0.1',
      PORT: String(port),
      PUBLIC_URL: url,
      DATA_DIR: join(folder, 'data'),
      APP_KEY: randomBytes(32).toString('base64'),
      ACCOUNTS_FILE: file,
      LOG_LEVEL: 'warn',
      ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
    }
  })
}

/** The limit: see bare.ts. */
export function startBare(accounts: Accounts): Promise<ServerProcess> {
  return ServerProcess.start([beside('bench.js'), '--bare'], (_url, port) => ({
    PORT: String(port),
    BENCH_ACCOUNTS: JSON.stringify(accounts),
  }))
}

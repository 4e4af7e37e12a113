import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { request } from 'undici'
import { builtProgram } from './build.ts'
import { type Ended, Process } from './processes.ts'

/** Longest that a start may take on a busy machine. */
const READY_MS = 60_000

/** The built application as a process of its own, which can be killed and started again on the same port. */
export class Program {
  readonly port: number
  readonly #environment: Record<string, string>
  readonly #logFile: string
  #process: Process | null = null

  constructor(port: number, environment: Record<string, string>, logFile: string) {
    this.port = port
    this.#environment = environment
    this.#logFile = logFile
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  get isRunning(): boolean {
    return this.#process?.isRunning ?? false
  }

  /** Starts it without waiting. */
  spawn(): void {
    const { PATH = '', HOME = '', NODE_OPTIONS = '' } = process.env
    this.#process = new Process(process.execPath, [join(builtProgram(), 'main.js')], this.#logFile, {
      env: { PATH, HOME, NODE_OPTIONS, PORT: String(this.port), LOG_LEVEL: 'warn', ...this.#environment },
    })
  }

  /** Waits until it says that it is ready. @throws with the end of its log when it ends instead. */
  async ready(): Promise<void> {
    for (let waited = 0; waited < READY_MS; waited += 25) {
      if (!this.isRunning) throw new Error(`The program ended at its start:\n${this.logTail()}`)
      if (await this.#isReady()) return
      await pause(25)
    }
    throw new Error(`The program was not ready within ${READY_MS / 1000} s:\n${this.logTail()}`)
  }

  async start(): Promise<void> {
    this.spawn()
    await this.ready()
  }

  /** kill -9. */
  async kill(): Promise<void> {
    await this.#process?.end('SIGKILL')
  }

  /** SIGTERM, as an orchestrator stops it. */
  async stop(): Promise<Ended> {
    return (await this.#process?.end('SIGTERM')) ?? { code: null, signal: null }
  }

  /** A counter of /metrics, all labels together; 0 when nothing was counted yet. */
  async metric(name: string): Promise<number> {
    const { body } = await request(`${this.url}/metrics`)
    const lines = (await body.text()).split('\n')
    return lines
      .filter((line) => new RegExp(`^${name}[ {]`).test(line))
      .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0)
  }

  /** The last lines of its log, over all its lives. */
  logTail(lines = 30): string {
    return readFileSync(this.#logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n')
  }

  async #isReady(): Promise<boolean> {
    try {
      const { statusCode, body } = await request(`${this.url}/readyz`)
      await body.dump()
      return statusCode === 200
    } catch {
      return false
    }
  }
}

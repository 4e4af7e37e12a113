import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Pool } from 'undici'
import { onTestFinished } from 'vitest'
import type { Program } from './program.ts'

/**
 * Stands before several instances as a load balancer does: each request goes to the next instance that runs, and on to
 * another when that one refuses the connection. It remembers how requests were answered.
 */
export class Balancer {
  /** How many requests were answered with each status; `none` when the connection broke. */
  readonly answers = new Map<string, number>()
  readonly #programs: Program[]
  readonly #pools = new Map<Program, Pool>()
  readonly #server: Server
  #next = 0

  private constructor(programs: Program[]) {
    this.#programs = programs
    this.#server = createServer((request, response) => void this.#pass(request, response))
  }

  static async start(programs: Program[]): Promise<Balancer> {
    const balancer = new Balancer(programs)
    await new Promise<void>((resolve) => balancer.#server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => balancer.#close())
    return balancer
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async #pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { host: _, connection: __, ...headers } = request.headers
    const body = Buffer.concat(chunks)
    const running = this.#programs.filter((program) => program.isRunning)
    for (let tried = 0; tried < running.length; tried++) {
      const program = running[this.#next++ % running.length] as Program
      try {
        const { method = 'POST', url: path = '/' } = request
        const answer = await this.#pool(program).request({ method: method as 'POST', path, headers, body })
        const text = await answer.body.text()
        this.#count(String(answer.statusCode))
        response.writeHead(answer.statusCode).end(text)
        return
      } catch (error) {
        // Only what was not written may go to another instance; the platform itself repeats the rest.
        if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED') break
      }
    }
    this.#count('none')
    response.destroy()
  }

  #pool(program: Program): Pool {
    const pool = this.#pools.get(program) ?? new Pool(program.url, { connections: 64 })
    this.#pools.set(program, pool)
    return pool
  }

  #count(answer: string): void {
    this.answers.set(answer, (this.answers.get(answer) ?? 0) + 1)
  }

  async #close(): Promise<void> {
    for (const pool of this.#pools.values()) await pool.destroy()
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

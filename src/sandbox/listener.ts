import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A listening socket that can really go away and come back on the same port. */
export class Listener {
  readonly #host: string
  readonly #handle: RequestListener
  #port: number
  #server: Server | null = null
  #timer: NodeJS.Timeout | undefined

  /** @param port 0: any free one, kept afterwards. */
  constructor(host: string, port: number, handle: RequestListener) {
    this.#host = host
    this.#port = port
    this.#handle = handle
  }

  get url(): string {
    return `http://${this.#host}:${this.#port}`
  }

  /** Starts to listen; does nothing when it already does. */
  async up(): Promise<void> {
    clearTimeout(this.#timer)
    if (this.#server) return
    const server = createServer({ keepAliveTimeout: 60_000 }, this.#handle)
    this.#server = server
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(this.#port, this.#host, resolve)
    })
    this.#port = (server.address() as AddressInfo).port
  }

  /** Stops listening and cuts all connections: callers are refused. @param forMs comes up again by itself. */
  async down(forMs?: number): Promise<void> {
    clearTimeout(this.#timer)
    const server = this.#server
    this.#server = null
    if (server) {
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    }
    if (forMs !== undefined) this.#timer = setTimeout(() => void this.up(), forMs)
  }
}

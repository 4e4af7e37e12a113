import { Pool } from 'undici'

/**
 * What became of a call. `unsent`: nothing of it was written (refused, DNS, TLS, connect time-out), so that trying
 * again can double nothing. `uncertain`: bytes were written and no whole answer came.
 * Carries no error text: those of sockets may quote addresses, and ours hold tokens.
 */
export type HttpAnswer =
  | { kind: 'answer'; status: number; headers: Record<string, string>; text: string }
  | { kind: 'unsent' }
  | { kind: 'uncertain' }

export interface HttpRequest {
  method: 'GET' | 'POST' | 'DELETE'
  url: string
  headers?: Record<string, string>
  body?: string | Buffer
  /** Wait for the answer once the request is written, in ms; 8 s unless told. */
  timeoutMs?: number
}

/** Calls to the platforms, over connections that are kept. */
export interface Http {
  /** Never rejects. Redirects are answers; a body over 256 kB is cut. */
  request(options: HttpRequest): Promise<HttpAnswer>
  /** Waits for running calls; later ones are `unsent`. */
  close(): Promise<void>
}

/** More than the outbox has sends under way: none waits for a connection while its lease runs. */
const CONNECTIONS = 256
const CONNECT_TIMEOUT_MS = 3_000
const ANSWER_TIMEOUT_MS = 8_000
const MAX_BODY = 256 * 1024

type Handler = Parameters<Pool['dispatch']>[1]
type Controller = Parameters<NonNullable<Handler['onResponseStart']>>[0]
type RawHeaders = Parameters<NonNullable<Handler['onResponseStart']>>[2]

function flat(raw: RawHeaders): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const name in raw) {
    const value = raw[name]
    if (value !== undefined) headers[name] = typeof value === 'string' ? value : value.join(', ')
  }
  return headers
}

/** One call: undici tells it each step, so it knows whether anything was written. */
class Call implements Handler {
  readonly #settle: (answer: HttpAnswer) => void
  readonly #timeoutMs: number
  /** A span, not a time of day: monotonic, and not moved with the clock of tests. */
  #since = performance.now()
  #written = false
  #status = 0
  #headers: RawHeaders = {}
  #chunks: Buffer[] = []
  #size = 0

  constructor(timeoutMs: number, settle: (answer: HttpAnswer) => void) {
    this.#timeoutMs = timeoutMs
    this.#settle = settle
  }

  /** Called before the first byte is written; giving up here leaves nothing sent. */
  onRequestStart(controller: Controller): void {
    const now = performance.now()
    if (!this.#written && now - this.#since > this.#timeoutMs + CONNECT_TIMEOUT_MS) {
      controller.abort(new Error('waited too long for a connection'))
      return
    }
    this.#written = true
    this.#since = now
  }

  onResponseStart(_controller: Controller, status: number, headers: RawHeaders): void {
    this.#status = status
    this.#headers = headers
  }

  onResponseData(controller: Controller, chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#size += chunk.length
    if (this.#size > MAX_BODY) {
      this.#answer()
      controller.abort(new Error('body too large'))
    } else if (performance.now() - this.#since > this.#timeoutMs) {
      // bodyTimeout only bounds the pause between two chunks
      controller.abort(new Error('answer too slow'))
    }
  }

  onResponseEnd(): void {
    this.#answer()
  }

  onResponseError(): void {
    this.#settle({ kind: this.#written ? 'uncertain' : 'unsent' })
  }

  #answer(): void {
    const [first] = this.#chunks
    const bytes = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks)
    const text = bytes.toString('utf8', 0, Math.min(bytes.length, MAX_BODY))
    this.#settle({ kind: 'answer', status: this.#status, headers: flat(this.#headers), text })
  }
}

/** Splits where the path begins: `new URL` costs more than the rest of the call's preparation. */
function split(url: string): { origin: string; path: string } {
  const host = url.indexOf('//') + 2
  const length = url.slice(host).search(/[/?]/)
  if (length < 0) return { origin: url, path: '/' }
  const path = url.slice(host + length)
  return { origin: url.slice(0, host + length), path: path.startsWith('/') ? path : `/${path}` }
}

/** @returns a client with its own connections: one pool an origin, no pipelining. */
export function createHttp(): Http {
  const pools = new Map<string, Pool>()
  let closed = false

  function poolOf(origin: string): Pool {
    let pool = pools.get(origin)
    if (!pool) {
      pool = new Pool(origin, {
        connections: CONNECTIONS,
        pipelining: 1,
        connect: { timeout: CONNECT_TIMEOUT_MS },
      })
      pools.set(origin, pool)
    }
    return pool
  }

  return {
    request({ method, url, headers, body, timeoutMs = ANSWER_TIMEOUT_MS }) {
      return new Promise((settle) => {
        if (closed) return settle({ kind: 'unsent' })
        try {
          const { origin, path } = split(url)
          const call = new Call(timeoutMs, settle)
          const times = { headersTimeout: timeoutMs, bodyTimeout: timeoutMs }
          poolOf(origin).dispatch(
            { method, path, headers: headers ?? null, body: body ?? null, ...times },
            call,
          )
        } catch {
          settle({ kind: 'unsent' }) // an address or header that cannot be sent at all
        }
      })
    },
    async close() {
      closed = true
      const open = [...pools.values()]
      pools.clear() // closing twice is closing once
      await Promise.all(open.map((pool) => pool.close()))
    },
  }
}

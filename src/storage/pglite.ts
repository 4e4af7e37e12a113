import { Duplex } from 'node:stream'
import { Worker } from 'node:worker_threads'
import { type Connections, connect, PLANNER } from './connections.ts'
import { workerFile } from './worker-file.ts'

export interface WorkerSettings {
  /** Folder of the cluster; in memory when it is absent. */
  folder?: string
  /** Tar file of a data folder that a new database starts from, which is ten times faster than initdb. */
  seed?: string
}

export type ToWorker =
  | { type: 'exec'; bytes: Uint8Array }
  | { type: 'dump'; file: string }
  | { type: 'close' }
export type FromWorker = { type: 'ready' } | { type: 'answer'; bytes: Uint8Array }

interface Waiting {
  resolve(bytes: Uint8Array): void
  reject(error: Error): void
}

/** Embedded PostgreSQL in a thread of its own, so that a long query never stops the event loop. */
export class PgliteThread {
  readonly #worker: Worker
  readonly #waiting: Waiting[] = []
  readonly #exited: Promise<void>
  #fault: Error | undefined

  private constructor(worker: Worker) {
    this.#worker = worker
    worker.on('error', (error) => this.#fail(error))
    this.#exited = new Promise((resolve) => {
      worker.on('exit', () => {
        this.#fail(undefined)
        resolve()
      })
    })
  }

  /** Starts the thread. Rejects when the folder cannot be opened. */
  static async start(settings: WorkerSettings): Promise<PgliteThread> {
    const thread = new PgliteThread(new Worker(await workerFile(), { workerData: settings }))
    await new Promise<void>((resolve, reject) => {
      thread.#waiting.push({ resolve: () => resolve(), reject })
      thread.#worker.on('message', (message: FromWorker) => {
        thread.#waiting.shift()?.resolve(message.type === 'answer' ? message.bytes : new Uint8Array())
      })
    })
    return thread
  }

  get ended(): boolean {
    return this.#fault !== undefined
  }

  /** Sends whole frontend messages that end in a Sync or a simple query; resolves with all that comes back. */
  exec(bytes: Uint8Array): Promise<Uint8Array> {
    return this.#ask({ type: 'exec', bytes })
  }

  /** Writes the data folder as a tar file that `seed` takes. */
  async dump(file: string): Promise<void> {
    await this.#ask({ type: 'dump', file })
  }

  /** Writes everything out and ends the thread. */
  async close(): Promise<void> {
    if (!this.#fault) this.#worker.postMessage({ type: 'close' } satisfies ToWorker)
    await this.#exited
  }

  #ask(message: ToWorker): Promise<Uint8Array> {
    if (this.#fault) return Promise.reject(this.#fault)
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      this.#worker.postMessage(message)
    })
  }

  #fail(cause: unknown): void {
    const reason = cause instanceof Error ? ` (${cause.message})` : ''
    this.#fault ??= new Error(`Connection terminated: the embedded database has stopped${reason}`, { cause })
    for (const waiting of this.#waiting.splice(0)) waiting.reject(this.#fault)
  }
}

/** A frontend message without parameters: type, length, text and a closing zero. */
function simpleQuery(text: string): Buffer {
  const body = Buffer.from(`${text}\0`)
  const head = Buffer.alloc(5)
  head.write('Q')
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

const TERMINATE = 'X'.charCodeAt(0)

/** The thread that a new client talks to. */
export type FindThread = () => Promise<PgliteThread>

/** The socket that `pg` believes it talks through. `pg` corks each query, so a write is always whole. */
class ThreadSocket extends Duplex {
  readonly #find: FindThread
  #thread: PgliteThread | undefined

  constructor(find: FindThread) {
    super()
    this.#find = find
  }

  connect(): this {
    this.#find().then(
      (thread) => {
        this.#thread = thread
        // There is only one session, so a client starts by clearing what the last one may have left.
        this.#send(simpleQuery('rollback'), false)
        this.#send(simpleQuery('discard all'), false)
        for (const [name, value] of Object.entries(PLANNER))
          this.#send(simpleQuery(`set ${name} = '${value}'`), false)
        this.emit('connect')
      },
      (error: Error) => this.destroy(error),
    )
    return this
  }

  setNoDelay(): this {
    return this
  }

  setKeepAlive(): this {
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#send(chunk, true)
    done()
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.#send(Buffer.concat(chunks.map(({ chunk }) => chunk)), true)
    done()
  }

  override _final(done: () => void): void {
    this.push(null)
    done()
  }

  #send(bytes: Buffer, wantsAnswer: boolean): void {
    if (bytes[0] === TERMINATE) return
    if (!this.#thread) throw new Error('Written to before it was connected')
    this.#thread.exec(bytes).then(
      (answer) => {
        if (wantsAnswer && !this.destroyed) {
          this.push(Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength))
        }
      },
      (error: Error) => this.destroy(error),
    )
  }
}

/** The pool over one embedded database: a single client, so transactions and queries take turns. */
export function connectPglite(find: FindThread): Connections {
  return connect({
    user: 'postgres',
    database: 'postgres',
    ssl: false,
    max: 1,
    idleTimeoutMillis: 0,
    stream: () => new ThreadSocket(find),
  })
}

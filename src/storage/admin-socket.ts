import { createHash } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync, realpathSync, unlinkSync } from 'node:fs'
import { createServer, type IncomingMessage, request, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isMainThread } from 'node:worker_threads'
import { OperatorError } from '../common/errors.ts'

/** What commands and answers are made of. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** What the running server does for commands from outside; an `OperatorError` is shown to whoever called. */
export type AdminHandlers = Record<string, (args: Json) => Promise<Json>>

interface Answer {
  result?: Json
  /** Text of an `OperatorError`. */
  refusal?: string
}

/** sun_path of a unix socket holds 108 bytes on Linux and 104 on macOS. */
const LONGEST_PATH = 100
const LONGEST_BODY = 1_000_000

function place(dataDir: string): { path: string; folder?: string } {
  const whole = realpathSync(dataDir)
  const hash = createHash('sha256').update(whole).digest('hex').slice(0, 24)
  if (process.platform === 'win32') return { path: `\\\\.\\pipe\\chu-ky-so-${hash}` }
  const path = join(whole, 'admin.sock')
  if (Buffer.byteLength(path) <= LONGEST_PATH) return { path }
  const folder = join(tmpdir(), `chu-ky-so-${process.getuid?.()}`)
  return { path: join(folder, `${hash}.sock`), folder }
}

/**
 * Lets commands (`backup`, `staff:add` …) reach this process while it holds the embedded database: HTTP on a unix
 * socket in `dataDir` (a named pipe on Windows) that only this user may open. With PostgreSQL it is not needed.
 * @param onFault is told of commands that failed; whoever called is referred to the log
 * @throws OperatorError when another live process serves this folder.
 */
export async function serveAdmin(
  dataDir: string,
  handlers: AdminHandlers,
  onFault: (path: string, error: unknown) => void = () => {},
): Promise<{ close(): Promise<void> }> {
  const { path, folder } = place(dataDir)
  if (folder) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    refuseStrangers(folder)
    chmodSync(folder, 0o700)
  }
  if (await answers(path))
    throw new OperatorError(`Another process already takes commands for ${dataDir}: stop it first.`)
  if (process.platform !== 'win32') unlinkIfThere(path)
  const server = createServer((req, res) => {
    answer(req, handlers).then(
      (body) => res.end(JSON.stringify(body)),
      (error: unknown) => {
        onFault(req.url ?? '', error)
        res.writeHead(500).end()
      },
    )
  })
  server.requestTimeout = 0
  await listen(server, path)
  return {
    close: () =>
      new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve()))),
  }
}

async function listen(server: Server, path: string): Promise<void> {
  // The socket is made inside `listen`: it must not be open to others even for a moment.
  const before = isMainThread ? process.umask(0o177) : undefined
  try {
    const listening = new Promise<void>((resolve, reject) =>
      server.once('listening', resolve).once('error', reject),
    )
    server.listen(path)
    if (before !== undefined) process.umask(before)
    await listening
  } finally {
    if (before !== undefined) process.umask(before)
  }
  if (process.platform !== 'win32') chmodSync(path, 0o600)
}

async function answer(req: IncomingMessage, handlers: AdminHandlers): Promise<Answer> {
  // The body first, also where it is not needed: closing on one who still writes is an error there.
  const body = await text(req)
  const command = decodeURIComponent((req.url ?? '/').slice(1))
  const handler = Object.hasOwn(handlers, command) ? handlers[command] : undefined
  if (!handler)
    return { refusal: `The running server does not know the command "${command}": is it another version?` }
  try {
    return { result: await handler(JSON.parse(body) as Json) }
  } catch (error) {
    if (error instanceof OperatorError) return { refusal: error.message }
    throw error
  }
}

async function text(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of message as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length <= LONGEST_BODY) chunks.push(chunk)
  }
  if (length > LONGEST_BODY) throw new Error('The message is too long for the admin socket')
  return Buffer.concat(chunks).toString('utf8')
}

/**
 * Runs a command in the server that holds `dataDir`; `not-running` when there is none, and the caller may then open
 * the database itself.
 * @throws OperatorError with the server's own words when it refused.
 */
export async function callRunningServer(
  dataDir: string,
  command: string,
  args: Json,
): Promise<Json | 'not-running'> {
  const path = pathIfThere(dataDir)
  if (!path) return 'not-running'
  const body = JSON.stringify(args)
  if (Buffer.byteLength(body) > LONGEST_BODY) throw new Error(`Arguments of "${command}" are too long`)
  const reply = await post(path, command, body)
  if (reply === undefined) return 'not-running'
  if (reply.status !== 200)
    throw new OperatorError(
      `The running server failed at "${command}", and its log says why: mend that, and try again.`,
    )
  const { result, refusal } = JSON.parse(reply.body) as Answer
  if (refusal !== undefined) throw new OperatorError(refusal)
  return result ?? null
}

function pathIfThere(dataDir: string): string | undefined {
  try {
    const { path } = place(dataDir)
    if (process.platform !== 'win32') refuseStrangers(path)
    return path
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    throw error
  }
}

/** Commands carry passphrases: never to a socket that somebody else put there. */
function refuseStrangers(path: string): void {
  const { uid } = lstatSync(path)
  if (uid === process.getuid?.()) return
  throw new OperatorError(
    `${path} belongs to another user (uid ${uid}): run this command as the user of the server.`,
  )
}

function post(
  path: string,
  command: string,
  body: string,
): Promise<{ status: number; body: string } | undefined> {
  return new Promise((resolve, reject) => {
    const call = request(
      { socketPath: path, method: 'POST', path: `/${encodeURIComponent(command)}` },
      (response) => {
        text(response).then((reply) => resolve({ status: response.statusCode ?? 0, body: reply }), reject)
      },
    )
    call.on('error', (error) => {
      if (isCode(error, 'ECONNREFUSED') || isCode(error, 'ENOENT')) resolve(undefined)
      else reject(error)
    })
    call.end(body)
  })
}

async function answers(path: string): Promise<boolean> {
  return (await post(path, '', 'null')) !== undefined
}

function unlinkIfThere(path: string): void {
  try {
    unlinkSync(path)
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}

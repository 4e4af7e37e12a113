import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach } from 'vitest'
import { ManualClock } from '../../src/common/clock.ts'
import type { MessengerCredentials, ZaloCredentials } from '../../src/sandbox/accounts.ts'
import { defaultSandboxAccounts } from '../../src/sandbox/accounts.ts'
import type { BehaviourChange } from '../../src/sandbox/faults.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts'

/** A webhook as the application got it. */
export interface Got {
  path: string
  headers: IncomingHttpHeaders
  raw: Buffer
  body: Json
  /** What it was answered; 0: not at all. */
  status: number
}

/** Parsed JSON, to be looked into by tests. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
export type Json = any

/** A mini application: keeps the webhooks it gets and answers as it is told. */
export class AppServer {
  readonly got: Got[] = []
  /** Answer of the nth post (from 0); null: none at all. */
  answer: (n: number, got: Got) => number | null | Promise<number | null> = () => 200
  url = ''
  readonly #server: Server

  constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', async () => {
        const raw = Buffer.concat(chunks)
        const body: Json = JSON.parse(raw.toString() || 'null')
        const got: Got = { path: request.url ?? '', headers: request.headers, raw, body, status: 0 }
        this.got.push(got)
        const status = await this.answer(this.got.length - 1, got)
        got.status = status ?? 0
        if (status !== null) response.writeHead(status).end(status === 200 ? this.#challenge(got.path) : '')
      })
    })
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve())
      this.#server.closeAllConnections()
    })
  }

  /** Bodies that were taken, by platform. */
  bodies(platform: 'messenger' | 'zalo'): Json[] {
    return this.got.filter((one) => one.path.endsWith(platform) && one.status === 200).map((one) => one.body)
  }

  /** Messenger events that were taken, in order. */
  events(): Json[] {
    return this.bodies('messenger').flatMap((body) => body.entry.flatMap((entry: Json) => entry.messaging))
  }

  #challenge(path: string): string {
    return new URL(path, 'http://app').searchParams.get('hub.challenge') ?? ''
  }
}

export interface World {
  sandbox: Sandbox
  app: AppServer
  clock: ManualClock
  page: MessengerCredentials
  oa: ZaloCredentials
}

/** 2026-11-23 08:00 in Vietnam. */
export const START = Date.UTC(2026, 10, 23, 1)

/** Closed after the test, and after the file. */
const ofTest: (() => Promise<void>)[] = []
const ofFile: (() => Promise<void>)[] = []

afterEach(async () => {
  for (const close of ofTest.splice(0)) await close()
})
afterAll(async () => {
  for (const close of ofFile.splice(0)) await close()
})

/** An emulator and an application that hears its webhooks; both end with the test, or with the file. Retries are quick. */
export async function world(options: SandboxOptions = {}, until: 'test' | 'file' = 'test'): Promise<World> {
  const clock = new ManualClock(START)
  const app = new AppServer()
  await app.start()
  const quick = { retryMs: [1, 1, 1], offAfterGivingUp: false }
  const sandbox = await startSandbox({
    accounts: defaultSandboxAccounts('tests'),
    seed: 'tests',
    clock,
    ...options,
    delivery: {
      messenger: { ...quick, ...options.delivery?.messenger },
      zalo: { ...quick, ...options.delivery?.zalo },
    },
  })
  const closing = until === 'test' ? ofTest : ofFile
  closing.push(async () => {
    await sandbox.close()
    await app.stop()
  })
  sandbox.setWebhookBase(app.url)
  const [page, oa] = sandbox.accounts as [MessengerCredentials, ZaloCredentials]
  return { sandbox, app, clock, page, oa }
}

/** Echoes and receipts off, so that only residents' own events are heard. */
export const QUIET: BehaviourChange = {
  echo: { on: false },
  delivered: { probability: 0 },
  seen: { probability: 0 },
}

export interface Answer {
  status: number
  body: Json
}

/** A JSON request, without retries and pools. */
export async function call(url: string, init: RequestInit = {}): Promise<Answer> {
  const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(20_000) })
  const text = await answer.text()
  return { status: answer.status, body: text.startsWith('{') ? JSON.parse(text) : text }
}

/** A call of the Send API. */
export function sendToMessenger(page: MessengerCredentials, body: unknown, query = ''): Promise<Answer> {
  return call(`${page.apiUrl}/${page.pageId}/messages?access_token=${page.pageToken}${query}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

/** A text to a person, within the window. */
export function reply(user: string, message: object): object {
  return { recipient: { id: user }, messaging_type: 'RESPONSE', message }
}

/** A call of `/v3.0/oa/message/cs`. */
export function sendToZalo(
  oa: ZaloCredentials,
  token: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return call(`${oa.apiUrl}/v3.0/oa/message/cs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', access_token: token, ...headers },
    body: JSON.stringify(body),
  })
}

/** A consultation message to a person. */
export function consult(user: string, message: object): object {
  return { recipient: { user_id: user }, message }
}

/** A call of the token endpoint. */
export function token(
  oa: ZaloCredentials,
  form: Record<string, string> = {},
  secret = oa.appSecret,
): Promise<Answer> {
  const body = new URLSearchParams({
    app_id: oa.appId,
    grant_type: 'refresh_token',
    refresh_token: oa.refreshToken,
    ...form,
  })
  return call(`${oa.oauthUrl}/v4/oa/access_token`, { method: 'POST', headers: { secret_key: secret }, body })
}

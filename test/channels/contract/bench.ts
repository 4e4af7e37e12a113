import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Account, Channel, ChannelContext, Parsed, WebhookSink } from '../../../src/channels/channel.ts'
import { createHttp, type Http } from '../../../src/channels/http.ts'
import { ManualClock } from '../../../src/common/clock.ts'
import { type ContractSubject, NOW } from './subject.ts'

type Answer = (req: IncomingMessage, res: ServerResponse) => void

/** Keeps what it is given; fails on demand. */
class RecordingSink implements WebhookSink {
  readonly accepted: Parsed[] = []
  readonly from: string[] = []
  readonly reasons: string[] = []
  failing = false

  async accept(parsed: Parsed, from: string): Promise<void> {
    this.from.push(from)
    if (this.failing) throw new Error('no database')
    this.accepted.push(parsed)
  }

  refused(_platform: string, reason: string): void {
    this.reasons.push(reason)
  }

  get texts(): string[] {
    return this.accepted
      .flatMap((parsed) => parsed.events)
      .map(({ body }) => (body.kind === 'message' ? body.text : body.kind))
  }
}

const mask: ChannelContext['mask'] = (text) =>
  text.includes('OTP-4711')
    ? { text: text.replaceAll('OTP-4711', '[masked]'), masked: ['otp'] }
    : { text, masked: [] }

/** Everything a test needs, and how to take it down. */
export interface Bench {
  subject: ContractSubject
  channel: Channel
  account: Account
  app: FastifyInstance
  sink: RecordingSink
  logs: string[]
  /** Bodies that the platform's API was sent. */
  received: string[]
  answerWith(answer: Answer): void
  stopServer(): Promise<void>
  close(): Promise<void>
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  await new Promise((done) => server.close(done))
}

export async function setUp(subject: ContractSubject): Promise<Bench> {
  let answer: Answer = (_req, res) => res.end()
  const received: string[] = []
  const server = createServer(async (req, res) => {
    let body = ''
    for await (const chunk of req) body += chunk
    received.push(body)
    answer(req, res)
  })
  const account = subject.account(await listen(server))
  const http = createHttp()
  const quick: Http = {
    request: (options) => http.request({ ...options, timeoutMs: 300 }),
    close: () => http.close(),
  }
  const channel = await subject.create({ accounts: [account], clock: new ManualClock(NOW), mask }, quick)
  const sink = new RecordingSink()
  const logs: string[] = []
  const app = Fastify({ logger: { level: 'trace', stream: { write: (line: string) => logs.push(line) } } })
  channel.routes(app, sink)
  await app.ready()
  return {
    subject,
    channel,
    account,
    app,
    sink,
    logs,
    received,
    answerWith: (next) => {
      answer = next
    },
    stopServer: () => stop(server),
    close: async () => {
      await app.close()
      await channel.close()
      await stop(server)
      await quick.close()
    },
  }
}

export function post(bench: Bench, body: string | undefined, headers: Record<string, string>) {
  return bench.app.inject({
    method: 'POST',
    url: bench.subject.path,
    headers,
    ...(body === undefined ? {} : { payload: body }),
  })
}

export const JSON_TYPE = { 'content-type': 'application/json' }

export function postSigned(bench: Bench, body: string) {
  return post(bench, body, { ...JSON_TYPE, ...bench.subject.sign(body) })
}

import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Account } from './channels/channel.ts'
import type { Http, HttpAnswer } from './channels/http.ts'
import type { ShiftedClock } from './common/clock.ts'
import { forgetNoButtons } from './conversation/account-store.ts'
import type { TurnObserver } from './conversation/trace.ts'
import { refusalInWords } from './refusal.ts'
import type { Sandbox } from './sandbox/sandbox.ts'
import { simulatorRoutes } from './sandbox/simulator/routes.ts'
import { Simulator } from './sandbox/simulator/simulator.ts'
import type { Database } from './storage/database.ts'

/** The simulator as the rest of the program meets it: what it looks on at, and what it mounts. */
export interface SimulatorJoint {
  observer: TurnObserver
  /** A client that tells the simulator of its calls. */
  looking(http: Http): Http
  /** Mounts the page; before the webhooks' routes, which it then sees. */
  mount(app: FastifyInstance): Promise<void>
  /** The application listens here. */
  listening(url: string): void
}

interface Parts {
  sandbox: Sandbox
  clock: ShiftedClock
  db: Database
  publicUrl: string
  accounts: Account[]
}

/** Joins the simulator to the sandbox and to what the application shows of itself. */
export function joinSimulator({ sandbox, clock, db, publicUrl, accounts }: Parts): SimulatorJoint {
  const simulator = new Simulator({
    sandbox,
    clock,
    publicUrl,
    office: accounts[0]?.name ?? '',
    buttonsAllowed: () => forgetNoButtons(db),
  })
  const { traces } = simulator
  return {
    observer: {
      wants: (platform, user) => traces.wants(platform, user),
      turned: (turn) => traces.turned(turn),
    },
    looking: (http) => lookAtCalls(http, simulator, (call) => refusalInWords(accounts, call, clock.now())),
    mount: async (app) => {
      lookAtWebhooks(app, simulator)
      await app.register(simulatorRoutes(simulator))
    },
    listening: (url) => simulator.setWebhookBase(url),
  }
}

function lookAtCalls(
  http: Http,
  { traces }: Simulator,
  inWords: (call: { url: string; body: string; answer: HttpAnswer }) => string | null,
): Http {
  return {
    close: () => http.close(),
    async request(options) {
      const since = performance.now()
      const answer = await http.request(options)
      if (!traces.wanted) return answer
      const came = answer.kind === 'answer'
      const body = textOf(options.body)
      traces.call({
        method: options.method,
        url: options.url,
        headers: options.headers ?? {},
        body,
        refusal: inWords({ url: options.url, body, answer }),
        status: came ? answer.status : null,
        answer: came ? answer.text : answer.kind,
        tookMs: Math.round(performance.now() - since),
      })
      return answer
    },
  }
}

/** A file that is uploaded is told by its size. */
const textOf = (body: string | Uint8Array = '') =>
  typeof body === 'string' ? body : `(${body.length} bytes)`

function lookAtWebhooks(app: FastifyInstance, { traces }: Simulator): void {
  const bodies = new WeakMap<FastifyRequest, Buffer[]>()
  const concerned = ({ method, url }: FastifyRequest) =>
    traces.wanted && method === 'POST' && url.startsWith('/webhooks/')
  app.addHook('preParsing', (request, _reply, payload, done) => {
    if (concerned(request)) {
      const chunks: Buffer[] = []
      bodies.set(request, chunks)
      payload.on('data', (chunk: Buffer) => chunks.push(chunk))
    }
    done(null, payload)
  })
  app.addHook('onResponse', async (request, reply) => {
    const chunks = bodies.get(request)
    if (!chunks) return
    traces.webhook({
      path: request.url,
      headers: Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      ),
      body: Buffer.concat(chunks).toString('utf8'),
      status: reply.statusCode,
      tookMs: Math.round(reply.elapsedTime),
    })
  })
}

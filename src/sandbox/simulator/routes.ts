import type { FastifyInstance, FastifyReply } from 'fastify'
import { type Static, type TSchema, Type } from 'typebox'
import { Value } from 'typebox/value'
import { byOwnName } from '../../common/own-name.ts'
import { SingleAction } from '../actions.ts'
import { type Assets, loadAssets } from './assets.ts'
import { NotPossible, type Simulator } from './simulator.ts'
import { WeatherChange } from './weather.ts'

const exactly = { additionalProperties: false }
const Platform = Type.Union([Type.Literal('messenger'), Type.Literal('zalo')])
const User = Type.String({ pattern: '^\\d{10,20}$' })
/** Longest text of a message that a phone lets one write; the platforms cut at 2,000. */
const Text = Type.String({ minLength: 1, maxLength: 2000 })
const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

const NewResident = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 80 }),
    platform: Platform,
    language: Type.Union([Type.Literal('vi'), Type.Literal('en')]),
  },
  exactly,
)
const Act = Type.Object({ user: User, action: SingleAction }, exactly)
const Clerk = Type.Object({ user: User, text: Text }, exactly)
const Route = Type.Object(
  { user: User, do: Type.Union([Type.Literal('take-control'), Type.Literal('done')]) },
  exactly,
)
const Sky = Type.Object({ platform: Platform, change: WeatherChange }, exactly)
const Tokens = Type.Object(
  { platform: Platform, do: Type.Union([Type.Literal('expire'), Type.Literal('restore')]) },
  exactly,
)
/** Not more than refresh tokens live at once: an OA nobody serves for three months must be connected anew. */
const Move = Type.Object(
  {
    ms: Type.Integer({ minimum: MINUTE, maximum: 60 * DAY }),
    said: Type.String({ minLength: 1, maxLength: 60 }),
  },
  exactly,
)

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; " +
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
}
/** Proxies and browsers cut streams on which nothing happens. */
const BEAT_MS = 20_000

/** Mounts `/simulator`: the page, what it may ask for, and the stream of what happens. */
export function simulatorRoutes(simulator: Simulator) {
  return async (app: FastifyInstance): Promise<void> => {
    keepOthersOut(app, new URL(simulator.publicUrl).hostname)
    let assets: Promise<Assets> | undefined
    const load = () => (assets ??= loadAssets())
    const send = async (reply: FastifyReply, type: string, cache: string, part: keyof Assets) =>
      reply
        .headers({ ...HEADERS, 'content-type': `${type}; charset=utf-8`, 'cache-control': cache })
        .send((await load())[part])
    const forEver = 'public, max-age=31536000, immutable'
    app.get('/simulator', (_request, reply) => send(reply, 'text/html', 'no-store', 'page'))
    app.get('/simulator/page.js', (_request, reply) => send(reply, 'text/javascript', forEver, 'script'))
    app.get('/simulator/page.css', (_request, reply) => send(reply, 'text/css', forEver, 'style'))
    stream(app, simulator)
    commands(app, simulator)
  }
}

/** Nobody signs in here, so other sites in the trainer's browser must not get at it. */
function keepOthersOut(app: FastifyInstance, publicName: string): void {
  app.addHook('onRequest', async ({ headers }, reply) => {
    if (byOwnName(headers, [publicName])) return
    return refuse(
      reply,
      403,
      'Trang diễn tập chỉ mở được bằng địa chỉ của máy chủ này. Hãy mở địa chỉ mà máy chủ in ra khi khởi động, hoặc đặt PUBLIC_URL là địa chỉ đang dùng.',
    )
  })
}

function commands(app: FastifyInstance, simulator: Simulator): void {
  const on = <S extends TSchema>(path: string, schema: S, work: (body: Static<S>) => unknown) =>
    app.post(`/simulator/${path}`, async ({ body }, reply) => {
      // Checked without compiling: clicks are few, and the server should start quickly.
      if (!Value.Check(schema, body)) return refuse(reply, 400, 'Thao tác chưa đúng. Hãy tải lại trang.')
      try {
        return (await work(body as Static<S>)) ?? {}
      } catch (error) {
        if (error instanceof NotPossible) return refuse(reply, 409, error.message)
        throw error
      }
    })
  on('residents', NewResident, ({ name, platform, language }) =>
    simulator.addResident(name.trim() || 'Người dân', platform, language),
  )
  on('remove', Type.Object({ user: User }, exactly), ({ user }) => simulator.removeResident(user))
  on('act', Act, ({ user, action }) => simulator.act(user, action))
  on('clerk', Clerk, ({ user, text }) => simulator.clerkSays(user, text))
  on('form', Type.Object({ user: User }, exactly), ({ user }) => simulator.askForInfo(user))
  on('route', Route, ({ user, do: what }) => simulator.route(user, what))
  on('weather', Sky, ({ platform, change }) => simulator.setWeather(platform, change))
  on('tokens', Tokens, ({ platform, do: what }) =>
    what === 'expire' ? simulator.expireTokens(platform) : simulator.restoreTokens(),
  )
  on('move', Move, ({ ms, said }) => simulator.advance(ms, said))
}

function refuse(reply: FastifyReply, status: number, message: string): FastifyReply {
  return reply.code(status).send({ message })
}

/** Server-sent events: first everything, then what is new. They end when the server stops. */
function stream(app: FastifyInstance, simulator: Simulator): void {
  const open = new Set<() => void>()
  app.addHook('preClose', async () => {
    for (const end of open) end()
    simulator.close()
  })
  app.get('/simulator/events', (_request, reply) => {
    reply.hijack()
    const { raw } = reply
    raw.writeHead(200, {
      ...HEADERS,
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // Kept open after the stream has ended, it would hold up the stop of the server.
      connection: 'close',
      // nginx would collect it.
      'x-accel-buffering': 'no',
    })
    const leave = simulator.open((message) => raw.write(`data: ${JSON.stringify(message)}\n\n`))
    const beat = setInterval(() => raw.write(': \n\n'), BEAT_MS)
    const end = () => {
      clearInterval(beat)
      leave()
      open.delete(end)
      raw.end()
    }
    open.add(end)
    raw.once('close', end)
  })
}

import type { FastifyInstance, FastifyRequest } from 'fastify'
import { boundBodies } from './body-room.ts'
import { quoteLongNumbers } from './long-numbers.ts'

/** Meta sends up to 1000 updates in one body. */
const BODY_LIMIT = 1024 * 1024

const JSON_TYPE = /^application\/json[ \t]*(;|$)/i

/** Why a request was refused: counted, so a closed list. */
export type Refusal = 'content-type' | 'no-body' | 'bad-signature' | 'bad-json' | 'too-large' | 'no-room'

interface Options {
  /** Bytes; 1 MB unless told. */
  bodyLimit?: number
  /** Bytes that larger bodies may hold together while they come in; 64 MB unless told. */
  room?: number
  onRefused?: (reason: Refusal) => void
}

function unverified(): Error {
  return Object.assign(new Error('unverified'), { statusCode: 401 })
}

/**
 * In this scope (an encapsulated plugin that holds POST routes only) a JSON body is parsed after `verify` accepts its
 * exact bytes; every other request is refused: 401 without a body, of another content type, or not verified; 400 when
 * signed but not JSON, or with a `__proto__` key; 413 over the limit; 503 for a large one while many others come in.
 */
export function verifiedJson(
  app: FastifyInstance,
  verify: (req: FastifyRequest, bytes: Buffer) => boolean,
  options: Options = {},
): void {
  const { bodyLimit = BODY_LIMIT, room, onRefused = () => {} } = options
  const verified = new WeakSet<FastifyRequest>()
  const parse = app.getDefaultJsonParser('error', 'error')
  const refuse = (reason: Refusal) => {
    onRefused(reason)
    return unverified()
  }

  app.removeAllContentTypeParsers()
  app.addContentTypeParser<Buffer>(
    'application/json',
    { parseAs: 'buffer', bodyLimit },
    (req, bytes, done) => {
      if (bytes.length === 0) return done(refuse('no-body'))
      let good = false
      try {
        good = verify(req, bytes)
      } catch {
        // what cannot be checked is not verified
      }
      if (!good) return done(refuse('bad-signature'))
      const text = bytes.toString('utf8')
      parse(req, text, (error, body) => {
        if (error) {
          onRefused('bad-json')
          return done(error)
        }
        verified.add(req)
        const exact = quoteLongNumbers(text)
        if (exact === text) done(null, body)
        else parse(req, exact, done)
      })
    },
  )
  app.addHook('onRequest', ({ headers }, _reply, done) => {
    const type = headers['content-type']
    const body = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
    const json = type === undefined ? !body : JSON_TYPE.test(type)
    done(json ? undefined : refuse('content-type'))
  })
  boundBodies(app, { bodyLimit, ...(room !== undefined && { room }), onFull: () => onRefused('no-room') })
  // A request without a body never reaches the parser.
  app.addHook('preValidation', (req, _reply, done) => {
    done(verified.has(req) ? undefined : refuse('no-body'))
  })
  app.addHook('onError', async (_req, _reply, error) => {
    if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') onRefused('too-large')
  })
}

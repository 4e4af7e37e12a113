import type { FastifyInstance } from 'fastify'

/** A webhook with one message is far below this, whatever its text; such bodies are let in always. */
const SMALL = 16 * 1024
/** Larger bodies that may be coming in at once, in bytes: 64 batches of Meta's greatest size. */
const ROOM = 64 * 1024 * 1024

interface Options {
  /** Largest body that the scope reads, in bytes. */
  bodyLimit: number
  /** What larger bodies may take together, in bytes; 64 MB unless told. */
  room?: number
  onFull: () => void
}

/**
 * Bounds what bodies of a scope may hold in memory while they come in: a signature can only be checked once the last byte
 * is there, so that anybody with a few thousand connections, each a byte short of the limit, could fill it. What finds no
 * room gets 503 and comes again, as both platforms do; bodies of up to 16 kB, which nearly all are, never wait for it.
 */
export function boundBodies(scope: FastifyInstance, { bodyLimit, room = ROOM, onFull }: Options): void {
  let taken = 0
  scope.addHook('onRequest', ({ headers }, reply, done) => {
    // A body in chunks does not say how long it is.
    const chunked = headers['transfer-encoding'] !== undefined
    const bytes = chunked ? bodyLimit : Number(headers['content-length'] ?? 0)
    // What is over the limit is refused unread.
    if (bytes <= SMALL || bytes > bodyLimit) return done()
    if (taken + bytes > room) {
      onFull()
      reply.code(503).header('connection', 'close').send()
      return
    }
    taken += bytes
    // Comes once, also when the connection breaks.
    reply.raw.once('close', () => {
      taken -= bytes
    })
    done()
  })
}

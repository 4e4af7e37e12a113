import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

const taken = new Set<number>()

/**
 * A free port of 127.0.0.1 below those that the system gives to outgoing connections: a process that is killed and
 * started again must find its own port still free.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000)
    if (taken.has(port)) continue
    taken.add(port)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

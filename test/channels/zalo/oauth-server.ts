import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { APP_ID } from './helpers.ts'

/** What the server does with one call instead of answering well; `lost`: the token is used up and nobody learns it. */
export type Fault = 'lost' | 'busy' | 'html'

export interface OAuthServer {
  url: string
  /** Refresh tokens as they came in. */
  calls: string[]
  /** Access tokens that it gave out. */
  given: string[]
  /** Faults of the next calls, in order. */
  faults: Fault[]
  /** Called after the token was used up and before the answer: for kills and slow answers. */
  onUsed: () => Promise<void>
  close(): Promise<void>
}

/** Zalo's refresh as the facts have it (3): form in, single-use tokens, `expires_in` as text, errors in HTTP 200. */
export async function startOAuthServer(first = 'refresh-0'): Promise<OAuthServer> {
  let valid = first
  const self = { calls: [] as string[], given: [] as string[], faults: [] as Fault[], onUsed: async () => {} }
  const server = createServer(async (req, res) => {
    const fault = self.faults.shift()
    if (fault === 'busy') return void res.writeHead(503).end()
    if (fault === 'html') return void res.end('<html>')
    const answer = await exchange(req, res)
    if (fault === 'lost') return void req.socket.destroy()
    res.end(JSON.stringify(answer))
  })

  async function exchange(req: IncomingMessage, res: ServerResponse): Promise<object> {
    let body = ''
    for await (const chunk of req) body += chunk
    const form = new URLSearchParams(body)
    const token = form.get('refresh_token') ?? ''
    self.calls.push(token)
    res.setHeader('content-type', 'application/json')
    const well =
      req.url === '/v4/oa/access_token' &&
      req.headers['secret_key'] === 'app-secret-for-tests' &&
      form.get('app_id') === APP_ID &&
      form.get('grant_type') === 'refresh_token'
    if (!well) return { error: -14005, error_name: 'Invalid parameter' }
    if (token !== valid) return { error: -14014, error_name: 'Invalid refresh token' }
    const generation = self.given.length + 1
    valid = `refresh-${generation}`
    self.given.push(`access-${generation}`)
    await self.onUsed()
    return { access_token: `access-${generation}`, refresh_token: valid, expires_in: '90000' }
  }

  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return Object.assign(self, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  })
}

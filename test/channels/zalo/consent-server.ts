import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { APP_ID, OA_ID } from './helpers.ts'

/** What happens to the next call for tokens instead of an answer. */
export type Fault = 'lost' | 'busy'

export interface ConsentServer {
  url: string
  /** An administrator of `oaId` agrees to what the link asks for. @returns the code that the redirect carries. */
  agree(link: string, oaId?: string): string
  faults: Fault[]
  /** Calls for tokens, by grant. */
  calls: string[]
  /** Headers of the answers, e.g. `date`. */
  headers: Record<string, string>
  /** What `getoa` answers instead of the OA of the token. */
  getoa: object | null
  /** Called when a token is used for `getoa`, before the answer. */
  onUse: () => Promise<void>
  close(): Promise<void>
}

/** Zalo's consent as the facts have it (3): codes once and with their verifier, refresh tokens once, `getoa` by token. */
export async function startConsentServer(first = 'refresh-0'): Promise<ConsentServer> {
  const codes = new Map<string, { challenge: string; oaId: string }>()
  const owners = new Map<string, string>()
  const refresh = new Map<string, string>([[first, OA_ID]])
  const self: Omit<ConsentServer, 'url' | 'agree' | 'close'> = {
    faults: [],
    calls: [],
    headers: {},
    getoa: null,
    onUse: async () => {},
  }

  function tokens(form: URLSearchParams, secret: unknown): object {
    const grant = codes.get(form.get('code') ?? '')
    codes.delete(form.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    self.calls.push(form.get('grant_type') ?? '')
    if (secret !== 'app-secret-for-tests' || form.get('app_id') !== APP_ID) return { error: -14002 }
    if (form.get('grant_type') === 'refresh_token') {
      const old = form.get('refresh_token') ?? ''
      const oaId = refresh.get(old)
      refresh.delete(old)
      return oaId ? pair(oaId) : { error: -14014, error_name: 'Invalid refresh token' }
    }
    if (form.get('grant_type') !== 'authorization_code' || grant?.challenge !== challenge)
      return { error: -14003, error_name: 'Invalid code' }
    return pair(grant.oaId)
  }

  function pair(oaId: string): object {
    const access = `access-${owners.size + 1}`
    owners.set(access, oaId)
    refresh.set(`consented-${owners.size}`, oaId)
    return { access_token: access, refresh_token: `consented-${owners.size}`, expires_in: '90000' }
  }

  async function answer(req: IncomingMessage): Promise<object> {
    if (req.url === '/v2.0/oa/getoa') {
      await self.onUse()
      const oaId = owners.get(String(req.headers['access_token']))
      if (!oaId) return { error: -216, message: 'Access token is invalid' }
      return self.getoa ?? { error: 0, message: 'Success', data: { oa_id: oaId, oa_type: 4 } }
    }
    let body = ''
    for await (const chunk of req) body += chunk
    return tokens(new URLSearchParams(body), req.headers['secret_key'])
  }

  const server = createServer(async (req, res) => {
    const fault = req.method === 'POST' ? self.faults.shift() : undefined
    if (fault === 'busy') return void res.writeHead(503).end()
    const given = await answer(req)
    if (fault === 'lost') return void req.socket.destroy()
    res.setHeader('content-type', 'application/json')
    for (const [name, value] of Object.entries(self.headers)) res.setHeader(name, value)
    res.end(JSON.stringify(given))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return Object.assign(self, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    agree(link: string, oaId = OA_ID) {
      const code = `code-${codes.size + owners.size + 1}`
      codes.set(code, { challenge: new URL(link).searchParams.get('code_challenge') ?? '', oaId })
      return code
    },
    async close() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  })
}

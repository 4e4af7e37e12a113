import { createHmac } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { MessengerAccount } from '../../../src/channels/channel.ts'

interface Call {
  method: string
  path: string
  query: Record<string, string>
  body: unknown
}

export interface GraphServer {
  url: string
  calls: Call[]
  /** What `debug_token` says of the Page token. */
  token: Record<string, unknown> | null
  /** Fields that are subscribed; null: the app is not. */
  subscribed: string[] | null
  /** Names that the platform knows. */
  known: Set<string>
  profile: Record<string, unknown>
  /** Answers instead, by path: an object, or a status. */
  instead: Map<string, object | number>
  close(): Promise<void>
}

const failure = (code: number, message = 'no') => ({ error: { message, type: 'OAuthException', code } })

/**
 * Graph as the facts have it, for one Page: debug_token with the app's own token, subscribed_apps (a call replaces what
 * was subscribed; unknown names are refused with 100), messenger_profile (facts: messenger 1.3, 3, 5).
 */
export async function startGraphServer(account: MessengerAccount): Promise<GraphServer> {
  const self: Omit<GraphServer, 'url' | 'close'> = {
    calls: [],
    token: { is_valid: true, app_id: account.appId, expires_at: 0, scopes: [] },
    subscribed: null,
    known: new Set(['messages', 'messaging_postbacks']),
    profile: {},
    instead: new Map(),
  }

  function authorised({ access_token: token, appsecret_proof: proof }: Record<string, string>): boolean {
    const expected = createHmac('sha256', account.appSecret).update(account.pageToken).digest('hex')
    return token === account.pageToken && proof === expected
  }

  function debugToken({ access_token: token, input_token: input }: Record<string, string>): object {
    if (token !== `${account.appId}|${account.appSecret}`) return failure(190)
    return input === account.pageToken && self.token ? { data: self.token } : {}
  }

  function subscribe({ subscribed_fields: fields = '' }: Record<string, string>): object {
    const names = fields.split(',')
    if (!names.every((name) => self.known.has(name))) return failure(100)
    self.subscribed = names
    return { success: true }
  }

  function subscription(): object {
    const own = { id: account.appId, name: 'app', subscribed_fields: self.subscribed }
    return { data: [{ id: '1', name: 'other' }, ...(self.subscribed ? [own] : [])] }
  }

  function profile({ method, query, body }: Call): object {
    if (method === 'GET') {
      const asked = (query['fields'] ?? '').split(',')
      const there = Object.entries(self.profile).filter(([name]) => asked.includes(name))
      return { data: there.length > 0 ? [Object.fromEntries(there)] : [] }
    }
    const fields = (body ?? {}) as Record<string, unknown>
    if (method === 'DELETE') for (const name of fields['fields'] as string[]) delete self.profile[name]
    else if (fields['persistent_menu'] && !fields['get_started'] && !self.profile['get_started'])
      return failure(100)
    else Object.assign(self.profile, fields)
    return { result: 'success' }
  }

  function answer(call: Call): object {
    if (call.path === '/debug_token') return debugToken(call.query)
    if (!authorised(call.query)) return failure(190)
    switch (call.path) {
      case `/${account.pageId}/subscribed_apps`:
        return call.method === 'POST' ? subscribe(call.query) : subscription()
      case '/me/messenger_profile':
        return profile(call)
      case '/me':
        return { id: account.pageId, name: 'Page' }
      default:
        return failure(2500)
    }
  }

  const server = createServer(async (req, res) => {
    const call = await read(req)
    self.calls.push(call)
    const instead = self.instead.get(call.path)
    res.setHeader('content-type', 'application/json')
    if (typeof instead === 'number') return void res.writeHead(instead).end()
    const body = instead ?? answer(call)
    res.statusCode = 'error' in body ? 400 : 200
    res.end(JSON.stringify(body))
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return Object.assign(self, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  })
}

async function read(req: IncomingMessage): Promise<Call> {
  const url = new URL(req.url ?? '/', 'http://x')
  let text = ''
  for await (const chunk of req) text += chunk
  return {
    method: req.method ?? '',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    body: text ? JSON.parse(text) : undefined,
  }
}

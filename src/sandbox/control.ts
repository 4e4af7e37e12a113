/**
 * The emulator's own API, for other processes (`SandboxClient` speaks it). JSON in and out; a request that cannot
 * be done is answered 400 with `{"message"}`, one of a web page 403. `account`: page or OA id, default the first.
 *
 *   POST /control/act       {platform, user, action, account?} → {ids, at, url?}       a resident acts (actions.ts)
 *   POST /control/clerk     {platform, user, text, account?} → {ids, at}               a clerk writes
 *   POST /control/happen    {platform, happening, account?} → {ids, at}                platform, staff, apps (happenings.ts)
 *   GET  /control/inbox     ?platform&user&after=<seq>&waitMs=<ms>&account → {messages: ReceivedMessage[]}
 *   GET  /control/person    ?platform&user&account → ChatState                         how a chat stands (chat-state.ts)
 *   POST /control/person    {platform, user, facts, account?} → ChatState              name, phone, refusal
 *   POST /control/behaviour {platform, change} → the whole behaviour                   faults, echoes, receipts (faults.ts)
 *   POST /control/settings  {platform, change, account?} → {}                          what accounts have (settings.ts)
 *   POST /control/tokens    {platform, do: "expire" | "restore"} → {}                  dead access tokens
 *   POST /control/webhooks  {messenger?, zalo?} full addresses, or {base} → {}         where webhooks go; on again
 *   POST /control/switch-on {platform, account?} → {}                                  webhooks after a switch-off
 *   POST /control/verify    {platform, probe?} → {passed}                              the platform's check of the webhook
 *   POST /control/advance   {ms} → {now}                                               moves time forward
 *   POST /control/down      {ms} → {}                                                  stops listening for so long
 *   POST /control/settled   {waitMs} → {settled}                                       waits until no webhook is pending
 *   POST /control/reset     → {}                                                       forgets people, counts, faults
 *   GET  /control/stats     → {messenger, zalo}                                        counts (stats.ts)
 *   GET  /control/notices   → {messenger: Notice[], zalo: Notice[]}                    what administrators were told
 *   GET  /control/accounts  → {accounts, environment}                                  credentials for an application
 */
import type { FastifyInstance } from 'fastify'
import type { TSchema } from 'typebox'
import { Value } from 'typebox/value'
import { byOwnName } from '../common/own-name.ts'
import type { Platform } from './accounts.ts'
import type { Action, ActResult } from './actions.ts'
import type { ChatState } from './chat-state.ts'
import {
  ActRequest,
  AdvanceRequest,
  BehaviourRequest,
  ClerkRequest,
  DownRequest,
  HappenRequest,
  InboxQuery,
  PersonQuery,
  PersonRequest,
  SettingsRequest,
  SettledRequest,
  SwitchOnRequest,
  TokensRequest,
  VerifyRequest,
  WebhooksRequest,
} from './control-types.ts'
import type { Behaviour, BehaviourChange } from './faults.ts'
import type { Happening } from './happenings.ts'
import type { Notice } from './notices.ts'
import type { Facts, ReceivedMessage } from './people.ts'
import type { MessengerSettings, ZaloSettings } from './settings.ts'
import type { PlatformStats } from './stats.ts'

/** What the control API needs of the emulator. */
export interface Controlled {
  readonly accounts: readonly object[]
  environment(): Record<string, string>
  act(platform: Platform, user: string, action: Action, account?: string): ActResult
  clerkSays(platform: Platform, user: string, text: string, account?: string): ActResult
  happen(platform: Platform, happening: Happening, account?: string): ActResult
  configure(platform: Platform, change: MessengerSettings | ZaloSettings, account?: string): void
  describe(platform: Platform, user: string, facts: Facts, account?: string): void
  chat(platform: Platform, user: string, account?: string): ChatState
  nextMessages(
    platform: Platform,
    user: string,
    after: number,
    ms: number,
    account?: string,
  ): Promise<ReceivedMessage[]>
  behave(platform: Platform, change: BehaviourChange): Behaviour
  expireTokens(platform: Platform): void
  restoreTokens(): void
  setWebhooks(urls: Partial<Record<Platform, string | null>>): void
  setWebhookBase(base: string): void
  verifyWebhook(platform: Platform, probe?: 'sample' | 'empty'): Promise<boolean>
  switchOn(platform: Platform, account?: string): void
  notices(platform: Platform): readonly Notice[]
  advance(ms: number): number
  down(forMs: number): Promise<void>
  settled(): Promise<void>
  reset(): void
  stats(): Record<Platform, PlatformStats>
}

/** Longest wait of one request (ms). */
const LONGEST_POLL = 60_000

export function controlApi(sandbox: Controlled) {
  return async (app: FastifyInstance): Promise<void> => {
    app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) =>
      reply.code(error.statusCode ?? 400).send({ message: error.message }),
    )
    // Pages of other sites can reach this port too, and the answers hold credentials.
    app.addHook('onRequest', async ({ headers }, reply) => {
      if (!byOwnName(headers))
        return reply.code(403).send({ message: 'the control API is not open to web pages' })
    })
    // Not compiled: that took most of the emulator's start, and acts are few beside sends.
    app.setValidatorCompiler(({ schema }: { schema: TSchema }) => (data) => {
      if (Value.Check(schema, data)) return { value: data }
      const [first] = Value.Errors(schema, data)
      return { error: new Error(`${first?.instancePath || 'request'} ${first?.message ?? 'is not valid'}`) }
    })
    residents(app, sandbox)
    platforms(app, sandbox)
    emulator(app, sandbox)
  }
}

function residents(app: FastifyInstance, sandbox: Controlled): void {
  app.post<{ Body: ActRequest }>('/act', { schema: { body: ActRequest } }, async ({ body }) =>
    sandbox.act(body.platform, body.user, body.action, body.account),
  )
  app.post<{ Body: ClerkRequest }>('/clerk', { schema: { body: ClerkRequest } }, async ({ body }) =>
    sandbox.clerkSays(body.platform, body.user, body.text, body.account),
  )
  app.post<{ Body: HappenRequest }>('/happen', { schema: { body: HappenRequest } }, async ({ body }) =>
    sandbox.happen(body.platform, body.happening, body.account),
  )
  app.get<{ Querystring: PersonQuery }>(
    '/person',
    { schema: { querystring: PersonQuery } },
    async ({ query }) => sandbox.chat(query.platform, query.user, query.account),
  )
  app.post<{ Body: PersonRequest }>('/person', { schema: { body: PersonRequest } }, async ({ body }) => {
    sandbox.describe(body.platform, body.user, body.facts, body.account)
    return sandbox.chat(body.platform, body.user, body.account)
  })
  app.get<{ Querystring: InboxQuery }>(
    '/inbox',
    { schema: { querystring: InboxQuery } },
    async ({ query }) => {
      const waitMs = Math.min(Number(query.waitMs ?? 0) || 0, LONGEST_POLL)
      const after = Number(query.after ?? 0) || 0
      return {
        messages: await sandbox.nextMessages(query.platform, query.user, after, waitMs, query.account),
      }
    },
  )
}

function platforms(app: FastifyInstance, sandbox: Controlled): void {
  app.post<{ Body: BehaviourRequest }>(
    '/behaviour',
    { schema: { body: BehaviourRequest } },
    async ({ body }) => sandbox.behave(body.platform, body.change),
  )
  app.post<{ Body: TokensRequest }>('/tokens', { schema: { body: TokensRequest } }, async ({ body }) => {
    if (body.do === 'expire') sandbox.expireTokens(body.platform)
    else sandbox.restoreTokens()
    return {}
  })
  app.post<{ Body: WebhooksRequest }>(
    '/webhooks',
    { schema: { body: WebhooksRequest } },
    async ({ body }) => {
      const { base, ...urls } = body
      if (base !== undefined) sandbox.setWebhookBase(base)
      sandbox.setWebhooks(urls)
      return {}
    },
  )
  app.post<{ Body: VerifyRequest }>('/verify', { schema: { body: VerifyRequest } }, async ({ body }) => ({
    passed: await sandbox.verifyWebhook(body.platform, body.probe),
  }))
  app.post<{ Body: SettingsRequest }>(
    '/settings',
    { schema: { body: SettingsRequest } },
    async ({ body }) => {
      sandbox.configure(body.platform, body.change, body.account)
      return {}
    },
  )
  app.post<{ Body: SwitchOnRequest }>(
    '/switch-on',
    { schema: { body: SwitchOnRequest } },
    async ({ body }) => {
      sandbox.switchOn(body.platform, body.account)
      return {}
    },
  )
}

function emulator(app: FastifyInstance, sandbox: Controlled): void {
  app.post<{ Body: DownRequest }>('/down', { schema: { body: DownRequest } }, async ({ body }, reply) => {
    // Answered first: going down cuts this connection too.
    reply.raw.once('finish', () => setImmediate(() => void sandbox.down(body.ms)))
    return {}
  })
  app.post<{ Body: AdvanceRequest }>('/advance', { schema: { body: AdvanceRequest } }, async ({ body }) => ({
    now: sandbox.advance(body.ms),
  }))
  app.post<{ Body: SettledRequest }>('/settled', { schema: { body: SettledRequest } }, async ({ body }) => {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), Math.min(body.waitMs, LONGEST_POLL))
    })
    const settled = await Promise.race([sandbox.settled().then(() => true), late])
    clearTimeout(timer)
    return { settled }
  })
  app.post('/reset', async () => {
    sandbox.reset()
    return {}
  })
  app.get('/notices', async () => ({
    messenger: sandbox.notices('messenger'),
    zalo: sandbox.notices('zalo'),
  }))
  app.get('/stats', async () => sandbox.stats())
  app.get('/accounts', async () => ({ accounts: sandbox.accounts, environment: sandbox.environment() }))
}

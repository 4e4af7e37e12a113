import type { FailureCode } from '../../common/errors.ts'
import type { Account, Channel, ChannelContext, SendResult, ZaloAccount } from '../channel.ts'
import { explain } from '../explain.ts'
import type { Http } from '../http.ts'
import { within } from '../within.ts'
import type { ZaloConsents } from './consent.ts'
import { consentRoute } from './consent-route.ts'
import { zaloSentence } from './errors.ts'
import { asShown, project } from './project.ts'
import { sendMessage } from './send.ts'
import type { ZaloTokens } from './tokens.ts'
import { verifierRoutes } from './verifier.ts'
import { webhookRoutes } from './webhook.ts'

const HOUR_MS = 3_600_000
const FREE_HOURS = 48
const ALLOWED_HOURS = 7 * 24
/** How long a send waits for a token. The refresh itself may take longer than the outbox leaves a send alone. */
const PATIENCE_MS = 2_000

export interface ZaloOptions {
  patienceMs?: number
  /** With them `/oauth/zalo` is mounted. */
  consents?: ZaloConsents
  /** Told of consents that could not be stored. */
  consentFailed?: (error: unknown) => void
}

function zaloAccount(account: Account): ZaloAccount {
  if (account.platform !== 'zalo') throw new Error(`account ${account.id} is not on Zalo`)
  return account
}

/**
 * Zalo Official Accounts. They have no sign that an answer is being written; a reaction to the person's message could say
 * that it was seen, but goes by an older API and the facts on it are not sure (facts: zalo 4.3): left out. `http` and `tokens` are shared with others and not closed here.
 * Sends with a token that is refused answer TOKEN_EXPIRED; the token counts as refused from then on, so that
 * `refreshToken` replaces exactly that one, however many sends failed with it. While a new one is on its way for longer
 * than `patienceMs`, and while the database is away, sends answer UNREACHABLE: nothing was sent, the account pauses.
 */
export function createZalo(
  context: ChannelContext,
  http: Http,
  tokens: ZaloTokens,
  { patienceMs = PATIENCE_MS, consents, consentFailed = () => {} }: ZaloOptions = {},
): Channel {
  const sending = { http, clock: context.clock, pictures: context.pictures }
  const accounts = context.accounts.filter((account) => account.platform === 'zalo')
  return {
    platform: 'zalo',
    project,
    echoText: (message, asNumbers) => asShown(message, asNumbers).text,
    routes(app, sink) {
      webhookRoutes(app, context, accounts, sink)
      verifierRoutes(app, accounts)
      if (consents) consentRoute(app, consents, consentFailed)
    },
    async send(account, job) {
      const to = zaloAccount(account)
      const accessToken = tokens.known(to) ?? (await within(patienceMs, tokens.current(to)))
      if (accessToken === undefined) return notSent('UNREACHABLE', 'token-pending')
      if (accessToken === null) return notSent('TOKEN_EXPIRED', 'no-token')
      const result = await sendMessage(sending, to, accessToken, job)
      if (!result.ok && result.failure.code === 'TOKEN_EXPIRED') tokens.refused(to, accessToken)
      return result
    },
    explain: (reason) => explain(reason, zaloSentence),
    // Still on its way counts as possible: the next send then says whether to wait.
    refreshToken: async (account) => (await within(patienceMs, tokens.refresh(zaloAccount(account)))) ?? true,
    replyWindowMs: (account) => replyHours(zaloAccount(account)) * HOUR_MS,
    async close() {},
  }
}

/**
 * Replies are free for 48 h after the person's last act; up to seven days they are allowed but cost the OA's quota or money
 * (facts: zalo 5.1), which the operator may want. A reply is nearly always sent within seconds: this is for those that an
 * outage held up, and for what a flow says days later.
 */
function replyHours({ replyHours: hours }: ZaloAccount): number {
  return Math.min(ALLOWED_HOURS, Number(hours ?? FREE_HOURS))
}

function notSent(code: FailureCode, platformCode: string): SendResult {
  return { ok: false, failure: { code, platformCode } }
}

import type { Account, Channel, Outgoing, Platform, SendResult } from '../channels/channel.ts'
import type { Keyring } from '../common/crypto.ts'
import type { Database } from '../storage/database.ts'
import type { Logger } from '../telemetry/logger.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import type { Budgets } from './budgets.ts'
import { expectEcho } from './receipts.ts'
import { textHash } from './turn.ts'

interface CallDeps {
  db: Database
  keyring: Keyring
  channels: Record<Platform, Channel>
  budgets: Pick<Budgets, 'called'>
  metrics: Metrics
  log: Logger
}

/** What goes out with one call. */
interface Call {
  id: number
  conversationId: number
  account: Account
  user: string
  message: Outgoing
  asNumbers: boolean
}

/**
 * Sends one message; where the access token has expired, once more with a new one. Rejects only when the database fails.
 * @param secondTryMs a second try is begun only so long after the first (ms)
 */
export async function callPlatform(deps: CallDeps, call: Call, secondTryMs: number): Promise<SendResult> {
  const { channels, log } = deps
  const { account } = call
  const channel = channels[account.platform]
  if (!(await echoKnown(deps, channel, call)))
    return { ok: false, failure: { code: 'UNREACHABLE', platformCode: 'not-noted' } }
  const began = performance.now()
  const first = await send(deps, channel, call)
  if (first.ok || first.failure.code !== 'TOKEN_EXPIRED') return first
  log.info({ account: account.id }, 'access token expired, refreshing')
  if (await channel.refreshToken(account)) {
    // Nothing was sent: it waits for its next turn, which has the new token.
    if (performance.now() - began > secondTryMs)
      return { ok: false, failure: { code: 'UNREACHABLE', platformCode: 'token-late' } }
    const second = await send(deps, channel, call)
    if (second.ok || second.failure.code !== 'TOKEN_EXPIRED') return second
  }
  return { ok: false, failure: { ...first.failure, code: 'ACCOUNT_BLOCKED' } }
}

async function send({ metrics, budgets }: CallDeps, channel: Channel, call: Call): Promise<SendResult> {
  const { account, id, user, message, asNumbers } = call
  const end = metrics.sendSeconds.startTimer({ platform: account.platform })
  const result = await channel.send(account, { id: String(id), user, message, asNumbers })
  end()
  budgets.called(account.id)
  metrics.sends.inc(account.platform, result.ok ? 'ok' : result.failure.code)
  return result
}

/**
 * A reply that its turn drafted with buttons goes out as numbers, and so will its echo: that is noted before the first
 * byte leaves, as the echo may come before the answer. @returns false when it could not be noted: nothing may be sent.
 */
async function echoKnown(
  { db, keyring, metrics, log }: CallDeps,
  channel: Channel,
  { id, conversationId, message, asNumbers }: Call,
): Promise<boolean> {
  const echoed = asNumbers ? channel.echoText(message, true) : null
  if (echoed === null || echoed === channel.echoText(message, false)) return true
  try {
    return await expectEcho(db, { conversation_id: conversationId, id }, textHash(keyring, echoed))
  } catch (error) {
    metrics.errors.inc('outbox', 'echo')
    log.warn({ err: error, outboxId: id }, 'numbered reply not noted, tried again')
    return false
  }
}

import type { Account, AccountNotice } from '../channels/channel.ts'
import type { Clock } from '../common/clock.ts'
import type { Database } from '../storage/database.ts'
import type { Logger } from '../telemetry/logger.ts'
import type { Metrics } from '../telemetry/metrics.ts'
import { tellCircuit } from './account-store.ts'

interface NoticeDeps {
  db: Database
  clock: Clock
  accounts: ReadonlyMap<string, Account>
  metrics: Metrics
  log: Logger
  noticed?(): Promise<void>
}

/** An account that its platform stopped is tried with one message after this long, as the way back is not always told. */
const STOPPED_MS = 15 * 60_000

/** What operators read, by kind: what happened, and what to do. */
const ALARMS = {
  blocked:
    'the platform has blocked the Page for breaking a rule: nothing is sent. Look at Page Quality and the support inbox of Meta, mend what is named there and ask for a review. Sending goes on by itself when the block is lifted',
  warned:
    'the platform warns that the Page broke a rule; a block may follow. Look at Page Quality in Meta Business Suite now',
  revoked:
    'the OA has withdrawn its permission from the app: nothing is received or sent. An administrator of the OA must grant it again: npm run doctor shows the consent link, and the account is back without a restart',
} as const

/**
 * Acts on what platforms tell of accounts: stops an account that may not send any more, for every instance, and lets it go
 * on; the rest is noted for operators.
 * @throws while the database is away: the platform tells it again
 */
export async function takeNotices(deps: NoticeDeps, notices: readonly AccountNotice[]): Promise<void> {
  for (const notice of notices) {
    await takeNotice(deps, notice)
    deps.metrics.accountNotices.inc(notice.account, notice.kind)
  }
}

async function takeNotice(deps: NoticeDeps, notice: AccountNotice): Promise<void> {
  const { db, clock, metrics, log } = deps
  const { account, kind, event, at = clock.now() } = notice
  const outdated = () =>
    log.info({ account, event, kind }, 'told late: the platform has said something newer')
  switch (kind) {
    case 'blocked':
    case 'revoked': {
      const until = clock.now() + STOPPED_MS
      if (!(await tellCircuit(db, account, at, { reason: `PLATFORM ${event}`, until }))) return outdated()
      metrics.errors.inc('channels', 'account-stopped')
      metrics.alarms.inc('account-stopped')
      log.error({ alarm: 'account-stopped', account, event }, ALARMS[kind])
      return deps.noticed?.()
    }
    case 'unblocked':
      if (!(await tellCircuit(db, account, at, null))) return outdated()
      log.info({ account, event }, 'the platform has lifted its block: the account sends again')
      return deps.noticed?.()
    case 'warned':
      metrics.alarms.inc('account-warned')
      log.error({ alarm: 'account-warned', account, event }, ALARMS.warned)
      return
    case 'quota':
      metrics.dailyQuota.set({ account }, notice.quota ?? 0)
      log.info({ account, event, quota: notice.quota }, 'the messages a day of this account have changed')
      return
    case 'template':
      log.info(
        { account, event, template: notice.template, status: notice.status },
        'a message template of this account has changed',
      )
  }
}

import type { Account, ZaloAccount } from './channels/channel.ts'
import type { Finding } from './channels/connection/finding.ts'
import { readOfficeTime } from './channels/connection/office-time.ts'
import { ConnectionRows } from './channels/connection/rows.ts'
import type { SilenceRule } from './channels/connection/silence.ts'
import { ConnectionWatch } from './channels/connection/watch.ts'
import type { Http } from './channels/http.ts'
import { createMessengerCheck } from './channels/messenger/health.ts'
import { createZaloConsents, type ZaloConsents } from './channels/zalo/consent.ts'
import { checkZalo, tokensMadeAt } from './channels/zalo/health.ts'
import { createZaloTokens, type ZaloTokens } from './channels/zalo/tokens.ts'
import type { Clock } from './common/clock.ts'
import type { Keyring } from './common/crypto.ts'
import type { Config } from './config.ts'
import { probeSoon } from './conversation/account-store.ts'
import type { Database } from './storage/database.ts'
import type { Logger } from './telemetry/logger.ts'
import type { ConnectionState, Metrics } from './telemetry/metrics.ts'

/** What keeps the accounts connected to their platforms. */
export interface Connections {
  zaloTokens: ZaloTokens
  consents: ZaloConsents
  watch: ConnectionWatch
  /** Asks the platform about an account; `mend`: what can be put right by a call is. */
  check(account: Account, mend: boolean): Promise<Finding[]>
}

export interface ConnectionsOptions {
  config: Pick<
    Config,
    'publicUrl' | 'officeHours' | 'officeClosedDays' | 'silenceHours' | 'roles' | 'sandbox'
  >
  db: Database
  keyring: Keyring
  clock: Clock
  http: Http
  accounts: readonly Account[]
  metrics: Metrics
  log: Logger
}

/** Joins tokens, consents and checks. */
export function buildConnections(options: ConnectionsOptions): Connections {
  const { config, db, keyring, clock, http, accounts, metrics, log } = options
  const zaloAccounts = accounts.filter((account) => account.platform === 'zalo')
  const shared = { db, keyring, clock, http, accounts: zaloAccounts }
  const alarm = (account: ZaloAccount, reason: string) => void tellZalo(account, reason)
  const zaloTokens = createZaloTokens({ ...shared, alarm })
  const consents = createZaloConsents({
    ...shared,
    publicUrl: config.publicUrl,
    alarm,
    connected,
  })

  /** Whatever waits for a working token is tried at once. */
  function connected({ id }: ZaloAccount): void {
    log.info({ account: id }, 'Zalo OA connected by a consent')
    probeSoon(db, clock.now(), id).catch((err) => log.warn({ err, account: id }, 'account is tried later'))
  }

  /** With the link at which an administrator of the OA mends most of it. */
  async function tellZalo(account: ZaloAccount, reason: string): Promise<void> {
    metrics.errors.inc('channels', 'zalo-token')
    metrics.alarms.inc('zalo-token')
    const consent = await consents.link(account).catch(() => undefined)
    const line = { alarm: 'zalo-token', account: account.id, reason, consent }
    log.error(line, 'Zalo OA needs attention')
  }

  const checkMessenger = createMessengerCheck(http, clock)
  const check = async (account: Account, mend: boolean) => {
    const findings =
      account.platform === 'messenger'
        ? await checkMessenger(account, mend)
        : await checkZalo({ db, clock, http, tokens: zaloTokens }, account)
    // In the sandbox time may be moved, and its emulator's stamps with it, but for this header.
    return config.sandbox ? findings.filter((finding) => finding.check !== 'clock') : findings
  }
  const watch = new ConnectionWatch({
    db,
    clock,
    accounts,
    log,
    metrics,
    silence: silenceRule(config),
    checks: config.roles.worker,
    check: (account) => check(account, true),
  })
  metrics.watchConnections(() => connectionStates(db, clock, accounts))
  return { zaloTokens, consents, watch, check }
}

/** In the sandbox nobody misses anybody. */
export function silenceRule({
  officeHours,
  officeClosedDays,
  silenceHours,
  sandbox,
}: Pick<Config, 'officeHours' | 'officeClosedDays' | 'silenceHours' | 'sandbox'>): SilenceRule {
  return { office: readOfficeTime(officeHours, officeClosedDays), hours: sandbox ? 0 : silenceHours }
}

const LEVELS = { ok: 0, note: 0, warning: 1, fault: 2 } as const

/** What Prometheus is told of the connections. */
async function connectionStates(
  db: Database,
  clock: Clock,
  accounts: readonly Account[],
): Promise<ConnectionState[]> {
  const rows = new Map((await new ConnectionRows(db).all()).map((row) => [row.accountId, row]))
  const now = clock.now()
  const secondsSince = (at: number | null | undefined) => (at ? Math.max(0, now - at) / 1000 : undefined)
  return Promise.all(
    accounts.map(async ({ id, platform }) => {
      const row = rows.get(id)
      const silentS = secondsSince(row?.heardAt)
      const checkAgeS = secondsSince(row?.checkedAt)
      const tokenAgeS = platform === 'zalo' ? secondsSince(await tokensMadeAt(db, id)) : undefined
      return {
        account: id,
        checks: worstOf(row?.findings ?? []),
        ...(silentS !== undefined && { silentS }),
        ...(checkAgeS !== undefined && { checkAgeS }),
        ...(tokenAgeS !== undefined && { tokenAgeS }),
      }
    }),
  )
}

/** Two findings of one check are one value. */
function worstOf(findings: Finding[]): { check: string; level: number }[] {
  const worst = new Map<string, number>()
  for (const { check, level } of findings) worst.set(check, Math.max(worst.get(check) ?? 0, LEVELS[level]))
  return [...worst].map(([check, level]) => ({ check, level }))
}

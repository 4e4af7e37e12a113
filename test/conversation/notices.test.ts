import { sql } from 'kysely'
import { beforeEach, describe, expect, it } from 'vitest'
import type { AccountNotice } from '../../src/channels/channel.ts'
import { ManualClock } from '../../src/common/clock.ts'
import { loadAccountStates } from '../../src/conversation/account-store.ts'
import { Inbox } from '../../src/conversation/inbox.ts'
import type { Database } from '../../src/storage/database.ts'
import { createLogger } from '../../src/telemetry/logger.ts'
import { createMetrics, type Metrics } from '../../src/telemetry/metrics.ts'
import { byId, NOW, OA, PAGE, testKeyring } from './support/parts.ts'
import { useDatabase } from './support/road.ts'

const use = useDatabase()
let lines: { level: string; msg: string; alarm?: string; account?: string }[]
let metrics: Metrics
let noticed: number
beforeEach(() => {
  lines = []
  metrics = createMetrics()
  noticed = 0
})

function inbox(db: Database = use.db): Inbox {
  return new Inbox({
    db,
    keyring: testKeyring(),
    clock: new ManualClock(NOW),
    accounts: byId(OA, PAGE),
    metrics,
    fresh: null,
    log: createLogger('info', { write: (line) => void lines.push(JSON.parse(line)) }),
    arrived() {},
    confirmed() {},
    noticed: async () => {
      noticed += 1
    },
  })
}

const told = (notice: Omit<AccountNotice, 'event'>) => ({
  events: [],
  receipts: [],
  ignored: [],
  notices: [{ ...notice, event: 'event' }],
})
const circuitOf = async (id: string) => (await loadAccountStates(use.db)).find((row) => row.id === id)

describe('what a platform tells of an account', () => {
  it.each([
    ['blocked', 'page', 'messenger'],
    ['revoked', 'oa', 'zalo'],
  ] as const)(
    '%s stops it for every instance, with an alarm that says what to do',
    async (kind, account, from) => {
      await inbox().accept(told({ account, kind }), from)
      expect(await circuitOf(account)).toMatchObject({ circuit: 'open', circuit_reason: 'PLATFORM event' })
      expect(noticed).toBe(1)
      expect(lines).toMatchObject([{ level: 'error', alarm: 'account-stopped', account }])
      expect(lines[0]?.msg).toMatch(/ask for a review|grant it again/)
      const text = await metrics.registry.metrics()
      expect(text).toContain(`chukyso_account_notices_total{account="${account}",kind="${kind}"} 1`)
      expect(text).toContain('chukyso_alarms_total{alarm="account-stopped"} 1')
    },
  )

  it('unblocked lets it go on', async () => {
    await inbox().accept(told({ account: 'page', kind: 'blocked' }), 'messenger')
    await inbox().accept(told({ account: 'page', kind: 'unblocked' }), 'messenger')
    expect(await circuitOf('page')).toMatchObject({ circuit: 'closed', circuit_reason: null })
    expect(noticed).toBe(2)
  })

  it.each([
    ['blocked', 'unblocked', 'closed'],
    ['unblocked', 'blocked', 'open'],
  ] as const)('%s that comes after what happened later changes nothing', async (late, newer, circuit) => {
    await use.db.rows(sql`update account set told_at = 0`)
    await inbox().accept(told({ account: 'page', kind: newer, at: NOW - 1000 }), 'messenger')
    const before = lines.length
    await inbox().accept(told({ account: 'page', kind: late, at: NOW - 2000 }), 'messenger')
    expect(await circuitOf('page')).toMatchObject({ circuit })
    expect(lines.slice(before)).toMatchObject([{ level: 'info', account: 'page' }])
    expect(noticed).toBe(1)
  })

  it('a warning is an alarm and stops nothing', async () => {
    await inbox().accept(told({ account: 'page', kind: 'warned' }), 'messenger')
    expect(await circuitOf('page')).toMatchObject({ circuit: 'closed' })
    expect(lines).toMatchObject([{ level: 'error', alarm: 'account-warned', account: 'page' }])
    expect(await metrics.registry.metrics()).toContain('chukyso_alarms_total{alarm="account-warned"} 1')
  })

  it('quota and templates are noted, and nothing is stored', async () => {
    await inbox().accept(told({ account: 'oa', kind: 'quota', quota: 2000 }), 'zalo')
    await inbox().accept(told({ account: 'oa', kind: 'template', template: '12', status: 'REJECT' }), 'zalo')
    expect(lines).toMatchObject([{ quota: 2000 }, { template: '12', status: 'REJECT' }])
    expect(await metrics.registry.metrics()).toContain('chukyso_daily_quota{account="oa"} 2000')
    expect(await use.db.rows(sql`select 1 from contact union all select 1 from inbox`)).toEqual([])
  })

  it('that cannot be stored is not acknowledged', async () => {
    const rows: Database['rows'] = () => Promise.reject(new Error('away'))
    const db: Database = Object.assign(Object.create(use.db) as Database, { rows })
    await expect(inbox(db).accept(told({ account: 'page', kind: 'blocked' }), 'messenger')).rejects.toThrow(
      'away',
    )
  })
})

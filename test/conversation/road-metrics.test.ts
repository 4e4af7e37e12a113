import { sql } from 'kysely'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../../src/common/clock.ts'
import { Road, type RoadOptions } from '../../src/conversation/road.ts'
import type { Database } from '../../src/storage/database.ts'
import { createMetrics } from '../../src/telemetry/metrics.ts'
import { flows, texts } from './support/flows.ts'
import { fakeChannels, OA, PAGE, silent, testKeyring } from './support/parts.ts'
import { useDatabase } from './support/road.ts'

const use = useDatabase()
const roads: Road[] = []
afterEach(async () => {
  for (const road of roads.splice(0)) await road.stop()
})

async function started(more: Partial<RoadOptions> = {}): Promise<{ road: Road; shows(): Promise<string[]> }> {
  const metrics = createMetrics()
  const road = new Road({
    db: use.db,
    keyring: testKeyring(),
    clock: systemClock,
    accounts: [{ ...OA, sendsPerSecond: 60 }, PAGE],
    channels: fakeChannels(),
    rules: { flows, texts },
    handlers: new Map(),
    metrics,
    log: silent,
    redis: null,
    roles: { web: true, worker: true },
    echoWaitMs: 8000,
    ...more,
  })
  roads.push(road)
  await road.start()
  return { road, shows: async () => (await metrics.registry.metrics()).split('\n') }
}

describe('the metrics of an instance', () => {
  it('show a quiet account with its whole budget, open', async () => {
    const { shows } = await started()
    expect(await shows()).toEqual(
      expect.arrayContaining([
        'chukyso_inbox_waiting 0',
        'chukyso_inbox_oldest_seconds 0',
        'chukyso_budget_remaining{account="oa"} 60',
        'chukyso_circuit_open{account="oa"} 0',
        'chukyso_circuit_open{account="page"} 0',
      ]),
    )
  })

  it('show at once that a platform has stopped an account, and has let it go', async () => {
    const { road, shows } = await started()
    const tell = (kind: 'blocked' | 'unblocked') =>
      road.sink.accept(
        {
          events: [],
          receipts: [],
          ignored: [],
          notices: [{ account: 'page', kind, event: 'policy_enforcement' }],
        },
        'messenger',
      )
    await tell('blocked')
    expect(await shows()).toContain('chukyso_circuit_open{account="page"} 1')
    await tell('unblocked')
    expect(await shows()).toContain('chukyso_circuit_open{account="page"} 0')
  })

  it('say nothing of budgets and circuits where another instance sends', async () => {
    const { shows } = await started({ roles: { web: true, worker: false } })
    expect((await shows()).filter((line) => /^chukyso_(budget|circuit)/.test(line))).toEqual([])
  })

  it('count a regular task that fails', async () => {
    let fails = false
    const rows: Database['rows'] = (statement) => {
      if (fails) throw new Error('database away')
      return use.db.rows(statement)
    }
    const transaction: Database['transaction'] = (work) => {
      if (fails) throw new Error('database away')
      return use.db.transaction(work)
    }
    const db: Database = Object.assign(Object.create(use.db) as Database, { rows, transaction })
    const { shows } = await started({ db })
    await use.db.rows(sql`select 1`)
    fails = true
    await vi.waitFor(
      async () => {
        const lines = await shows()
        for (const [room, what] of [
          ['road', 'timers'],
          ['outbox', 'sweep'],
        ])
          expect(lines).toContainEqual(
            expect.stringMatching(`^chukyso_errors_total\\{room="${room}",class="${what}"\\} [1-9]`),
          )
      },
      { timeout: 10_000 },
    )
    fails = false
  })
})

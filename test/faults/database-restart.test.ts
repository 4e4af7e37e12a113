import { setTimeout as pause } from 'node:timers/promises'
import { test } from 'vitest'
import { serverUrl } from '../helpers/database.ts'
import { Cluster, serverPrograms } from './support/cluster.ts'
import { FULL } from './support/form.ts'
import { report } from './support/report.ts'
import { createWorld } from './support/world.ts'

const ROUNDS = FULL ? 10 : 1
const RESIDENTS = FULL ? 100 : 40

async function restartOften(cluster: Cluster): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    for (const mode of ['immediate', 'fast'] as const) {
      await pause(2000)
      await cluster.restart(mode)
    }
  }
}

test.skipIf(!serverUrl || !serverPrograms)(
  'nothing is lost or said twice when PostgreSQL restarts, told or crashed',
  async () => {
    const cluster = await Cluster.start()
    const world = await createWorld({ database: { url: cluster.url } })
    await world.served()
    await world.crowd.registerDuring(RESIDENTS, restartOften(cluster))
    report('PostgreSQL restarted', { restarts: 2 * ROUNDS, ...(await world.conclude()) })
  },
  FULL ? 900_000 : 240_000,
)

import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { Random } from '../../src/sandbox/random.ts'
import { serverUrl } from '../helpers/database.ts'
import { FULL } from './support/form.ts'
import type { Program } from './support/program.ts'
import { report } from './support/report.ts'
import { createWorld, type WorldOptions } from './support/world.ts'

const KILLS = FULL ? 100 : 6
const RESIDENTS = 100
const TIMEOUT = FULL ? 3_600_000 : 300_000

/** kill -9 at random moments, also while it starts, and at once started again. */
async function killAndRestart(program: Program, random: Random): Promise<void> {
  for (let kill = 0; kill < KILLS; kill++) {
    await pause(random.between([100, FULL ? 5000 : 3500]))
    await program.kill()
    program.spawn()
    if (random.chance(0.8)) await program.ready()
  }
  await program.ready()
}

async function survivesKills(options: WorldOptions, name: string): Promise<void> {
  const world = await createWorld(options)
  const program = await world.served()
  await world.crowd.registerDuring(RESIDENTS, killAndRestart(program, new Random(world.seed)))
  const figures = await world.conclude()
  expect(figures.residents).toBeGreaterThanOrEqual(2 * RESIDENTS)
  report(name, { kills: KILLS, ...figures })
}

test.skipIf(!serverUrl)(
  'nothing acknowledged is lost or answered twice when the process is killed on PostgreSQL',
  () => survivesKills({ database: { server: serverUrl ?? '' } }, 'kill -9 on PostgreSQL'),
  TIMEOUT,
)

test(
  'nothing acknowledged is lost or answered twice when the process is killed on the embedded database',
  () => survivesKills({ database: 'embedded' }, 'kill -9 on PGlite'),
  TIMEOUT,
)

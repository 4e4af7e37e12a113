import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { systemClock } from '../../src/common/clock.ts'
import { serverUrl } from '../helpers/database.ts'
import { Balancer } from './support/balancer.ts'
import { FULL } from './support/form.ts'
import type { Program } from './support/program.ts'
import { report } from './support/report.ts'
import { createWorld, type WorldOptions } from './support/world.ts'

const STOPS = FULL ? 20 : 2
const RESIDENTS = FULL ? 100 : 40
const TIMEOUT = FULL ? 900_000 : 240_000
/** Within seconds, also when every send under way takes its time. */
const STOPPED_WITHIN_MS = 10_000

/** @returns the longest that a stop took, ms. */
async function stopAndStart(program: Program): Promise<number> {
  let longest = 0
  for (let stop = 0; stop < STOPS; stop++) {
    await pause(2000)
    const begun = systemClock.now()
    expect(await program.stop()).toEqual({ code: 0, signal: null })
    longest = Math.max(longest, systemClock.now() - begun)
    await program.start()
  }
  return longest
}

async function stopsGracefully(options: WorldOptions, name: string): Promise<void> {
  const world = await createWorld(options)
  const program = await world.served()
  const balancer = await Balancer.start([program])
  world.sandbox.setWebhookBase(balancer.url)
  for (const platform of ['messenger', 'zalo'] as const)
    world.sandbox.behave(platform, { latencyMs: [20, 400] })
  const stops = stopAndStart(program)
  await world.crowd.registerDuring(RESIDENTS, stops)
  const figures = await world.conclude()
  expect(await stops).toBeLessThan(STOPPED_WITHIN_MS)
  expect(figures).toMatchObject({ resent: 0, doubles: 0 })
  // Served, or refused by a closed connection: never an error after it was stored.
  expect([...balancer.answers.keys()].filter((answer) => !['200', 'none'].includes(answer))).toEqual([])
  report(name, {
    stops: STOPS,
    'longest stop (ms)': await stops,
    ...figures,
    ...Object.fromEntries(balancer.answers),
  })
}

test.skipIf(!serverUrl)(
  'a stop under load takes seconds, refuses nothing that it stored and loses nothing, on PostgreSQL',
  () => stopsGracefully({ database: { server: serverUrl ?? '' } }, 'graceful stop on PostgreSQL'),
  TIMEOUT,
)

test(
  'a stop under load takes seconds, refuses nothing that it stored and loses nothing, on the embedded database',
  () => stopsGracefully({ database: 'embedded' }, 'graceful stop on PGlite'),
  TIMEOUT,
)

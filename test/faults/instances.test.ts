import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { Random } from '../../src/sandbox/random.ts'
import { serverUrl } from '../helpers/database.ts'
import { Balancer } from './support/balancer.ts'
import { ACCOUNTS } from './support/emulator.ts'
import { FULL } from './support/form.ts'
import type { Program } from './support/program.ts'
import { mostWithin } from './support/rates.ts'
import { hasRedisServer, RedisServer } from './support/redis.ts'
import { report } from './support/report.ts'
import { createWorld, type World } from './support/world.ts'

const RESIDENTS = FULL ? 100 : 30
const ROUNDS = FULL ? 20 : 2
const TIMEOUT = FULL ? 1_200_000 : 240_000
const possible = test.skipIf(!serverUrl || !hasRedisServer)

/** Starts an instance for each of the environments, behind one address. */
async function together(world: World, environments: Record<string, string>[]): Promise<Program[]> {
  const programs = []
  for (const own of environments) programs.push(await world.instance(own))
  await Promise.all(programs.map((program) => program.start()))
  const webs = programs.filter((_, i) => environments[i]?.['ROLES'] !== 'worker')
  const balancer = await Balancer.start(webs)
  world.sandbox.setWebhookBase(balancer.url)
  return programs
}

async function killOneAfterTheOther(programs: Program[], rounds: number, seed: string): Promise<void> {
  const random = new Random(seed)
  for (let round = 0; round < rounds; round++) {
    for (const program of programs) {
      await pause(random.between([300, 2500]))
      await program.kill()
      await pause(random.between([0, 1000]))
      await program.start()
    }
  }
}

const newWorld = (redis: RedisServer | null, sendsPerSecond?: number) =>
  createWorld({
    database: { server: serverUrl ?? '' },
    ...(sendsPerSecond ? { sendsPerSecond } : {}),
    environment: redis ? { REDIS_URL: redis.url } : {},
  })

possible(
  'two instances behave as one, also while each is killed',
  async () => {
    const world = await newWorld(await RedisServer.start())
    const programs = await together(world, [{}, {}])
    await world.crowd.registerDuring(RESIDENTS, killOneAfterTheOther(programs, ROUNDS, world.seed))
    report('two instances, each killed', { kills: 2 * ROUNDS, ...(await world.conclude()) })
  },
  TIMEOUT,
)

possible(
  'instances that take webhooks and instances that answer behave as one, also while each is killed',
  async () => {
    const world = await newWorld(await RedisServer.start())
    const roles = ['web', 'web', 'worker', 'worker'].map((ROLES) => ({ ROLES }))
    const programs = await together(world, roles)
    await world.crowd.registerDuring(RESIDENTS, killOneAfterTheOther(programs, ROUNDS / 2, world.seed))
    report('web and worker apart, each killed', { kills: 2 * ROUNDS, ...(await world.conclude()) })
  },
  TIMEOUT,
)

possible(
  'nothing is lost or said twice while Redis goes away and comes back',
  async () => {
    const redis = await RedisServer.start()
    const world = await newWorld(redis)
    await together(world, [{ ROLES: 'web' }, { ROLES: 'worker' }, {}])
    const comeAndGo = async () => {
      for (let round = 0; round < ROUNDS; round++) {
        await pause(1500)
        await redis.away()
        await pause(2500)
        await redis.back()
      }
    }
    await world.crowd.registerDuring(RESIDENTS, comeAndGo())
    const figures = await world.conclude()
    expect(figures.resent).toBe(0)
    report('Redis away and back', { rounds: ROUNDS, ...figures })
  },
  TIMEOUT,
)

const BUDGET = 20
const SPAN_S = 3

/** When the sends of an account began, on the clock of the instances: they arrive later, by turns more and less. */
async function sendTimes(world: World, account: string): Promise<number[]> {
  const rows = await world.look((db) =>
    db.rows<{ at: number }>(sql`
      select first_try_at as at from outbox where account_id = ${account} order by first_try_at`),
  )
  return rows.map(({ at }) => at)
}

async function measureBudget(world: World, name: string): Promise<void> {
  await together(world, [{}, {}])
  await world.crowd.register(RESIDENTS)
  const figures = await world.conclude()
  expect(figures.resent).toBe(0)
  for (const account of Object.values(ACCOUNTS)) {
    const times = await sendTimes(world, account)
    const most = mostWithin(1000 * SPAN_S, times)
    report(`${name}, ${account}`, {
      budget: BUDGET,
      'most in 1 s': mostWithin(1000, times),
      [`most in ${SPAN_S} s`]: most,
    })
    // The counter's seconds begin when they begin: a span touches one more of them than it is long.
    expect(most).toBeLessThanOrEqual(BUDGET * (SPAN_S + 1))
  }
}

possible(
  'two instances with Redis keep to the budget together',
  async () => measureBudget(await newWorld(await RedisServer.start(), BUDGET), 'budget with Redis'),
  TIMEOUT,
)

test.skipIf(!serverUrl)(
  'two instances without Redis keep to their shares of the budget',
  async () => measureBudget(await newWorld(null, BUDGET), 'budget without Redis'),
  TIMEOUT,
)

import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { serverUrl } from '../helpers/database.ts'
import { Balancer } from './support/balancer.ts'
import { FULL } from './support/form.ts'
import type { Step } from './support/plan.ts'
import { hasRedisServer, RedisServer } from './support/redis.ts'
import { report } from './support/report.ts'
import type { Resident } from './support/resident.ts'
import { createWorld, type World } from './support/world.ts'

const TIMEOUT = FULL ? 600_000 : 240_000

/** Two instances behind one address where servers are at hand, else one on the embedded database. */
async function servedWorld(): Promise<World> {
  if (!serverUrl || !hasRedisServer) {
    const world = await createWorld({ database: 'embedded' })
    await world.served()
    return world
  }
  const redis = await RedisServer.start()
  const world = await createWorld({ database: { server: serverUrl }, environment: { REDIS_URL: redis.url } })
  const programs = [await world.instance(), await world.instance()]
  await Promise.all(programs.map((program) => program.start()))
  world.sandbox.setWebhookBase((await Balancer.start(programs)).url)
  return world
}

/** Walks a registration in which the answers to name and phone are given at once, by `giveBoth`. */
async function walkWithPair(resident: Resident, giveBoth: (texts: string[]) => Promise<void>): Promise<void> {
  const { steps } = resident.plan
  const at = steps.findIndex(({ expects }) => expects === 'register.name')
  const [name, phone] = [steps[at], steps[at + 1]] as [Step, Step]
  resident.act(resident.plan.first)
  for (const step of steps.slice(0, at)) await resident.take(step)
  await resident.hear(name.expects)
  if (name.answer.type !== 'text' || phone.answer.type !== 'text') throw new Error('both are typed')
  await giveBoth([name.answer.text, phone.answer.text])
  await resident.hear(phone.expects)
  for (const step of steps.slice(at + 2)) await resident.take(step)
  await resident.finish()
}

test(
  'two messages 50 ms apart, in one entry of a webhook or in two, are two answers, in order',
  async () => {
    const world = await servedWorld()
    const apart = async (resident: Resident, texts: string[]) => {
      for (const text of texts) {
        resident.act({ type: 'text', text })
        await pause(50)
      }
    }
    const batch = (entries: boolean) => async (resident: Resident, texts: string[]) => {
      const actions = texts.map((text) => ({ type: 'text' as const, text }))
      world.sandbox.act('messenger', resident.id, { type: 'batch', actions, entries })
    }
    const ways = [
      { platform: 'zalo' as const, give: apart },
      { platform: 'messenger' as const, give: apart },
      { platform: 'messenger' as const, give: batch(false) },
      { platform: 'messenger' as const, give: batch(true) },
    ]
    const walks = ways.flatMap(({ platform, give }) =>
      Array.from({ length: FULL ? 50 : 15 }, async () => {
        const resident = world.crowd.meet(platform)
        await walkWithPair(resident, (texts) => give(resident, texts))
      }),
    )
    await Promise.all(walks)
    report('two messages at once', await world.conclude())
  },
  TIMEOUT,
)

test(
  'the same webhook ten times at once, over both instances, is answered once',
  async () => {
    const world = await servedWorld()
    for (const platform of ['messenger', 'zalo'] as const) world.sandbox.behave(platform, { copies: 10 })
    await world.crowd.register(FULL ? 50 : 5)
    const dropped = await Promise.all(
      world.programs.map((program) => program.metric('chukyso_events_duplicate_total')),
    )
    const figures = await world.conclude()
    const known = dropped.reduce((sum, n) => sum + n, 0)
    expect(known).toBeGreaterThanOrEqual(9 * figures.residents)
    expect(figures.resent).toBe(0)
    report('each webhook ten times', { ...figures, 'events dropped as known': known })
  },
  TIMEOUT,
)

test(
  '200 residents who answer in the same moment, at every question, are all answered',
  async () => {
    const world = await servedWorld()
    const everybody = (['messenger', 'zalo'] as const).flatMap((platform) =>
      Array.from({ length: 100 }, () => world.crowd.meet(platform)),
    )
    for (const resident of everybody) resident.act(resident.plan.first)
    for (let n = 0; n < Math.max(...everybody.map(({ plan }) => plan.steps.length)); n++) {
      const present = everybody.filter(({ plan }) => n < plan.steps.length)
      const heard = await Promise.all(
        present.map((resident) => resident.hear(resident.plan.steps[n]?.expects ?? '')),
      )
      // Nobody speaks before all have heard.
      for (const [i, resident] of present.entries()) {
        const message = heard[i]
        const step = resident.plan.steps[n]
        if (message && step) resident.say(message, step.answer)
      }
    }
    await Promise.all(everybody.map((resident) => resident.finish()))
    report('200 at the same moment', await world.conclude())
  },
  TIMEOUT,
)

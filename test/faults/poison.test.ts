import { type RawBuilder, sql } from 'kysely'
import { expect, test } from 'vitest'
import { serverUrl } from '../helpers/database.ts'
import { ACCOUNTS } from './support/emulator.ts'
import type { Program } from './support/program.ts'
import { report } from './support/report.ts'
import type { Resident } from './support/resident.ts'
import { createWorld, type World } from './support/world.ts'

const TIMEOUT = 240_000

/** A web instance that stores what comes, and a worker that is not started yet. */
async function stored(): Promise<{ world: World; worker: Program }> {
  const world = await createWorld({ database: { server: serverUrl ?? '' } })
  await world.served({ ROLES: 'web' })
  return { world, worker: await world.instance({ ROLES: 'worker' }) }
}

const run = (world: World, statement: RawBuilder<unknown>) => world.look((db) => db.rows(statement))

/** Another deployment changes what is stored: no instance may remember what was there before. */
async function whileStopped(program: Program, change: () => Promise<unknown>): Promise<void> {
  await program.stop()
  await change()
  await program.start()
}

/** What was set aside, with the reason; and the person must have been told so, with the code of a case. */
async function checkSetAside(world: World, victim: Resident, reason: RegExp): Promise<void> {
  const apology = await victim.hear('common.apology')
  const rows = await world.look((db) =>
    db.rows<{ reason: string; code: string }>(sql`
      select s.reason, c.code from set_aside s
      join contact k on k.account_id = s.account_id and k.platform_id = s.user_id
      join "case" c on c.contact_id = k.id where s.what = 'event' and k.platform_id = ${victim.id}`),
  )
  expect(rows).toHaveLength(1)
  expect(rows[0]?.reason).toMatch(reason)
  expect(apology.text).toContain(rows[0]?.code)
}

/** The others go on undisturbed to their links. */
async function finish(others: Resident[]): Promise<void> {
  await Promise.all(
    others.map(async (resident) => {
      for (const step of resident.plan.steps) await resident.take(step)
      await resident.finish()
    }),
  )
}

const setVersion = (victim: Resident, version: number) =>
  sql`update run set version = ${version} where conversation_id in (
    select id from contact where account_id = ${ACCOUNTS[victim.platform]} and platform_id = ${victim.id})`

test.skipIf(!serverUrl)(
  'an event that is damaged, or was under way at each of five kills, is set aside, and nobody else is disturbed',
  async () => {
    const { world, worker } = await stored()
    const damaged = world.crowd.meet('zalo')
    const killing = world.crowd.meet('messenger')
    const others = [world.crowd.meet('zalo'), world.crowd.meet('messenger'), world.crowd.meet('messenger')]
    for (const resident of [damaged, killing, ...others]) resident.act(resident.plan.first)
    await world.sandbox.settled()
    await run(
      world,
      sql`update inbox set body = left(body, 20) || 'AAAA' || substr(body, 25) where user_id = ${damaged.id}`,
    )
    await run(world, sql`update inbox set attempts = 5 where user_id = ${killing.id}`)
    await worker.start()
    await Promise.all([
      checkSetAside(world, damaged, /./),
      checkSetAside(world, killing, /KILLED/),
      finish(others),
    ])
    expect(await worker.metric('chukyso_set_aside_total')).toBe(2)
    expect(await run(world, sql`select user_id from inbox`)).toEqual([])
    report('poisoned events', { 'set aside': 2, 'others served': others.length })
  },
  TIMEOUT,
)

test.skipIf(!serverUrl)(
  'a conversation that cannot be read goes to staff and MENU leads back; one of newer code waits for that code',
  async () => {
    const { world, worker } = await stored()
    await worker.start()
    const unreadable = world.crowd.meet('zalo')
    const newer = world.crowd.meet('messenger')
    const others = [world.crowd.meet('zalo'), world.crowd.meet('messenger')]
    for (const resident of [unreadable, newer]) {
      resident.act({ type: 'text', text: 'xin chào' })
      await resident.hear('home.menu')
    }
    await whileStopped(worker, async () => {
      await run(world, setVersion(unreadable, 0))
      await run(world, setVersion(newer, 99))
    })
    for (const resident of [unreadable, newer]) resident.act({ type: 'text', text: 'Đăng ký' })
    for (const resident of others) resident.act(resident.plan.first)
    await Promise.all([checkSetAside(world, unreadable, /./), finish(others)])
    expect(await run(world, sql`select user_id from inbox`)).toEqual([{ user_id: newer.id }])
    expect(await worker.metric('chukyso_set_aside_total')).toBe(1)
    unreadable.act({ type: 'text', text: 'MENU' })
    await unreadable.hear('home.menu')
    await whileStopped(worker, () => run(world, setVersion(newer, 1)))
    await newer.hear('register.birthYear')
    report('unreadable conversations', { 'set aside': 1, waiting: 1, 'others served': others.length })
  },
  TIMEOUT,
)

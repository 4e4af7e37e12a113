import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claimNamed, countHeads, leftovers } from '../../src/conversation/leftovers.ts'
import { eventOf, OA } from './support/parts.ts'
import { TestRoad, table, useDatabase } from './support/road.ts'

const use = useDatabase()
const USERS = ['u1', 'u2', 'u3', 'u4', 'u5']
let road: TestRoad
beforeEach(() => {
  road = new TestRoad(use.db)
})
afterEach(() => road.close())

const inbox = () => table<{ user_id: string; attempts: number }>(use.db, 'inbox')

async function hear(user: string, ...texts: string[]): Promise<void> {
  for (const text of texts) {
    road.clock.advance(5000)
    await road.accept(eventOf(user, text, { at: road.clock.now() }))
  }
}

/** Everybody is asked for consent, and has answered, when a process starts. */
async function leave(): Promise<void> {
  for (const user of USERS) {
    for (const text of ['chào', 'Label consent']) {
      await hear(user, text)
      await road.turn()
    }
  }
  await road.quiet()
  for (const user of USERS) await hear(user, 'Đồng ý')
}

async function start(): Promise<void> {
  await road.worker.start()
  for (let n = 0; n < 200 && (await inbox()).length > 0; n++)
    await new Promise((resolve) => setTimeout(resolve, 20))
  await road.quiet()
}

/** What the next room is asked, and how often the events were counted by then. */
function watched(): { users: number; attempts: number[] }[] {
  const seen: { users: number; attempts: number[] }[] = []
  road.handlers.set('consent.record', async (tx, items) => {
    const rows = await tx.rows<{ attempts: number }>(sql`select attempts from inbox order by id`)
    seen.push({ users: items.length, attempts: rows.map(({ attempts }) => attempts) })
    return items.map(() => ({}))
  })
  return seen
}

describe('what an earlier process left', () => {
  it('is computed many at a time, each counted before, in case one of them kills', async () => {
    await leave()
    const seen = watched()
    await start()
    expect(seen).toEqual([{ users: 5, attempts: [1, 1, 1, 1, 1] }])
    for (const user of USERS) expect(road.channels.zalo.texts(user).at(-1)).toBe('consent.phone')
  })

  it('is tried alone where it was counted before, after the others', async () => {
    await leave()
    await use.db.rows(sql`update inbox set attempts = 1 where user_id = 'u2'`)
    const seen = watched()
    await start()
    expect(seen.map(({ users }) => users)).toEqual([4, 1])
    expect(seen[1]?.attempts).toEqual([2])
  })

  it('is set aside when it was under way each time', async () => {
    await leave()
    await use.db.rows(sql`update inbox set attempts = 5 where user_id = 'u2'`)
    const seen = watched()
    await start()
    expect(seen.map(({ users }) => users)).toEqual([4])
    expect(await table(use.db, 'set_aside')).toMatchObject([{ user_id: 'u2', reason: 'KILLED' }])
    expect(road.channels.zalo.texts('u2').at(-1)).toMatch(/^common\.apology/)
  })

  it('keeps its order: the first event of a person goes before the second', async () => {
    await leave()
    for (const user of USERS) await hear(user, '0912345678')
    await start()
    for (const user of USERS) expect(road.channels.zalo.texts(user).slice(-2, -1)).toEqual(['consent.phone'])
  })

  it('does not let one that fails spoil the others', async () => {
    await leave()
    await use.db.rows(sql`update inbox set body = 'unreadable' where user_id = 'u4'`)
    await road.worker.start()
    for (let n = 0; n < 200 && (await inbox()).length > 1; n++)
      await new Promise((resolve) => setTimeout(resolve, 20))
    await road.quiet()
    expect(await inbox()).toMatchObject([{ user_id: 'u4', attempts: 1 }])
  })
})

describe('claimNamed', () => {
  it('leaves a conversation to the instance that holds it, and counts only first events', async () => {
    await leave()
    for (const user of USERS) await hear(user, '0912345678')
    const names = [
      { accountId: OA.id, userId: 'u1' },
      { accountId: OA.id, userId: 'u3' },
    ]
    await countHeads(use.db, names)
    const counted = (await inbox()).filter(({ attempts }) => attempts > 0)
    expect(counted.map(({ user_id }) => user_id).sort()).toEqual(['u1', 'u3'])
    expect(await leftovers(use.db, [OA.id], Number.MAX_SAFE_INTEGER)).toMatchObject({
      fresh: ['u2', 'u4', 'u5'].map((userId) => ({ userId })),
      suspects: ['u1', 'u3'].map((userId) => ({ userId })),
    })
    const claims = await use.db.transaction((tx) => claimNamed(tx, names))
    expect(claims.map((claim) => claim.user_id).sort()).toEqual(['u1', 'u3'])
  })
})

import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventOf } from './support/parts.ts'
import { TestRoad, table, useDatabase } from './support/road.ts'

const use = useDatabase()
/** Two instances on one database, each with its own memory. */
let road: TestRoad
let other: TestRoad
beforeEach(() => {
  road = new TestRoad(use.db)
  other = new TestRoad(use.db, { clock: road.clock, keyring: road.keyring })
})
afterEach(async () => {
  await road.close()
  await other.close()
})

/** One message, five seconds after the one before, and its turn. @returns what is answered. */
async function say(text: string, on = road): Promise<string[]> {
  road.clock.advance(5000)
  const before = on.channels.zalo.texts().length
  await on.accept(eventOf('u1', text, { at: road.clock.now() }))
  await on.turn()
  await on.quiet()
  return on.channels.zalo.texts().slice(before)
}

/** What the other machine of a database pair holds at this moment; call the result to fail over to it. */
async function replica(): Promise<() => Promise<void>> {
  const conversations = JSON.stringify(await table(use.db, 'conversation'))
  const runs = JSON.stringify(await table(use.db, 'run', 'no'))
  return async () => {
    await use.db.rows(sql`delete from run`)
    await use.db.rows(sql`insert into run select * from json_populate_recordset(null::run, ${runs}::json)`)
    await use.db.rows(sql`
      update conversation c set revision = v.revision, depth = v.depth, last_choice = v.last_choice,
        last_choice_at = v.last_choice_at, last_in_at = v.last_in_at
      from json_populate_recordset(null::conversation, ${conversations}::json) as v where c.id = v.id`)
  }
}

describe('a stack that an instance remembers', () => {
  it('is used without reading it again', async () => {
    await say('chào')
    await use.db.rows(sql`update run set state = 'unreadable'`)
    expect(await say('Label register')).toEqual(['register.name'])
  })

  it('is not used once another instance has written', async () => {
    await say('chào')
    await say('Label register', other)
    expect(await say('Nguyễn Văn An')).toEqual(['register.year'])
  })

  it('is not used where the database lost its turn in a fail-over and another took its place', async () => {
    await say('chào')
    const failOver = await replica()
    expect(await say('Label register')).toEqual(['register.name'])
    await failOver()
    expect(await say('Label consent', other)).toEqual(['consent.ask'])
    expect(await say('ĐỒNG Ý')).toEqual(['consent.phone'])
  })
})

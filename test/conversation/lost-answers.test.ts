import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { LEASE_MS } from '../../src/conversation/outbox.ts'
import { claimSends, recordSettled, type Settled } from '../../src/conversation/outbox-store.ts'
import type { Database, Tx } from '../../src/storage/database.ts'
import { eventOf, NOW, OA } from './support/parts.ts'
import { outboxRow, putReply } from './support/replies.ts'
import { TestRoad, table, useDatabase } from './support/road.ts'

const use = useDatabase()
const roads: TestRoad[] = []
afterEach(async () => {
  for (const road of roads.splice(0)) await road.close()
})

const gone = () => Object.assign(new Error('Connection terminated unexpectedly'), { code: 'ECONNRESET' })

/** A road whose connection breaks when a transaction has been committed, or must be rolled back, as often as told. */
function onBadLine(breaks: { afterCommit: number; beforeCommit: number }): TestRoad {
  const db = Object.assign(Object.create(use.db) as Database, {
    rows: use.db.rows.bind(use.db),
    transaction: async <T>(work: (tx: Tx) => Promise<T>): Promise<T> => {
      const result = await use.db.transaction(async (tx) => {
        const done = await work(tx)
        if (breaks.beforeCommit > 0) {
          breaks.beforeCommit -= 1
          throw gone()
        }
        return done
      })
      if (breaks.afterCommit > 0) {
        breaks.afterCommit -= 1
        throw gone()
      }
      return result
    },
  })
  const road = new TestRoad(db)
  roads.push(road)
  return road
}

describe('a connection that breaks while a batch is committed', () => {
  it('leaves no reply unsent until its lease is over: what was committed goes as soon as the database is back', async () => {
    const road = onBadLine({ afterCommit: 1, beforeCommit: 0 })
    await road.accept(eventOf('u1', 'chào'))
    await expect(road.worker.tick()).rejects.toThrow('Connection terminated')
    expect(await table(use.db, 'inbox')).toEqual([])
    await road.worker.tick()
    await road.outbox.tick()
    await vi.waitFor(() => expect(road.channels.zalo.texts('u1')).toEqual(['home.menu']))
    await road.quiet()
    expect(await table(use.db, 'outbox')).toMatchObject([{ state: 'sent', attempts: 1, resent: false }])
  })

  it('doubles nothing where it was not committed', async () => {
    const road = onBadLine({ afterCommit: 0, beforeCommit: 1 })
    await road.accept(eventOf('u1', 'chào'))
    await expect(road.worker.tick()).rejects.toThrow('Connection terminated')
    // The server may notice only a little later that the connection is gone, and holds the row until then.
    await vi.waitFor(async () => expect(await road.worker.tick()).toBe(1), 5000)
    await road.outbox.tick()
    await road.quiet()
    expect(road.channels.zalo.texts('u1')).toEqual(['home.menu'])
    expect(await table(use.db, 'outbox')).toMatchObject([{ state: 'sent', attempts: 1 }])
  })

  it('leaves alone what others have taken for cut off since', async () => {
    const road = onBadLine({ afterCommit: 1, beforeCommit: 0 })
    await road.accept(eventOf('u1', 'chào'))
    await expect(road.worker.tick()).rejects.toThrow('Connection terminated')
    road.clock.advance(LEASE_MS)
    const other = new TestRoad(use.db, { clock: road.clock, keyring: road.keyring })
    roads.push(other)
    await other.outbox.tick()
    expect(await table(use.db, 'outbox')).toMatchObject([{ state: 'uncertain' }])
    await road.worker.tick()
    expect(await table(use.db, 'outbox')).toMatchObject([{ state: 'uncertain' }])
  })
})

describe('an outcome whose note was answered by nobody', () => {
  let road: TestRoad
  beforeEach(() => {
    road = new TestRoad(use.db)
    roads.push(road)
  })

  it('is not noted again once the message is tried anew: it would be sent by two', async () => {
    const id = await putReply(road, 'a', 'A')
    const [first] = await claimSends(use.db, OA.id, NOW, 1, LEASE_MS)
    const failed: Settled = {
      conversation_id: first!.conversation_id,
      id,
      lease_until: first!.lease_until,
      state: 'ready',
      due_at: NOW,
      platform_message_id: null,
      sent_at: null,
      reason: 'PLATFORM_FAILED -1',
      attempts: 0,
    }
    await recordSettled(use.db, [failed])
    // Committed, but the connection broke before the answer; meanwhile another instance tries the message. Not in the same ms.
    expect(await claimSends(use.db, OA.id, NOW + 1, 1, LEASE_MS)).toHaveLength(1)
    await recordSettled(use.db, [failed])
    expect(await outboxRow(road, id)).toMatchObject({ state: 'sending', attempts: 2 })
    // Yet that it was sent counts, whichever try it was.
    await recordSettled(use.db, [{ ...failed, state: 'sent', sent_at: NOW, platform_message_id: 'm' }])
    expect(await outboxRow(road, id)).toMatchObject({ state: 'sent' })
  })
})

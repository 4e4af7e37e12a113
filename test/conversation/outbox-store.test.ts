import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  BLOCK_MS,
  claimSends,
  orphanAll,
  recordSettled,
  type Settled,
  sweep,
} from '../../src/conversation/outbox-store.ts'
import { HOUR, NOW, OA, PAGE } from './support/parts.ts'
import { outboxRow, putReply, states } from './support/replies.ts'
import { TestRoad, useDatabase } from './support/road.ts'

const use = useDatabase()
let road: TestRoad
beforeEach(() => {
  road = new TestRoad(use.db)
})
afterEach(() => road.close())

const LEASE = 15_000
const ECHO = 8000
const claim = async (limit = 100, account = OA.id) =>
  (await claimSends(use.db, account, road.clock.now(), limit, LEASE))
    .map(({ id }) => id)
    .sort((a, b) => a - b)
const settle = async (
  id: number,
  state: Settled['state'],
  dueAt = road.clock.now(),
  more: Partial<Settled> = {},
) => {
  const row = await outboxRow(road, id)
  return recordSettled(use.db, [
    {
      conversation_id: row.conversation_id,
      id,
      lease_until: row.due_at,
      state,
      due_at: dueAt,
      platform_message_id: null,
      sent_at: null,
      reason: null,
      attempts: 0,
      ...more,
    },
  ])
}

describe('claimSends', () => {
  it('takes one reply a conversation, the oldest first, and counts the try', async () => {
    const a1 = await putReply(road, 'a', 'A1')
    const a2 = await putReply(road, 'a', 'A2')
    const b1 = await putReply(road, 'b', 'B1')
    expect(await claim()).toEqual([a1, b1])
    expect(await claim()).toEqual([])
    expect(await outboxRow(road, a1)).toMatchObject({
      state: 'sending',
      attempts: 1,
      first_try_at: NOW,
      due_at: NOW + LEASE,
    })
    await settle(a1, 'sent')
    expect(await claim()).toEqual([a2])
  })

  it('takes no more than asked for, of this account, due and not expired, and no announcement', async () => {
    const first = await putReply(road, 'a', 'A')
    await putReply(road, 'b', 'B')
    await putReply(road, 'c', 'C', { dueAt: NOW + 1 })
    await putReply(road, 'd', 'D', { expiresAt: NOW })
    await putReply(road, 'e', 'E', { lane: 1 })
    const other = await putReply(road, 'f', 'F', { account: PAGE.id })
    expect(await claim(1)).toEqual([first])
    expect(await claim()).toHaveLength(1)
    expect(await claim(100, PAGE.id)).toEqual([other])
  })

  it('never has two of a conversation under way, however many claim at once', async () => {
    const users = Array.from({ length: 12 }, (_, i) => `u${i}`)
    for (let n = 0; n < 3; n++) for (const user of users) await putReply(road, user, `${n}`)
    for (let round = 0; round < 3; round++) {
      const claims = await Promise.all(
        Array.from({ length: 6 }, () => claimSends(use.db, OA.id, NOW, 5, LEASE)),
      )
      const flat = claims.flat()
      const conversations = flat.map((row) => row.conversation_id)
      expect(new Set(conversations).size).toBe(conversations.length)
      for (;;) {
        const rest = await claimSends(use.db, OA.id, NOW, 100, LEASE)
        for (const row of rest) expect(conversations).not.toContain(row.conversation_id)
        if (rest.length === 0) break
        flat.push(...rest)
        conversations.push(...rest.map((row) => row.conversation_id))
      }
      expect(flat).toHaveLength(12)
      for (const row of flat) await settle(row.id, 'sent')
    }
    expect(new Set(await states(road))).toEqual(new Set(['sent']))
  })

  it.each(['ready', 'uncertain'] as const)(
    'lets a reply wait behind a %s one for 30 seconds, no longer',
    async (state) => {
      const first = await putReply(road, 'a', 'A1')
      const second = await putReply(road, 'a', 'A2')
      await claim()
      await settle(first, state, NOW + 10 * 60_000)
      road.clock.advance(BLOCK_MS - 1)
      expect(await claim()).toEqual([])
      road.clock.advance(1)
      expect(await claim()).toEqual([second])
    },
  )

  it('goes back to the first when that is due again meanwhile', async () => {
    const first = await putReply(road, 'a', 'A1')
    await putReply(road, 'a', 'A2')
    await claim()
    await settle(first, 'ready', NOW + BLOCK_MS)
    road.clock.advance(BLOCK_MS + 1)
    expect(await claim()).toEqual([first])
  })

  it('does not wait behind an announcement', async () => {
    await putReply(road, 'a', 'news', { lane: 1, state: 'sending' })
    const reply = await putReply(road, 'a', 'A')
    expect(await claim()).toEqual([reply])
  })

  it.each(['failed', 'expired', 'uncertain-final', 'delivered', 'seen'] as const)(
    'goes on behind one that is %s',
    async (state) => {
      await putReply(road, 'a', 'A1', { state })
      const second = await putReply(road, 'a', 'A2')
      expect(await claim()).toEqual([second])
    },
  )
})

describe('recordSettled', () => {
  it('erases the words of what is settled, and keeps those of what is tried again', async () => {
    const [sent, again, doubtful, failed] = await Promise.all(
      ['a', 'b', 'c', 'd'].map((user) => putReply(road, user, user)),
    )
    await claim()
    await settle(sent!, 'sent', NOW, { platform_message_id: 'm1', sent_at: NOW })
    await settle(again!, 'ready', NOW + 5, { attempts: -1 })
    await settle(doubtful!, 'uncertain', NOW + ECHO)
    await settle(failed!, 'failed', NOW, { reason: 'BAD_REQUEST -201' })
    expect(await outboxRow(road, sent!)).toMatchObject({
      body: null,
      platform_message_id: 'm1',
      sent_at: NOW,
    })
    expect(await outboxRow(road, again!)).toMatchObject({ state: 'ready', attempts: 0, due_at: NOW + 5 })
    expect((await outboxRow(road, again!)).body).toBeTruthy()
    expect((await outboxRow(road, doubtful!)).body).toBeTruthy()
    expect(await outboxRow(road, failed!)).toMatchObject({ body: null, reason: 'BAD_REQUEST -201' })
  })

  it('leaves alone what an echo has settled meanwhile', async () => {
    const id = await putReply(road, 'a', 'A', { state: 'delivered' })
    await settle(id, 'uncertain')
    expect((await outboxRow(road, id)).state).toBe('delivered')
  })
})

describe('sweep', () => {
  it('takes a cut-off send for uncertain, sends it once more, and then lets it be', async () => {
    const id = await putReply(road, 'a', 'A')
    await claim()
    expect(await sweep(use.db, NOW + LEASE - 1, ECHO)).toEqual({
      orphaned: 0,
      resent: 0,
      lost: 0,
      expired: 0,
    })
    road.clock.advance(LEASE)
    expect(await sweep(use.db, road.clock.now(), ECHO)).toMatchObject({ orphaned: 1, resent: 0 })
    expect(await sweep(use.db, road.clock.now(), ECHO)).toMatchObject({ orphaned: 0, resent: 0 })
    road.clock.advance(ECHO)
    expect(await sweep(use.db, road.clock.now(), ECHO)).toMatchObject({ resent: 1, lost: 0 })
    expect(await claim()).toEqual([id])
    await settle(id, 'uncertain', road.clock.now() + ECHO)
    road.clock.advance(ECHO)
    expect(await sweep(use.db, road.clock.now(), ECHO)).toMatchObject({ resent: 0, lost: 1 })
    expect(await outboxRow(road, id)).toMatchObject({ state: 'uncertain-final', body: null, attempts: 2 })
  })

  it('never doubles an announcement, nor sends again what has expired', async () => {
    const news = await putReply(road, 'a', 'news', { lane: 1, state: 'uncertain' })
    const late = await putReply(road, 'b', 'B', { state: 'uncertain', expiresAt: NOW })
    expect(await sweep(use.db, NOW, ECHO)).toMatchObject({ resent: 0, lost: 2 })
    expect((await outboxRow(road, news)).state).toBe('uncertain-final')
    expect((await outboxRow(road, late)).state).toBe('uncertain-final')
  })

  it('lets replies expire with their window, and the next ones go', async () => {
    const old = await putReply(road, 'a', 'A1', { expiresAt: NOW + HOUR })
    const young = await putReply(road, 'a', 'A2')
    road.clock.advance(HOUR)
    expect(await claim()).toEqual([])
    expect(await sweep(use.db, road.clock.now(), ECHO)).toMatchObject({ expired: 1 })
    expect(await outboxRow(road, old)).toMatchObject({ state: 'expired', reason: 'EXPIRED', body: null })
    expect(await claim()).toEqual([young])
  })

  it('by two instances at once settles everything once', async () => {
    for (let i = 0; i < 20; i++) await putReply(road, `u${i}`, 'x', { state: 'uncertain' })
    const found = await Promise.all([1, 2, 3].map(() => sweep(use.db, NOW, ECHO)))
    expect(found.reduce((sum, { resent }) => sum + resent, 0)).toBe(20)
  })
})

it('a new process need not wait for the leases of the one before', async () => {
  const id = await putReply(road, 'a', 'A')
  await claim()
  await orphanAll(use.db, NOW)
  await sweep(use.db, NOW, ECHO)
  expect(await outboxRow(road, id)).toMatchObject({ state: 'uncertain', due_at: NOW + ECHO })
})

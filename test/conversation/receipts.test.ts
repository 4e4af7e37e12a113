import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Receipt } from '../../src/channels/channel.ts'
import { applyReceipts } from '../../src/conversation/receipts.ts'
import type { Database } from '../../src/storage/database.ts'
import { eventOf, HOUR, NOW, OA, PAGE } from './support/parts.ts'
import { outboxRow, putReply, states } from './support/replies.ts'
import { parsed, TestRoad, table, useDatabase } from './support/road.ts'

const use = useDatabase()
let road: TestRoad
beforeEach(() => {
  road = new TestRoad(use.db)
})
afterEach(() => road.close())

const receipt = (user: string, kind: Receipt['kind'], more: Partial<Receipt> = {}): Receipt => ({
  account: OA.id,
  user,
  kind,
  at: NOW + 100,
  messageIds: [],
  ...more,
})
const apply = (...receipts: Receipt[]) => applyReceipts(use.db, road.keyring, receipts)
const page = { account: PAGE.id }

describe('an echo', () => {
  it('before the answer settles the send; the answer changes nothing any more', async () => {
    const id = await putReply(road, 'a', 'Chào', { state: 'sending', ...page })
    const echo = receipt('a', 'echo', { ...page, metadata: String(id), messageIds: ['mid.1'] })
    const settled = vi.fn()
    expect(await applyReceipts(use.db, road.keyring, [echo], settled)).toEqual({
      strangers: [],
      confirmed: 1,
    })
    expect(settled.mock.calls).toEqual([[id, 'mid.1']])
    expect(await outboxRow(road, id)).toMatchObject({
      state: 'sent',
      platform_message_id: 'mid.1',
      sent_at: NOW + 100,
      body: null,
    })
    expect(await apply(echo)).toEqual({ strangers: [], confirmed: 0 })
  })

  it('confirms an uncertain send, so that it is not sent again', async () => {
    road.channels.zalo.fail('UNCERTAIN')
    const id = await putReply(road, 'a', 'Chào ông/bà')
    await road.sendDue()
    await road.inbox.accept(
      parsed([], [receipt('a', 'echo', { text: ' Chào  ông/bà\n', messageIds: ['z1'] })]),
      'zalo',
    )
    expect(road.confirmed).toHaveLength(1)
    road.clock.advance(HOUR)
    await road.sendDue()
    expect(await outboxRow(road, id)).toMatchObject({
      state: 'sent',
      platform_message_id: 'z1',
      resent: false,
    })
    expect(road.channels.zalo.sent).toHaveLength(1)
  })

  it('with the number of another person’s message is not ours', async () => {
    const id = await putReply(road, 'a', 'Chào', { state: 'uncertain', ...page })
    const clerk = eventOf('b', { kind: 'clerk', text: 'x' }, page)
    const echo = receipt('b', 'echo', {
      ...page,
      metadata: String(id),
      messageIds: ['mid.9'],
      otherwise: clerk,
    })
    await putReply(road, 'b', 'khác', { state: 'sent', ...page })
    expect(await apply(echo)).toEqual({ strangers: [clerk], confirmed: 0 })
    expect((await outboxRow(road, id)).state).toBe('uncertain')
  })

  it.each(['', 'abc', '1e3', '-1', '99999999999999999999', '1; drop table outbox'])(
    'with metadata %j is no fault',
    async (metadata) => {
      const id = await putReply(road, 'a', 'Chào', { state: 'sending', ...page })
      expect(await apply(receipt('a', 'echo', { ...page, metadata }))).toMatchObject({ confirmed: 0 })
      expect((await outboxRow(road, id)).state).toBe('sending')
    },
  )

  it('that nothing of ours matches is a clerk’s: the person’s conversation is theirs', async () => {
    await road.accept(eventOf('a', 'chào'))
    await road.turn()
    await road.quiet()
    const clerk = eventOf('a', { kind: 'clerk', text: 'Chào bác, cháu là Lan' })
    const echo = receipt('a', 'echo', { text: 'Chào bác, cháu là Lan', messageIds: ['z7'], otherwise: clerk })
    await road.inbox.accept(parsed([], [echo]), 'zalo')
    await road.inbox.accept(parsed([], [echo]), 'zalo')
    expect(await table(use.db, 'inbox')).toHaveLength(1)
    await road.turn()
    expect(await table(use.db, 'conversation')).toMatchObject([{ owner: 'staff' }])
  })

  it('of a person we do not know is a clerk’s too', async () => {
    const clerk = eventOf('new', { kind: 'clerk', text: 'Chào bác' })
    expect(await apply(receipt('new', 'echo', { text: 'Chào bác', otherwise: clerk }))).toMatchObject({
      strangers: [clerk],
    })
  })

  it('settles the message that is still open, not one of the same words that is settled', async () => {
    await putReply(road, 'a', 'Chào', { state: 'seen' })
    const open = await putReply(road, 'a', 'Chào', { state: 'uncertain' })
    expect(await apply(receipt('a', 'echo', { text: 'Chào', messageIds: ['z2'] }))).toMatchObject({
      confirmed: 1,
    })
    expect(await outboxRow(road, open)).toMatchObject({ state: 'sent', platform_message_id: 'z2' })
  })

  it('of each of two messages with the same words settles each, also when both come at once', async () => {
    const ids = [
      await putReply(road, 'a', 'Chào', { state: 'uncertain' }),
      await putReply(road, 'a', 'Chào', { state: 'sending' }),
    ]
    const echoes = ['z1', 'z2'].map((id) => receipt('a', 'echo', { text: 'Chào', messageIds: [id] }))
    expect(await apply(...echoes)).toMatchObject({ confirmed: 2, strangers: [] })
    expect(await states(road)).toEqual(['sent', 'sent'])
    const known = await Promise.all(ids.map(async (id) => (await outboxRow(road, id)).platform_message_id))
    expect(known.sort()).toEqual(['z1', 'z2'])
  })

  it('that comes twice at once settles one message', async () => {
    await putReply(road, 'a', 'Chào', { state: 'uncertain' })
    await putReply(road, 'a', 'Chào', { state: 'uncertain' })
    const echo = receipt('a', 'echo', { text: 'Chào', messageIds: ['z1'] })
    expect(await apply(echo, echo)).toMatchObject({ confirmed: 1 })
    expect((await states(road)).sort()).toEqual(['sent', 'uncertain'])
  })

  it('lets the next reply go', async () => {
    road.channels.zalo.fail('UNCERTAIN')
    await putReply(road, 'a', 'A1')
    await putReply(road, 'a', 'A2')
    await road.sendDue()
    expect(road.channels.zalo.texts()).toEqual(['A1'])
    await apply(receipt('a', 'echo', { text: 'A1', messageIds: ['z1'] }))
    await road.sendDue()
    expect(road.channels.zalo.texts()).toEqual(['A1', 'A2'])
  })
})

describe('an echo of a reply that was drafted with buttons and sent as numbers', () => {
  const choices = ['Có', 'Không'].map((label, n) => ({ label, payload: `q:AB12:${n}` }))
  const menu = { text: 'Chọn', choices }
  const echo = () => apply(receipt('a', 'echo', { text: 'Chọn\n1. Có\n2. Không', messageIds: ['z1'] }))

  async function settledByEcho(id: number, sends: number): Promise<void> {
    expect((await outboxRow(road, id)).state).toBe('uncertain')
    expect(await echo()).toEqual({ strangers: [], confirmed: 1 })
    road.clock.advance(HOUR)
    await road.sendDue()
    expect(await outboxRow(road, id)).toMatchObject({ state: 'sent', platform_message_id: 'z1' })
    expect(road.channels.zalo.sent).toHaveLength(sends)
  }

  it('is known as ours when the buttons were refused', async () => {
    road.channels.zalo.fail('BUTTONS_NOT_ALLOWED')
    road.channels.zalo.fail('UNCERTAIN')
    const id = await putReply(road, 'a', menu)
    await road.sendDue()
    await vi.waitFor(async () => expect((await outboxRow(road, id)).state).toBe('uncertain'))
    await settledByEcho(id, 2)
  })

  it('is known as ours when the buttons of another message were refused meanwhile', async () => {
    const id = await putReply(road, 'a', menu)
    await use.db.rows(sql`update account set no_buttons = true where id = ${OA.id}`)
    await road.outbox.refreshAccounts()
    road.channels.zalo.fail('UNCERTAIN')
    await road.sendDue()
    await settledByEcho(id, 1)
  })

  it('is known as ours before the answer', async () => {
    road.channels.zalo.fail('BUTTONS_NOT_ALLOWED')
    const applied: unknown[] = []
    road.channels.zalo.answers.push(async () => {
      applied.push(await echo())
      return { ok: true, messageId: 'z1' }
    })
    const id = await putReply(road, 'a', menu)
    await road.sendDue()
    await vi.waitFor(async () => expect((await outboxRow(road, id)).state).toBe('sent'))
    expect(applied).toEqual([{ strangers: [], confirmed: 1 }])
  })

  it('is waited for: while that cannot be noted nothing is sent', async () => {
    await use.db.rows(sql`update account set no_buttons = true where id = ${OA.id}`)
    let faults = 1
    const db: Database = Object.assign(Object.create(use.db) as Database, {
      rows: async (statement: Parameters<Database['rows']>[0]) => {
        const text = JSON.stringify(statement.toOperationNode())
        if (text.includes('set text_hash') && faults-- > 0) throw new Error('database away')
        return use.db.rows(statement)
      },
    })
    const other = new TestRoad(db, { keyring: road.keyring })
    await other.outbox.refreshAccounts()
    const id = await putReply(other, 'a', menu)
    await other.sendDue()
    expect(other.channels.zalo.sent).toEqual([])
    expect(await outboxRow(other, id)).toMatchObject({ state: 'ready', attempts: 0 })
    other.clock.advance(20_000)
    await other.sendDue()
    expect(other.channels.zalo.sent).toHaveLength(1)
    await other.close()
  })
})

describe('deliveries and reads', () => {
  async function sent(user: string, text: string): Promise<number> {
    const id = await putReply(road, user, text)
    await road.sendDue()
    return id
  }

  it('are noted by the id of the platform', async () => {
    const [a, b] = [await sent('a', 'A1'), await sent('a', 'A2')]
    await apply(receipt('a', 'delivered', { messageIds: [`m${a}`] }))
    expect(await states(road)).toEqual(['delivered', 'sent'])
    await apply(receipt('a', 'seen', { messageIds: [`m${a}`, `m${b}`] }))
    expect(await states(road)).toEqual(['seen', 'seen'])
  })

  it('are noted by watermark for all that was sent before, of this person alone', async () => {
    await sent('a', 'A1')
    await sent('b', 'B1')
    road.clock.advance(1000)
    await sent('a', 'A2')
    await apply(receipt('a', 'seen', { watermark: NOW + 500 }))
    expect(await states(road)).toEqual(['seen', 'sent', 'sent'])
  })

  it('only ever grow: seen stays seen, whatever comes late or twice', async () => {
    const id = await sent('a', 'A')
    const mine = { messageIds: [`m${id}`] }
    await apply(receipt('a', 'seen', mine), receipt('a', 'delivered', mine))
    await apply(receipt('a', 'delivered', { watermark: NOW + HOUR }))
    await apply(receipt('a', 'echo', { messageIds: [`m${id}`], text: 'A' }))
    expect(await states(road)).toEqual(['seen'])
  })

  it('say nothing of what is not sent yet, or was given up', async () => {
    await putReply(road, 'a', 'A1', { state: 'failed' })
    await putReply(road, 'a', 'A2')
    await putReply(road, 'a', 'A3', { state: 'uncertain' })
    await apply(receipt('a', 'seen', { watermark: NOW + HOUR }))
    expect(await states(road)).toEqual(['failed', 'ready', 'uncertain'])
  })

  it('of unknown people and messages are no fault', async () => {
    await apply(
      receipt('nobody', 'seen', { watermark: NOW }),
      receipt('nobody', 'delivered', { messageIds: ['x'] }),
    )
    await apply()
    expect(await states(road)).toEqual([])
  })
})

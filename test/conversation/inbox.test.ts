import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { InboundEvent } from '../../src/channels/channel.ts'
import { Inbox } from '../../src/conversation/inbox.ts'
import type { Database } from '../../src/storage/database.ts'
import { createMetrics } from '../../src/telemetry/metrics.ts'
import { eventOf, NOW, OA, PAGE, silent } from './support/parts.ts'
import { parsed, TestRoad, table, useDatabase } from './support/road.ts'

const use = useDatabase()
let road: TestRoad
beforeEach(() => {
  road = new TestRoad(use.db)
})
afterEach(() => road.close())

interface Stored {
  account_id: string
  user_id: string
  at: number
  received_at: number
  body: string
}
const inbox = () => table<Stored>(use.db, 'inbox')
const openedTexts = async () =>
  (await inbox()).map(
    ({ body }) => (JSON.parse(road.keyring.open(body)) as { body: { text: string } }).body.text,
  )

/** An inbox over a handle whose statements are counted, or fail. */
function inboxOver(rows: Database['rows']): Inbox {
  const { keyring, clock, accounts } = road
  const db: Database = Object.assign(Object.create(use.db) as Database, { rows })
  const metrics = createMetrics()
  return new Inbox({
    db,
    keyring,
    clock,
    accounts,
    fresh: null,
    metrics,
    log: silent,
    arrived() {},
    confirmed() {},
  })
}

describe('Inbox', () => {
  it('stores what was said encrypted, with the person and an open conversation', async () => {
    await road.accept(
      eventOf('u1', 'Tên tôi là Hoà', { at: NOW - 5 }),
      eventOf('u2', 'chào', { account: PAGE.id }),
    )
    expect(await inbox()).toMatchObject([
      { account_id: 'oa', user_id: 'u1', at: NOW - 5, received_at: NOW },
      { account_id: 'page', user_id: 'u2' },
    ])
    expect(await openedTexts()).toEqual(['Tên tôi là Hoà', 'chào'])
    expect(JSON.stringify(await inbox())).not.toContain('Hoà')
    expect(await table(use.db, 'contact')).toMatchObject([
      { platform_id: 'u1', language: 'vi' },
      { platform_id: 'u2' },
    ])
    expect(await table(use.db, 'conversation')).toHaveLength(2)
    expect(road.arrived).toHaveLength(1)
  })

  it('lets many webhooks share one statement, and keeps their order', async () => {
    let statements = 0
    const inboxes = inboxOver(async (statement) => {
      statements += 1
      return use.db.rows(statement)
    })
    const said = Array.from({ length: 100 }, (_, i) => `lời ${i}`)
    await Promise.all(said.map((text, i) => inboxes.accept(parsed([eventOf(`u${i % 7}`, text)]), 'zalo')))
    expect(statements).toBe(1)
    expect(await openedTexts()).toEqual(said)
    expect(await table(use.db, 'contact')).toHaveLength(7)
  })

  it('stores an event once, however often it comes, within a group and later', async () => {
    const event = eventOf('u1', 'một lần')
    await Promise.all(Array.from({ length: 10 }, () => road.accept(event, event)))
    await road.accept(event)
    await use.db.rows(sql`delete from inbox`)
    await road.accept(event, eventOf('u1', 'lời khác'))
    expect(await openedTexts()).toEqual(['lời khác'])
  })

  it('stores an event once that two instances take at the same moment', async () => {
    const other = new TestRoad(use.db, { keyring: road.keyring })
    const events = Array.from({ length: 60 }, (_, i) => eventOf(`u${i % 9}`, `lời ${i}`))
    const shuffled = [...events].reverse()
    await Promise.all([
      ...events.map((event) => road.accept(event)),
      ...shuffled.map((event) => other.accept(event)),
    ])
    expect((await openedTexts()).sort()).toEqual(events.map((_, i) => `lời ${i}`).sort())
    expect(await table(use.db, 'contact')).toHaveLength(9)
    expect(await table(use.db, 'conversation')).toHaveLength(9)
    await other.close()
  })

  it.each<[string, Partial<InboundEvent>]>([
    ['a time beyond all numbers', { at: 1e300 }],
    ['a time that is none', { at: Number.NaN }],
    ['a time in fractions', { at: NOW + 0.5 }],
    ['a key of no form', { key: 'no key' }],
    ['an account that is not there', { account: 'nobody' }],
    ['a person with U+0000 in the name', { user: 'u\u00001' }],
    ['a person with half a letter in the name', { user: 'u\ud8001' }],
    [
      'a person whose name is too long for an index',
      { user: Array.from({ length: 9000 }, (_, i) => i.toString(36)).join('') },
    ],
  ])(
    'sets aside, or stores, an event with %s, and the others of its group suffer nothing',
    async (_, odd) => {
      const said = ['trước', 'sau'].map((text, i) => eventOf(`v${i}`, text))
      await Promise.all([road.accept(said[0]!), road.accept(eventOf('u1', 'lạ', odd)), road.accept(said[1]!)])
      const texts = await openedTexts()
      expect(texts.filter((text) => text !== 'lạ')).toEqual(['trước', 'sau'])
      const aside = await table<{ what: string; body: null }>(use.db, 'set_aside')
      expect(aside.length + texts.length).toBe(3)
      for (const row of aside) expect(row).toMatchObject({ what: 'event', body: null })
    },
  )

  it('keeps U+0000 in words from the database: they are encrypted', async () => {
    await road.accept(eventOf('u1', 'a\u0000b'))
    expect(await openedTexts()).toEqual(['a\u0000b'])
  })

  it('stores nothing for what was only acknowledged', async () => {
    await road.inbox.accept({ events: [], receipts: [], ignored: ['reaction'] }, 'zalo')
    expect(road.arrived).toEqual([])
    expect(await road.metrics.registry.metrics()).toContain(
      'chukyso_events_ignored_total{platform="zalo",name="reaction"} 1',
    )
  })

  it('counts what it stores and what it knew already, each by its platform', async () => {
    const [mine, other] = [eventOf('u1', 'chào'), eventOf('u2', { kind: 'opened' }, { account: PAGE.id })]
    await road.accept(mine, mine, other)
    await road.accept(mine)
    await road.accept(other, eventOf('u1', 'lời khác'))
    const shown = (await road.metrics.registry.metrics()).split('\n')
    expect(shown.filter((line) => /^chukyso_events_(total|duplicate)/.test(line)).sort()).toEqual([
      'chukyso_events_duplicate_total{platform="messenger"} 1',
      'chukyso_events_duplicate_total{platform="zalo"} 2',
      'chukyso_events_total{platform="messenger",kind="opened"} 1',
      'chukyso_events_total{platform="zalo",kind="message"} 2',
    ])
  })

  it('refuses once it is closed, after all that was taken is stored', async () => {
    const taken = Array.from({ length: 5 }, (_, i) => road.accept(eventOf('u1', `lời ${i}`)))
    await road.inbox.stop()
    await Promise.all(taken)
    expect(await inbox()).toHaveLength(5)
    await expect(road.accept(eventOf('u1', 'muộn'))).rejects.toThrow('closed')
  })

  it('waits a moment for a database that comes back', async () => {
    let tries = 0
    const patient = inboxOver(async (statement) => {
      tries += 1
      if (tries < 3) throw Object.assign(new Error('down'), { code: '57P03' })
      return use.db.rows(statement)
    })
    await patient.accept(parsed([eventOf('u1', 'chào')]), 'zalo')
    expect(await openedTexts()).toEqual(['chào'])
  })

  it('rejects when the database stays away, so that the platform comes again; the next one is tried anew', async () => {
    let away = true
    const hopeful = inboxOver(async (statement) => {
      if (away) throw Object.assign(new Error('down'), { code: 'ECONNREFUSED' })
      return use.db.rows(statement)
    })
    const event = eventOf('u1', 'chào')
    await expect(hopeful.accept(parsed([event]), 'zalo')).rejects.toThrow('down')
    away = false
    await hopeful.accept(parsed([event]), 'zalo')
    expect(await openedTexts()).toEqual(['chào'])
  })

  it('stores a webhook with more events than one statement takes, each once and in order', async () => {
    const texts = Array.from({ length: 600 }, (_, n) => `tin ${n}`)
    const events = texts.map((text, n) => eventOf('u1', text, { at: NOW + n }))
    await road.accept(...events, events[0]!)
    expect(await openedTexts()).toEqual(texts)
  })

  it.each([
    ['its disk is full', '53100'],
    ['a column is gone', '42703'],
    ['it gave up waiting for a lock', '57014'],
    ['its host cannot be reached', 'EHOSTUNREACH'],
    ['its network is down', 'ENETUNREACH'],
  ])('rejects what the database refuses for its own sake: %s', async (_, code) => {
    let aside = 0
    const refusing = inboxOver(async (statement) => {
      const text = JSON.stringify(statement.toOperationNode())
      if (!text.includes('set_aside')) throw Object.assign(new Error('refused'), { code })
      aside += 1
      return use.db.rows(statement)
    })
    await expect(refusing.accept(parsed([eventOf('u1', 'chào')]), 'zalo')).rejects.toThrow('refused')
    expect(aside).toBe(0)
  })

  it('rejects receipts too when the database is away in the middle of a group that is tried singly', async () => {
    let groups = 0
    const unlucky = inboxOver(async () => {
      groups += 1
      if (groups === 1) throw new Error('one of them cannot be stored')
      throw Object.assign(new Error('down'), { code: 'ECONNREFUSED' })
    })
    const clerk = eventOf('u1', { kind: 'clerk', text: 'Chào bác' })
    const echo = {
      account: OA.id,
      user: 'u1',
      kind: 'echo' as const,
      at: NOW,
      messageIds: ['m1'],
      otherwise: clerk,
    }
    await expect(unlucky.accept(parsed([], [echo]), 'zalo')).rejects.toThrow('down')
  })
})

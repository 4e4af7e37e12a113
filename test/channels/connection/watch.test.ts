import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Account, Parsed } from '../../../src/channels/channel.ts'
import { clockFinding, type Finding } from '../../../src/channels/connection/finding.ts'
import { readOfficeTime } from '../../../src/channels/connection/office-time.ts'
import { ConnectionRows } from '../../../src/channels/connection/rows.ts'
import { ConnectionWatch } from '../../../src/channels/connection/watch.ts'
import { ManualClock } from '../../../src/common/clock.ts'
import { createLogger } from '../../../src/telemetry/logger.ts'
import { createMetrics } from '../../../src/telemetry/metrics.ts'
import { openTestDatabase, type TestDatabase } from '../../helpers/database.ts'
import { ACCOUNT } from '../messenger/examples.ts'
import { zaloAccount } from '../zalo/helpers.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** Monday, 15 June 2026, nine in the morning in Vietnam. */
const MORNING = Date.UTC(2026, 5, 15, 2)

const oa = zaloAccount()
const page: Account = { ...ACCOUNT, id: 'page' }

let database: TestDatabase
let clock: ManualClock
let lines: Record<string, unknown>[]
let checked: string[]
let findings: Record<string, Finding[]>
/** Answers that are not there yet. */
let waiting: Record<string, Promise<Finding[]>>

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  await database.db.rows(sql`delete from account`)
  for (const { id, platform } of [oa, page])
    await database.db.rows(sql`insert into account (id, platform) values (${id}, ${platform})`)
  clock = new ManualClock(MORNING)
  lines = []
  checked = []
  findings = {}
  waiting = {}
})

const metrics = createMetrics()

/** An instance; it ticks when it is told to. */
async function instance({ checks = true, hours = 4 } = {}): Promise<ConnectionWatch> {
  const log = createLogger('info', { write: (line) => void lines.push(JSON.parse(line)) })
  const watch = new ConnectionWatch({
    db: database.db,
    clock,
    accounts: [oa, page],
    log,
    metrics,
    silence: { office: readOfficeTime('Mon-Fri 07:30-17:00'), hours },
    checks,
    check: async ({ id }) => {
      checked.push(id)
      return waiting[id] ?? findings[id] ?? []
    },
  })
  await watch.start()
  return watch
}

/** One webhook with an event or a receipt of this account. */
async function hears(watch: ConnectionWatch, account: string, kind: 'event' | 'receipt' = 'event') {
  const taken: Parsed[] = []
  const event = { account, user: '1', key: 'k', at: clock.now(), body: { kind: 'left' as const } }
  const receipt = { account, user: '1', kind: 'seen' as const, at: clock.now(), messageIds: [] }
  const parsed: Parsed = {
    events: kind === 'event' ? [event] : [],
    receipts: kind === 'receipt' ? [receipt] : [],
    ignored: [],
  }
  const sink = { accept: async (one: Parsed) => void taken.push(one), refused: () => {} }
  await watch.listening(sink).accept(parsed, 'zalo')
  expect(taken).toEqual([parsed])
}

const alarms = () =>
  lines.filter(({ level }) => level === 'error').map(({ alarm, account }) => `${account} ${alarm}`)

describe('silence', () => {
  it('is told of after four hours of office time, for each account by itself', async () => {
    const watch = await instance()
    clock.advance(HOUR)
    await hears(watch, oa.id)
    await hears(watch, page.id, 'receipt')
    await watch.tick()
    clock.advance(3 * HOUR + 59 * MINUTE)
    await hears(watch, page.id)
    await watch.tick()
    expect(alarms()).toEqual([])
    clock.advance(31 * MINUTE)
    await watch.tick()
    expect(alarms()).toEqual(['my-hao connection-silence'])
    expect(lines.at(-1)).toMatchObject({ reason: expect.stringMatching(/4 h ago, for 4 h/) })
    await watch.stop()
  })

  it('at night and at the weekend means nothing', async () => {
    const watch = await instance()
    clock.set(Date.parse('2026-06-19T16:00:00+07:00'))
    await hears(watch, oa.id)
    await hears(watch, page.id)
    clock.set(Date.parse('2026-06-22T10:00:00+07:00'))
    await watch.tick()
    expect(alarms()).toEqual([])
    clock.set(Date.parse('2026-06-22T10:31:00+07:00'))
    await watch.tick()
    expect(alarms()).toEqual(['my-hao connection-silence', 'page connection-silence'])
    await watch.stop()
  })

  it('from the beginning is told of too: that webhook was never set up', async () => {
    const watch = await instance()
    clock.advance(5 * HOUR)
    await watch.tick()
    expect(alarms()).toContain('my-hao connection-silence')
    expect(lines.at(-1)).toMatchObject({ reason: expect.stringContaining('No webhook has ever come') })
    await watch.stop()
  })

  it('may mean nothing to an operator', async () => {
    const watch = await instance({ hours: 0 })
    clock.advance(30 * 24 * HOUR)
    await watch.tick()
    expect(alarms()).toEqual([])
    await watch.stop()
  })

  it('outlives a restart, and what another instance hears counts', async () => {
    const first = await instance()
    const web = await instance({ checks: false })
    clock.advance(HOUR)
    await hears(web, page.id)
    await hears(web, oa.id)
    await web.tick()
    clock.advance(2 * HOUR)
    await hears(web, oa.id)
    await first.stop()
    await web.stop()
    clock.advance(2 * HOUR + MINUTE)
    const next = await instance()
    await next.tick()
    expect(alarms()).toEqual(['page connection-silence'])
    await next.stop()
  })

  it('writes nothing for a webhook, and no time older than what is there', async () => {
    const watch = await instance()
    clock.advance(HOUR)
    for (let i = 0; i < 20; i++) await hears(watch, oa.id)
    const rows = new ConnectionRows(database.db)
    const heardAt = async () => (await rows.all()).find(({ accountId }) => accountId === oa.id)?.heardAt
    expect(await heardAt()).toBe(0)
    await watch.tick()
    expect(await heardAt()).toBe(MORNING + HOUR)
    await rows.heard(oa.id, MORNING)
    expect(await heardAt()).toBe(MORNING + HOUR)
    await watch.stop()
  })
})

describe('checks with the platforms', () => {
  const fault: Finding = { check: 'token', level: 'fault', says: 'The token is dead.', remedy: 'Make one.' }

  it('are made by one instance, every half hour', async () => {
    const all = await Promise.all([instance(), instance(), instance({ checks: false })])
    await Promise.all(all.map((watch) => watch.tick()))
    expect(checked.sort()).toEqual(['my-hao', 'page'])
    clock.advance(29 * MINUTE)
    await Promise.all(all.map((watch) => watch.tick()))
    expect(checked).toHaveLength(2)
    clock.advance(MINUTE)
    await Promise.all(all.map((watch) => watch.tick()))
    expect(checked).toHaveLength(4)
    await Promise.all(all.map((watch) => watch.stop()))
  })

  it('raise an alarm at once, again after six hours, and say when it is over', async () => {
    const watch = await instance({ hours: 0 })
    findings = { page: [fault] }
    await watch.tick()
    expect(alarms()).toEqual(['page connection-token'])
    for (let i = 0; i < 11; i++) {
      clock.advance(30 * MINUTE)
      await watch.tick()
    }
    expect(alarms()).toHaveLength(1)
    clock.advance(30 * MINUTE)
    await watch.tick()
    expect(alarms()).toHaveLength(2)
    findings = { page: [{ ...fault, level: 'ok' }] }
    clock.advance(30 * MINUTE)
    await watch.tick()
    expect(lines.at(-1)).toMatchObject({ level: 'info', account: 'page', check: 'token' })
    clock.advance(30 * MINUTE)
    findings = { page: [fault] }
    await watch.tick()
    expect(alarms()).toHaveLength(3)
    expect(await metrics.registry.getSingleMetricAsString('chukyso_alarms_total')).toContain(
      '{alarm="connection-token"} 3',
    )
    await watch.stop()
  })

  it('warn without an alarm', async () => {
    const watch = await instance()
    findings = { page: [{ ...fault, level: 'warning' }] }
    await watch.tick()
    expect(alarms()).toEqual([])
    expect(lines).toContainEqual(expect.objectContaining({ level: 'warn', reason: 'The token is dead.' }))
    await watch.stop()
  })

  it('that hang do not hold up the stop, and what they find after it is not told', async () => {
    const watch = await instance({ hours: 0 })
    let answer = (_: Finding[]) => {}
    const hanging = new Promise<Finding[]>((done) => {
      answer = done
    })
    waiting = { [oa.id]: hanging }
    const round = watch.tick()
    await expect.poll(() => checked).toEqual([oa.id])
    await hears(watch, page.id)
    await watch.stop()
    answer([fault])
    await round
    expect(alarms()).toEqual([])
    const rows = await new ConnectionRows(database.db).all()
    expect(rows.find(({ accountId }) => accountId === page.id)?.heardAt).toBe(MORNING)
    expect(checked).toEqual([oa.id])
  })

  it('go on when the database was away', async () => {
    const watch = await instance()
    await database.db.rows(sql`alter table connection rename to hidden`)
    await watch.tick()
    expect(lines.at(-1)).toMatchObject({ level: 'warn' })
    await database.db.rows(sql`alter table hidden rename to connection`)
    await watch.tick()
    expect(checked).toHaveLength(2)
    await watch.stop()
  })
})

describe('the clock', () => {
  it.each([
    [0, 'ok'],
    [9_000, 'ok'],
    [-15_000, 'warning'],
    [130_000, 'fault'],
  ])('%d ms off the platform is %s', (off, level) => {
    const date = new Date(MORNING).toUTCString()
    expect(clockFinding(date, MORNING + off)).toMatchObject([{ check: 'clock', level }])
  })

  it('is not judged without a date', () => {
    expect(clockFinding(undefined, MORNING)).toEqual([])
    expect(clockFinding('soon', MORNING)).toEqual([])
  })
})

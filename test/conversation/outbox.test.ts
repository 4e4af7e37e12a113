import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SendResult } from '../../src/channels/channel.ts'
import type { FailureCode } from '../../src/common/errors.ts'
import { probeSoon } from '../../src/conversation/account-store.ts'
import { LEASE_MS } from '../../src/conversation/outbox.ts'
import { BLOCK_MS } from '../../src/conversation/outbox-store.ts'
import { HOUR, NOW, OA, PAGE, testKeyring } from './support/parts.ts'
import { outboxRow, putReply, states } from './support/replies.ts'
import { TestRoad, table, useDatabase } from './support/road.ts'

const use = useDatabase()
let road: TestRoad
beforeEach(() => {
  road = new TestRoad(use.db)
})
afterEach(() => road.close())

const account = async () => {
  const [row] = await use.db.rows<{
    circuit: string
    circuit_reason: string | null
    circuit_until: number
    no_buttons: boolean
  }>(sql`select circuit, circuit_reason, circuit_until, no_buttons from account where id = ${OA.id}`)
  return row
}

/** A send that stays under way until it is answered. */
function heldSend() {
  let answer: (result: SendResult) => void = () => {}
  const result = new Promise<SendResult>((resolve) => {
    answer = resolve
  })
  road.channels.zalo.answers.push(() => result)
  return answer
}

describe('what goes well', () => {
  it('is sent in order within a conversation, and noted with the id of the platform', async () => {
    const ids = []
    for (const text of ['A1', 'A2', 'A3']) ids.push(await putReply(road, 'a', text))
    const other = await putReply(road, 'b', 'B1')
    await road.sendDue()
    await vi.waitFor(async () => expect(await states(road)).toEqual(['sent', 'sent', 'sent', 'sent']))
    expect(road.channels.zalo.texts('a')).toEqual(['A1', 'A2', 'A3'])
    expect(await outboxRow(road, other)).toMatchObject({
      platform_message_id: `m${other}`,
      sent_at: NOW,
      body: null,
    })
    expect(road.channels.zalo.sent[0]).toMatchObject({ id: String(ids[0]), user: 'a', asNumbers: false })
  })

  it('sends the next reply only when the one before is done, and then at once', async () => {
    const done = heldSend()
    const first = await putReply(road, 'a', 'A1')
    await road.outbox.tick()
    await vi.waitFor(async () => expect((await outboxRow(road, first)).state).toBe('sending'))
    await putReply(road, 'a', 'A2')
    road.outbox.wake()
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(road.channels.zalo.texts()).toEqual(['A1'])
    done({ ok: true, messageId: 'm1' })
    await vi.waitFor(() => expect(road.channels.zalo.texts()).toEqual(['A1', 'A2']))
  })

  it('stops when everything under way is done, and begins nothing any more', async () => {
    const done = heldSend()
    await putReply(road, 'a', 'A1')
    await putReply(road, 'a', 'A2')
    await road.outbox.tick()
    await vi.waitFor(() => expect(road.channels.zalo.sent).toHaveLength(1))
    let stopped = false
    const stopping = road.outbox.stop().then(() => {
      stopped = true
    })
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(stopped).toBe(false)
    done({ ok: true, messageId: 'm1' })
    await stopping
    expect(await states(road)).toEqual(['sent', 'ready'])
    expect(road.channels.zalo.sent).toHaveLength(1)
  })
})

describe('what goes wrong with one message', () => {
  it('is tried again later, with growing waits', async () => {
    const id = await putReply(road, 'a', 'A')
    const waits: number[] = []
    const longest = [1000, 2000, 4000, 5000, 5000, 5000, 5000, 10_000]
    for (let n = 1; n <= longest.length; n++) {
      road.channels.zalo.fail('PLATFORM_FAILED')
      const before = road.clock.now()
      await road.sendDue()
      const row = await outboxRow(road, id)
      expect(row).toMatchObject({ state: 'ready', attempts: n, reason: 'PLATFORM_FAILED -1' })
      waits.push(row.due_at - before)
      road.clock.set(row.due_at)
    }
    longest.forEach((most, n) => {
      expect(waits[n]).toBeGreaterThanOrEqual(most / 2)
      expect(waits[n]).toBeLessThanOrEqual(most + 1)
    })
    // Eight tries before the next reply of the conversation may overtake this one.
    expect(longest.slice(0, 7).reduce((sum, wait) => sum + wait)).toBeLessThan(BLOCK_MS)
    await road.sendDue()
    expect((await outboxRow(road, id)).state).toBe('sent')
  })

  it('is given up after as few tries as its failure deserves', async () => {
    const id = await putReply(road, 'a', 'A')
    for (let n = 1; n <= 3; n++) {
      road.channels.zalo.answers.push(() => ({
        ok: false,
        failure: { code: 'PLATFORM_FAILED', platformCode: '2', tries: 3 },
      }))
      await road.sendDue()
      road.clock.set((await outboxRow(road, id)).due_at)
    }
    expect(await outboxRow(road, id)).toMatchObject({
      state: 'failed',
      reason: 'EXHAUSTED PLATFORM_FAILED 2',
    })
  })

  it('that may have been sent waits for its echo and goes out once more; the account goes on meanwhile', async () => {
    const ids = []
    for (const user of ['a', 'b', 'c', 'd']) {
      road.channels.zalo.fail('MAYBE_SENT')
      ids.push(await putReply(road, user, user))
    }
    await road.sendDue()
    expect(await states(road)).toEqual(Array(4).fill('uncertain'))
    // Unlike sends without any answer, these are no outage.
    await putReply(road, 'e', 'E')
    await road.sendDue()
    expect(road.channels.zalo.texts('e')).toEqual(['E'])
    road.clock.advance(8001)
    await road.sendDue()
    expect((await states(road)).slice(0, 4)).toEqual(Array(4).fill('sent'))
    expect(road.channels.zalo.texts('a')).toEqual(['a', 'a'])
    expect((await outboxRow(road, ids[0]!)).resent).toBe(true)
  })

  it('waits as long as the platform says', async () => {
    const id = await putReply(road, 'a', 'A')
    road.channels.zalo.fail('QUOTA_EXHAUSTED', 90_000)
    await road.sendDue()
    expect((await outboxRow(road, id)).due_at).toBe(NOW + 90_000)
  })

  it('is given up after sixteen tries, visibly', async () => {
    const id = await putReply(road, 'a', 'A', { expiresAt: NOW + 100 * HOUR })
    for (let n = 1; n <= 16; n++) {
      road.channels.zalo.fail('PLATFORM_FAILED')
      await road.sendDue()
      road.clock.set((await outboxRow(road, id)).due_at)
    }
    expect(await outboxRow(road, id)).toMatchObject({ state: 'failed', attempts: 16 })
    expect(road.channels.zalo.sent).toHaveLength(16)
    await vi.waitFor(async () =>
      expect(await table(use.db, 'set_aside')).toMatchObject([
        { what: 'message', user_id: 'a', attempts: 16, reason: 'EXHAUSTED PLATFORM_FAILED -1', body: null },
      ]),
    )
  })

  it.each<FailureCode>(['WINDOW_CLOSED', 'RECIPIENT_UNAVAILABLE', 'NOT_OWNER', 'BAD_REQUEST'])(
    'is given up at once when it is %s; the next one goes',
    async (code) => {
      const id = await putReply(road, 'a', 'A1')
      await putReply(road, 'a', 'A2')
      road.channels.zalo.fail(code)
      await road.sendDue()
      await vi.waitFor(async () => expect(await states(road)).toEqual(['failed', 'sent']))
      expect((await outboxRow(road, id)).reason).toBe(`${code} -1`)
      await vi.waitFor(async () => expect(await table(use.db, 'set_aside')).toHaveLength(1))
      expect(await road.metrics.registry.metrics()).toMatch(/set_aside_total\{what="message"\} 1/)
      expect(await road.metrics.registry.metrics()).toMatch(
        /given_up_total\{platform="zalo",state="failed"\} 1/,
      )
    },
  )

  it('is over without being missed when a thread may not be passed: it held no words', async () => {
    await putReply(road, 'a', { text: '', control: 'staff' }, { account: PAGE.id })
    await putReply(road, 'a', 'A2', { account: PAGE.id })
    road.channels.messenger.fail('CONTROL_REFUSED')
    await road.sendDue()
    await vi.waitFor(async () => expect(await states(road)).toEqual(['failed', 'sent']))
    expect(road.channels.messenger.sent[0]?.message).toEqual({ text: '', control: 'staff' })
    expect(await table(use.db, 'set_aside')).toEqual([])
    expect(await road.metrics.registry.metrics()).toMatch(
      /sends_total\{platform="messenger",outcome="CONTROL_REFUSED"\} 1/,
    )
  })

  it('leaves open whether it arrived: an echo has eight seconds to say so, then it is sent once more', async () => {
    const id = await putReply(road, 'a', 'A')
    road.channels.zalo.fail('UNCERTAIN')
    await road.sendDue()
    expect(await outboxRow(road, id)).toMatchObject({ state: 'uncertain', due_at: NOW + 8000 })
    road.clock.advance(7999)
    await road.sendDue()
    expect(road.channels.zalo.sent).toHaveLength(1)
    road.clock.advance(1)
    await road.sendDue()
    expect(road.channels.zalo.sent).toHaveLength(2)
    expect(await outboxRow(road, id)).toMatchObject({ state: 'sent', resent: true })
    expect(await road.metrics.registry.metrics()).toMatch(/sends_resent_total\{platform="zalo"\} 1/)
  })

  it('is counted by its platform when time settles it', async () => {
    await putReply(road, 'a', 'A', { expiresAt: NOW + 1 })
    await putReply(road, 'b', 'B', { state: 'sending', account: PAGE.id })
    await putReply(road, 'c', 'C', { state: 'uncertain', expiresAt: NOW + 1 })
    road.clock.advance(1)
    await road.outbox.tick()
    const shown = await road.metrics.registry.metrics()
    expect(shown).toMatch(/given_up_total\{platform="zalo",state="expired"\} 1/)
    expect(shown).toMatch(/given_up_total\{platform="zalo",state="uncertain-final"\} 1/)
    expect(shown).toMatch(/sends_uncertain_total\{platform="messenger"\} 1/)
  })

  it('whose words cannot be read is given up alone: the others claimed with it go', async () => {
    const foreign = testKeyring().seal('{"text":"?"}')
    const bad = await putReply(road, 'a', '?', { body: foreign })
    const good = await Promise.all(['b', 'c', 'd'].map((user) => putReply(road, user, user)))
    await road.sendDue()
    for (const id of good) expect((await outboxRow(road, id)).state).toBe('sent')
    expect((await outboxRow(road, bad)).state).toBe('failed')
    await vi.waitFor(async () =>
      expect(await table(use.db, 'set_aside')).toMatchObject([{ what: 'message', user_id: 'a' }]),
    )
  })
})

describe('what goes wrong with the account', () => {
  it.each<FailureCode>(['UNREACHABLE', 'RATE_LIMITED'])(
    '%s: all wait, one tries, and they go in order',
    async (code) => {
      for (const text of ['A1', 'A2', 'A3']) await putReply(road, 'a', text)
      await putReply(road, 'b', 'B1')
      for (let n = 0; n < 2; n++) road.channels.zalo.fail(code)
      await road.sendDue()
      const failed = road.channels.zalo.sent.length
      expect(await states(road)).toEqual(Array(4).fill('ready'))
      road.clock.advance(400)
      road.channels.zalo.answers.length = 0
      if (road.outbox.take(OA.id)) throw new Error('a pause lets nobody go')
      road.clock.advance(20_000)
      await road.sendDue()
      await vi.waitFor(async () => expect(await states(road)).toEqual(Array(4).fill('sent')))
      expect(road.channels.zalo.texts('a').slice(-3)).toEqual(['A1', 'A2', 'A3'])
      expect(road.channels.zalo.sent.length - failed).toBeLessThanOrEqual(4)
      const rows = await table<{ attempts: number }>(use.db, 'outbox')
      expect(rows.map(({ attempts }) => attempts)).toEqual([1, 1, 1, 1])
    },
  )

  it('opens the circuit for all instances, which together probe once and ever more seldom, and closes it', async () => {
    for (const user of ['a', 'b', 'c']) await putReply(road, user, user)
    for (let n = 0; n < 3; n++) road.channels.zalo.fail('ACCOUNT_BLOCKED')
    await road.sendDue()
    expect(road.outbox.circuit(OA.id)).toBe('ACCOUNT_BLOCKED -1')
    expect(await account()).toMatchObject({
      circuit: 'open',
      circuit_reason: 'ACCOUNT_BLOCKED -1',
      circuit_until: NOW + 60_000,
    })

    const other = new TestRoad(use.db, { clock: road.clock, keyring: road.keyring })
    const both = [road, other]
    const sent = () => both.reduce((sum, { channels }) => sum + channels.zalo.sent.length, 0)
    const round = async () => {
      for (const one of both) await one.outbox.refreshAccounts()
      await Promise.all(both.map((one) => one.sendDue()))
    }
    await round()
    expect(other.outbox.circuit(OA.id)).toBe('ACCOUNT_BLOCKED -1')
    expect(other.channels.zalo.sent).toEqual([])

    for (const minutes of [1, 2, 4, 8, 15, 15]) {
      const before = sent()
      road.clock.advance(minutes * 60_000 - 1)
      await round()
      expect(sent()).toBe(before)
      for (const { channels } of both) {
        channels.zalo.answers.length = 0
        channels.zalo.fail('ACCOUNT_BLOCKED')
      }
      road.clock.advance(1)
      await round()
      await round()
      expect(sent()).toBe(before + 1)
    }
    for (const { channels } of both) channels.zalo.answers.length = 0
    road.clock.advance(15 * 60_000)
    await round()
    await vi.waitFor(async () =>
      expect(await account()).toMatchObject({ circuit: 'closed', circuit_reason: null }),
    )
    await round()
    await vi.waitFor(async () => expect(await states(road)).toEqual(['sent', 'sent', 'sent']))
    for (const one of both) expect(one.outbox.circuit(OA.id)).toBeNull()
    await other.close()
  })

  it('is not probed while no reply waits, and at once after a start', async () => {
    await putReply(road, 'a', 'A')
    road.channels.zalo.fail('ACCOUNT_BLOCKED')
    await road.sendDue()
    await use.db.rows(sql`update outbox set state = 'expired'`)
    road.clock.advance(60_000)
    await road.sendDue()
    expect(await account()).toMatchObject({ circuit: 'open', circuit_until: NOW + 60_000 })
    road.channels.zalo.fail('ACCOUNT_BLOCKED')
    await putReply(road, 'b', 'B')
    await road.sendDue()
    await vi.waitFor(async () => expect(await account()).toMatchObject({ circuit_until: NOW + 180_000 }))
    const next = new TestRoad(use.db, { clock: road.clock, keyring: road.keyring })
    await putReply(road, 'c', 'C')
    await next.outbox.start()
    await vi.waitFor(() => expect(next.channels.zalo.texts()).toEqual(['B', 'C']), 5000)
    await vi.waitFor(async () => expect(await account()).toMatchObject({ circuit: 'closed' }))
    await next.close()
  })

  it('keeps the right to probe for when the budget has a send to spare', async () => {
    await putReply(road, 'a', 'A')
    road.channels.zalo.fail('ACCOUNT_BLOCKED')
    await road.sendDue()
    road.clock.advance(60_000)
    road.budgets.usedUp = true
    await road.sendDue()
    expect(await account()).toMatchObject({ circuit_until: NOW + 60_000 })
    road.budgets.usedUp = false
    await road.sendDue()
    expect(await states(road)).toEqual(['sent'])
  })

  it('closes the circuit too when the probe is refused for its own sake: the way is open', async () => {
    await putReply(road, 'a', 'A')
    road.channels.zalo.fail('ACCOUNT_BLOCKED')
    await road.sendDue()
    await putReply(road, 'b', 'B')
    road.clock.advance(60_000)
    road.channels.zalo.fail('RECIPIENT_UNAVAILABLE')
    await road.sendDue()
    await vi.waitFor(async () => expect((await states(road)).sort()).toEqual(['failed', 'sent']))
    await vi.waitFor(async () => expect(await account()).toMatchObject({ circuit: 'closed' }))
  })

  it('is not held for ever by one message that is refused as if the account were at fault', async () => {
    const bad = await putReply(road, 'bad', 'X')
    const answer = (job: { id: string }): SendResult =>
      job.id === String(bad)
        ? { ok: false, failure: { code: 'ACCOUNT_BLOCKED', platformCode: '-1' } }
        : { ok: true, messageId: `m${job.id}` }
    const send = vi.spyOn(road.channels.zalo, 'send').mockImplementation(async (_, job) => answer(job))
    await road.sendDue()
    expect(road.outbox.circuit(OA.id)).toBe('ACCOUNT_BLOCKED -1')
    const first = await putReply(road, 'a', 'A')
    road.clock.advance(60_000)
    await road.sendDue()
    expect((await outboxRow(road, first)).state).toBe('sent')
    for (let minute = 0; minute < 19; minute++) {
      await putReply(road, `b${minute}`, 'B')
      road.clock.advance(60_000)
      await road.sendDue()
    }
    expect(await outboxRow(road, bad)).toMatchObject({ state: 'failed', attempts: 16 })
    expect(new Set((await states(road)).slice(1))).toEqual(new Set(['sent']))
    expect(road.outbox.circuit(OA.id)).toBeNull()
    send.mockRestore()
  })

  it('is known to be stopped after a restart', async () => {
    await putReply(road, 'a', 'A')
    road.channels.zalo.fail('ACCOUNT_BLOCKED')
    await road.sendDue()
    const next = new TestRoad(use.db, { clock: road.clock, keyring: road.keyring })
    await next.outbox.start()
    expect(next.outbox.circuit(OA.id)).toBe('ACCOUNT_BLOCKED -1')
    await next.close()
  })

  it('refreshes an expired token once and sends again', async () => {
    const id = await putReply(road, 'a', 'A')
    road.channels.zalo.fail('TOKEN_EXPIRED')
    await road.sendDue()
    expect(road.channels.zalo).toMatchObject({ refreshes: 1 })
    expect(await outboxRow(road, id)).toMatchObject({ state: 'sent', attempts: 1 })
  })

  it.each([
    ['it cannot be refreshed', false],
    ['the new one is refused too', true],
  ])('opens the circuit when %s', async (_, canRefresh) => {
    const id = await putReply(road, 'a', 'A')
    road.channels.zalo.canRefresh = canRefresh
    road.channels.zalo.fail('TOKEN_EXPIRED')
    if (canRefresh) road.channels.zalo.fail('TOKEN_EXPIRED')
    await road.sendDue()
    expect(road.channels.zalo.refreshes).toBe(1)
    expect(await outboxRow(road, id)).toMatchObject({ state: 'ready', attempts: 0, due_at: NOW + 60_000 })
    expect(road.outbox.circuit(OA.id)).toBe('ACCOUNT_BLOCKED -1')
  })

  it('numbers the choices where buttons are not allowed, and remembers', async () => {
    const choices = [{ label: 'Có', payload: 'q:AB12:yes' }]
    await putReply(road, 'a', { text: 'A', choices })
    road.channels.zalo.fail('BUTTONS_NOT_ALLOWED')
    await road.sendDue()
    await vi.waitFor(async () => expect(await states(road)).toEqual(['sent']))
    expect(road.channels.zalo.sent.map(({ asNumbers }) => asNumbers)).toEqual([false, true])
    expect(road.outbox.asNumbers(OA.id)).toBe(true)
    await vi.waitFor(async () => expect(await account()).toMatchObject({ no_buttons: true }))
    const next = new TestRoad(use.db, { keyring: road.keyring })
    await next.outbox.refreshAccounts()
    expect(next.outbox.asNumbers(OA.id)).toBe(true)
    await use.db.rows(sql`update account set no_buttons = false`)
    await next.outbox.refreshAccounts()
    expect(next.outbox.asNumbers(OA.id)).toBe(false)
    await next.close()
  })

  it('goes on trying it when a probe breaks down in this program', async () => {
    await putReply(road, 'a', 'A')
    road.channels.zalo.fail('UNREACHABLE')
    await road.sendDue()
    road.clock.advance(20_000)
    road.channels.zalo.answers.push(() => {
      throw new Error('broken')
    })
    await road.outbox.tick()
    await vi.waitFor(() => expect(road.channels.zalo.answers).toEqual([]))
    road.clock.advance(LEASE_MS)
    await road.outbox.tick()
    road.clock.advance(20_000)
    await road.outbox.tick()
    await vi.waitFor(async () => expect(await states(road)).toEqual(['sent']))
  })

  it('does not keep the others waiting when it is slow', async () => {
    const held: ((result: SendResult) => void)[] = []
    for (let n = 0; n < 300; n++) {
      await putReply(road, `slow${n}`, 'S')
      road.channels.zalo.answers.push(() => new Promise((resolve) => held.push(resolve)))
    }
    await road.outbox.tick()
    await vi.waitFor(() => expect(held.length).toBeGreaterThan(64))
    const quick = await putReply(road, 'quick', 'Q', { account: PAGE.id })
    await road.outbox.tick()
    await vi.waitFor(async () => expect((await outboxRow(road, quick)).state).toBe('sent'))
    road.channels.zalo.answers.length = 0
    for (const answer of held) answer({ ok: true, messageId: 'm' })
  })

  it('slows down or stops as the platform says with its answers, and says so once', async () => {
    const observed = vi.spyOn(road.budgets, 'observe')
    road.channels.zalo.answers.push(() => ({ ok: true, messageId: 'm', usage: { percent: 85 } }))
    await putReply(road, 'a', 'A')
    await road.sendDue()
    expect(observed).toHaveBeenCalledWith(OA.id, 'platform', { percent: 85 })
    expect(road.budgets.used(OA.id)).toBe(85)
    expect(road.budgets.collectCalls().get(OA.id)).toBe(1)
    const failure = { code: 'RATE_LIMITED', platformCode: '80006' } as const
    road.channels.zalo.answers.push(() => ({ ok: false, failure, usage: { percent: 100, regainMs: 60_000 } }))
    await putReply(road, 'b', 'B')
    await road.sendDue()
    expect(road.budgets.used(OA.id)).toBe(100)
    expect(await road.metrics.registry.metrics()).toMatch(/alarms_total\{alarm="limit-reached"\} 1/)
  })

  it('is tried at once when somebody has mended that account', async () => {
    await putReply(road, 'a', 'A')
    road.channels.zalo.fail('ACCOUNT_BLOCKED')
    await road.sendDue()
    await vi.waitFor(async () => expect(await account()).toMatchObject({ circuit: 'open' }))
    await probeSoon(use.db, NOW, PAGE.id)
    await road.outbox.refreshAccounts()
    await road.sendDue()
    expect(await states(road)).toEqual(['ready'])
    await probeSoon(use.db, NOW, OA.id)
    await road.outbox.refreshAccounts()
    await road.sendDue()
    expect(await states(road)).toEqual(['sent'])
  })

  it('knows what is left of the quotas, as the last send told', async () => {
    for (const [user, remain] of [
      ['a', 500],
      ['b', 400],
      ['c', 399],
    ] as const) {
      const quota = { kind: 'sub_quota', remain, total: 2000 } as const
      road.channels.zalo.answers.push(() => ({ ok: true, messageId: 'm', quota }))
      await putReply(road, user, user)
      await road.sendDue()
      expect(road.outbox.quotas(OA.id)).toEqual([quota])
    }
    // Told once, when it became low.
    expect(await road.metrics.registry.metrics()).toMatch(/alarms_total\{alarm="quota-low"\} 1/)
  })

  it('waits whole milliseconds, whatever the platform names', async () => {
    const id = await putReply(road, 'a', 'A')
    road.channels.zalo.fail('RATE_LIMITED', 7407.36)
    await road.sendDue()
    expect(await outboxRow(road, id)).toMatchObject({ state: 'ready', due_at: NOW + 7408 })
  })

  it('sends only once to a platform that no probe reaches an answer from', async () => {
    await putReply(road, 'a', 'A')
    await putReply(road, 'b', 'B')
    for (let n = 0; n < 2; n++) road.channels.zalo.fail('UNREACHABLE')
    await road.sendDue()
    const before = road.channels.zalo.sent.length
    road.clock.advance(30_000)
    road.channels.zalo.fail('UNCERTAIN')
    await road.sendDue()
    expect(road.channels.zalo.sent.length - before).toBe(1)
    expect((await states(road)).sort()).toEqual(['ready', 'uncertain'])
  })
})

it('an outcome that the database refuses holds up no other', async () => {
  const [bad, good] = [heldSend(), heldSend()]
  await putReply(road, 'a', 'A')
  await putReply(road, 'b', 'B')
  await road.outbox.tick()
  await vi.waitFor(() => expect(road.channels.zalo.sent).toHaveLength(2))
  // Both at once, so that they are written together. U+0000 is what no text column takes.
  bad({ ok: true, messageId: 'a\0b' })
  good({ ok: true, messageId: 'm' })
  await vi.waitFor(async () => expect((await states(road)).sort()).toEqual(['sending', 'sent']))
})

describe('a database that goes away', () => {
  it('between send and note does not double the message: the note is written when it is back', async () => {
    const id = await putReply(road, 'a', 'A')
    const rows = use.db.rows.bind(use.db)
    let failures = 3
    const flaky = Object.assign(Object.create(use.db) as typeof use.db, {
      rows: async (statement: Parameters<typeof rows>[0]) => {
        const sending = await rows(sql<{ n: number }>`select 1 as n from outbox where state = 'sending'`)
        if (sending.length > 0 && failures > 0) {
          failures -= 1
          throw Object.assign(new Error('gone'), { code: 'ECONNRESET' })
        }
        return rows(statement)
      },
    })
    const other = new TestRoad(flaky, { clock: road.clock, keyring: road.keyring })
    await other.outbox.tick()
    await vi.waitFor(async () => expect((await outboxRow(road, id)).state).toBe('sent'))
    expect(other.channels.zalo.sent).toHaveLength(1)
    expect(failures).toBe(0)
    await other.close()
  })
})

it('a send that another process began is left alone until its lease is over', async () => {
  await putReply(road, 'a', 'A', { state: 'sending', dueAt: NOW + LEASE_MS })
  await road.outbox.tick()
  expect(await states(road)).toEqual(['sending'])
  road.clock.advance(LEASE_MS)
  await road.outbox.tick()
  expect(await states(road)).toEqual(['uncertain'])
})

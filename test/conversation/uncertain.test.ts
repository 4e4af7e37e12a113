import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Keyring } from '../../src/common/crypto.ts'
import { ACCOUNT_SILENT, claimSends, recordSettled, sweep } from '../../src/conversation/outbox-store.ts'
import { applyReceipts } from '../../src/conversation/receipts.ts'
import { openTestDatabase, type TestDatabase } from '../helpers/database.ts'

const NOW = 1_760_000_000_000
const LEASE = 15_000
const ECHO_WAIT = 8000
const keyring = new Keyring([{ id: 'k', secret: Buffer.alloc(32, 1) }])

let test: TestDatabase
let now: number
beforeAll(async () => {
  test = await openTestDatabase()
  await test.db.rows(sql`insert into account (id, platform) values ('page', 'messenger')`)
  await test.db.rows(sql`
    insert into contact (account_id, platform_id, language, created_at) values ('page', '1', 'vi', ${NOW})`)
  await test.db.rows(sql`insert into conversation (id) select id from contact`)
})
afterAll(() => test.close())

beforeEach(async () => {
  now = NOW
  await test.db.rows(sql`delete from outbox`)
  await test.db.rows(sql`
    insert into outbox (conversation_id, account_id, user_id, state, due_at, created_at, expires_at, text_hash, body)
    select id, 'page', '1', 'ready', ${now}, ${now}, ${now + 86_400_000}, 'hash', 'body' from contact`)
})

async function row() {
  const rows = await test.db.rows<{
    conversation_id: number
    id: number
    state: string
    resent: boolean
    due_at: number
  }>(sql`select conversation_id, id, state, resent, due_at from outbox`)
  return rows[0]!
}

async function claim() {
  expect(await claimSends(test.db, 'page', now, 10, LEASE)).toHaveLength(1)
}

/** What the sweep finds after so long. */
async function later(ms: number) {
  now += ms
  return sweep(test.db, now, ECHO_WAIT)
}

async function unanswered(reason: string) {
  const { conversation_id, id, due_at } = await row()
  const settled = {
    conversation_id,
    id,
    lease_until: due_at,
    due_at: now + ECHO_WAIT,
    platform_message_id: null,
    sent_at: null,
    attempts: 0,
  }
  await recordSettled(test.db, [{ ...settled, state: 'uncertain', reason }])
}

describe('a reply of which nobody knows whether it arrived', () => {
  it('is sent once more, and not a third time when the platform leaves it unanswered again', async () => {
    await claim()
    await unanswered('UNCERTAIN network')
    expect(await later(ECHO_WAIT - 1)).toMatchObject({ resent: 0 })
    expect(await later(1)).toMatchObject({ resent: 1, lost: 0 })
    await claim()
    await unanswered('UNCERTAIN network')
    expect(await later(ECHO_WAIT)).toMatchObject({ resent: 0, lost: 1 })
    expect(await row()).toMatchObject({ state: 'uncertain-final', resent: true })
  })

  it('does not use up its second try while the platform answers nobody', async () => {
    for (let tries = 0; tries < 20; tries++) {
      await claim()
      await unanswered(ACCOUNT_SILENT)
      expect(await later(ECHO_WAIT)).toMatchObject({ resent: 1, lost: 0 })
    }
    expect(await row()).toMatchObject({ state: 'ready', resent: true })
  })

  it('is not lost when its sender is killed each time, unless it is what kills', async () => {
    for (let tries = 1; tries < 12; tries++) {
      await claim()
      expect(await later(LEASE)).toMatchObject({ orphaned: 1, resent: 0 })
      expect(await later(ECHO_WAIT)).toMatchObject({ resent: 1, lost: 0 })
    }
    await claim()
    await later(LEASE)
    expect(await later(ECHO_WAIT)).toMatchObject({ resent: 0, lost: 1 })
  })

  it('is not sent again when its own answer comes later than its lease', async () => {
    const answered = { due_at: now, platform_message_id: 'm', sent_at: now, reason: null, attempts: 0 }
    for (const wait of [LEASE, LEASE + ECHO_WAIT]) {
      await test.db.rows(sql`
        update outbox set state = 'ready', due_at = ${now}, resent = false, attempts = 0, first_try_at = null`)
      await claim()
      await later(LEASE)
      if (wait > LEASE) await later(ECHO_WAIT)
      expect((await row()).state).toBe(wait > LEASE ? 'ready' : 'uncertain')
      const { conversation_id, id } = await row()
      await recordSettled(test.db, [
        { ...answered, conversation_id, id, lease_until: NOW + LEASE, state: 'sent' },
      ])
      expect((await row()).state).toBe('sent')
    }
  })

  it('stays uncertain when a late outcome says nothing better', async () => {
    await claim()
    await later(LEASE)
    await unanswered('UNCERTAIN network')
    expect(await later(ECHO_WAIT)).toMatchObject({ resent: 1, lost: 0 })
    await unanswered('UNCERTAIN network')
    expect((await row()).state).toBe('ready')
  })

  it('is not given up where it only became due while others were settled', async () => {
    await claim()
    const { conversation_id, id } = await row()
    // Something else is overdue, or there would be nothing to sweep.
    await test.db.rows(sql`
      insert into outbox (conversation_id, account_id, user_id, state, due_at, created_at, expires_at, text_hash)
      select id, 'page', '1', 'ready', ${now}, ${now}, ${now}, 'hash' from contact`)
    let statements = 0
    // Another instance writes its uncertain outcome between two statements of this one's sweep.
    const busy = {
      rows: async (statement: Parameters<typeof test.db.rows>[0]) => {
        statements += 1
        if (statements === 3)
          await recordSettled(test.db, [
            {
              conversation_id,
              id,
              lease_until: now + LEASE,
              state: 'uncertain',
              due_at: now,
              platform_message_id: null,
              sent_at: null,
              reason: 'UNCERTAIN network',
              attempts: 0,
            },
          ])
        return test.db.rows(statement)
      },
    } as typeof test.db
    expect(await sweep(busy, now, 0)).toMatchObject({ lost: 0, expired: 1 })
    expect(await later(0)).toMatchObject({ resent: 1, lost: 0 })
  })

  it('is not sent again when its echo comes late, but before it goes', async () => {
    await claim()
    await unanswered('UNCERTAIN network')
    await later(ECHO_WAIT)
    const { id } = await row()
    const echo = {
      account: 'page',
      user: '1',
      kind: 'echo' as const,
      at: now,
      messageIds: ['m'],
      metadata: String(id),
    }
    expect(await applyReceipts(test.db, keyring, [echo])).toMatchObject({ confirmed: 1 })
    expect(await row()).toMatchObject({ state: 'sent' })
  })
})

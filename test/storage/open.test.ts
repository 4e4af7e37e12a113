import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest'
import type { Database, Executor, Tx } from '../../src/storage/database.ts'
import { openTestDatabase, serverUrl, type TestDatabase } from '../helpers/database.ts'

let opened: TestDatabase
let db: Database

beforeAll(async () => {
  opened = await openTestDatabase()
  db = opened.db
  await db.rows(sql`create table thing (id bigint primary key, label text)`)
})

afterAll(() => opened.close())

it.runIf(serverUrl)(
  'never compiles a statement: one that must read a whole table would take half a second',
  async () => {
    const plan = await db.rows<{ 'QUERY PLAN': unknown }>(
      sql`explain (analyze, format json) select label from thing`,
    )
    expect(JSON.stringify(plan)).toContain('Seq Scan')
    expect(JSON.stringify(plan)).not.toContain('JIT')
  },
)

describe('values', () => {
  it('gives bigint as number', async () => {
    const rows = await db.rows<{ at: number; n: number; none: null }>(
      sql`select 1760000000000::bigint as at, count(*) as n, null::bigint as none`,
    )
    expect(rows).toEqual([{ at: 1_760_000_000_000, n: 1, none: null }])
  })

  it('refuses a bigint that a number cannot hold', async () => {
    await expect(db.rows(sql`select 9007199254740993::bigint as n`)).rejects.toThrow(RangeError)
    expect(await db.rows(sql`select 1::bigint as n`)).toEqual([{ n: 1 }])
  })

  it('takes and gives bigint arrays', async () => {
    const ids = [1, 2, 1_760_000_000_000]
    const rows = await db.rows<{ ids: number[]; n: number }>(
      sql`select ${ids}::bigint[] as ids, count(*) as n from unnest(${ids}::bigint[])`,
    )
    expect(rows).toEqual([{ ids, n: 3 }])
  })

  it('takes one JSON parameter as a set of rows', async () => {
    const set = JSON.stringify([
      { id: 1, at: 1_760_000_000_000, body: 'Chữ ký số "miễn phí" \\ \n' },
      { id: 2, at: 5, body: null },
    ])
    const rows = await db.rows(
      sql`select id, at, body from json_to_recordset(${set}::json) as t(id bigint, at bigint, body text) order by id`,
    )
    expect(rows).toEqual(JSON.parse(set))
  })

  it('keeps booleans, nulls and texts with every kind of character', async () => {
    const text = 'Nguyễn Thị Ước 🇻🇳 \'"$1\t'
    expect(await db.rows(sql`select ${text}::text as a, ${true}::boolean as b, ${null}::text as c`)).toEqual([
      { a: text, b: true, c: null },
    ])
  })
})

describe('statements', () => {
  it('runs templates that hold other builders', async () => {
    const ids = [1, 2]
    const rows = await db.rows(
      sql`select x from unnest(array[1, 2, 3]) as x where x in (${sql.join(ids)}) and ${sql.raw('x > 1')}`,
    )
    expect(rows).toEqual([{ x: 2 }])
  })

  it('runs one template many times with new values', async () => {
    const double = (n: number) => db.rows<{ n: number }>(sql`select ${n}::bigint * 2 as n`)
    for (const n of [1, 2, 3, 4, 5, 6, 7]) expect(await double(n)).toEqual([{ n: n * 2 }])
  })

  it('gives Kysely builders rows and counts', async () => {
    const inserted = await db.query
      .insertInto('account')
      .values({ id: 'a', platform: 'zalo' })
      .returning(['id', 'circuit_until'])
      .execute()
    expect(inserted).toEqual([{ id: 'a', circuit_until: 0 }])
    const updated = await db.query.updateTable('account').set({ no_buttons: true }).executeTakeFirst()
    expect(updated.numUpdatedRows).toBe(1n)
  })

  it('goes on after a statement that failed', async () => {
    await expect(db.rows(sql`select * from absent where a = ${1}`)).rejects.toMatchObject({ code: '42P01' })
    await expect(db.rows(sql`select 1 / ${0}::int`)).rejects.toMatchObject({ code: '22012' })
    expect(await db.rows(sql`select 1 as one`)).toEqual([{ one: 1 }])
  })
})

describe('transactions', () => {
  const labels = async (on: Executor) =>
    (await on.rows<{ label: string }>(sql`select label from thing order by id`)).map((row) => row.label)

  it('keeps what it returns from and drops what it throws from', async () => {
    expect(
      await db.transaction(async (tx) => {
        await tx.rows(sql`insert into thing values (1, 'kept')`)
        return 'done'
      }),
    ).toBe('done')
    const fault = new Error('on purpose')
    await expect(
      db.transaction(async (tx) => {
        await tx.rows(sql`insert into thing values (2, 'dropped')`)
        throw fault
      }),
    ).rejects.toBe(fault)
    expect(await labels(db)).toEqual(['kept'])
  })

  it('builds on the transaction, not beside it', async () => {
    await expect(
      db.transaction(async (tx) => {
        await tx.query.insertInto('account').values({ id: 'b', platform: 'zalo' }).execute()
        throw new Error('on purpose')
      }),
    ).rejects.toThrow('on purpose')
    expect(await db.query.selectFrom('account').select('id').where('id', '=', 'b').execute()).toEqual([])
  })

  it('rejects when a failed statement was swallowed, because nothing was kept', async () => {
    await expect(
      db.transaction(async (tx) => {
        await tx.rows(sql`insert into thing values (3, 'lost')`)
        await tx.rows(sql`select 1 / 0`).catch(() => undefined)
      }),
    ).rejects.toThrow('rolled back')
    expect(await labels(db)).toEqual(['kept'])
  })

  it('takes turns with others and with queries outside', async () => {
    const order: string[] = []
    const slow = db.transaction(async (tx) => {
      await tx.rows(sql`insert into thing values (10, 'slow')`)
      await tx.rows(sql`select pg_sleep(0.05)`)
      order.push('slow')
      return labels(tx)
    })
    const others = [1, 2, 3].map((n) => db.transaction((tx) => tx.rows(sql`select ${n}::bigint as n`)))
    const outside = db.rows(sql`select 'outside' as n`)
    expect(await slow).toEqual(['kept', 'slow'])
    expect((await Promise.all([...others, outside])).flat()).toEqual([
      { n: 1 },
      { n: 2 },
      { n: 3 },
      { n: 'outside' },
    ])
    expect(order).toEqual(['slow'])
  })

  it('refuses the handle inside, however deep, at once', async () => {
    // A server gives it another connection; only embedded it would wait for itself.
    if (db.kind === 'postgres') return
    const inside = 'inside a transaction'
    const later = async () => db.rows(sql`select 1`)
    await expect(db.transaction(() => db.rows(sql`select 1`))).rejects.toThrow(inside)
    await expect(db.transaction(() => later())).rejects.toThrow(inside)
    await expect(db.transaction(() => db.transaction(async () => 1))).rejects.toThrow(inside)
    await expect(db.transaction(() => db.query.selectFrom('account').selectAll().execute())).rejects.toThrow(
      inside,
    )
  })

  it('lets code that a transaction started use the handle after its end', async () => {
    let done!: Promise<unknown>
    let go!: () => void
    const ended = new Promise<void>((resolve) => {
      go = resolve
    })
    await db.transaction(async () => {
      done = ended.then(() => db.rows(sql`select 1 as one`))
    })
    go()
    expect(await done).toEqual([{ one: 1 }])
  })

  it('refuses a transaction that has ended', async () => {
    const kept = await db.transaction(async (tx) => tx)
    await expect(kept.rows(sql`select 1`)).rejects.toThrow('has ended')
  })

  it('keeps Tx and Database apart in types', () => {
    expectTypeOf<Database>().not.toExtend<Tx>()
    expectTypeOf<Tx>().not.toExtend<Database>()
    expectTypeOf<Tx>().toExtend<Executor>()
  })
})

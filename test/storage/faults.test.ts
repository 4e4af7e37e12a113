import net from 'node:net'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { isDataFault, isTransient } from '../../src/storage/faults.ts'
import { openDatabase } from '../../src/storage/open.ts'
import { createServerDatabase, openTestDatabase, serverUrl } from '../helpers/database.ts'

const fault = (code: string, message = '') => Object.assign(new Error(message), { code })

it('tells what comes and goes from what stays', () => {
  for (const code of ['40P01', '40001', '57P01', '57P03', '53300', '08006', 'ECONNREFUSED', 'ECONNRESET']) {
    expect(isTransient(fault(code)), code).toBe(true)
  }
  expect(isTransient(new Error('Connection terminated unexpectedly'))).toBe(true)
  expect(isTransient(fault('0A000', 'cached plan must not change result type'))).toBe(true)
  for (const code of ['23505', '42P01', '22012', '0A000', 'ERR_ASSERTION'])
    expect(isTransient(fault(code)), code).toBe(false)
  for (const other of [undefined, null, 'ECONNREFUSED', 5, {}, new Error('boom')])
    expect(isTransient(other)).toBe(false)
})

it('tells what a row is at fault for from what the database is', () => {
  for (const code of ['22P02', '22003', '23503', '23505', '54000'])
    expect(isDataFault(fault(code)), code).toBe(true)
  for (const code of ['53100', '42703', '57014', '40P01', '57P01', '08006', 'XX000', 'ECONNREFUSED'])
    expect(isDataFault(fault(code)), code).toBe(false)
  expect(isDataFault(new Error('Connection terminated unexpectedly'))).toBe(false)
  expect(isDataFault(new RangeError('Invalid time value'))).toBe(true)
})

it('calls an unreachable server transient, and rejects', async () => {
  const db = await openDatabase({ url: 'postgres://nobody@127.0.0.1:1/none' })
  const error = await db.rows(sql`select 1`).catch((reason: unknown) => reason)
  expect(isTransient(error)).toBe(true)
  const second = await db.transaction((tx) => tx.rows(sql`select 1`)).catch((reason: unknown) => reason)
  expect(isTransient(second)).toBe(true)
  await db.close()
})

it('calls a server that hangs up transient', async () => {
  const server = net.createServer((socket) => socket.destroy()).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const { port } = server.address() as net.AddressInfo
  const db = await openDatabase({ url: `postgres://nobody@127.0.0.1:${port}/none` })
  expect(isTransient(await db.rows(sql`select 1`).catch((reason: unknown) => reason))).toBe(true)
  await db.close()
  server.close()
})

it('says what is wrong with a deadlock or a double key', async () => {
  const { db, close } = await openTestDatabase()
  await db.rows(sql`insert into account (id, platform) values ('a', 'zalo')`)
  const error = await db
    .rows(sql`insert into account (id, platform) values ('a', 'zalo')`)
    .catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code: '23505' })
  expect(isTransient(error)).toBe(false)
  await close()
})

it.runIf(serverUrl)('lives through the end of its connections, idle and busy, and goes on', async () => {
  const { url, drop } = await createServerDatabase(serverUrl!)
  const [db, other] = [await openDatabase({ url, poolSize: 3 }), await openDatabase({ url, poolSize: 1 })]
  const end = () =>
    other.rows(sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`)
  const named = () => db.rows(sql`select ${1}::bigint as n`)
  await Promise.all([named(), named(), named()])
  await end()
  let lastFault: unknown
  for (let attempt = 0; attempt < 5; attempt++) {
    lastFault = await named().then(
      () => undefined,
      (reason: unknown) => reason,
    )
    if (lastFault === undefined) break
    expect(isTransient(lastFault)).toBe(true)
  }
  expect(lastFault).toBeUndefined()

  const busy = db.transaction((tx) => tx.rows(sql`select pg_sleep(30)`)).catch((reason: unknown) => reason)
  const pause = db
    .transaction(async (tx) => {
      await tx.rows(sql`select 1`)
      await end()
      await tx.rows(sql`select 2`)
    })
    .catch((reason: unknown) => reason)
  expect(isTransient(await pause)).toBe(true)
  expect(isTransient(await busy)).toBe(true)
  expect(await named()).toEqual([{ n: 1 }])
  await db.close()
  await other.close()
  await drop()
})

it.runIf(serverUrl)('prepares again when a migration changed the table under it', async () => {
  const { url, drop } = await createServerDatabase(serverUrl!)
  const db = await openDatabase({ url, poolSize: 1 })
  await db.rows(sql`create table thing (id bigint)`)
  const all = (run: typeof db.rows) => run(sql`select * from thing where id > ${0}`)
  for (let i = 0; i < 3; i++) await all((statement) => db.rows(statement))
  await db.rows(sql`alter table thing add column label text`)
  const error = await db
    .transaction((tx) => all((statement) => tx.rows(statement)))
    .catch((reason: unknown) => reason)
  expect(isTransient(error)).toBe(true)
  expect(await db.transaction((tx) => all((statement) => tx.rows(statement)))).toEqual([])
  await db.close()
  await drop()
})

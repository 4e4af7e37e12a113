import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { startApp } from '../src/app.ts'
import { OperatorError } from '../src/common/errors.ts'
import { readConfig } from '../src/config.ts'
import { callRunningServer } from '../src/storage/admin-socket.ts'
import { openDatabase } from '../src/storage/open.ts'
import { createLogger } from '../src/telemetry/logger.ts'
import { migratedSeed, openTestDatabase, serverUrl } from './helpers/database.ts'

const redisUrl = process.env['REDIS_URL']

const emptyFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cks-app-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

const start = async (env: Record<string, string>) => {
  const folder = await emptyFolder()
  const config = readConfig({ DATA_DIR: folder, SANDBOX: 'true', ...env }, () => '')
  const said: string[] = []
  const log = createLogger('warn', { write: (line: string) => void said.push(line) })
  const fault = await startApp(config, log).catch((error: unknown) => error)
  return { folder, said, fault }
}

test('a port in use is said by name, and nothing is left running', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void other.close())
  // A listening server has an address with a port.
  const { port } = other.address() as AddressInfo
  const { folder, said, fault } = await start({ PORT: String(port) })
  expect(fault).toBeInstanceOf(OperatorError)
  expect(String(fault)).toContain(`PORT ${port} on 127.0.0.1 is in use`)
  expect(said).toEqual([])
  expect(existsSync(join(folder, 'admin.sock'))).toBe(false)
})

test('a host that is not of this machine is said by name', async () => {
  const { fault } = await start({ HOST: '192.0.2.1', PORT: '39999' })
  expect(fault).toBeInstanceOf(OperatorError)
  expect(String(fault)).toContain('HOST 192.0.2.1')
})

test('the same with any free port', async () => {
  const { fault } = await start({ HOST: '192.0.2.1', PORT: '0' })
  expect(fault).toBeInstanceOf(OperatorError)
  expect(String(fault)).toContain('HOST 192.0.2.1')
})

test('data of another key is not worked on', async () => {
  const folder = await emptyFolder()
  const db = await openDatabase({ dataDir: folder, seed: await migratedSeed() })
  await db.rows(
    sql`insert into account (id, platform, tokens) values ('sandbox-zalo', 'zalo', 'another.sealed')`,
  )
  await db.close()
  const { fault } = await start({ DATA_DIR: folder, PORT: '0' })
  expect(fault).toBeInstanceOf(OperatorError)
  expect(String(fault)).toContain('encrypted with another key (id another)')
})

test.runIf(serverUrl)(
  'a sandbox on a server is found by its folder too, by the first that has it',
  async () => {
    const folder = await emptyFolder()
    const { url = '', close } = await openTestDatabase()
    onTestFinished(close)
    const config = readConfig({ DATA_DIR: folder, SANDBOX: 'true', DATABASE_URL: url, PORT: '0' }, () => '')
    const first = await startApp(config, createLogger('silent'))
    onTestFinished(() => first.close())
    const second = await startApp(config, createLogger('silent'))
    await second.close()
    expect(await callRunningServer(folder, 'sandbox', null)).toBe(first.sandbox?.url)
  },
)

test.runIf(redisUrl)('a Redis that refuses is told by its word, never by what it says', async () => {
  const folder = await emptyFolder()
  const said: string[] = []
  const log = createLogger('warn', { write: (line: string) => void said.push(line) })
  const refused = new URL(redisUrl ?? '')
  refused.username = 'nobody'
  refused.password = 'S3CRET'
  const env = { DATA_DIR: folder, SANDBOX: 'true', REDIS_URL: refused.href, PORT: '0' }
  const app = await startApp(
    readConfig(env, () => ''),
    log,
  )
  await app.close()
  expect(said.join('')).toContain('"refusal":"WRONGPASS"')
  expect(said.join('')).not.toContain('S3CRET')
})

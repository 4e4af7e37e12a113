import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../src/storage/open.ts'
import { builtProgram, run, type Started, start } from './helpers/built.ts'
import { migratedSeed } from './helpers/database.ts'

let main: string
beforeAll(async () => {
  const built = await builtProgram()
  main = join(built, 'main.js')
  return () => rm(built, { recursive: true })
})

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'cks-main-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A running sandbox, and a client who never finishes a request: so that the stop takes seconds. */
async function slowToStop(): Promise<Started> {
  const folder = await emptyFolder()
  // A cluster made in advance: initdb would take some seconds.
  await (await openDatabase({ dataDir: join(folder, 'data'), seed: await migratedSeed() })).close()
  const server = start(main, [], { PORT: '0' }, folder)
  onTestFinished(() => void server.child.kill('SIGKILL'))
  let said = ''
  server.child.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  await server.says('Stop with Ctrl+C')
  const port = Number(/ready at http:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1])
  const client = connect(port, '127.0.0.1')
  client.on('error', () => {})
  onTestFinished(() => void client.destroy())
  await new Promise<void>((resolve) => client.once('connect', resolve))
  client.write('POST /webhooks/zalo HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{')
  await pause(100)
  return server
}

describe('stopping', () => {
  test('one Ctrl+C comes twice, from the terminal and by npm: the stop is in order all the same', async () => {
    const server = await slowToStop()
    server.child.kill('SIGINT')
    await server.says('stopping')
    server.child.kill('SIGINT')
    const { code, stdout } = await server.ended
    expect(stdout).toContain('"msg":"stopped"')
    expect(code).toBe(0)
  })

  test('a signal that comes later insists', async () => {
    const server = await slowToStop()
    server.child.kill('SIGTERM')
    await server.says('stopping')
    await pause(1500)
    server.child.kill('SIGTERM')
    const { code, stdout } = await server.ended
    expect(stdout).toContain('stopped at once')
    expect(stdout).not.toContain('"msg":"stopped"')
    expect(code).toBe(1)
  })
})

describe('a start that cannot be', () => {
  test('tells of the environment, .env and ACCOUNTS_FILE at once, and makes nothing', async () => {
    const folder = await emptyFolder()
    const account = { id: 'a', platform: 'zalo', name: 'A', place: 'new:1' }
    await writeFile(join(folder, 'accounts.json'), JSON.stringify({ accounts: [account] }))
    await writeFile(join(folder, '.env'), '\uFEFFPORT=abc\nDATABSE_URL=x\n')
    const { code, stdout, stderr } = await run(
      main,
      [],
      { LOG_LEVEL: 'loud', ACCOUNTS_FILE: 'accounts.json' },
      folder,
    )
    expect(stderr).toMatch(
      /PORT must be.*LOG_LEVEL must be.*accounts\[0\]\.oaId is missing.*did you mean DATABASE_URL.*account a: place is no ward/s,
    )
    expect(stdout).toBe('')
    expect(code).toBe(1)
    expect(await readdir(folder)).toEqual(['.env', 'accounts.json'])
  })

  test('says what is in the way of its folder and of its database', async () => {
    const folder = await emptyFolder()
    await writeFile(join(folder, 'file'), '')
    const said = async (env: Record<string, string>) => (await run(main, [], env, folder)).stderr.trim()
    expect(await said({ DATA_DIR: 'file', LOG_LEVEL: 'loud' })).toMatch(
      /LOG_LEVEL must be.*DATA_DIR file cannot be used \(\w+\): .*write/s,
    )
    expect(await said({ DATABASE_URL: 'postgres://u:p@127.0.0.1:9/d' })).toMatch(
      /^The database cannot be used \(ECONNREFUSED\): nothing answers at DATABASE_URL: check its host/,
    )
  })
})

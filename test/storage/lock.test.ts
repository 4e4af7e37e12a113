import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { OperatorError } from '../../src/common/errors.ts'
import { lockDataDir } from '../../src/storage/lock.ts'
import { openDatabase } from '../../src/storage/open.ts'
import { pidScope, processStart } from '../../src/storage/process-identity.ts'

let programs: string
let dataDir: string
const started: ChildProcess[] = []

beforeAll(async () => {
  programs = await mkdtemp(join(tmpdir(), 'lock-program-'))
  const contents = `
    import { lockDataDir } from './src/storage/lock.ts'
    await new Promise((resolve) => process.stdin.once('data', resolve))
    await lockDataDir(process.argv[2]).then(() => console.log('held'), (error) => console.log('refused ' + error.message))`
  await build({
    stdin: { contents, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: join(programs, 'holder.mjs'),
  })
})

afterAll(() => rm(programs, { recursive: true }))

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lock-data-'))
})

afterEach(async () => {
  await Promise.all(started.splice(0).map(kill))
  await rm(dataDir, { recursive: true })
})

function kill(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })
}

/** A process that waits at the start line, and then holds the lock, or says why not, until it is killed. */
function contender(): { child: ChildProcess; go(): Promise<string> } {
  const child = spawn(process.execPath, [join(programs, 'holder.mjs'), dataDir], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  started.push(child)
  return {
    child,
    go: () => {
      child.stdin!.write('go\n')
      return new Promise((resolve) => child.stdout!.once('data', (line) => resolve(String(line).trim())))
    },
  }
}

describe('lockDataDir', () => {
  it('lets exactly one of many processes in, again and again after kill -9', async () => {
    for (let round = 0; round < 4; round++) {
      const all = [1, 2, 3, 4].map(contender)
      const words = await Promise.all(all.map(({ go }) => go()))
      expect(words.filter((word) => word === 'held')).toHaveLength(1)
      const winner = all[words.indexOf('held')]!.child
      for (const word of words) if (word !== 'held') expect(word).toContain(`process ${winner.pid}`)
      await Promise.all(all.map(({ child }) => kill(child)))
    }
    expect((await readdir(join(dataDir, 'lock'))).filter((name) => /^\d+$/.test(name))).toHaveLength(1)
  })

  it('refuses this process too, until it is released', async () => {
    const release = await lockDataDir(dataDir)
    await expect(lockDataDir(dataDir)).rejects.toBeInstanceOf(OperatorError)
    await expect(openDatabase({ dataDir })).rejects.toThrow(`process ${process.pid}`)
    await release()
    await (await lockDataDir(dataDir))()
  })

  it('races in one process without ever letting two in', async () => {
    for (let round = 0; round < 20; round++) {
      const tries = await Promise.allSettled(Array.from({ length: 12 }, () => lockDataDir(dataDir)))
      const held = tries.filter((one) => one.status === 'fulfilled')
      expect(held).toHaveLength(1)
      await held[0]!.value()
    }
  })

  it('is not fooled by another process under the old id', async () => {
    const release = await lockDataDir(dataDir)
    await release()
    await forge({ start: `${processStart(process.pid)}0` })
    await (await lockDataDir(dataDir))()
  })

  it('believes a holder elsewhere as long as it beats', async () => {
    await (await lockDataDir(dataDir))()
    const file = await forge({ scope: 'other-host  ', pid: 1 })
    let beats = 0
    const timer = setInterval(() => void utimes(file, ++beats, beats), 5)
    await expect(lockDataDir(dataDir, { beatMs: 40, silenceMs: 10_000 })).rejects.toThrow(
      'process 1 on other-host',
    )
    clearInterval(timer)
  })

  it('takes over from a holder elsewhere that has stopped beating', async () => {
    await (await lockDataDir(dataDir))()
    await forge({ scope: 'other-host  ', pid: 1 })
    await (await lockDataDir(dataDir, { beatMs: 20, silenceMs: 100 }))()
  })

  it('beats', async () => {
    const release = await lockDataDir(dataDir, { beatMs: 5, silenceMs: 100 })
    await forge({ scope: 'other-host  ' })
    await expect(lockDataDir(dataDir, { beatMs: 200, silenceMs: 20_000 })).rejects.toBeInstanceOf(
      OperatorError,
    )
    await release()
  })

  it('survives the folder being deleted under it', async () => {
    const release = await lockDataDir(dataDir)
    await rm(join(dataDir, 'lock'), { recursive: true })
    await release()
  })
})

/** Rewrites the newest lock file as one that nobody released, with `changes`. */
async function forge(changes: { pid?: number; start?: string; scope?: string }): Promise<string> {
  const numbers = (await readdir(join(dataDir, 'lock'))).map(Number).filter(Number.isInteger)
  const file = join(dataDir, 'lock', String(Math.max(...numbers)))
  const holder = JSON.parse(await readFile(file, 'utf8')) as object
  await writeFile(file, JSON.stringify({ ...holder, released: false, ...changes }))
  return file
}

it('knows a process by its start', async () => {
  expect(processStart(process.pid)).toBe(processStart(process.pid))
  expect(pidScope()).toBe(pidScope())
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' })
  const start = processStart(child.pid!)
  expect(start).toBeDefined()
  expect(start).not.toBe(processStart(process.pid))
  await kill(child)
  expect(processStart(child.pid!)).toBeUndefined()
})

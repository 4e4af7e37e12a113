import { existsSync, readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Keyring } from '../../src/common/crypto.ts'
import { sandboxAppKey } from '../../src/config/app-key.ts'
import { openDatabase } from '../../src/storage/open.ts'
import { builtProgram, run } from '../helpers/built.ts'
import { migratedSeed } from '../helpers/database.ts'

let built: string
let folder: string
beforeAll(async () => {
  built = await builtProgram()
  return () => rm(built, { recursive: true })
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cks-cli-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const command = (name: string, args: string[], env: Record<string, string> = {}, input = '') =>
  run(
    join(built, 'cli', `${name}.js`),
    args,
    { BACKUP_PASSPHRASE: 'mật khẩu của phường', ...env },
    folder,
    input,
  )

/** A data folder with one account in it, its tokens sealed with the folder's key. */
async function fill(dataDir: string): Promise<void> {
  const db = await openDatabase({ dataDir, seed: await migratedSeed() })
  const tokens = new Keyring([sandboxAppKey(dataDir)]).seal('{}')
  await db.rows(sql`insert into account (id, platform, tokens) values ('a', 'zalo', ${tokens})`)
  await db.close()
}

describe('backup and restore', () => {
  it('carry data and key to another folder, and only there where it is empty', async () => {
    await fill(join(folder, 'old'))
    const file = join(folder, 'b.cks')
    expect(await command('backup', [file], { DATA_DIR: 'old' })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(`Written: ${file}`),
    })
    const wrong = await command('restore', [file], {
      DATA_DIR: 'new',
      BACKUP_PASSPHRASE: 'another passphrase',
    })
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('does not open') })
    // A backup of an older program fits only where no tables are yet.
    const untouched = await openDatabase({ dataDir: join(folder, 'new') })
    expect(await untouched.rows(sql`select to_regclass('migration') as it`)).toEqual([{ it: null }])
    await untouched.close()
    expect(await command('restore', [file], { DATA_DIR: 'new' })).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('where the sandbox finds it'),
    })
    expect(sandboxAppKey(join(folder, 'new'))).toEqual(sandboxAppKey(join(folder, 'old')))
    const again = await command('restore', [file], { DATA_DIR: 'new' })
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('not empty') })
  })

  it('a backup of a folder without a database is refused, and makes none', async () => {
    const { code, stderr } = await command('backup', ['b.cks'], { DATA_DIR: 'typo' })
    expect(stderr).toContain('DATA_DIR typo holds no database')
    expect(code).toBe(1)
    expect(await readdir(folder)).toEqual([])
  })

  it('a backup without the key of its data is refused', async () => {
    await fill(join(folder, 'data'))
    await rm(join(folder, 'data/app-key'))
    const { code, stderr } = await command('backup', ['b.cks'])
    expect(stderr).toMatch(/^The data is encrypted with another key/)
    expect(code).toBe(1)
    expect(existsSync(join(folder, 'b.cks'))).toBe(false)
  })
})

describe('chat', () => {
  it('knows two platforms', async () => {
    const { code, stderr } = await command('chat', ['mesenger'])
    expect(stderr).toContain('Usage: npm run chat')
    expect(code).toBe(1)
  })

  it('talks by piped input to a sandbox of its own, and leaves nothing behind', async () => {
    await mkdir(join(folder, 'tmp'))
    const { code, stdout } = await command(
      'chat',
      ['messenger'],
      { TMPDIR: join(folder, 'tmp') },
      'xin chào\n/quit\n',
    )
    expect(stdout).toMatch(/starting a sandbox for this chat alone.*bot: /s)
    expect(code).toBe(0)
    expect(await readdir(join(folder, 'tmp'))).toEqual([])
  })
})

describe('keys:rotate', () => {
  it('takes the data of a sandbox to a new key, which stands in the place of the old one', async () => {
    await fill(join(folder, 'data'))
    const old = sandboxAppKey(join(folder, 'data'))
    const { code, stdout, stderr } = await command('keys-rotate', [])
    expect(stderr).toBe('')
    expect(stdout).toContain('1 sealed values')
    expect(code).toBe(0)
    const key = sandboxAppKey(join(folder, 'data'))
    expect(key.id).not.toBe(old.id)
    expect(existsSync(join(folder, 'data/app-key.next'))).toBe(false)
    const db = await openDatabase({ dataDir: join(folder, 'data') })
    const [row] = await db.rows<{ tokens: string }>(sql`select tokens from account`)
    expect(new Keyring([key]).open(row?.tokens ?? '')).toBe('{}')
    await db.close()
  })

  it('cut off after the data was sealed anew, is finished by the next one', async () => {
    await fill(join(folder, 'data'))
    const old = readFileSync(join(folder, 'data/app-key'))
    await command('keys-rotate', [])
    await rename(join(folder, 'data/app-key'), join(folder, 'data/app-key.next'))
    await writeFile(join(folder, 'data/app-key'), old)
    const { stdout, stderr } = await command('keys-rotate', [])
    expect(stderr).toBe('')
    expect(stdout).toContain('0 sealed values')
    expect(readFileSync(join(folder, 'data/app-key'))).not.toEqual(old)
    expect(await command('backup', ['b.cks'])).toMatchObject({ code: 0 })
  })
})

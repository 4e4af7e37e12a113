import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

let root: string

function write(path: string, text: string): void {
  mkdirSync(join(root, path, '..'), { recursive: true })
  writeFileSync(join(root, path), text)
}

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
  return { status, stdout: stdout.trim(), stderr: stderr.trim() }
}
const build = (...args: string[]) => run('scripts/build.mjs', ...args)

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'build-'))
  mkdirSync(join(root, 'scripts'))
  cpSync('scripts/build.mjs', join(root, 'scripts/build.mjs'))
  mkdirSync(join(root, 'node_modules'))
  symlinkSync(join(process.cwd(), 'node_modules/esbuild'), join(root, 'node_modules/esbuild'))
  write('package.json', '{"type":"module"}')
  write('locales/vi/menu.json', '{"hello":"Xin chào"}')
  write(
    'src/main.ts',
    "import texts from '../locales/vi/menu.json' with { type: 'json' }\nconsole.log(texts.hello as string)\n",
  )
  write('src/cli/chat.ts', "console.log('chat')\n")
})
afterEach(() => rmSync(root, { recursive: true }))

describe('scripts/build.mjs', () => {
  it('bundles the program and its commands, texts included', () => {
    expect(build()).toEqual({ status: 0, stdout: '', stderr: 'Built dist/' })
    expect(run('dist/main.js').stdout).toBe('Xin chào')
    expect(run('dist/cli/chat.js').stdout).toBe('chat')
    expect(readdirSync(join(root, 'dist')).sort()).toEqual(['.sources', 'cli', 'main.js', 'main.js.map'])
  })

  it('with --if-stale builds when a source is new, changed or gone, and not otherwise', () => {
    const stale = () => build('--if-stale').stderr
    expect(stale()).toBe('Built dist/')
    expect(stale()).toBe('')
    write('locales/vi/menu.json', '{"hello":"Chào bà con"}')
    expect(stale()).toBe('Built dist/')
    expect(run('dist/main.js').stdout).toBe('Chào bà con')
    write('src/cli/migrate.ts', "console.log('migrate')\n")
    expect(stale()).toBe('Built dist/')
    rmSync(join(root, 'src/cli/migrate.ts'))
    expect(stale()).toBe('Built dist/')
    expect(readdirSync(join(root, 'dist/cli')).sort()).toEqual(['chat.js', 'chat.js.map'])
    rmSync(join(root, 'dist'), { recursive: true })
    expect(stale()).toBe('Built dist/')
  })

  it('says which Node is needed where this one is too old', () => {
    write('package.json', '{"type":"module","engines":{"node":">=99.1"}}')
    const { status, stderr } = build()
    expect(stderr).toMatch(/^This is Node\.js [\d.]+, and 99\.1 or newer is needed: install /)
    expect(status).toBe(1)
  })

  it('keeps the last good build when a source has a fault, and names the place', () => {
    build()
    write('src/main.ts', 'const = 1\n')
    const { status, stderr } = build('--if-stale')
    expect(status).toBe(1)
    expect(stderr).toContain('src/main.ts:1')
    expect(stderr).toContain('The build failed; dist/ is as it was')
    expect(run('dist/main.js').stdout).toBe('Xin chào')
  })
})

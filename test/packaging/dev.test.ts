import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, it } from 'vitest'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'dev-'))
  for (const folder of ['scripts', 'src', 'node_modules']) mkdirSync(join(root, folder))
  for (const script of ['build.mjs', 'dev.mjs'])
    cpSync(join('scripts', script), join(root, 'scripts', script))
  symlinkSync(join(process.cwd(), 'node_modules/esbuild'), join(root, 'node_modules/esbuild'))
  writeFileSync(join(root, 'package.json'), '{"type":"module"}')
})
afterEach(() => rmSync(root, { recursive: true }))

/** A program that says its name and id, stays, and says when it is asked to stop. */
function writeProgram(name: string): void {
  const source = `console.log('${name}', process.pid)
process.on('SIGTERM', () => { console.log('${name} stops'); process.exit(0) })
setInterval(() => {}, 1000)
`
  writeFileSync(join(root, 'src/main.ts'), source)
}

it('scripts/dev.mjs restarts the server on a change and leaves no process behind', async () => {
  writeProgram('first')
  const dev = spawn(process.execPath, ['scripts/dev.mjs'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => dev.once('exit', resolve))
  const lines = createInterface({ input: dev.stdout })[Symbol.asyncIterator]()
  const next = async () => String((await lines.next()).value)

  expect(await next()).toMatch(/^first \d+$/)
  writeProgram('second')
  expect(await next()).toBe('first stops')
  const [, pid] = (await next()).match(/^second (\d+)$/) ?? []
  dev.kill('SIGINT')
  expect(await next()).toBe('second stops')
  expect(await ended).toBe(0)
  expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH')
})

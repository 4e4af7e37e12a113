import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../..', import.meta.url))
let built: string | undefined

/**
 * Folder of the built program, a copy of this process alone: a build beside the tests must not change the program
 * between two of its starts. It lies where the packages of the project are found.
 */
export function builtProgram(): string {
  if (built) return built
  execFileSync(process.execPath, ['scripts/build.mjs', '--if-stale'], { cwd: root, stdio: 'pipe' })
  const folder = mkdtempSync(`${root}node_modules/.cache/faults-`)
  cpSync(`${root}dist`, folder, { recursive: true })
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  built = folder
  return folder
}

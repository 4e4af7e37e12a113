// Bundles the program into dist/. Packages stay outside: they come from node_modules.
//   node scripts/build.mjs             builds
//   node scripts/build.mjs --if-stale  builds only when a source changed since the last build
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import { pathToFileURL } from 'node:url'

const SOURCES = ['src', 'flows', 'locales', 'bench', 'package.json', 'package-lock.json', 'scripts/build.mjs']
const STAMP = '.sources'

/** On an older Node the packages fail, in words that nobody understands. */
function refuseOldNode() {
  const needed = JSON.parse(readFileSync('package.json', 'utf8')).engines?.node?.match(/>=(\d+)\.(\d+)/)
  if (!needed) return
  const [major, minor] = process.versions.node.split('.').map(Number)
  const [, wantedMajor, wantedMinor] = needed.map(Number)
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return
  console.error(
    `This is Node.js ${process.versions.node}, and ${wantedMajor}.${wantedMinor} or newer is needed: ` +
      'install 26 or 24 (https://nodejs.org/en/download), then run `npm ci` again',
  )
  process.exit(1)
}

/** Output name → source; those that do not exist are left out. */
function entryPoints() {
  const worker = 'src/storage/pglite-worker.ts'
  const entries = {
    main: 'src/main.ts',
    sandbox: 'src/sandbox/main.ts',
    bench: 'bench/main.ts',
    // The worker is looked for beside the bundle that starts it, and commands lie one folder deeper.
    'pglite-worker': worker,
    'cli/pglite-worker': worker,
  }
  const commands = existsSync('src/cli') ? readdirSync('src/cli').filter((file) => file.endsWith('.ts')) : []
  for (const file of commands) entries[`cli/${basename(file, '.ts')}`] = join('src/cli', file)
  return Object.fromEntries(Object.entries(entries).filter(([, source]) => existsSync(source)))
}

/** What esbuild is told, here and in dev.mjs. */
export function buildOptions(outdir) {
  return {
    entryPoints: entryPoints(),
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'esm',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
  }
}

/** The page of the simulator, for browsers, with all that it needs; null where there is none. */
export function pageOptions(outdir) {
  const folder = 'src/sandbox/simulator/page'
  if (!existsSync(`${folder}/build.json`)) return null
  const entry = (file) => ({ in: `${folder}/${file}`, out: 'simulator' })
  return {
    ...JSON.parse(readFileSync(`${folder}/build.json`, 'utf8')),
    entryPoints: [entry('main.tsx'), entry('style.css')],
    outdir,
  }
}

function* filesUnder(path) {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) return
  if (!stat.isDirectory()) yield `${path} ${stat.size} ${stat.mtimeMs}`
  else for (const name of readdirSync(path).sort()) yield* filesUnder(join(path, name))
}

/** Fingerprint of all sources by path, size and time: also sees files that were removed or put back. */
export function fingerprint() {
  const hash = createHash('sha256')
  for (const source of SOURCES) for (const line of filesUnder(source)) hash.update(`${line}\n`)
  return hash.digest('hex')
}

/** Remembers in `folder` which sources it was built from. */
export function stamp(folder, print) {
  writeFileSync(join(folder, STAMP), print)
}

function isFresh() {
  const path = join('dist', STAMP)
  return existsSync(path) && readFileSync(path, 'utf8') === fingerprint()
}

async function build() {
  let esbuild
  try {
    esbuild = await import('esbuild')
  } catch {
    console.error('esbuild is not installed: run `npm ci` (with development dependencies), then again')
    process.exit(1)
  }
  const print = fingerprint()
  const folder = join('node_modules/.cache/chu-ky-so', `dist-${process.pid}`)
  const old = `${folder}.old`
  mkdirSync(folder, { recursive: true })
  try {
    await esbuild.build(buildOptions(folder))
    const page = pageOptions(folder)
    if (page) await esbuild.build(page)
    stamp(folder, print)
    // Swapped in whole: a start beside a build never sees half of one.
    if (existsSync('dist')) renameSync('dist', old)
    renameSync(folder, 'dist')
    console.error('Built dist/')
  } catch {
    // esbuild has printed what is wrong and where.
    console.error('The build failed; dist/ is as it was')
    process.exitCode = 1
  } finally {
    rmSync(folder, { recursive: true, force: true })
    rmSync(old, { recursive: true, force: true })
  }
}

refuseOldNode()
if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  if (!process.argv.includes('--if-stale') || !isFresh()) await build()
}

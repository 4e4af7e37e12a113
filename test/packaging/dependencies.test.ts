import { readdirSync, readFileSync } from 'node:fs'
import { build } from 'esbuild'
import { expect, it } from 'vitest'

it('what runs in production needs no development dependency', async () => {
  const commands = readdirSync('src/cli').filter((file) => file.endsWith('.ts'))
  const { metafile } = await build({
    entryPoints: ['src/main.ts', 'src/sandbox/main.ts', ...commands.map((file) => `src/cli/${file}`)],
    outdir: 'dist',
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    metafile: true,
    write: false,
  })
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: object }
  const packages = Object.values(metafile.outputs)
    .flatMap((output) => output.imports)
    // Dynamic imports are for running from source, where development dependencies are there.
    .filter(
      ({ kind, external, path }) => external && kind === 'import-statement' && !path.startsWith('node:'),
    )
    .map(({ path }) => path.match(/^(@[^/]+\/)?[^/]+/)![0])
  expect(new Set(packages).size).toBeGreaterThan(8)
  expect(Object.keys(dependencies)).toEqual(expect.arrayContaining([...new Set(packages)]))
})

interface Locked {
  optional?: boolean
  engines?: { node?: string }
  optionalDependencies?: Record<string, string>
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Locked> }

it('the lock file names what other systems need too: without that, npm ci refuses', () => {
  const missing = Object.entries(lock.packages).flatMap(([at, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) =>
        !(`node_modules/${name}` in lock.packages) && !(`${at}/node_modules/${name}` in lock.packages),
    ),
  )
  expect(missing).toEqual([])
})

/** Whether Node 20.19 is in a range of the forms that packages use: `>=18`, `^20.17.0 || >=22.9.0`, `>= 0.8`. */
function admitsTheFloor(range: string): boolean {
  return range.split('||').some((part) => {
    const [, sign, major, minor = '0'] = part.trim().match(/^(>=|\^|>)?\s*v?(\d+)(?:\.(\d+))?/) ?? []
    const enough = Number(major) < 20 || (Number(major) === 20 && Number(minor) <= 19)
    return part.trim() === '*' || (enough && (sign === '^' || !sign ? Number(major) === 20 : true))
  })
}

it('every package runs on Node 20.19', () => {
  const tooNew = Object.entries(lock.packages)
    .filter(([, { optional, engines }]) => !optional && engines?.node && !admitsTheFloor(engines.node))
    .map(([at, { engines }]) => `${at}: ${engines?.node}`)
  expect(tooNew).toEqual([])
})

import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))
const cache = join(root, 'node_modules/.cache')

/** The program and its commands as they are shipped, in a new folder that finds the packages. */
export async function builtProgram(): Promise<string> {
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'built-'))
  const worker = 'src/storage/pglite-worker.ts'
  const commands = readdirSync(join(root, 'src/cli'))
    .map((file) => basename(file, '.ts'))
    .map((name) => [`cli/${name}`, `src/cli/${name}.ts`])
  await build({
    absWorkingDir: root,
    entryPoints: {
      main: 'src/main.ts',
      'pglite-worker': worker,
      'cli/pglite-worker': worker,
      ...Object.fromEntries(commands),
    },
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'silent',
  })
  return folder
}

export interface Run {
  code: number | null
  stdout: string
  stderr: string
}

export interface Started {
  child: ChildProcess
  /** Resolves once `text` stands in the output, rejects when the process ends without it. */
  says(text: string): Promise<void>
  ended: Promise<Run>
}

/** Starts a file of the program with nothing of our environment but PATH. */
export function start(file: string, args: string[], env: Record<string, string>, cwd: string): Started {
  const child = spawn(process.execPath, [file, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const run: Run = { code: null, stdout: '', stderr: '' }
  const waiting = new Set<() => void>()
  const heard = (stream: 'stdout' | 'stderr') => (chunk: Buffer) => {
    run[stream] += chunk.toString()
    for (const look of waiting) look()
  }
  child.stdout.on('data', heard('stdout'))
  child.stderr.on('data', heard('stderr'))
  const ended = new Promise<Run>((resolve) =>
    child.once('close', (code) => {
      run.code = code
      resolve(run)
    }),
  )
  const says = (text: string) =>
    new Promise<void>((resolve, reject) => {
      const look = () => {
        if (run.stdout.includes(text)) resolve()
      }
      waiting.add(look)
      look()
      ended.then(() => reject(new Error(`It ended without saying ${text}: ${run.stdout}${run.stderr}`)))
    })
  return { child, says, ended }
}

/** Runs a file of the program to its end. */
export function run(
  file: string,
  args: string[],
  env: Record<string, string>,
  cwd: string,
  input = '',
): Promise<Run> {
  const { child, ended } = start(file, args, env, cwd)
  child.stdin?.end(input)
  return ended
}

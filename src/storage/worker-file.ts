import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

/**
 * The file of the PGlite worker. Built, it lies beside the bundle; run from source (tests, benches) it is made
 * from TypeScript here, because Node 20 runs no .ts. It lies under node_modules so that its imports resolve.
 */
export async function workerFile(): Promise<URL> {
  const built = new URL('./pglite-worker.js', import.meta.url)
  if (existsSync(fileURLToPath(built))) return built
  const { transform } = await import('esbuild')
  const source = await readFile(fileURLToPath(new URL('./pglite-worker.ts', import.meta.url)), 'utf8')
  const { code } = await transform(source, { loader: 'ts', format: 'esm', target: 'node20' })
  const folder = new URL('../../node_modules/.cache/chu-ky-so/', import.meta.url)
  const file = new URL(
    `pglite-worker-${createHash('sha256').update(code).digest('hex').slice(0, 16)}.mjs`,
    folder,
  )
  if (existsSync(fileURLToPath(file))) return file
  await mkdir(fileURLToPath(folder), { recursive: true })
  const draft = `${fileURLToPath(file)}.${process.pid}.${process.hrtime.bigint()}`
  await writeFile(draft, code)
  await rename(draft, fileURLToPath(file))
  return file
}

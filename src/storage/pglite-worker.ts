import { existsSync } from 'node:fs'
import { readFile, rename, rm, writeFile } from 'node:fs/promises'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import type { FromWorker, ToWorker, WorkerSettings } from './pglite.ts'

async function openCluster({ folder, seed }: WorkerSettings): Promise<PGlite> {
  const start =
    seed && !(folder && existsSync(folder)) ? { loadDataDir: new Blob([await readFile(seed)]) } : {}
  if (!folder) return PGlite.create(start)
  if (!existsSync(folder)) {
    // Made under another name: a process killed half-way must not leave a cluster that looks whole.
    const draft = `${folder}.new`
    await rm(draft, { recursive: true, force: true })
    await (await PGlite.create({ dataDir: draft, ...start })).close()
    await rename(draft, folder)
  }
  return PGlite.create({ dataDir: folder })
}

/** The thread that runs embedded PostgreSQL: takes wire-protocol bytes in, gives wire-protocol bytes out, in order. */
async function main(): Promise<void> {
  if (!parentPort) throw new Error('pglite-worker runs in a worker thread only')
  const port = parentPort
  // Opening waits on things that do not keep a thread alive; the port does.
  port.ref()
  const tell = (message: FromWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer)
  const database = await openCluster(workerData as WorkerSettings)

  async function answer(message: ToWorker): Promise<void> {
    if (message.type === 'exec') {
      const bytes = new Uint8Array(await database.execProtocolRaw(message.bytes))
      tell({ type: 'answer', bytes }, [bytes.buffer])
    } else if (message.type === 'dump') {
      const dump = await database.dumpDataDir('none')
      await writeFile(message.file, Buffer.from(await dump.arrayBuffer()))
      tell({ type: 'answer', bytes: new Uint8Array() })
    } else {
      await database.close()
      port.close()
    }
  }

  let last: Promise<void> = Promise.resolve()
  port.on('message', (message: ToWorker) => {
    last = last.then(() => answer(message))
  })
  tell({ type: 'ready' })
}

await main()

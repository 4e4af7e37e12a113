import { randomUUID } from 'node:crypto'
import { link, mkdir, readdir, readFile, rename, stat, unlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { OperatorError } from '../common/errors.ts'
import { pidScope, processStart } from './process-identity.ts'

/** What a lock file says of its maker. */
interface Holder {
  pid: number
  start: string
  scope: string
  released: boolean
}

/** Where process ids tell nothing, a holder that has not beaten for so long is gone. */
interface Rhythm {
  beatMs: number
  silenceMs: number
}

const RHYTHM: Rhythm = { beatMs: 1_000, silenceMs: 10_000 }

/**
 * Takes the data folder for this process: two on one embedded database destroy it silently. Resolves with the
 * release; a holder that was killed needs none.
 *
 * Node has no flock. Files `lock/1`, `lock/2` … are made by `link`, which is atomic and fails when the name exists.
 * The highest number holds the lock and is never deleted, so one who acts on what he read long ago either finds his
 * number taken or, looking again, a higher one.
 * @throws OperatorError that names the holder while it lives.
 */
export async function lockDataDir(dataDir: string, rhythm = RHYTHM): Promise<() => Promise<void>> {
  const folder = join(dataDir, 'lock')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const me: Holder = {
    pid: process.pid,
    start: processStart(process.pid) ?? '',
    scope: pidScope(),
    released: false,
  }
  const draft = await write(folder, me)
  try {
    for (;;) {
      const number = await take(folder, draft, dataDir, rhythm)
      if (number !== undefined) return hold(folder, number, me, rhythm)
    }
  } finally {
    await unlink(draft)
  }
}

/** One try. Undefined: another was faster, look again. */
async function take(
  folder: string,
  draft: string,
  dataDir: string,
  rhythm: Rhythm,
): Promise<number | undefined> {
  const highest = Math.max(0, ...(await numbers(folder)))
  if (highest > 0) {
    const file = join(folder, String(highest))
    const holder = await ignoring('ENOENT', read(file))
    if (!holder) return undefined
    if (await isAlive(holder, file, rhythm)) throw refusal(holder, dataDir)
  }
  const mine = highest + 1
  const file = join(folder, String(mine))
  const made = await ignoring(
    'EEXIST',
    link(draft, file).then(() => true),
  )
  if (!made) return undefined
  const after = await numbers(folder)
  if (Math.max(...after) > mine) {
    await ignoring('ENOENT', unlink(file))
    return undefined
  }
  for (const old of after) if (old < mine) await ignoring('ENOENT', unlink(join(folder, String(old))))
  return mine
}

/** Beats until released. The time of the file only counts: clocks of two machines need not agree. */
function hold(folder: string, number: number, me: Holder, rhythm: Rhythm): () => Promise<void> {
  const file = join(folder, String(number))
  let beats = 0
  const timer = setInterval(() => {
    beats++
    utimes(file, beats, beats).catch(() => undefined)
  }, rhythm.beatMs)
  timer.unref()
  return async () => {
    clearInterval(timer)
    // A folder that was deleted meanwhile needs no release.
    await ignoring(
      'ENOENT',
      write(folder, { ...me, released: true }).then((last) => rename(last, file)),
    )
  }
}

async function isAlive(holder: Holder, file: string, rhythm: Rhythm): Promise<boolean> {
  if (holder.released) return false
  if (holder.scope === pidScope()) return processStart(holder.pid) === holder.start
  const first = await stat(file)
  for (let waited = 0; waited < rhythm.silenceMs; waited += rhythm.beatMs / 2) {
    await sleep(rhythm.beatMs / 2)
    const now = await ignoring('ENOENT', stat(file))
    if (now?.mtimeMs !== first.mtimeMs) return true
  }
  return false
}

function refusal({ pid, scope }: Holder, dataDir: string): OperatorError {
  const where = scope === pidScope() ? '' : ` on ${scope.split(' ')[0]}`
  return new OperatorError(
    `DATA_DIR ${dataDir} is in use by process ${pid}${where}. Two processes on one embedded database would destroy ` +
      'it: stop that process first, give this one another DATA_DIR, or set DATABASE_URL to share a PostgreSQL server.',
  )
}

async function numbers(folder: string): Promise<number[]> {
  return (await readdir(folder)).filter((name) => /^\d+$/.test(name)).map(Number)
}

async function read(file: string): Promise<Holder> {
  return JSON.parse(await readFile(file, 'utf8')) as Holder
}

async function write(folder: string, holder: Holder): Promise<string> {
  const draft = join(folder, `draft-${randomUUID()}`)
  await writeFile(draft, JSON.stringify(holder), { mode: 0o600 })
  return draft
}

async function ignoring<T>(code: string, work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === code) return undefined
    throw error
  }
}

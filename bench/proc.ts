import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts in hundredths of a second on every platform that Node runs on. */
const TICK_MS = 10

function read(path: string): string | null {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return null
  }
}

interface Stat {
  parent: number
  cpuMs: number
}

/** The name stands in parentheses and may hold spaces, so fields count from behind it. */
function statOf(pid: number): Stat | null {
  const text = read(`/proc/${pid}/stat`)
  if (!text) return null
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return { parent: Number(fields[1]), cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS }
}

/** CPU time of a process and all its threads so far, in ms (user and system); NaN where there is no /proc. */
export function cpuMs(pid: number): number {
  return statOf(pid)?.cpuMs ?? Number.NaN
}

/** Resident memory in MB; NaN where there is no /proc. */
export function rssMb(pid: number): number {
  const kb = /^VmRSS:\s+(\d+)/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1]
  return kb ? Number(kb) / 1024 : Number.NaN
}

/** CPU time of a PostgreSQL server, in ms. */
export interface DatabaseCpu {
  /** Connections to the one database, its parallel and autovacuum workers. */
  backends: number
  /** WAL writer, checkpointer, background writer: shared by all databases of the server. */
  writers: number
}

/** How often processes are looked at: what one used after the last look before it ended is not seen. */
const LOOK_MS = 200

/** Watches the processes of the server that holds `database`. Their titles tell what they are (update_process_title). */
export class PostgresProcesses {
  readonly #postmaster: number
  readonly #database: string
  readonly #seen = new Map<number, { kind: keyof DatabaseCpu; cpuMs: number }>()
  readonly #timer: NodeJS.Timeout

  private constructor(postmaster: number, database: string) {
    this.#postmaster = postmaster
    this.#database = database
    this.#timer = setInterval(() => this.#look(), LOOK_MS)
  }

  /** @param backend process id of any connection to the server; null when the server is not on this machine */
  static of(backend: number, database: string): PostgresProcesses | null {
    const isHere = read(`/proc/${backend}/cmdline`)?.includes('postgres')
    const stat = isHere ? statOf(backend) : null
    return stat ? new PostgresProcesses(stat.parent, database) : null
  }

  /** CPU time since the watch began and before, also of processes that have ended. */
  cpu(): DatabaseCpu {
    this.#look()
    const sum: DatabaseCpu = { backends: 0, writers: 0 }
    for (const { kind, cpuMs } of this.#seen.values()) sum[kind] += cpuMs
    return sum
  }

  close(): void {
    clearInterval(this.#timer)
  }

  #look(): void {
    for (const name of readdirSync('/proc')) {
      const pid = Number(name)
      const stat = Number.isInteger(pid) ? statOf(pid) : null
      if (stat?.parent !== this.#postmaster) continue
      const kind = this.#seen.get(pid)?.kind ?? this.#kindOf(pid)
      if (kind) this.#seen.set(pid, { kind, cpuMs: stat.cpuMs })
    }
  }

  #kindOf(pid: number): keyof DatabaseCpu | null {
    const title = (read(`/proc/${pid}/cmdline`) ?? '').replaceAll('\0', ' ')
    if (/walwriter|checkpointer|background writer/.test(title)) return 'writers'
    const leader = Number(/parallel worker for PID (\d+)/.exec(title)?.[1])
    if (title.includes(this.#database) || this.#seen.get(leader)?.kind === 'backends') return 'backends'
    return null
  }
}

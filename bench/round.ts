import type { BenchDatabase, DatabaseCounts } from './database.ts'
import { type Spread, spread } from './figures.ts'
import type { Measured, Meter } from './loops.ts'
import { cpuMs, type DatabaseCpu, rssMb } from './proc.ts'
import type { ServerProcess } from './servers.ts'

/** What one round measured. CPU times are ms a turn. */
export interface Round {
  turnsPerSecond: number
  sendsPerTurn: number
  /** ms from a resident's message to its reply. */
  reply: Spread
  /** ms from a webhook to its 200. */
  ack: Spread
  cpu: {
    server: number
    /** Connections of the server, parallel and autovacuum workers. */
    backends: number
    /** WAL writer, checkpointer, background writer; other databases of the same server count too. */
    writers: number
    /** Server, backends and writers. */
    total: number
    /** The platforms and residents of the benchmark, for scale. */
    load: number
  }
  /** Database transactions and KB of its log a turn. */
  commitsPerTurn: number
  walKbPerTurn: number
  /** Resident memory of the server after the round, MB. */
  rssMb: number
}

interface Reading {
  server: number
  load: number
  database: DatabaseCpu
  counts: DatabaseCounts
}

const NO_CPU: DatabaseCpu = { backends: 0, writers: 0 }
const NO_COUNTS: DatabaseCounts = { commits: 0, walBytes: 0 }

/**
 * Runs one loop and reads the meters around it.
 * @param database null where the server has none outside its own process
 */
export async function measureRound(
  server: ServerProcess,
  database: BenchDatabase | null,
  loop: (meter: Meter) => Promise<Measured>,
): Promise<Round> {
  const unknown = { backends: Number.NaN, writers: Number.NaN }
  const databaseCpu = () => (database ? (database.processes?.cpu() ?? unknown) : NO_CPU)
  const reading = (): Omit<Reading, 'counts'> => {
    const { user, system } = process.cpuUsage()
    return { server: cpuMs(server.pid), load: (user + system) / 1000, database: databaseCpu() }
  }
  let begun = reading()
  let ended = begun
  const counts = database ? () => database.counts() : async () => NO_COUNTS
  let countsBegun = counts()
  const measured = await loop({
    begin: () => {
      countsBegun = counts()
      begun = reading()
    },
    end: () => {
      ended = reading()
    },
  })
  const before = await countsBegun
  const after = await counts()
  await database?.checkpoint()
  const writers = databaseCpu().writers - begun.database.writers
  return figures(measured, begun, ended, { writers, before, after, rssMb: rssMb(server.pid) })
}

interface Afterwards {
  writers: number
  before: DatabaseCounts
  after: DatabaseCounts
  rssMb: number
}

function figures(
  measured: Measured,
  begun: Omit<Reading, 'counts'>,
  ended: Omit<Reading, 'counts'>,
  { writers, before, after, rssMb }: Afterwards,
): Round {
  const turns = measured.replies.length
  const server = (ended.server - begun.server) / turns
  const backends = (ended.database.backends - begun.database.backends) / turns
  return {
    turnsPerSecond: turns / measured.seconds,
    sendsPerTurn: measured.sends / turns,
    reply: spread(measured.replies),
    ack: spread(measured.acks),
    cpu: {
      server,
      backends,
      writers: writers / turns,
      total: server + backends + writers / turns,
      load: (ended.load - begun.load) / turns,
    },
    commitsPerTurn: (after.commits - before.commits) / turns,
    walKbPerTurn: (after.walBytes - before.walBytes) / turns / 1024,
    rssMb,
  }
}

import type { Accounts } from './accounts.ts'
import type { BenchDatabase, TableCounts } from './database.ts'
import { type Spread, spread } from './figures.ts'
import { closedLoop, loneMessages, openLoop, warmLoop } from './loops.ts'
import type { Options } from './options.ts'
import type { PlatformServer } from './platform.ts'
import { rssMb } from './proc.ts'
import { measureRound, type Round } from './round.ts'
import type { ServerProcess } from './servers.ts'
import { Town } from './town.ts'

/** What every part works with. */
export interface Stage {
  options: Options
  accounts: Accounts
  platform: PlatformServer
}

/** A server and, where it has one outside its process, its database. */
export interface Subject {
  server: ServerProcess
  database: BenchDatabase | null
}

async function inTown<T>(
  stage: Stage,
  { server }: Subject,
  echoes: boolean,
  work: (town: Town) => Promise<T>,
) {
  const town = new Town(stage.accounts, stage.platform, server.url, echoes)
  try {
    return await work(town)
  } finally {
    await town.close()
  }
}

function closedRound(stage: Stage, subject: Subject, echoes: boolean): Promise<Round> {
  const { residents, seconds, spreadMs } = stage.options
  return inTown(stage, subject, echoes, (town) =>
    measureRound(subject.server, subject.database, (meter) =>
      closedLoop(town, residents, spreadMs, seconds * 1000, meter),
    ),
  )
}

async function warmUp(stage: Stage, subject: Subject): Promise<void> {
  const { residents, warmUpTurns, warmUpSeconds } = stage.options
  await inTown(stage, subject, false, (town) => warmLoop(town, residents, warmUpTurns, warmUpSeconds * 1000))
}

/** Rounds of both servers in turn, so that a change of the machine's mood meets both. */
export interface Closed {
  program: Round[]
  bare: Round[]
  /** Resident memory of the program, MB: before any load, and after the warm-up. */
  rssAtStart: number
  rssWarm: number
  /** What was done to each table, a turn: over all rounds of the program. */
  tables: TableCounts[]
}

/** The closed loop of residents: as much as goes. */
export async function closed(stage: Stage, program: Subject, bare: Subject | null): Promise<Closed> {
  const rssAtStart = rssMb(program.server.pid)
  await warmUp(stage, program)
  const rssWarm = rssMb(program.server.pid)
  if (bare) await warmUp(stage, bare)
  const rounds: Closed = { program: [], bare: [], rssAtStart, rssWarm, tables: [] }
  const before = (await program.database?.tables()) ?? []
  for (let n = 0; n < stage.options.rounds; n++) {
    rounds.program.push(await closedRound(stage, program, false))
    if (bare) rounds.bare.push(await closedRound(stage, bare, false))
  }
  rounds.tables = perTurn(before, (await program.database?.tables()) ?? [])
  return rounds
}

/** Differences for each message that was taken in: each is one row of `inbox`. */
function perTurn(before: TableCounts[], after: TableCounts[]): TableCounts[] {
  const inserted = (tables: TableCounts[]) => tables.find(({ name }) => name === 'inbox')?.inserted ?? 0
  const turns = inserted(after) - inserted(before)
  return after.map((table) => {
    const then = before.find(({ name }) => name === table.name)
    const share = (key: Exclude<keyof TableCounts, 'name'>) => (table[key] - (then?.[key] ?? 0)) / turns
    return {
      name: table.name,
      rowsScanned: share('rowsScanned'),
      indexLooks: share('indexLooks'),
      entriesRead: share('entriesRead'),
      inserted: share('inserted'),
      updated: share('updated'),
      updatedHot: share('updatedHot'),
      deleted: share('deleted'),
    }
  })
}

/** The same with an echo, a delivery and a read receipt for every message, each a webhook of its own. */
export function withEchoes(stage: Stage, program: Subject): Promise<Round> {
  return closedRound(stage, program, true)
}

/** Messages at a fixed rate, whatever the answers do. */
export function open(stage: Stage, program: Subject, perSecond: number): Promise<Round> {
  const { seconds, spreadMs } = stage.options
  return inTown(stage, program, false, (town) =>
    measureRound(program.server, program.database, (meter) =>
      openLoop(town, perSecond, spreadMs, seconds * 1000, meter),
    ),
  )
}

/** Pause between lone messages, ms. */
const PAUSE_MS = 30

/** One message at a time. */
export async function lone(stage: Stage, program: Subject): Promise<{ reply: Spread; ack: Spread }> {
  const tally = await inTown(stage, program, false, (town) =>
    loneMessages(town, stage.options.loneSamples, PAUSE_MS),
  )
  return { reply: spread(tally.replies), ack: spread(tally.acks) }
}

/** The closed loop on embedded PostgreSQL, once, and lone messages. */
export async function embedded(stage: Stage, program: Subject): Promise<{ round: Round; lone: Spread }> {
  await warmUp(stage, program)
  const round = await closedRound(stage, program, false)
  return { round, lone: (await lone(stage, program)).reply }
}

import { cpus } from 'node:os'
import type { TableCounts } from './database.ts'
import { medianOf, type Spread } from './figures.ts'
import type { Closed } from './parts.ts'
import type { Round } from './round.ts'

/** All figures of a run; parts that were not asked for are absent. */
export interface Results {
  machine: { cores: number; cpu: string; node: string; database: string | null }
  closed?: Closed
  echoes?: Round
  open?: { perSecond: number; round: Round }
  lone?: { reply: Spread; ack: Spread }
  pglite?: { round: Round; lone: Spread }
}

export function machine(database: string | null): Results['machine'] {
  const all = cpus()
  return { cores: all.length, cpu: all[0]?.model ?? 'unknown', node: process.version, database }
}

const number = (value: number, digits: number) => (Number.isFinite(value) ? value.toFixed(digits) : 'n/a')
const times = (a: number, b: number) => (b > 0 ? `x ${number(a / b, 1)}` : '')
const ms = ({ p50, p95, p99 }: Spread) => [p50, p95, p99].map((value) => number(value, 1)).join(' / ')

type Line = [name: string, of: (round: Round) => number, digits: number]

const LINES: Line[] = [
  ['turns a second', (r) => r.turnsPerSecond, 0],
  ['CPU ms a turn: server', (r) => r.cpu.server, 3],
  ['   database, connections', (r) => r.cpu.backends, 3],
  ['   database, writers', (r) => r.cpu.writers, 3],
  ['   together', (r) => r.cpu.total, 3],
  ['   (load generator)', (r) => r.cpu.load, 3],
  ['reply ms: p50', (r) => r.reply.p50, 1],
  ['   p95', (r) => r.reply.p95, 1],
  ['   p99', (r) => r.reply.p99, 1],
  ['acknowledgement ms: p50', (r) => r.ack.p50, 1],
  ['   p95', (r) => r.ack.p95, 1],
  ['   p99', (r) => r.ack.p99, 1],
  ['sends a turn', (r) => r.sendsPerTurn, 2],
  ['transactions a turn', (r) => r.commitsPerTurn, 3],
  ['KB of log a turn', (r) => r.walKbPerTurn, 2],
  ['memory after the round, MB', (r) => r.rssMb, 0],
]

function table(columns: [string, Round][]): string {
  const [first, second] = columns
  const head = `${''.padEnd(30)}${columns.map(([name]) => name.padStart(14)).join('')}`
  const rows = LINES.map(([name, of, digits]) => {
    const cells = columns.map(([, round]) => number(of(round), digits).padStart(14)).join('')
    const ratio = first && second ? times(of(first[1]), of(second[1])).padStart(12) : ''
    return `${name.padEnd(30)}${cells}${ratio}`.trimEnd()
  })
  return [head, ...rows].join('\n')
}

function tablesText(tables: TableCounts[]): string {
  const columns = [
    'rowsScanned',
    'indexLooks',
    'entriesRead',
    'inserted',
    'updated',
    'updatedHot',
    'deleted',
  ] as const
  const used = tables.filter((table) => columns.some((column) => table[column] >= 0.005))
  const head = `   ${'a turn, by table'.padEnd(22)}${columns.map((name) => name.padStart(12)).join('')}`
  const rows = used.map(
    (table) =>
      `   ${table.name.padEnd(22)}${columns.map((column) => number(table[column], 2).padStart(12)).join('')}`,
  )
  return [head, ...rows].join('\n')
}

function closedText({ program, bare, rssAtStart, rssWarm, tables }: Closed): string {
  const columns: [string, Round][] = [['program', medianOf(program)]]
  if (bare.length > 0) columns.push(['bare server', medianOf(bare)])
  const each = program.map((r) => `${number(r.cpu.total, 3)} ms, ${number(r.turnsPerSecond, 0)}/s`).join('; ')
  const memory = [rssAtStart, rssWarm, ...program.map((r) => r.rssMb)].map((mb) => number(mb, 0)).join(', ')
  return [
    `Closed loop, no echoes: medians of ${program.length} rounds, PostgreSQL`,
    table(columns),
    `each round of the program: ${each}`,
    `memory of the program, MB: at start, warm, after each round: ${memory}`,
    ...(tables.length > 0 ? [tablesText(tables)] : []),
  ].join('\n')
}

const latencies = (name: string, reply: Spread, ack: Spread) =>
  `${name}\n   reply p50/p95/p99 ${ms(reply)} ms, acknowledgement ${ms(ack)} ms`

function embeddedText({ round, lone }: NonNullable<Results['pglite']>): string {
  const { cpu, reply, ack, turnsPerSecond } = round
  const rate = `${number(turnsPerSecond, 0)} turns/s, CPU ${number(cpu.server, 3)} ms a turn, database included`
  const alone = `   a lone message p50 ${number(lone.p50, 1)} ms, max ${number(lone.max, 1)} ms`
  return `${latencies(`Embedded PostgreSQL (PGlite), closed loop: ${rate}`, reply, ack)}\n${alone}`
}

/** The results as people read them. */
export function report(results: Results): string {
  const { machine: m, closed, echoes, open, lone, pglite } = results
  const parts = [
    `${m.cores} cores (${m.cpu}), Node ${m.node}${m.database ? `, PostgreSQL: ${m.database}` : ''}`,
    `What limits: ${m.cores} cores carry server, database and load generator together, so turns a second depend on all ` +
      'three. CPU a turn depends least on what else runs; compare that.',
  ]
  if (closed) parts.push(closedText(closed))
  if (echoes) {
    parts.push(
      `Closed loop with echo, delivery and read receipt of every message\n${table([['program', echoes]])}`,
    )
  }
  if (open) {
    const name = `Open loop at half of the maximum (${number(open.perSecond, 0)} messages a second)`
    parts.push(
      `${latencies(name, open.round.reply, open.round.ack)}, CPU ${number(open.round.cpu.total, 3)} ms a turn`,
    )
  }
  if (lone) {
    const { reply, ack } = lone
    parts.push(
      `One message at a time\n   reply p50 ${number(reply.p50, 1)} ms, max ${number(reply.max, 1)} ms; ` +
        `acknowledgement p50 ${number(ack.p50, 1)} ms, max ${number(ack.max, 1)} ms`,
    )
  }
  if (pglite) parts.push(embeddedText(pglite))
  return parts.join('\n\n')
}

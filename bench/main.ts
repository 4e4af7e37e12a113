import { writeFileSync } from 'node:fs'
import { makeAccounts } from './accounts.ts'
import { runBare } from './bare.ts'
import { BenchDatabase } from './database.ts'
import { medianOf } from './figures.ts'
import { readOptions, USAGE } from './options.ts'
import { closed, embedded, lone, open, type Stage, type Subject, withEchoes } from './parts.ts'
import { PlatformServer } from './platform.ts'
import { printProfile, profileArgs } from './profile.ts'
import { machine, type Results, report } from './report.ts'
import { startBare, startProgram } from './servers.ts'
import { StatementSampler } from './statements.ts'

const note = (text: string) => process.stderr.write(`${text}\n`)

async function onPostgres(stage: Stage, program: Subject, results: Results): Promise<void> {
  const { options, accounts } = stage
  if (options.parts.includes('closed') || options.parts.includes('open')) {
    note('closed loop …')
    const bare = options.bare ? { server: await startBare(accounts), database: null } : null
    try {
      results.closed = await closed(stage, program, bare)
    } finally {
      await bare?.server.stop()
    }
  }
  if (options.parts.includes('echoes')) {
    note('closed loop with echoes …')
    results.echoes = await withEchoes(stage, program)
  }
  if (options.parts.includes('open') && results.closed) {
    note('open loop …')
    const perSecond = medianOf(results.closed.program).turnsPerSecond / 2
    results.open = { perSecond, round: await open(stage, program, perSecond) }
  }
  if (options.parts.includes('lone')) {
    note('lone messages …')
    results.lone = await lone(stage, program)
  }
}

async function onServer(stage: Stage, results: Results): Promise<void> {
  const { profile } = stage.options
  const database = await BenchDatabase.create()
  try {
    results.machine = machine(await database.describe())
    const server = await startProgram(stage.accounts, database.url, profile ? profileArgs(profile) : [])
    const sampler = profile ? new StatementSampler(database.besideUrl, database.name) : null
    try {
      await sampler?.start()
      await onPostgres(stage, { server, database }, results)
      if (sampler) note(`\nStatements, shares of the time\n${await sampler.stop()}`)
    } finally {
      await server.stop()
      if (server.said) note(`\nthe program wrote:\n${server.said}\n`)
    }
  } finally {
    await database.drop()
  }
}

async function onEmbedded(stage: Stage, results: Results): Promise<void> {
  note('embedded PostgreSQL …')
  const server = await startProgram(stage.accounts, null)
  try {
    results.pglite = await embedded(stage, { server, database: null })
  } finally {
    await server.stop()
  }
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2))
  if (!options) return void process.stdout.write(USAGE)
  const platform = new PlatformServer(options.platformMs)
  const accounts = makeAccounts(await platform.listen())
  const stage: Stage = { options, accounts, platform }
  const results: Results = { machine: machine(null) }
  try {
    if (options.parts.some((part) => part !== 'pglite')) await onServer(stage, results)
    if (options.parts.includes('pglite')) await onEmbedded(stage, results)
  } finally {
    platform.close()
  }
  process.stdout.write(`\n${report(results)}\n`)
  if (options.json) writeFileSync(options.json, `${JSON.stringify(results, null, 2)}\n`)
  if (options.profile) printProfile(options.profile)
}

if (process.argv.includes('--bare')) await runBare()
else {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
    process.exitCode = 1
  })
}

import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startApp } from '../app.ts'
import { createHttp } from '../channels/http.ts'
import { systemClock } from '../common/clock.ts'
import { Keyring } from '../common/crypto.ts'
import { OperatorError } from '../common/errors.ts'
import { sandboxAppKey } from '../config/app-key.ts'
import { type Config, readConfig } from '../config.ts'
import { buildConnections } from '../connections.ts'
import { registerAccounts } from '../conversation/account-store.ts'
import { type DoctorOptions, type Examined, examine } from '../doctor.ts'
import { callRunningServer, type Json } from '../storage/admin-socket.ts'
import type { Database } from '../storage/database.ts'
import { checkKey } from '../storage/key-check.ts'
import { migrate, migrationsCurrent } from '../storage/migrate.ts'
import { openChecked } from '../storage/surroundings.ts'
import { createLogger } from '../telemetry/logger.ts'
import { createMetrics } from '../telemetry/metrics.ts'
import { configuration, databaseOf, runCommand } from './command.ts'

const USAGE = `Usage: npm run doctor -- [account …] [--json] [--fix] [--reset-buttons]
  --json            one JSON object in place of lines
  --fix             subscribes Pages to webhooks that are missing
  --reset-buttons   forgets that Zalo refused buttons (-224), after the package was changed`

function options(): DoctorOptions & { json: boolean } {
  try {
    const flag = { type: 'boolean' } as const
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { json: flag, fix: flag, 'reset-buttons': flag },
    })
    return {
      accounts: positionals,
      json: values.json ?? false,
      fix: values.fix ?? false,
      resetButtons: values['reset-buttons'] ?? false,
    }
  } catch {
    throw new OperatorError(USAGE)
  }
}

/** By the running server where it holds the database or the emulator, else here. */
async function examined(config: Config, wanted: DoctorOptions): Promise<Examined[]> {
  const askServer = config.sandbox || !config.databaseUrl
  const answer = askServer ? await ask(config.dataDir, wanted) : null
  if (answer) return answer
  return config.sandbox ? examineOwnSandbox(wanted) : examineHere(config, wanted)
}

async function ask(dataDir: string, wanted: DoctorOptions): Promise<Examined[] | null> {
  const args: Json = { ...wanted }
  const answer = await callRunningServer(dataDir, 'doctor', args)
  // The other end is this program too.
  return answer === 'not-running' ? null : (answer as unknown as Examined[])
}

/** No server runs: a sandbox of this command's own shows what an examination looks like. */
async function examineOwnSandbox(wanted: DoctorOptions): Promise<Examined[]> {
  const folder = await mkdtemp(join(tmpdir(), 'cks-doctor-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))
  const config = readConfig({ PORT: '0', DATA_DIR: folder, SANDBOX: 'true', LOG_LEVEL: 'silent' }, () => '')
  const app = await startApp(config, createLogger('silent'))
  try {
    const note: Examined = {
      about: 'server',
      check: 'sandbox',
      level: 'note',
      says: 'No account is configured and no server runs here: a sandbox was started for this examination alone.',
    }
    return [note, ...((await ask(folder, wanted)) ?? [])]
  } finally {
    await app.close()
  }
}

async function examineHere(config: Config, wanted: DoctorOptions): Promise<Examined[]> {
  const database = (says: string): Examined[] => [
    { about: 'server', check: 'database', level: 'fault', says },
  ]
  let db: Database
  try {
    db = await openChecked(databaseOf(config))
  } catch (error) {
    if (error instanceof OperatorError) return database(error.message)
    throw error
  }
  try {
    // No server runs on an embedded one; a server's is brought up to date by its own start.
    if (db.kind === 'pglite') await migrate(db, systemClock)
    else if (!(await migrationsCurrent(db)))
      return database(
        'The database is not that of this version of the program: start the server, or npm run migrate.',
      )
    const key = config.appKey ?? sandboxAppKey(config.dataDir)
    const served = config.accounts.map(({ id }) => id)
    await checkKey(db, [key], served)
    await registerAccounts(db, [...config.accounts])
    return await examineWith(config, db, new Keyring([key]), wanted)
  } catch (error) {
    if (error instanceof OperatorError) return database(error.message)
    throw error
  } finally {
    await db.close()
  }
}

async function examineWith(
  config: Config,
  db: Database,
  keyring: Keyring,
  wanted: DoctorOptions,
): Promise<Examined[]> {
  const http = createHttp()
  const { accounts } = config
  const shared = { config, db, clock: systemClock, http, accounts }
  const connections = buildConnections({
    ...shared,
    keyring,
    metrics: createMetrics(),
    log: createLogger('silent'),
  })
  try {
    return await examine({ ...shared, connections, ownUrl: ownUrl(config) }, wanted)
  } finally {
    connections.zaloTokens.close()
    await http.close()
  }
}

function ownUrl({ http: { host, port } }: Config): string {
  const named = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${named.includes(':') ? `[${named}]` : named}:${port}`
}

const MARKS = { ok: 'ok     ', note: 'note   ', warning: 'WARNING', fault: 'TO DO  ' } as const
const INDENT = ' '.repeat(11)

function lines(all: Examined[]): string {
  const out: string[] = []
  for (const about of new Set(all.map((one) => one.about))) {
    out.push(about === 'server' ? 'Server' : `\nAccount ${about}`)
    for (const one of all.filter((other) => other.about === about)) {
      out.push(`  ${MARKS[one.level]}  ${one.check}: ${one.says}`)
      if (one.link) out.push(`${INDENT}${one.link}`)
      if (one.remedy) out.push(`${INDENT}→ ${one.remedy}`)
    }
  }
  return out.join('\n')
}

function verdict(all: Examined[]): string {
  const count = (level: Examined['level']) => all.filter((one) => one.level === level).length
  const faults = count('fault')
  const warnings = count('warning')
  const more = warnings > 0 ? ` ${warnings} ${warnings === 1 ? 'warning' : 'warnings'}.` : ''
  if (faults === 0) return `Nothing must be done.${more}`
  return `${faults} ${faults === 1 ? 'thing' : 'things'} must be done (TO DO).${more}`
}

await runCommand(async () => {
  const { json, ...wanted } = options()
  const all = await examined(configuration(), wanted)
  const ok = !all.some(({ level }) => level === 'fault')
  if (!ok) process.exitCode = 1
  return json ? JSON.stringify({ ok, findings: all }, null, 2) : `${lines(all)}\n\n${verdict(all)}`
})

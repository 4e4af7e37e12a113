import { readFileSync } from 'node:fs'
import closeWithGrace from 'close-with-grace'
import { type App, startApp } from './app.ts'
import { telling } from './cli/command.ts'
import { readEnvFile } from './config/env-file.ts'
import { type Config, readConfig } from './config.ts'
import { factsFaults } from './facts.ts'
import { catalogueFaults } from './providers/catalogue.ts'
import { dataDirFault } from './storage/surroundings.ts'
import { createLogger, type Logger } from './telemetry/logger.ts'
import { wardFaults } from './ward-faults.ts'

/** Longer than the slowest platform call (8 s), shorter than what orchestrators wait before they kill (30 s). */
const GRACE_MS = 20_000
/** One wish to stop may come twice: npm passes on the Ctrl+C that the terminal has sent to both, supervisors signal groups. */
const SAME_STOP_MS = 1000
const STOPS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

async function main(): Promise<void> {
  const misspelt = readEnvFile(process.env)
  const readFile = (path: string) => readFileSync(path, 'utf8')
  const config = readConfig(process.env, readFile, (told) => [
    ...misspelt,
    ...wardFaults(told.accounts),
    ...folderFaults(told, readFile),
  ])
  const log = createLogger(config.logLevel)
  const app = await startApp(config, log)
  stopWhenAsked(app, log)
  const { roles, sandbox, accounts } = config
  const redis = config.redisUrl !== undefined
  const serving = accounts.map((account) => account.id)
  log.info({ listening: app.url, database: app.db.kind, redis, roles, sandbox, accounts: serving }, 'ready')
  if (config.sandbox) process.stdout.write(welcome(app))
  for (const note of notes(config)) log.warn(note)
}

/** What is wrong with the data folder, or else with what the operator put there. */
function folderFaults(
  told: Pick<Config, 'dataDir' | 'databaseUrl' | 'sandbox'>,
  readFile: (path: string) => string,
): string[] {
  const fault = told.sandbox || !told.databaseUrl ? dataDirFault(told.dataDir) : undefined
  return fault ? [fault] : [...catalogueFaults(told, readFile), ...factsFaults(told.dataDir, readFile)]
}

/** Stops in order at the first signal or uncaught fault; a signal that comes a second later ends the process at once. */
function stopWhenAsked(app: App, log: Logger): void {
  let asked: NodeJS.Signals | undefined
  const onTimeout = () => log.error('what was under way took too long: it is settled at the next start')
  const options = { delay: GRACE_MS, onTimeout, skip: [...STOPS] }
  const grace = closeWithGrace({ ...options, logger: false }, async ({ err }) => {
    if (err) log.fatal({ err }, 'stopping after a fault that nobody caught')
    else log.info({ signal: asked }, 'stopping: finishing what was begun')
    await app.close().catch((error: unknown) => {
      log.error({ err: error }, 'the stop was not in order: what was under way is settled at the next start')
      throw error
    })
    log.info('stopped')
  })
  let insists = false
  const stop = (signal: NodeJS.Signals) => {
    if (insists) {
      log.warn({ signal }, 'stopped at once: what was under way is settled at the next start')
      process.exit(1)
    }
    if (asked) return
    asked = signal
    setTimeout(() => {
      insists = true
    }, SAME_STOP_MS).unref()
    grace.close()
  }
  for (const signal of STOPS) process.on(signal, stop)
}

function welcome(app: App): string {
  const simulator = `${app.url}/simulator`
  const wide = simulator.length
  return `
  The server is ready at ${app.url}
  It is a sandbox: Zalo and Messenger are emulated here, nobody outside is written to.

    ${simulator}   phones in the browser: talk to the assistant as a resident would
    ${'npm run chat'.padEnd(wide)}   talk to the assistant in a second terminal
    ${'npm run chat -- messenger'.padEnd(wide)}   the same on Messenger's side
    ${`${app.url}/healthz`.padEnd(wide)}   whether it is alive

  With real credentials in the environment (.env.example lists them) the same command serves a real OA or Page.
  Stop with Ctrl+C.

`
}

/** What the operator should know about facts that could not be checked without live accounts. */
function notes(config: Config): string[] {
  const { web, worker } = config.roles
  if (config.sandbox) {
    return web && worker
      ? []
      : [
          'This sandbox is of this process alone, and ROLES leaves half of the work to another: nobody answers. Unset ROLES.',
        ]
  }
  const platforms = new Set(config.accounts.map((account) => account.platform))
  return [
    ...(platforms.has('zalo')
      ? [
          'Whether this OA may send buttons depends on its package: after a first refusal (-224) choices are numbered.',
        ]
      : []),
    ...(config.databaseUrl
      ? []
      : [
          'Embedded database: safe against a crash of the program, not against a power cut. Use DATABASE_URL for real service.',
        ]),
    ...(web && worker ? [] : [`ROLES: the other half of the work must be done by another instance.`]),
  ]
}

main().catch((error) => {
  process.stderr.write(`\n${telling(error)}\n\n`)
  process.exit(1)
})

import { existsSync, readFileSync } from 'node:fs'
import closeWithGrace from 'close-with-grace'
import { type App, startApp } from './app.ts'
import { OperatorError } from './common/errors.ts'
import { type Config, readConfig } from './config.ts'
import { catalogueFaults } from './providers/catalogue.ts'
import { createLogger } from './telemetry/logger.ts'

/** Longer than the slowest platform call (8 s), shorter than what orchestrators wait before they kill (30 s). */
const GRACE_MS = 20_000

/** A `.env` in the working folder is read too; what the environment already has wins. */
function loadEnvFile(): void {
  if (existsSync('.env')) process.loadEnvFile('.env')
}

async function main(): Promise<void> {
  loadEnvFile()
  const readFile = (path: string) => readFileSync(path, 'utf8')
  const config = readConfig(process.env, readFile, (told) => catalogueFaults(told, readFile))
  const log = createLogger(config.logLevel)
  const app = await startApp(config, log)
  closeWithGrace({ delay: GRACE_MS, logger: false }, async ({ err, signal }) => {
    if (err) log.fatal({ err }, 'stopping after a fault that nobody caught')
    else log.info({ signal }, 'stopping: finishing what was begun')
    await app.close()
    log.info('stopped')
  })
  log.info(
    { listening: app.url, database: app.db.kind, roles: config.roles, sandbox: config.sandbox },
    'ready',
  )
  if (config.sandbox) process.stdout.write(welcome(app))
  for (const note of notes(config)) log.warn(note)
}

function welcome(app: App): string {
  return `
  The server is ready at ${app.url}
  It is a sandbox: Zalo and Messenger are emulated here, nobody outside is written to.

    npm run chat                talk to the assistant in this terminal (open a second one)
    npm run chat -- messenger   the same on Messenger's side
    ${app.url}/healthz

  With real credentials in the environment (.env.example lists them) the same command serves a real OA or Page.
  Stop with Ctrl+C.

`
}

/** What the operator should know about facts that could not be checked without live accounts. */
function notes(config: Config): string[] {
  if (config.sandbox) return []
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
  ]
}

main().catch((error) => {
  if (error instanceof OperatorError) process.stderr.write(`\n${error.message}\n\n`)
  else process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : 'unknown fault'}\n`)
  process.exit(1)
})

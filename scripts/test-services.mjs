// Runs the unit suites again on PostgreSQL and Redis, then the fault suites with real processes.
//   DATABASE_URL=postgres://… REDIS_URL=redis://… npm run test:services [-- --full]
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'

const NEEDED = {
  DATABASE_URL:
    'a PostgreSQL 15 or newer whose user may create databases, e.g. postgres://test:test@127.0.0.1:5432/test',
  REDIS_URL: 'a Redis that may be emptied, e.g. redis://127.0.0.1:6379',
}

const missing = Object.keys(NEEDED).filter((name) => !process.env[name])
if (missing.length > 0) {
  for (const name of missing) console.error(`${name} is missing: set it to ${NEEDED[name]}`)
  process.exit(1)
}

const full = process.argv.includes('--full')
const rest = process.argv.slice(2).filter((arg) => arg !== '--full')

/** One vitest project; its JSON report goes where REPORT_DIR says, for .ci/run. */
function run(project) {
  const folder = process.env.REPORT_DIR
  const report = folder
    ? ['--reporter=default', '--reporter=json', `--outputFile.json=${folder}/services-${project}.json`]
    : []
  const { status } = spawnSync(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--project', project, ...report, ...rest],
    { stdio: 'inherit', env: { ...process.env, FAULTS_FULL: full ? '1' : '' } },
  )
  return status === 0
}

const hasFaults =
  existsSync('test/faults') && readdirSync('test/faults').some((file) => file.endsWith('.test.ts'))
const results = [run('unit'), ...(hasFaults ? [run('faults')] : [])]
process.exitCode = results.every(Boolean) ? 0 : 1

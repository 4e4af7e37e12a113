import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { systemClock } from '../common/clock.ts'
import { OperatorError } from '../common/errors.ts'
import type { Config } from '../config.ts'
import { readHamletCsv } from '../register/hamlet-csv.ts'
import { atHamletDesk, type HamletRequest } from '../register/hamlet-desk.ts'
import { callRunningServer } from '../storage/admin-socket.ts'
import { migrationsCurrent } from '../storage/migrate.ts'
import { openChecked } from '../storage/surroundings.ts'
import { configuration, databaseOf, runCommand } from './command.ts'

const USAGE = `Usage: npm run hamlets                                    counts by ward
       npm run hamlets -- load <file.csv>                 adds those of the file
       npm run hamlets -- load <file.csv> --replace       and takes away the others of the wards that it names
The first line of the file names the columns: "Thôn, tổ dân phố" and "Phường, xã" (a ward of today or an old unit).`

/** Lists of a few wards are far smaller, and the admin socket takes no more. */
const LARGEST_FILE = 200_000

async function request(): Promise<HamletRequest> {
  const { positionals, values } = argumentsGiven()
  const [act, file, ...more] = positionals
  if (act === undefined && !values.replace) return { act: 'list' }
  if (act !== 'load' || !file || more.length > 0) throw new OperatorError(USAGE)
  const { hamlets, faults } = readHamletCsv(await textOf(file))
  if (faults.length > 0) {
    const lines = faults.map(({ line, say }) => `  line ${line}: ${say}`)
    throw new OperatorError(`${file} was not loaded, and nothing is changed:\n${lines.join('\n')}`)
  }
  return { act, hamlets, replace: values.replace ?? false }
}

function argumentsGiven() {
  try {
    return parseArgs({ allowPositionals: true, options: { replace: { type: 'boolean' } } })
  } catch {
    throw new OperatorError(USAGE)
  }
}

async function textOf(file: string): Promise<string> {
  const bytes = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new OperatorError(`${file} cannot be read (${error.code}): name the CSV file of the hamlets.`)
  })
  if (bytes.length > LARGEST_FILE)
    throw new OperatorError(`${file} is larger than ${LARGEST_FILE / 1000} kB: load the list ward by ward.`)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new OperatorError(`${file} is not in UTF-8: in Excel save it as "CSV UTF-8 (Comma delimited)".`)
  }
}

/** By the running server where it holds the embedded database, else here. */
async function asked(config: Config, wanted: HamletRequest): Promise<string> {
  if (!config.databaseUrl) {
    const args =
      wanted.act === 'list'
        ? { act: 'list' }
        : { ...wanted, hamlets: wanted.hamlets.map((one) => ({ ...one })) }
    const answer = await callRunningServer(config.dataDir, 'hamlets', args)
    if (answer !== 'not-running') return String(answer)
    // Opening it would make a new one.
    if (!existsSync(join(config.dataDir, 'pglite')))
      throw new OperatorError(
        `DATA_DIR ${config.dataDir} holds no database: name the folder of the server, or start it once.`,
      )
  }
  const db = await openChecked(databaseOf(config))
  try {
    if (!(await migrationsCurrent(db)))
      throw new OperatorError(
        'The database is not of this version of the program: run npm run migrate first.',
      )
    return await atHamletDesk({ db, clock: systemClock }, wanted)
  } finally {
    await db.close()
  }
}

await runCommand(async () => {
  const wanted = await request()
  return asked(configuration(), wanted)
})

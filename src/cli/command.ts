import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { OperatorError } from '../common/errors.ts'
import { readEnvFile } from '../config/env-file.ts'
import { type Config, readConfig } from '../config.ts'

/** The configuration as the server reads it. @throws OperatorError with every fault. */
export function configuration(): Config {
  const misspelt = readEnvFile(process.env)
  return readConfig(
    process.env,
    (path) => readFileSync(path, 'utf8'),
    () => misspelt,
  )
}

/** How commands open the database that the server uses. */
export function databaseOf(config: Config): { url: string } | { dataDir: string } {
  return config.databaseUrl ? { url: config.databaseUrl } : { dataDir: config.dataDir }
}

/** A fault in words; one that nobody thought of keeps its place in the code. */
export function telling(error: unknown): string {
  if (error instanceof OperatorError) return error.message
  const fault = error instanceof Error ? (error.stack ?? error.message) : 'unknown fault'
  return `This failed for a reason that the program does not know. Pass these lines on to whoever maintains it:\n${fault}`
}

/** Runs a command: its result is printed, a fault that the operator can mend is told in words. Exit code 1 on faults. */
export async function runCommand(work: () => Promise<string>): Promise<void> {
  try {
    process.stdout.write(`${await work()}\n`)
  } catch (error) {
    process.stderr.write(`${telling(error)}\n`)
    process.exitCode = 1
  }
}

/** The file named on the command line. @throws OperatorError with the usage. */
export function fileArgument(usage: string): string {
  const file = process.argv[2]
  if (!file || process.argv.length > 3) throw new OperatorError(`Usage: ${usage}`)
  return file
}

/** Passphrase of a backup: BACKUP_PASSPHRASE, else asked for without showing it. */
export async function passphrase(): Promise<string> {
  const given = process.env['BACKUP_PASSPHRASE']
  if (given) return given
  if (!process.stdin.isTTY)
    throw new OperatorError('Set BACKUP_PASSPHRASE, or run this in a terminal to be asked.')
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true })
  process.stdout.write('Passphrase: ')
  const answer = await terminal.question('')
  terminal.close()
  process.stdout.write('\n')
  return answer
}

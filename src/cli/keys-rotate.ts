import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock } from '../common/clock.ts'
import type { RootKey } from '../common/crypto.ts'
import { OperatorError } from '../common/errors.ts'
import { rootKey, sandboxAppKey } from '../config/app-key.ts'
import type { Config } from '../config.ts'
import { type Rotation, rotateKeys } from '../keys-rotate.ts'
import { callRunningServer } from '../storage/admin-socket.ts'
import { checkKey } from '../storage/key-check.ts'
import { migrate } from '../storage/migrate.ts'
import { openChecked } from '../storage/surroundings.ts'
import { configuration, databaseOf, runCommand } from './command.ts'

/** Where the next key lies before any data is sealed with it: at no moment is there data whose key is nowhere. */
const nextKeyFile = (config: Config) => join(config.dataDir, 'app-key.next')

/** The key to go to: the one that an interrupted rotation left, or a new one. */
function nextKey(file: string): RootKey {
  if (!existsSync(file))
    writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
  const secret = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64')
  if (secret.length !== 32)
    throw new OperatorError(
      `${file} holds no key: remove it if no data was sealed with it, then rotate again.`,
    )
  return rootKey(secret)
}

/** Puts the new key where the sandbox finds it, or says where it must be set. */
function placeKey(config: Config, file: string): string {
  if (!config.sandbox)
    return `Set APP_KEY to the content of ${file}, remove that file, and start the server. The old key opens nothing any more.`
  renameSync(file, join(config.dataDir, 'app-key'))
  return 'The new key is in place: start the server.'
}

function told({ values, phones, links }: Rotation): string {
  const ended =
    links > 0
      ? ` ${links} personal links that were open have ended; whoever taps one is asked to write to the assistant for a new one.`
      : ''
  return (
    `${values} sealed values and the hashes of ${phones} phone numbers were made anew.${ended} ` +
    'Backups made before this still hold the old key: make a new one and remove those that are not needed.'
  )
}

await runCommand(async () => {
  if (process.argv.length > 2) throw new OperatorError('Usage: npm run keys:rotate')
  const config = configuration()
  const running = config.databaseUrl
    ? 'not-running'
    : await callRunningServer(config.dataDir, 'sandbox', null)
  if (running !== 'not-running')
    throw new OperatorError(
      'The server is running: stop it, then rotate its key. What arrives meanwhile is delivered again.',
    )
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 })
  const file = nextKeyFile(config)
  const db = await openChecked(databaseOf(config))
  try {
    await migrate(db, systemClock)
    const old = config.appKey ?? sandboxAppKey(config.dataDir)
    const next = nextKey(file)
    await checkKey(db, [old, next])
    const done = await rotateKeys(db, old, next, systemClock.now())
    return `${told(done)}\n${placeKey(config, file)}`
  } finally {
    await db.close()
  }
})

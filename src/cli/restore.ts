import { mkdirSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { systemClock } from '../common/clock.ts'
import type { RootKey } from '../common/crypto.ts'
import type { Config } from '../config.ts'
import { restore } from '../storage/restore.ts'
import { openChecked } from '../storage/surroundings.ts'
import { configuration, databaseOf, fileArgument, passphrase, runCommand } from './command.ts'

/** Puts the restored key where the server finds it, or says where it must be set. */
function placeKey(config: Config, keys: RootKey[]): string {
  const key = keys[0]
  if (!key) return 'The backup holds no key.'
  if (config.appKey?.id === key.id) return 'APP_KEY is the one the data was encrypted with.'
  mkdirSync(config.dataDir, { recursive: true })
  const file = join(config.dataDir, config.sandbox ? 'app-key' : 'app-key.restored')
  writeFileSync(file, `${key.secret.toString('base64')}\n`, { mode: 0o600 })
  return config.sandbox
    ? `The key is in ${file}, where the sandbox finds it.`
    : `APP_KEY here is another one: set it to the content of ${file}, then remove that file. Without it nothing can be read.`
}

await runCommand(async () => {
  const file = resolve(fileArgument('npm run restore -- <file>'))
  const config = configuration()
  const secret = await passphrase()
  const db = await openChecked(databaseOf(config))
  try {
    const keys = await restore(db, systemClock, file, secret)
    return `Restored from ${file}. ${placeKey(config, keys)}`
  } finally {
    await db.close()
  }
})

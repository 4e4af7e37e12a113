import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { OperatorError } from '../common/errors.ts'
import { sandboxAppKey } from '../config/app-key.ts'
import { callRunningServer } from '../storage/admin-socket.ts'
import { backup } from '../storage/backup.ts'
import { openChecked } from '../storage/surroundings.ts'
import { configuration, databaseOf, fileArgument, passphrase, runCommand } from './command.ts'

const written = (file: string) =>
  `Written: ${file}. It opens with the passphrase only: keep both, apart from each other and from this machine.`

await runCommand(async () => {
  const file = resolve(fileArgument('npm run backup -- <file>'))
  const config = configuration()
  const secret = await passphrase()
  if (!config.databaseUrl) {
    // The embedded database belongs to the running server: it writes the backup itself.
    const answer = await callRunningServer(config.dataDir, 'backup', { file, passphrase: secret })
    if (answer !== 'not-running') return written(file)
    // Opening it would make a new one.
    if (!existsSync(join(config.dataDir, 'pglite')))
      throw new OperatorError(
        `DATA_DIR ${config.dataDir} holds no database: name the folder of the server, or set its DATABASE_URL.`,
      )
  }
  const db = await openChecked(databaseOf(config))
  try {
    await backup(db, [config.appKey ?? sandboxAppKey(config.dataDir)], secret, file)
  } finally {
    await db.close()
  }
  return written(file)
})

import { resolve } from 'node:path'
import { sandboxAppKey } from '../config/app-key.ts'
import { callRunningServer } from '../storage/admin-socket.ts'
import { backup } from '../storage/backup.ts'
import { openDatabase } from '../storage/open.ts'
import { configuration, databaseOf, fileArgument, passphrase, runCommand } from './command.ts'

await runCommand(async () => {
  const file = resolve(fileArgument('npm run backup -- <file>'))
  const config = configuration()
  const secret = await passphrase()
  if (!config.databaseUrl) {
    // The embedded database belongs to the running server: it writes the backup itself.
    const answer = await callRunningServer(config.dataDir, 'backup', { file, passphrase: secret })
    if (answer !== 'not-running') return `Written: ${file}`
  }
  const db = await openDatabase(databaseOf(config))
  try {
    await backup(db, [config.appKey ?? sandboxAppKey(config.dataDir)], secret, file)
  } finally {
    await db.close()
  }
  return `Written: ${file}`
})

import { systemClock } from '../common/clock.ts'
import { callRunningServer } from '../storage/admin-socket.ts'
import { migrate } from '../storage/migrate.ts'
import { openChecked } from '../storage/surroundings.ts'
import { configuration, databaseOf, runCommand } from './command.ts'

await runCommand(async () => {
  const config = configuration()
  const running = config.databaseUrl
    ? 'not-running'
    : await callRunningServer(config.dataDir, 'sandbox', null)
  if (running !== 'not-running')
    return 'The server is running and has brought its database up to date at start. After an update, restart it.'
  const db = await openChecked(databaseOf(config))
  try {
    await migrate(db, systemClock)
  } finally {
    await db.close()
  }
  return 'The database is up to date.'
})

import { systemClock } from '../common/clock.ts'
import { OperatorError } from '../common/errors.ts'
import { callRunningServer } from '../storage/admin-socket.ts'
import { migrate } from '../storage/migrate.ts'
import { openDatabase } from '../storage/open.ts'
import { configuration, databaseOf, runCommand } from './command.ts'

await runCommand(async () => {
  const config = configuration()
  const running = config.databaseUrl
    ? 'not-running'
    : await callRunningServer(config.dataDir, 'sandbox', null)
  if (running !== 'not-running')
    throw new OperatorError('The server is running and has migrated its database at start.')
  const db = await openDatabase(databaseOf(config))
  try {
    await migrate(db, systemClock)
  } finally {
    await db.close()
  }
  return 'The database is up to date.'
})

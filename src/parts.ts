import type { Account, Channel, Platform } from './channels/channel.ts'
import type { Http } from './channels/http.ts'
import type { Clock } from './common/clock.ts'
import type { Keyring } from './common/crypto.ts'
import type { Config } from './config.ts'
import type { Connections } from './connections.ts'
import type { Road } from './conversation/road.ts'
import type { Catalogue } from './providers/catalogue.ts'
import type { SimulatorJoint } from './simulator.ts'
import type { Database } from './storage/database.ts'
import type { Logger } from './telemetry/logger.ts'
import type { Metrics } from './telemetry/metrics.ts'

/** Everything an instance is made of, once built. */
export interface Parts {
  config: Config
  clock: Clock
  log: Logger
  metrics: Metrics
  db: Database
  keyring: Keyring
  accounts: Account[]
  http: Http
  connections: Connections
  channels: Record<Platform, Channel>
  catalogue: Catalogue
  road: Road
  simulator: SimulatorJoint | null
}

import { Redis } from 'ioredis'
import type { Account } from './channels/channel.ts'
import type { Level } from './channels/connection/finding.ts'
import type { Http } from './channels/http.ts'
import type { Clock } from './common/clock.ts'
import { OperatorError } from './common/errors.ts'
import type { Config } from './config.ts'
import type { Connections } from './connections.ts'
import { loadCatalogue } from './providers/catalogue.ts'
import type { Database } from './storage/database.ts'
import { wardFaults } from './ward-faults.ts'

/** What an examination needs of a server, running or not. */
export interface DoctorParts {
  config: Config
  clock: Clock
  db: Database
  http: Http
  accounts: readonly Account[]
  connections: Connections
  /** Where the server listens, as this machine reaches it. */
  ownUrl: string
}

interface Found {
  check: string
  level: Level
  says: string
  remedy?: string
}

/** Examines all that is no account. `reachable`: a server of ours answers at `ownUrl`. */
export async function checkServer(parts: DoctorParts): Promise<{ findings: Found[]; reachable: boolean }> {
  const running = await checkRunning(parts)
  const findings = [
    running.found,
    database(parts),
    ...(await redis(parts.config)),
    ...publicAddress(parts.config.publicUrl, parts.accounts),
    ...(await publicReach(parts)),
    await providers(parts.config),
    ...wardFaults(parts.accounts).map((says): Found => ({ check: 'places', level: 'fault', says })),
  ]
  return { findings, reachable: running.reachable }
}

async function checkRunning({ http, ownUrl }: DoctorParts): Promise<{ found: Found; reachable: boolean }> {
  const answer = await http.request({ method: 'GET', url: `${ownUrl}/readyz` })
  if (answer.kind === 'answer' && answer.status === 200 && /"ready":\s*true/.test(answer.text))
    return {
      reachable: true,
      found: {
        check: 'running',
        level: 'ok',
        says: `The server answers at ${ownUrl}, its database is current.`,
      },
    }
  const says =
    answer.kind === 'answer'
      ? `Something answers at ${ownUrl}, and it is no server of ours that is ready (HTTP ${answer.status}).`
      : `No server answers at ${ownUrl}: its webhooks cannot be tried.`
  const remedy = 'Start it (npm start) on this machine with the same HOST and PORT, and run the doctor again.'
  return { reachable: false, found: { check: 'running', level: 'warning', says, remedy } }
}

function database({ db, config }: DoctorParts): Found {
  const key = config.appKey ? 'APP_KEY opens what is stored' : "the sandbox's key opens what is stored"
  if (db.kind === 'postgres' || config.sandbox)
    return {
      check: 'database',
      level: 'ok',
      says: `The database (${db.kind === 'postgres' ? 'PostgreSQL' : 'embedded'}) answers, and ${key}.`,
    }
  return {
    check: 'database',
    level: 'warning',
    says: `The database is the embedded one, and ${key}. It is safe against a crash of the program, not against a power cut.`,
    remedy: 'Set DATABASE_URL for real service.',
  }
}

async function redis({ redisUrl }: Config): Promise<Found[]> {
  if (!redisUrl) return []
  const client = new Redis(redisUrl, {
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    connectTimeout: 3000,
  })
  client.on('error', () => {})
  try {
    await client.connect()
    await client.ping()
    return [{ check: 'redis', level: 'ok', says: 'Redis answers.' }]
  } catch {
    return [
      {
        check: 'redis',
        level: 'fault',
        says: 'Redis does not answer: instances poll, and keep to a share of the budgets.',
        remedy: 'Check REDIS_URL, its password, and that the server runs.',
      },
    ]
  } finally {
    client.disconnect()
  }
}

const isLoopback = (host: string) => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(host)
const isPrivate = (host: string) =>
  /^(10(\.\d+){3}|192\.168(\.\d+){2}|172\.(1[6-9]|2\d|3[01])(\.\d+){2}|\[f[cd].*\])$|\.(local|internal|lan)$|^[^.]+$/.test(
    host,
  )

/** Whether platforms can reach PUBLIC_URL, by its form alone. */
export function publicAddress(publicUrl: string, accounts: readonly Account[]): Found[] {
  const url = new URL(publicUrl)
  const fault = (says: string): Found => ({
    check: 'public-url',
    level: 'fault',
    says,
    remedy: 'Set PUBLIC_URL to the https:// address of a domain that leads to this server.',
  })
  if (isLoopback(url.hostname)) {
    const rehearsal = accounts.every(({ apiUrl }) => isLoopback(new URL(apiUrl).hostname))
    if (rehearsal)
      return [
        {
          check: 'public-url',
          level: 'note',
          says: 'PUBLIC_URL is this machine, and so are the platforms: a rehearsal.',
        },
      ]
    return [fault('PUBLIC_URL is this machine: no platform can reach it.')]
  }
  if (isPrivate(url.hostname))
    return [fault('PUBLIC_URL is an address of a private network: no platform can reach it.')]
  if (url.port !== '' && accounts.some(({ platform }) => platform === 'zalo'))
    return [fault('PUBLIC_URL names a port, which Zalo does not take for webhooks.')]
  return [{ check: 'public-url', level: 'ok', says: `PUBLIC_URL is ${publicUrl}.` }]
}

async function publicReach({ config, http }: DoctorParts): Promise<Found[]> {
  if (isLoopback(new URL(config.publicUrl).hostname)) return []
  const answer = await http.request({ method: 'GET', url: `${config.publicUrl}/healthz` })
  if (answer.kind === 'answer' && answer.status === 200 && /"ok":\s*true/.test(answer.text))
    return [
      {
        check: 'public-reach',
        level: 'ok',
        says: 'PUBLIC_URL leads to a server of ours, with a valid certificate.',
      },
    ]
  const what =
    answer.kind === 'answer'
      ? `answers HTTP ${answer.status} at /healthz`
      : 'could not be reached from this machine'
  return [
    {
      check: 'public-reach',
      level: 'warning',
      says: `PUBLIC_URL ${what}; from outside it may be otherwise.`,
      remedy:
        'Open PUBLIC_URL/healthz on a phone without Wi-Fi. If it fails there: DNS, certificate, and the proxy must pass all paths to HOST:PORT.',
    },
  ]
}

async function providers({ dataDir, publicUrl, sandbox }: Config): Promise<Found> {
  try {
    const { offered } = await loadCatalogue({ dataDir, publicUrl, sandbox })
    const names = offered.map(({ name }) => name).join(', ')
    return { check: 'providers', level: 'ok', says: `Residents are offered: ${names}.` }
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error
    return {
      check: 'providers',
      level: 'fault',
      says: error.message,
      remedy: 'Mend providers.json in DATA_DIR.',
    }
  }
}

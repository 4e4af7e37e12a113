import { isIP } from 'node:net'
import type { Account } from './channels/channel.ts'
import type { RootKey } from './common/crypto.ts'
import { accountsFromFile, accountsFromNames, checkValue, credentialsIn } from './config/accounts.ts'
import { rootKey } from './config/app-key.ts'
import { NAMES, type Name, ruleOf } from './config/environment.ts'
import { Faults } from './config/faults.ts'
import type { LogLevel } from './telemetry/logger.ts'
import { nearest } from './understanding/distance.ts'

/** What the program was told, checked once and never changed. */
export interface Config {
  readonly http: {
    readonly host: string
    /** 0: any free port. */
    readonly port: number
    /** As Fastify takes it: all proxies, none, or addresses and networks. */
    readonly trustProxy: boolean | readonly string[]
  }
  /** Without a slash at its end. In the sandbox, when not given, the address listened on (port 0 stays 0). */
  readonly publicUrl: string
  /** Unset: embedded PostgreSQL in `dataDir`. */
  readonly databaseUrl: string | undefined
  readonly dataDir: string
  readonly redisUrl: string | undefined
  readonly roles: { readonly web: boolean; readonly worker: boolean }
  /** Unset only in the sandbox, which makes its own (`sandboxAppKey`). */
  readonly appKey: RootKey | undefined
  /** Empty in the sandbox. */
  readonly accounts: readonly Account[]
  /** Hosts from which pictures may be shown, in lower case. */
  readonly mediaHosts: readonly string[]
  readonly echoWaitMs: number
  /** When the office is open, as `Mon-Fri 07:30-17:00`. */
  readonly officeHours: string
  /** Dates on which the office stays closed, separated by commas. */
  readonly officeClosedDays: string
  /** Hours of office time without a webhook that raise an alarm; 0: none do. */
  readonly silenceHours: number
  /** A clerk who is silent for so long has left the conversation to the assistant again. */
  readonly staffIdleMs: number
  readonly metricsToken: string | undefined
  readonly logLevel: LogLevel
  readonly sandbox: boolean
}

type Values = Partial<Record<Name, string>>

/** Known names that are set; blank counts as unset, as compose files pass `NAME=` on. */
function readValues(env: Record<string, string | undefined>): Values {
  const values: Values = {}
  for (const name of NAMES) {
    const value = env[name]?.trim()
    if (value) values[name] = value
  }
  return values
}

function refuseUnknownNames(env: Record<string, string | undefined>, faults: Faults): void {
  const known: readonly string[] = NAMES
  for (const name of Object.keys(env)) {
    if (!/^(MESSENGER|ZALO)_/.test(name) || known.includes(name)) continue
    const meant = nearest(name, NAMES)
    faults.add(
      `${name} is not a name this program reads${meant ? `: did you mean ${meant}?` : ': remove it'}`,
    )
  }
}

/** A value or its default; the pattern of the schema has been checked before. */
const setting = (values: Values, name: Name) => values[name] ?? ruleOf(name).default ?? ''

function readAccounts(values: Values, readFile: (path: string) => string, faults: Faults): Account[] {
  const file = values.ACCOUNTS_FILE
  if (!file) return accountsFromNames(values, faults)
  const alone = credentialsIn(values)
  if (alone.length > 0) {
    faults.add(`ACCOUNTS_FILE and ${alone.join(', ')} are both set: keep one of the two ways`)
  }
  try {
    return accountsFromFile(readFile(file), faults)
  } catch {
    faults.add('ACCOUNTS_FILE cannot be read: check the path and that this user may read it')
    return []
  }
}

/** Decides whether the platforms are emulated, and what must be set when they are not. */
function readSandbox(values: Values, faults: Faults): boolean {
  const real = values.ACCOUNTS_FILE ? (['ACCOUNTS_FILE'] as const) : credentialsIn(values)
  if (real.length === 0) {
    const wanted = values.SANDBOX ?? (values.NODE_ENV === 'production' ? 'false' : 'true')
    if (wanted === 'false') {
      faults.add(
        'No account is configured: set the MESSENGER_* or ZALO_* names, or ACCOUNTS_FILE, or SANDBOX=true to try it without a platform',
      )
    }
    return wanted === 'true'
  }
  if (values.SANDBOX === 'true') {
    faults.add(`SANDBOX=true and real credentials (${real.join(', ')}) exclude each other: unset one of them`)
  }
  for (const name of ['PUBLIC_URL', 'APP_KEY'] as const) {
    if (!values[name]) faults.add(`${name} is missing: ${ruleOf(name).remedy}`)
  }
  return false
}

function readTrustProxy(values: Values, faults: Faults): boolean | readonly string[] {
  const value = setting(values, 'TRUST_PROXY')
  if (value === 'true' || value === 'false') return value === 'true'
  const networks = value.split(',').map((part) => part.trim())
  for (const network of networks) {
    const [address = '', bits = '0', more] = network.split('/')
    const most = isIP(address) === 4 ? 32 : 128
    if (!isIP(address) || more !== undefined || !/^\d{1,3}$/.test(bits) || Number(bits) > most) {
      faults.add(`TRUST_PROXY must be ${ruleOf('TRUST_PROXY').expected}`)
    }
  }
  return Object.freeze(networks)
}

function readRoles(values: Values, faults: Faults): Config['roles'] {
  const roles = setting(values, 'ROLES').split(/\s*,\s*/)
  const both = roles.includes('web') && roles.includes('worker')
  if (!both && !values.DATABASE_URL) {
    faults.add(
      'ROLES splits the work over processes, which the embedded database cannot serve: set DATABASE_URL, or unset ROLES',
    )
  }
  return Object.freeze({ web: roles.includes('web'), worker: roles.includes('worker') })
}

/** The pattern has been checked before; what is left is that the office opens before it closes. */
function readOfficeHours(values: Values, faults: Faults): string {
  const value = setting(values, 'OFFICE_HOURS')
  const [from = '', to = ''] = value.slice(value.indexOf(' ') + 1).split('-')
  if (!(from < to)) faults.add('OFFICE_HOURS must open before it closes, such as Mon-Fri 07:30-17:00')
  return value
}

/** The pattern has been checked before; what is left is that these are days of the calendar. */
function readClosedDays(values: Values, faults: Faults): string {
  const value = setting(values, 'OFFICE_CLOSED_DAYS')
  const odd = value.split(',').filter((day) => {
    const at = Date.parse(`${day}T00:00:00Z`)
    return day !== '' && (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== day)
  })
  if (odd.length > 0)
    faults.add(`OFFICE_CLOSED_DAYS holds ${odd.join(', ')}, which is no day of the calendar`)
  return value
}

function localAddress(values: Values): string {
  const host = setting(values, 'HOST')
  const named = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${named.includes(':') ? `[${named}]` : named}:${setting(values, 'PORT')}`
}

/**
 * Reads the whole configuration.
 * @param env the environment, e.g. `process.env`
 * @param readFile reads ACCOUNTS_FILE as UTF-8 text
 * @param alsoWrong what a room finds wrong in files of its own in the data folder, to be told with the rest
 * @throws OperatorError that lists every fault at once, by name and with its remedy; it quotes no value.
 */
export function readConfig(
  env: Record<string, string | undefined>,
  readFile: (path: string) => string,
  alsoWrong: (told: Pick<Config, 'accounts' | 'dataDir' | 'databaseUrl' | 'sandbox'>) => string[] = () => [],
): Config {
  const faults = new Faults()
  const values = readValues(env)
  refuseUnknownNames(env, faults)
  for (const name of NAMES) {
    if (values[name] !== undefined) checkValue(name, name, values[name], faults)
  }
  const sandbox = readSandbox(values, faults)
  const accounts = readAccounts(values, readFile, faults)
  const config: Config = {
    http: Object.freeze({
      host: setting(values, 'HOST'),
      port: Number(setting(values, 'PORT')),
      trustProxy: readTrustProxy(values, faults),
    }),
    publicUrl: (values.PUBLIC_URL ?? localAddress(values)).replace(/\/+$/, ''),
    databaseUrl: values.DATABASE_URL,
    dataDir: setting(values, 'DATA_DIR'),
    redisUrl: values.REDIS_URL,
    roles: readRoles(values, faults),
    appKey: values.APP_KEY ? rootKey(Buffer.from(values.APP_KEY, 'base64')) : undefined,
    accounts: Object.freeze(accounts),
    mediaHosts: Object.freeze(values.MEDIA_HOSTS?.toLowerCase().split(/\s*,\s*/) ?? []),
    echoWaitMs: Math.round(Number(setting(values, 'ECHO_WAIT_S')) * 1000),
    officeHours: readOfficeHours(values, faults),
    officeClosedDays: readClosedDays(values, faults),
    silenceHours: Number(setting(values, 'SILENCE_HOURS')),
    staffIdleMs: Math.round(Number(setting(values, 'STAFF_IDLE_H')) * 3_600_000),
    metricsToken: values.METRICS_TOKEN,
    // The schema's pattern lists the same words.
    logLevel: setting(values, 'LOG_LEVEL') as LogLevel,
    sandbox,
  }
  for (const fault of alsoWrong(config)) faults.add(fault)
  faults.throwIfAny()
  return Object.freeze(config)
}

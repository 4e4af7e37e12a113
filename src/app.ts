import { join } from 'node:path'
import type { Redis } from 'ioredis'
import { registry } from '../flows/registry.ts'
import { resources } from '../locales/index.ts'
import type { Account } from './channels/channel.ts'
import { readOfficeTime } from './channels/connection/office-time.ts'
import { createHttp } from './channels/http.ts'
import { createMessenger } from './channels/messenger/index.ts'
import { PictureStore } from './channels/pictures.ts'
import { createZalo } from './channels/zalo/index.ts'
import { type Clock, ShiftedClock, systemClock } from './common/clock.ts'
import { Keyring, type RootKey } from './common/crypto.ts'
import { OperatorError } from './common/errors.ts'
import { sandboxAppKey } from './config/app-key.ts'
import type { Config } from './config.ts'
import { buildConnections } from './connections.ts'
import { lintFaq } from './conversation/faq.ts'
import { lintFlows } from './conversation/lint.ts'
import { Road } from './conversation/road.ts'
import { createTexts, type Texts } from './conversation/texts.ts'
import { type DoctorOptions, examine } from './doctor.ts'
import { effectHandlers } from './effect-handlers.ts'
import { factsFor, knownByItself, loadFacts } from './facts.ts'
import { atCaseDesk, type CaseRequest } from './handover/case-desk.ts'
import { knownLinks } from './known-links.ts'
import type { Parts } from './parts.ts'
import { loadCatalogue } from './providers/catalogue.ts'
import { connectRedis } from './redis.ts'
import { atHamletDesk, type HamletRequest } from './register/hamlet-desk.ts'
import { housekeepRegister } from './register/housekeeping.ts'
import { type Sandbox, startSandbox } from './sandbox/sandbox.ts'
import { freePort, sandboxAccounts, sandboxSettings } from './sandbox-accounts.ts'
import { buildServer } from './server.ts'
import { joinSimulator, type SimulatorJoint } from './simulator.ts'
import { type AdminHandlers, type Json, serveAdmin } from './storage/admin-socket.ts'
import { backup } from './storage/backup.ts'
import type { Database } from './storage/database.ts'
import { checkKey } from './storage/key-check.ts'
import { migrate } from './storage/migrate.ts'
import { openChecked, prepareDataDir } from './storage/surroundings.ts'
import type { Logger } from './telemetry/logger.ts'
import { createMetrics } from './telemetry/metrics.ts'
import { mask } from './understanding/mask.ts'

/** A running instance. */
export interface App {
  /** Address it listens on, e.g. `http://127.0.0.1:3000`. */
  url: string
  db: Database
  keys: RootKey[]
  /** The emulated platforms, when the sandbox is on. */
  sandbox: Sandbox | null
  /** Stops taking work, finishes what was begun, closes everything. */
  close(): Promise<void>
}

/** How often tokens that grow old are looked for; they live 25 h and are refreshed after 20. */
const TOKENS_MS = 10 * 60_000

/**
 * Builds every part, joins them, and listens.
 * @throws OperatorError when something about the surroundings is wrong (database newer than the code, folder in use …)
 */
export async function startApp(configured: Config, log: Logger, given: Clock = systemClock): Promise<App> {
  const config = await withPort(configured)
  // Program and emulator share one clock, which the simulator sets forward.
  const shifted = config.sandbox ? new ShiftedClock(given) : null
  const clock = shifted ?? given
  if (config.sandbox) prepareDataDir(config.dataDir)
  const key = config.appKey ?? sandboxAppKey(config.dataDir)
  const undo: (() => Promise<unknown>)[] = []
  try {
    const db = await openChecked(
      config.databaseUrl ? { url: config.databaseUrl } : { dataDir: config.dataDir },
    )
    undo.push(() => db.close())
    await migrate(db, clock)
    const sandbox = config.sandbox ? await startSandbox(sandboxSettings(key, clock)) : null
    if (sandbox) undo.push(() => sandbox.close())
    const accounts = sandbox ? sandboxAccounts(sandbox) : [...config.accounts]
    const served = accounts.map((account) => account.id)
    await checkKey(db, [key], served)
    const redis = config.redisUrl ? connectRedis(config.redisUrl, log) : null
    if (redis) undo.push(async () => redis.disconnect())
    const simulator =
      sandbox &&
      shifted &&
      joinSimulator({ sandbox, clock: shifted, db, publicUrl: config.publicUrl, accounts })
    const parts = await buildParts({ config, clock, log, db, key, accounts, redis, simulator })
    undo.push(async () => {
      await parts.http.close()
      await parts.connections.watch.ended()
    })
    const server = await buildServer(parts)
    await parts.road.start()
    await parts.connections.watch.start()
    const tokens = keepTokensFresh(parts)
    shifted?.onMove(() => {
      parts.road.clockMoved()
      tokens.refresh()
    })
    undo.push(async () => {
      clearInterval(tokens.interval)
      await parts.connections.watch.stop()
      await parts.road.stop()
      parts.connections.zaloTokens.close()
    })
    const { host, port } = config.http
    const url = await server.listen({ host, port }).catch(cannotListen(config.http))
    undo.push(() => server.close())
    sandbox?.setWebhookBase(url)
    simulator?.listening(url)
    const admin = await takeCommands(config, db, log, adminCommands(parts, [key], sandbox, url))
    undo.push(async () => admin?.close())
    const closeAll = async () => {
      for (const step of undo.reverse()) await step()
    }
    // A fault and a signal may both ask for it.
    let closing: Promise<void> | undefined
    const close = () => {
      closing ??= closeAll()
      return closing
    }
    return { url, db, keys: [key], sandbox, close }
  } catch (error) {
    for (const step of undo.reverse()) await step().catch(() => {})
    throw error
  }
}

/**
 * Commands reach the embedded database through this process, and `npm run chat` its sandbox. With a server another
 * process may have the folder; then chat finds that one.
 */
async function takeCommands(config: Config, db: Database, log: Logger, handlers: AdminHandlers) {
  if (db.kind === 'postgres' && !config.sandbox) return null
  const failed = (path: string, err: unknown) => log.error({ err, path }, 'a command failed')
  return serveAdmin(config.dataDir, handlers, failed).catch((error) => {
    if (db.kind === 'pglite') throw error
    return null
  })
}

/** What the operator reads when the address cannot be had. */
function cannotListen({ host, port }: Config['http']) {
  return (error: NodeJS.ErrnoException): never => {
    if (error.code === 'EADDRINUSE')
      throw new OperatorError(
        `PORT ${port} on ${host} is in use, perhaps by another start of this server: stop that one, or set another PORT.`,
      )
    if (error.code === 'EACCES')
      throw new OperatorError(`PORT ${port} may not be opened by this user: set a PORT above 1023.`)
    if (['EADDRNOTAVAIL', 'ENOTFOUND', 'EAI_AGAIN'].includes(error.code ?? ''))
      throw new OperatorError(`HOST ${host} is no address of this machine: 127.0.0.1 and 0.0.0.0 always are.`)
    throw error
  }
}

/** Port 0 is settled before anything is built: personal links name it. */
async function withPort(config: Config): Promise<Config> {
  if (config.http.port !== 0) return config
  const port = await freePort(config.http.host).catch(cannotListen(config.http))
  return { ...config, http: { ...config.http, port }, publicUrl: config.publicUrl.replace(/:0$/, `:${port}`) }
}

interface Ground {
  config: Config
  clock: Clock
  log: Logger
  db: Database
  key: RootKey
  accounts: Account[]
  redis: Redis | null
  simulator: SimulatorJoint | null
}

async function buildParts(ground: Ground): Promise<Parts> {
  const { config, clock, log, db, accounts, redis, simulator } = ground
  const keyring = new Keyring([ground.key])
  const metrics = createMetrics()
  metrics.watchProcess()
  const http = simulator ? simulator.looking(createHttp()) : createHttp()
  const connections = buildConnections({ config, db, keyring, clock, http, accounts, metrics, log })
  const pictures = new PictureStore({
    db,
    clock,
    folder: join(config.dataDir, 'media'),
    hosts: new Set(config.mediaHosts),
    onLeftOut: (account, source, why) =>
      log.warn({ account, source, why }, 'a picture cannot be shown: its words are sent'),
  })
  const context = { accounts, clock, mask, pictures }
  const { zaloTokens, consents } = connections
  const consentFailed = (err: unknown) => {
    metrics.errors.inc('channels', 'consent')
    log.error({ err }, 'a consent could not be stored')
  }
  const channels = {
    messenger: createMessenger(context, http),
    zalo: createZalo(context, http, zaloTokens, { consents, consentFailed }),
  }
  const { dataDir, publicUrl, sandbox } = config
  const catalogue = await loadCatalogue({ dataDir, publicUrl, sandbox })
  const facts = factsFor(await loadFacts(dataDir), knownByItself({ ...config, accounts, catalogue }))
  const road = new Road({
    db,
    keyring,
    clock,
    accounts,
    channels,
    rules: {
      flows: registry,
      texts: checkedTexts(log),
      staffIdleMs: config.staffIdleMs,
      links: knownLinks(publicUrl, catalogue, accounts),
      facts,
      office: readOfficeTime(config.officeHours, config.officeClosedDays),
    },
    handlers: effectHandlers(keyring, catalogue, publicUrl, metrics, accounts, facts),
    metrics,
    log,
    redis,
    roles: config.roles,
    echoWaitMs: config.echoWaitMs,
    housekeep: (now) => housekeepRegister(db, now),
    observer: simulator?.observer,
  })
  const made = { metrics, keyring, http, connections, channels, catalogue, road }
  return { config, clock, log, db, accounts, simulator, ...made }
}

/** Texts of all languages; a faulty flow or a missing sentence stops the start, not a conversation. */
function checkedTexts(log: Logger): Texts {
  const texts = createTexts(resources, (fault) => log.error(fault, 'text fault'))
  const faults = [...lintFlows(registry, texts), ...lintFaq(texts)]
  if (faults.length > 0) throw new OperatorError(`Faults in flows or locales:\n  ${faults.join('\n  ')}`)
  return texts
}

/** What commands may ask of the process that holds the embedded database. */
function adminCommands(parts: Parts, keys: RootKey[], sandbox: Sandbox | null, url: string): AdminHandlers {
  const { db } = parts
  return {
    // The other end is this program too.
    doctor: async (args) =>
      (await examine({ ...parts, ownUrl: url }, args as unknown as DoctorOptions)) as unknown as Json,
    sandbox: async () => sandbox?.url ?? null,
    // Made up, and gone with the emulator; real credentials never leave by this way.
    'sandbox-accounts': async () => (sandbox ? sandboxAccounts(sandbox).map((one) => ({ ...one })) : []),
    cases: async (args) =>
      atCaseDesk(
        { ...parts, links: knownLinks(parts.config.publicUrl, parts.catalogue, parts.accounts) },
        args as unknown as CaseRequest,
      ),
    hamlets: async (args) => atHamletDesk(parts, args as unknown as HamletRequest),
    backup: async (args) => {
      const { file, passphrase } = args as { file: string; passphrase: string }
      await backup(db, keys, passphrase, file)
      return file
    },
  }
}

function keepTokensFresh({ connections, clock, config }: Parts) {
  const refresh = () => {
    if (config.roles.worker) void connections.zaloTokens.refreshDue(clock.now())
  }
  refresh()
  return { refresh, interval: setInterval(refresh, TOKENS_MS) }
}

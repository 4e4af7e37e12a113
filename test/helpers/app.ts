import { randomBytes, randomInt } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { resources } from '../../locales/index.ts'
import { type App, startApp } from '../../src/app.ts'
import type { Language, Platform } from '../../src/channels/channel.ts'
import type { Clock } from '../../src/common/clock.ts'
import { readConfig } from '../../src/config.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts'
import type { Database } from '../../src/storage/database.ts'
import { openDatabase } from '../../src/storage/open.ts'
import { createLogger, type LogLevel } from '../../src/telemetry/logger.ts'
import { migratedSeed, openTestDatabase, serverUrl, type TestDatabase } from './database.ts'
import { Resident } from './resident.ts'

/** Where tests begin in time: Monday, 15 June 2026, nine in the morning in Vietnam. */
export const START = Date.UTC(2026, 5, 15, 2)

/**
 * Begins at `START`, goes as a clock goes, and can be moved forward. One that stood still would stop send budgets,
 * which are refilled by real time.
 */
export class MovedClock implements Clock {
  #offset = START - Math.round(performance.now())

  now(): number {
    return Math.round(performance.now()) + this.#offset
  }

  advance(ms: number): void {
    this.#offset += ms
  }
}

export interface TestAppOptions {
  /**
   * `sandbox`: the program starts the emulator itself, as on a first start. Options: the emulator runs beside the
   * program, which gets its credentials as those of real accounts, and outlives a restart.
   */
  platforms?: 'sandbox' | SandboxOptions
  /** Content of ACCOUNTS_FILE, in place of the emulator's first Page and OA. */
  accountsFile?: (sandbox: Sandbox) => object
  /** More names of the environment, e.g. `ECHO_WAIT_S`. */
  env?: Record<string, string>
  logLevel?: LogLevel
  /** Files that an operator has put into DATA_DIR, by name. */
  files?: Record<string, string>
}

/** The whole program in this process, with people to talk to it. */
export class TestApp {
  readonly clock: MovedClock
  /** Lines of the log, as written. */
  readonly log: string[] = []
  /** DATA_DIR. */
  readonly folder: string
  readonly #ground: TestDatabase | null
  readonly #outside: Sandbox | null
  readonly #env: Record<string, string>
  readonly #level: LogLevel
  readonly #accountsFile: string
  #app: App | null = null

  constructor(
    clock: MovedClock,
    folder: string,
    ground: TestDatabase | null,
    outside: Sandbox | null,
    env: Record<string, string>,
    level: LogLevel,
    accountsFile = '',
  ) {
    this.clock = clock
    this.folder = folder
    this.#ground = ground
    this.#outside = outside
    this.#env = env
    this.#level = level
    this.#accountsFile = accountsFile
  }

  get app(): App {
    if (!this.#app) throw new Error('the program is stopped')
    return this.#app
  }

  get db(): Database {
    return this.app.db
  }

  get url(): string {
    return this.app.url
  }

  get sandbox(): Sandbox {
    const sandbox = this.#outside ?? this.app.sandbox
    if (!sandbox) throw new Error('no emulator')
    return sandbox
  }

  /** Starts the program; after `stop`, again on the same data. */
  async start(): Promise<void> {
    const config = readConfig(this.#env, () => this.#accountsFile)
    const log = createLogger(this.#level, { write: (line) => void this.log.push(line) })
    this.#app = await startApp(config, log, this.clock)
    if (this.#outside) this.#outside.setWebhookBase(this.#app.url)
    // Receipts of real people take a while; here nothing is learnt by waiting for them.
    for (const platform of ['messenger', 'zalo'] as const) {
      this.sandbox.behave(platform, {
        delivered: { probability: 1, delayMs: [0, 0] },
        seen: { probability: 1, delayMs: [0, 0] },
      })
    }
  }

  /** Stops the program as a signal would. */
  async stop(): Promise<void> {
    const app = this.#app
    this.#app = null
    await app?.close()
  }

  async close(): Promise<void> {
    await this.stop()
    await this.#outside?.close()
    await this.#ground?.close()
    await rm(this.folder, { recursive: true, force: true })
  }

  /** Somebody who has not written yet. `account`: id of the Page or OA; default the first. */
  resident(platform: Platform, id = String(randomInt(10 ** 11, 10 ** 12)), account?: string): Resident {
    return new Resident(this, platform, id, account)
  }

  /** Time passes; what comes due is looked for at the next poll (a second of real time at most). */
  advance(ms: number): void {
    this.clock.advance(ms)
  }

  /** Waits until every webhook is taken, every turn done and every send that is due settled. */
  async idle(): Promise<void> {
    for (let tries = 0; tries < 1500; tries++) {
      await this.sandbox.settled()
      if ((await this.#underWay()) === 0) {
        await this.sandbox.settled()
        if ((await this.#underWay()) === 0) return
      }
      await sleep(4)
    }
    const state = await this.rows('select state, lane, due_at, reason, attempts from outbox order by id')
    throw new Error(`the program does not come to rest at ${this.clock.now()}: ${JSON.stringify(state)}`)
  }

  /** Waits, up to a second of real time, until no timer is due of a run that listens; then as `idle`. */
  async timersDone(): Promise<void> {
    for (let tries = 0; tries < 100; tries++) {
      const [row] = await this.db.rows<{ due: number }>(sql`
        select count(*)::int as due from timer t
        join conversation k on k.id = t.conversation_id and k.owner = 'bot'
        join run r on r.conversation_id = t.conversation_id and r.no = t.run_no and r.depth = k.depth - 1
        where t.fire_at <= ${this.clock.now()}`)
      if (row?.due === 0) return this.idle()
      await sleep(25)
    }
    throw new Error('timers that are due do not fire')
  }

  async #underWay(): Promise<number> {
    const now = this.clock.now()
    const [row] = await this.db.rows<{ count: number }>(sql`
      select (select count(*) from inbox where due_at <= ${now})
        + (select count(*) from outbox where state = 'sending' or (state in ('ready', 'uncertain') and due_at <= ${now}))
        as count`)
    return row?.count ?? 0
  }

  /** Reads the database as an operator would. */
  rows<T = Record<string, unknown>>(statement: string): Promise<T[]> {
    return this.db.rows<T>(sql.raw<T>(statement))
  }

  /** Everything kept of one person, by table. */
  async kept(resident: Resident): Promise<Record<string, number>> {
    const of = `(select id from contact where platform_id = '${resident.id}')`
    const tables = ['registration', 'consent', 'contact_person', 'handoff', '"case"']
    const byConversation = ['run', 'message', 'timer', 'outbox']
    const counts: Record<string, number> = {}
    for (const [list, column] of [
      [tables, 'contact_id'],
      [byConversation, 'conversation_id'],
    ] as const) {
      for (const table of list) {
        const [row] = await this.rows<{ n: number }>(
          `select count(*)::int as n from ${table} where ${column} in ${of}`,
        )
        counts[table.replaceAll('"', '')] = row?.n ?? 0
      }
    }
    return counts
  }
}

/** Starts the whole program on a database of its own: PGlite in a folder, or, with DATABASE_URL, that server. */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const { platforms = 'sandbox', logLevel = 'info' } = options
  const clock = new MovedClock()
  const folder = await mkdtemp(join(tmpdir(), 'cks-app-'))
  const ground = serverUrl ? await openTestDatabase() : null
  // A cluster made in advance: initdb would take some seconds.
  if (!ground) await (await openDatabase({ dataDir: folder, seed: await migratedSeed() })).close()
  for (const [name, content] of Object.entries(options.files ?? {})) {
    await writeFile(join(folder, name), content)
  }
  const outside = platforms === 'sandbox' ? null : await startSandbox({ clock, ...platforms })
  const redis = process.env['REDIS_URL']
  const env = {
    PORT: '0',
    DATA_DIR: folder,
    ...(outside
      ? {
          ...(options.accountsFile ? { ACCOUNTS_FILE: 'accounts.json' } : outside.environment()),
          PUBLIC_URL: 'http://127.0.0.1:0',
          APP_KEY: randomBytes(32).toString('base64'),
        }
      : { SANDBOX: 'true' }),
    ...(ground?.url ? { DATABASE_URL: ground.url } : {}),
    ...(redis ? { REDIS_URL: redis } : {}),
    ...options.env,
  }
  const accountsFile = outside && options.accountsFile ? JSON.stringify(options.accountsFile(outside)) : ''
  const app = new TestApp(clock, folder, ground, outside, env, logLevel, accountsFile)
  await app.start()
  return app
}

/** A sentence of the locales as a pattern: what stands for a variable may be anything. */
export function sentence(key: string, language: Language = 'vi'): RegExp {
  const [namespace = '', ...rest] = key.split('.')
  const texts: Record<string, Record<string, string>> = resources[language]
  const text = texts[namespace]?.[rest.join('.')]
  if (text === undefined) throw new Error(`no text ${key}`)
  const parts = text.normalize('NFC').split(/\{\{\s*[\w.]+\s*\}\}/)
  return new RegExp(parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[^]+?'))
}

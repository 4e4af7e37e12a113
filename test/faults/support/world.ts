import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished } from 'vitest'
import { Keyring } from '../../../src/common/crypto.ts'
import { rootKey } from '../../../src/config/app-key.ts'
import type { Sandbox } from '../../../src/sandbox/sandbox.ts'
import type { Database } from '../../../src/storage/database.ts'
import { openDatabase } from '../../../src/storage/open.ts'
import { createServerDatabase } from '../../helpers/database.ts'
import { checkEverything, type Figures } from './checks.ts'
import { Crowd } from './crowd.ts'
import { accountsFile, startEmulator } from './emulator.ts'
import { freePort } from './ports.ts'
import { Program } from './program.ts'

export interface WorldOptions {
  /** `embedded`, or the address of a PostgreSQL server on which a database is made and dropped. */
  database: 'embedded' | { server: string } | { url: string }
  /** Of each account; by default more than the residents need. */
  sendsPerSecond?: number
  /** Added to the environment of every instance. */
  environment?: Record<string, string>
}

/** Emulated platforms, a database, instances of the application, and residents, for one test. */
export class World {
  readonly sandbox: Sandbox
  readonly crowd: Crowd
  readonly keyring: Keyring
  readonly programs: Program[] = []
  readonly seed: string
  readonly #folder: string
  readonly #environment: Record<string, string>
  readonly #url: string | undefined

  constructor(parts: {
    sandbox: Sandbox
    seed: string
    folder: string
    key: Buffer
    url: string | undefined
    environment: Record<string, string>
  }) {
    this.sandbox = parts.sandbox
    this.seed = parts.seed
    this.crowd = new Crowd(parts.sandbox, parts.seed)
    this.keyring = new Keyring([rootKey(parts.key)])
    this.#folder = parts.folder
    this.#url = parts.url
    this.#environment = parts.environment
  }

  /** One more instance, not started yet. `own` is added to its environment. */
  async instance(own: Record<string, string> = {}): Promise<Program> {
    const port = await freePort()
    const name = `instance-${this.programs.length + 1}`
    const environment = {
      DATA_DIR: join(this.#folder, 'data'),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      ...this.#environment,
      ...own,
    }
    const program = new Program(port, environment, join(this.#folder, `${name}.log`))
    this.programs.push(program)
    return program
  }

  /** A started instance that gets the webhooks. */
  async served(own: Record<string, string> = {}): Promise<Program> {
    const program = await this.instance(own)
    await program.start()
    this.sandbox.setWebhookBase(program.url)
    return program
  }

  /** Opens the database. The embedded one only while no instance runs. */
  openDatabase(): Promise<Database> {
    return openDatabase(this.#url ? { url: this.#url } : { dataDir: join(this.#folder, 'data') })
  }

  /** Looks into the database for a moment. */
  async look<T>(work: (db: Database) => Promise<T>): Promise<T> {
    const db = await this.openDatabase()
    try {
      return await work(db)
    } finally {
      await db.close()
    }
  }

  /** Waits until no event waits for its turn and no reply is on its way, and every receipt has arrived. */
  async settled(): Promise<void> {
    const [program] = this.programs.filter((one) => one.isRunning)
    if (!program) throw new Error('no instance is running')
    const idle = async () => {
      await this.sandbox.settled()
      const inbox = await program.metric('chukyso_inbox_waiting')
      return inbox + (await program.metric('chukyso_outbox_messages')) === 0
    }
    for (let waited = 0; waited < 60_000; waited += 250) {
      if ((await idle()) && (await idle())) return
      await pause(250)
    }
  }

  /** Lets everything settle, stops the instances gracefully, and checks all that must hold. @returns its figures. */
  async conclude(): Promise<Figures> {
    await this.settled()
    for (const program of this.programs) {
      if (program.isRunning) expect(await program.stop()).toEqual({ code: 0, signal: null })
    }
    return this.look((db) => checkEverything(db, this.keyring, this.crowd.residents))
  }

  /** Ends and removes everything. */
  async close(): Promise<void> {
    for (const program of this.programs) await program.kill()
    await this.sandbox.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** Builds a world that is gone when the test is over; when it failed, what the instances logged is shown. */
export async function createWorld(options: WorldOptions): Promise<World> {
  const seed = process.env['FAULTS_SEED'] ?? randomBytes(4).toString('hex')
  const folder = mkdtempSync(join(tmpdir(), 'cks-faults-'))
  const { database } = options
  const fresh =
    typeof database === 'object' && 'server' in database ? await createServerDatabase(database.server) : null
  const url = fresh?.url ?? (typeof database === 'object' && 'url' in database ? database.url : undefined)
  const key = randomBytes(32)
  const sandbox = await startEmulator(seed)
  const file = join(folder, 'accounts.json')
  writeFileSync(file, accountsFile(sandbox, options.sendsPerSecond ?? 1000))
  const environment = {
    APP_KEY: key.toString('base64'),
    ACCOUNTS_FILE: file,
    ECHO_WAIT_S: '2',
    ...(url ? { DATABASE_URL: url } : {}),
    ...options.environment,
  }
  const world = new World({ sandbox, seed, folder, key, url, environment })
  onTestFinished(async ({ task }) => {
    if (task.result?.state === 'fail') {
      const logs = world.programs.map((program, i) => `instance ${i + 1}:\n${program.logTail()}`)
      console.error([`FAULTS_SEED=${seed}`, ...logs].join('\n'))
    }
    await world.close()
    await fresh?.drop()
  })
  return world
}

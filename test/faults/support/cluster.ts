import { execFileSync } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { freePort } from './ports.ts'
import { Process } from './processes.ts'

const VERSIONS = '/usr/lib/postgresql'

/** Folder of PostgreSQL's server programs, the newest; undefined where they are not installed. */
export const serverPrograms = existsSync(VERSIONS)
  ? readdirSync(VERSIONS)
      .sort((a, b) => Number(b) - Number(a))
      .map((version) => join(VERSIONS, version, 'bin'))
      .find((folder) => existsSync(join(folder, 'initdb')))
  : undefined

/** PostgreSQL refuses to run as root; Debian's package brings a user for it. */
function serverUser(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {}
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  return { uid: id('-u'), gid: id('-g') }
}

/** A PostgreSQL server of the test's own, which may be broken off; the machine's own is left alone. */
export class Cluster {
  readonly url: string
  readonly #folder: string
  readonly #port: number
  readonly #user = serverUser()

  private constructor(folder: string, port: number) {
    this.#folder = folder
    this.#port = port
    this.url = `postgres://postgres@127.0.0.1:${port}/postgres`
  }

  /** Made and started; gone when the test is over. */
  static async start(): Promise<Cluster> {
    const cluster = new Cluster(mkdtempSync(join(tmpdir(), 'cks-cluster-')), await freePort())
    onTestFinished(() => cluster.#remove())
    const { uid, gid } = cluster.#user
    if (uid !== undefined && gid !== undefined) chownSync(cluster.#folder, uid, gid)
    await cluster.#run('initdb', '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--locale=C.UTF-8', '-N')
    await cluster.#control('start')
    return cluster
  }

  /** `fast` tells the connections, `immediate` is a crash with recovery. */
  restart(mode: 'fast' | 'immediate'): Promise<void> {
    return this.#control('restart', '-m', mode)
  }

  #control(...what: string[]): Promise<void> {
    const options = `-p ${this.#port} -k ${this.#folder} -c listen_addresses=127.0.0.1`
    return this.#run(
      'pg_ctl',
      ...what,
      '-w',
      '-t',
      '60',
      '-l',
      join(this.#folder, 'server.log'),
      '-o',
      options,
    )
  }

  async #run(program: string, ...args: string[]): Promise<void> {
    const { PATH = '' } = process.env
    const log = join(tmpdir(), `cks-cluster-${this.#port}.log`)
    const command = new Process(
      join(serverPrograms ?? '', program),
      ['-D', join(this.#folder, 'data'), ...args],
      log,
      {
        ...this.#user,
        cwd: this.#folder,
        env: { PATH, LC_ALL: 'C' },
      },
    )
    const { code } = await command.ended
    if (code !== 0) throw new Error(`${program} ended with ${code}: see ${log}`)
    rmSync(log)
  }

  async #remove(): Promise<void> {
    await this.#run('pg_ctl', 'stop', '-m', 'immediate', '-w').catch(() => {})
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

import { sql } from 'kysely'
import type { Clock } from '../common/clock.ts'
import type { FailureCode, SendFailure } from '../common/errors.ts'
import type { Database } from '../storage/database.ts'
import { type PictureFile, readPicture } from './picture-file.ts'
import { within } from './within.ts'

/** What is uploaded: a file, or an address that the platform fetches from. */
export type Uploadable = { file: PictureFile } | { url: string }

/** What became of an upload. */
export type Uploaded = { ok: true; id: string } | { ok: false; failure: SendFailure }

/** How a platform keeps pictures. */
export interface Uploader {
  /** How long an id is good, in ms; it is renewed a little earlier. */
  lifeMs: number
  /** The largest file that it takes. */
  mostBytes: number
  upload(picture: Uploadable): Promise<Uploaded>
}

/** How a picture goes out now: by the platform's id of it, by its address, not at all, or not yet. */
export type Shown =
  | { kind: 'id'; id: string }
  | { kind: 'url'; url: string }
  | { kind: 'words' }
  | { kind: 'failed'; failure: SendFailure }

/** The pictures of this deployment, and what the platforms know them by. */
export interface Pictures {
  /** The address as it may be given to a platform; null when it is none, or its host is not on the list. */
  address(source: string): string | null
  /**
   * How to show it to people of the account. Files are uploaded when the platform has no fresh id of them.
   * @param byId an address must be uploaded as well, where the platform takes nothing but ids
   */
  show(accountId: string, source: string, uploader: Uploader, byId?: boolean): Promise<Shown>
  /**
   * A send of it failed. Its id is forgotten, if it went out by one; the second time within a quarter of an hour the
   * picture is left out for as long, and words go in its place. Many sends with one id count once.
   */
  failed(accountId: string, source: string, shown: Shown): Promise<void>
}

const HOUR_MS = 3_600_000
const LEFT_OUT_MS = HOUR_MS / 4
/** A send leaves an upload so long; it goes on meanwhile, and the next try finds it done. */
const PATIENCE_MS = 4_000
const LATER_MS = 2_000
/** Part of an id's life after which it is renewed: before the platform forgets it. */
const RENEW = 0.9
/** A picture at an address may be changed there. */
const ADDRESS_LIFE_MS = 24 * HOUR_MS
const STRIKES = 2
const FILE = 'file:'

/** Faults of an upload that are the account's or the network's: the message waits, as it would without a picture. */
const OF_THE_ACCOUNT: readonly FailureCode[] = [
  'TOKEN_EXPIRED',
  'RATE_LIMITED',
  'UNREACHABLE',
  'QUOTA_EXHAUSTED',
]
const PASSING: readonly FailureCode[] = ['PLATFORM_FAILED', 'UNCERTAIN', 'MAYBE_SENT']

interface Options {
  db: Database
  clock: Clock
  /** Folder with the program's own pictures. */
  folder: string
  /** Hosts from which the platforms may fetch pictures, in lower case. */
  hosts: ReadonlySet<string>
  patienceMs?: number
  /** Told when words go in the place of a picture, and why. */
  onLeftOut?(accountId: string, source: string, why: string): void
}

/** The pictures of the folder and of the allow-listed hosts; ids are kept in the database, for all instances. */
export class PictureStore implements Pictures {
  readonly #options: Options
  readonly #uploads = new Map<string, Promise<Shown>>()
  readonly #faults = new Map<string, { count: number; until: number }>()

  constructor(options: Options) {
    this.#options = options
  }

  address(source: string): string | null {
    // Not every reader of addresses takes a backslash for a slash: another could see another host.
    if (!/^https:\/\/[^\s\\]{1,1900}$/.test(source) || !URL.canParse(source)) return null
    const { host, username, password } = new URL(source)
    const listed = this.#options.hosts.has(host.toLowerCase())
    return listed && username === '' && password === '' ? source : null
  }

  async show(accountId: string, source: string, uploader: Uploader, byId = false): Promise<Shown> {
    if (this.#leftOut(keyOf(accountId, source))) return { kind: 'words' }
    const url = this.address(source)
    if (url && !byId) return { kind: 'url', url }
    const { patienceMs = PATIENCE_MS } = this.#options
    // While the database is away nothing is sent either.
    return (await within(patienceMs, this.#ready(accountId, source, uploader))) ?? later('upload-pending')
  }

  async failed(accountId: string, source: string, shown: Shown): Promise<void> {
    const key = keyOf(accountId, source)
    if (shown.kind !== 'id') return this.#strike(key)
    const forgotten = await this.#options.db
      .rows(sql`
        delete from upload
        where account_id = ${accountId} and source = ${source} and platform_id = ${shown.id} returning source`)
      .catch(() => []) // the next failure tries again
    if (forgotten.length > 0) this.#strike(key)
  }

  /** One look, and one upload, however many sends wait for it. */
  #ready(accountId: string, source: string, uploader: Uploader): Promise<Shown> {
    const key = keyOf(accountId, source)
    let running = this.#uploads.get(key)
    if (!running) {
      running = this.#find(accountId, source, uploader).finally(() => this.#uploads.delete(key))
      this.#uploads.set(key, running)
    }
    return running
  }

  /** The id that the platform knows it by, from the database or from an upload. */
  async #find(accountId: string, source: string, uploader: Uploader): Promise<Shown> {
    const { db, clock } = this.#options
    const life = Math.floor(uploader.lifeMs * RENEW)
    const since = clock.now() - (source.startsWith(FILE) ? life : Math.min(life, ADDRESS_LIFE_MS))
    const [row] = await db.rows<{ platform_id: string }>(sql`
      select platform_id from upload
      where account_id = ${accountId} and source = ${source} and uploaded_at > ${since}`)
    return row ? { kind: 'id', id: row.platform_id } : this.#upload(accountId, source, uploader)
  }

  async #upload(accountId: string, source: string, uploader: Uploader): Promise<Shown> {
    const picture = await this.#uploadable(source, uploader.mostBytes)
    if (!picture) return this.#leaveOut(accountId, source, 'no JPEG or PNG of the right size in the folder')
    const result = await uploader.upload(picture)
    if (!result.ok) return this.#afterFailure(accountId, source, result.failure)
    const { db, clock } = this.#options
    const now = clock.now()
    await db.rows(sql`
      insert into upload (account_id, source, platform_id, uploaded_at)
      values (${accountId}, ${source}, ${result.id}, ${now})
      on conflict (account_id, source) do update set platform_id = excluded.platform_id, uploaded_at = ${now}`)
    return { kind: 'id', id: result.id }
  }

  async #uploadable(source: string, mostBytes: number): Promise<Uploadable | null> {
    const url = this.address(source)
    if (url) return { url }
    const file = source.startsWith(FILE)
      ? await readPicture(this.#options.folder, source.slice(FILE.length))
      : null
    return file && file.bytes.length <= mostBytes ? { file } : null
  }

  #afterFailure(accountId: string, source: string, failure: SendFailure): Shown {
    const key = keyOf(accountId, source)
    if (OF_THE_ACCOUNT.includes(failure.code)) return { kind: 'failed', failure }
    this.#strike(key)
    if (PASSING.includes(failure.code) && !this.#leftOut(key)) return later(failure.platformCode)
    // A fault of the picture, or of the right to upload: words need neither.
    return this.#leaveOut(accountId, source, `${failure.code} ${failure.platformCode}`)
  }

  #leaveOut(accountId: string, source: string, why: string): Shown {
    const key = keyOf(accountId, source)
    while (!this.#leftOut(key)) this.#strike(key)
    this.#options.onLeftOut?.(accountId, source, why)
    return { kind: 'words' }
  }

  #strike(key: string): void {
    const now = this.#options.clock.now()
    const before = this.#faults.get(key)
    const count = before && before.until > now ? before.count + 1 : 1
    this.#faults.set(key, { count, until: now + LEFT_OUT_MS })
  }

  #leftOut(key: string): boolean {
    const fault = this.#faults.get(key)
    return fault !== undefined && fault.count >= STRIKES && fault.until > this.#options.clock.now()
  }
}

const keyOf = (accountId: string, source: string) => `${accountId} ${source}`

function later(platformCode: string): Shown {
  return { kind: 'failed', failure: { code: 'MEDIA_PENDING', platformCode, retryAfterMs: LATER_MS } }
}

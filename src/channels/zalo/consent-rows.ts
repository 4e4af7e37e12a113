import { sql } from 'kysely'
import type { Keyring } from '../../common/crypto.ts'
import { secretToken } from '../../common/ids.ts'
import type { Database } from '../../storage/database.ts'
import type { TokenPair } from './oauth.ts'

/** A consent link: what it shows to Zalo, and what it keeps to itself. */
export interface ConsentLink {
  state: string
  verifier: string
}

interface Row {
  state_hash: string | null
  sealed: string
  expires_at: number
}

/** Long enough to be passed on to whoever administers the OA. */
const LIFE_MS = 24 * 3_600_000
const TRIES = 5

/** The `zalo_consent` table: at most one open link an account, whichever instance it comes back to. */
export class ConsentRows {
  readonly #db: Database
  readonly #keyring: Keyring

  constructor(db: Database, keyring: Keyring) {
    this.#db = db
    this.#keyring = keyring
  }

  /** The account's open link, or a new one with `verifier`; `only`: another verifier than this counts no more. */
  async open(accountId: string, verifier: string, now: number, only?: string): Promise<ConsentLink> {
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const [row] = await this.#db.rows<Row>(
        sql`select state_hash, sealed, expires_at from zalo_consent where account_id = ${accountId}`,
      )
      const link = row && row.expires_at - now > LIFE_MS / 2 ? this.#read(row) : null
      if (link && (only === undefined || link.verifier === only)) return link
      const fresh = { state: secretToken(), verifier }
      if (await this.#put(accountId, fresh, now, row?.sealed ?? '')) return fresh
    }
    throw new Error('zalo consent: others are always quicker')
  }

  /** Uses up the link that this state belongs to; null when there is none, or its time is over. */
  async claim(state: string, now: number): Promise<(ConsentLink & { accountId: string }) | null> {
    const hash = this.#hash(state)
    const [row] = await this.#db.rows<{ account_id: string; sealed: string }>(sql`
      update zalo_consent set state_hash = null where state_hash = ${hash} and expires_at > ${now}
      returning account_id, sealed`)
    const link = row && this.#read({ ...row, state_hash: hash })
    return link ? { ...link, accountId: row.account_id } : null
  }

  /** Keeps the pair that a used link brought, sealed, until it is known whose it is. */
  async keep(accountId: string, pair: TokenPair): Promise<void> {
    const sealed = this.#keyring.seal(JSON.stringify(pair))
    await this.#db.rows(sql`
      update zalo_consent set sealed = ${sealed} where account_id = ${accountId} and state_hash is null`)
  }

  /** Drops what a used link left; a newer link stays. */
  async forget(accountId: string): Promise<void> {
    await this.#db.rows(sql`delete from zalo_consent where account_id = ${accountId} and state_hash is null`)
  }

  /** `before`: the sealed value that this one replaces; false when another was quicker. */
  async #put(accountId: string, link: ConsentLink, now: number, before: string): Promise<boolean> {
    await this.#db.rows(
      sql`insert into account (id, platform) values (${accountId}, 'zalo') on conflict (id) do nothing`,
    )
    const rows = await this.#db.rows(sql`
      insert into zalo_consent (account_id, state_hash, sealed, made_at, expires_at)
      values (${accountId}, ${this.#hash(link.state)}, ${this.#keyring.seal(JSON.stringify(link))}, ${now},
        ${now + LIFE_MS})
      on conflict (account_id) do update set state_hash = excluded.state_hash, sealed = excluded.sealed,
        made_at = excluded.made_at, expires_at = excluded.expires_at
      where zalo_consent.sealed = ${before}
      returning account_id`)
    return rows.length > 0
  }

  /** null: used already, or sealed under a key that is gone. */
  #read({ state_hash, sealed }: Pick<Row, 'state_hash' | 'sealed'>): ConsentLink | null {
    if (state_hash === null) return null
    try {
      return JSON.parse(this.#keyring.open(sealed)) as ConsentLink
    } catch {
      return null
    }
  }

  #hash(state: string): string {
    return this.#keyring.hash('zalo-consent', state)
  }
}

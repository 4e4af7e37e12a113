import { sql } from 'kysely'
import type { Keyring } from '../../common/crypto.ts'
import type { Database } from '../../storage/database.ts'
import type { ZaloAccount } from '../channel.ts'
import type { TokenPair } from './oauth.ts'

/** A pair as it stands in the database; `sealed` names exactly this one in compare-and-set updates. */
export interface StoredPair {
  pair: TokenPair
  sealed: string
}

interface Row {
  tokens: string | null
  token_seen: string | null
}

/** How many of the environment's tokens are remembered as used up. */
const MAX_SEEN = 20

/** The token columns of the `account` table. Every change is one statement that says what it expects to find. */
export class TokenRows {
  readonly #db: Database
  readonly #keyring: Keyring

  constructor(db: Database, keyring: Keyring) {
    this.#db = db
    this.#keyring = keyring
  }

  /**
   * The pair to use: the stored one, or the environment's where that was never seen (then it is stored first).
   * null: there is none that can be read.
   * @throws when the database fails.
   */
  async load(account: ZaloAccount, now: number): Promise<StoredPair | null> {
    const row = await this.#row(account)
    const stored = this.#open(row.tokens)
    if (!this.#isNew(account, row, stored)) return stored
    await this.#adopt(account, row, now)
    // Whoever stored it first: another instance may have been quicker, with its own seal.
    const { tokens } = await this.#row(account)
    return this.#open(tokens)
  }

  /** Takes the right to refresh exactly this pair until `until`; false when another has it or the pair is gone. */
  async lease(account: ZaloAccount, sealed: string, now: number, until: number): Promise<boolean> {
    const rows = await this.#db.rows(sql`
      update account set refreshing_until = ${until}
      where id = ${account.id} and tokens = ${sealed} and refreshing_until <= ${now}
      returning id`)
    return rows.length > 0
  }

  /** Keeps the right taken until `until` for longer. */
  async extend(account: ZaloAccount, until: number, longer: number): Promise<void> {
    await this.#db.rows(sql`
      update account set refreshing_until = ${longer}
      where id = ${account.id} and refreshing_until = ${until}`)
  }

  /** Gives the right back, where it is still the one taken until `until`. */
  async release(account: ZaloAccount, until: number): Promise<void> {
    await this.#db.rows(sql`
      update account set refreshing_until = 0 where id = ${account.id} and refreshing_until = ${until}`)
  }

  /** Puts a pair in the place of the one named by `sealed`; null when that one is no longer there. */
  async replace(account: ZaloAccount, sealed: string, pair: TokenPair): Promise<StoredPair | null> {
    const next = this.#seal(pair)
    const rows = await this.#db.rows(sql`
      update account set tokens = ${next}, tokens_at = ${pair.refreshedAt}, refreshing_until = 0
      where id = ${account.id} and tokens = ${sealed}
      returning id`)
    return rows.length > 0 ? { pair, sealed: next } : null
  }

  /**
   * Puts the pair of a fresh consent in the place of whatever is there. The environment's token counts as seen from then
   * on: it is older.
   */
  async grant(account: ZaloAccount, pair: TokenPair): Promise<void> {
    const { token_seen } = await this.#row(account)
    await this.#db.rows(sql`
      update account set tokens = ${this.#seal(pair)}, tokens_at = ${pair.refreshedAt},
        token_seen = ${this.#seen(account, token_seen)}, refreshing_until = 0
      where id = ${account.id}`)
  }

  async #row(account: ZaloAccount): Promise<Row> {
    const select = () =>
      this.#db.rows<Row>(sql`select tokens, token_seen from account where id = ${account.id}`)
    const [row] = await select()
    if (row) return row
    await this.#db.rows(sql`
      insert into account (id, platform) values (${account.id}, 'zalo') on conflict (id) do nothing`)
    const [made] = await select()
    return made ?? { tokens: null, token_seen: null }
  }

  /** Hashes change when the keys are rotated, so the sealed pair remembers its origin as well. */
  #isNew(account: ZaloAccount, row: Row, stored: StoredPair | null): boolean {
    const { refreshToken } = account
    if (!refreshToken || stored?.pair.from === refreshToken) return false
    return !(row.token_seen ?? '').split(' ').includes(this.#hash(refreshToken))
  }

  async #adopt(account: ZaloAccount, row: Row, now: number): Promise<void> {
    const { accessToken, refreshToken = '' } = account
    const sealed = this.#seal({
      accessToken: accessToken || null,
      refreshToken,
      expiresAt: null,
      refreshedAt: now,
      from: refreshToken,
    })
    await this.#db.rows(sql`
      update account set tokens = ${sealed}, tokens_at = ${now}, token_seen = ${this.#seen(account, row.token_seen)}, refreshing_until = 0
      where id = ${account.id} and token_seen is not distinct from ${row.token_seen}`)
  }

  /** What was seen, and the environment's token. */
  #seen(account: ZaloAccount, before: string | null): string {
    const { refreshToken } = account
    const hashes = new Set([
      ...(before?.split(' ') ?? []),
      ...(refreshToken ? [this.#hash(refreshToken)] : []),
    ])
    return [...hashes].slice(-MAX_SEEN).join(' ')
  }

  #hash(refreshToken: string): string {
    return this.#keyring.hash('zalo-refresh-token', refreshToken)
  }

  #seal(pair: TokenPair): string {
    return this.#keyring.seal(JSON.stringify(pair))
  }

  #open(sealed: string | null): StoredPair | null {
    if (sealed === null) return null
    try {
      return { pair: JSON.parse(this.#keyring.open(sealed)) as TokenPair, sealed }
    } catch {
      return null // sealed under a key that is gone: as good as no pair
    }
  }
}

import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Keyring } from '../common/crypto.ts'
import { clearCode, secretToken } from '../common/ids.ts'
import { paramsReader } from '../common/params.ts'
import type { EffectHandler, EffectItem } from '../conversation/effects.ts'
import type { Executor, Tx } from '../storage/database.ts'
import type { Catalogue, Provider } from './catalogue.ts'

const EFFECT = 'handoff.create'
const LIFE_MS = 30 * 86_400_000

/** Codes of four characters are 810,000; when several draws in a row are taken, one more is added. */
const SHORT_DRAWS = 4
const MAX_DRAWS = 8

const readParams = paramsReader(EFFECT, Type.Object({ provider: Type.String() }))

export interface HandoffOptions {
  keyring: Keyring
  catalogue: Catalogue
  /** Address of this server, without a slash at its end. */
  publicUrl: string
  /** Draws the part of a code after `MH-`; replaced in tests to force collisions. */
  drawCode?: (length: number) => string
}

interface Draft {
  item: EffectItem
  provider: Provider
  token: string
  code: string
}

/**
 * Handler of `handoff.create` {provider} → {url, code, providerName}: a personal link to the link page, good for 30
 * days (empty where there is nothing to open), and a short code such as `MH-7K3Q` that the person or the provider's clerk can quote. The token is a secret
 * kept only as a keyed hash; the code is none. Earlier links of the same person stay good until they expire.
 * @throws when the provider is not offered.
 */
export function handoffCreate(options: HandoffOptions): EffectHandler {
  const drawCode = options.drawCode ?? clearCode
  return async (tx, items) => {
    const drafts = items.map((item): Draft => {
      const provider = options.catalogue.find(readParams(item.params).provider)
      if (!provider) throw new Error(`${EFFECT}: the provider is not offered`)
      return { item, provider, token: secretToken(), code: '' }
    })
    let left = drafts
    for (let draw = 0; left.length > 0; draw++) {
      if (draw === MAX_DRAWS) throw new Error(`${EFFECT}: no free code found`)
      for (const draft of left) draft.code = `MH-${drawCode(draw < SHORT_DRAWS ? 4 : 5)}`
      left = await insert(tx, options.keyring, left)
    }
    return drafts.map(({ token, code, provider }) => ({
      url: opensSomething(provider) ? `${options.publicUrl}/go/${token}` : '',
      code,
      providerName: provider.name,
    }))
  }
}

/** Where an app that people have already is all, there is no page to send them to. */
function opensSomething({ url, appStore, playStore }: Provider): boolean {
  return url !== '' || appStore !== null || playStore !== null
}

/** @returns those whose code was taken. */
async function insert(tx: Tx, keyring: Keyring, drafts: Draft[]): Promise<Draft[]> {
  const rows = drafts.map(({ item, provider, token, code }) => ({
    contact_id: item.contactId,
    provider: provider.id,
    token_hash: tokenHash(keyring, token),
    code,
    created_at: item.now,
    expires_at: item.now + LIFE_MS,
  }))
  const saved = await tx.rows(sql<{ token_hash: string }>`
    insert into handoff (contact_id, provider, token_hash, code, created_at, expires_at)
    select * from json_to_recordset(${JSON.stringify(rows)}::json) as row (
      contact_id bigint, provider text, token_hash text, code text, created_at bigint, expires_at bigint
    )
    on conflict (code) do nothing
    returning token_hash`)
  const done = new Set(saved.map((row) => row.token_hash))
  return drafts.filter((_, i) => !done.has(rows[i]!.token_hash))
}

/** A hand-off as the link page shows it. */
export interface Handoff {
  accountId: string
  language: 'vi' | 'en'
  provider: string
  code: string
  expiresAt: number
}

/** The hand-off of a token, expired or not. */
export async function findHandoff(
  db: Executor,
  keyring: Keyring,
  token: string,
): Promise<Handoff | undefined> {
  const row = await db.query
    .selectFrom('handoff')
    .innerJoin('contact', 'contact.id', 'handoff.contact_id')
    .select([
      'contact.account_id',
      'contact.language',
      'handoff.provider',
      'handoff.code',
      'handoff.expires_at',
    ])
    .where('handoff.token_hash', '=', tokenHash(keyring, token))
    .executeTakeFirst()
  return (
    row && {
      accountId: row.account_id,
      language: row.language === 'en' ? 'en' : 'vi',
      provider: row.provider,
      code: row.code,
      expiresAt: row.expires_at,
    }
  )
}

/** Notes that the person went on from the link page; only the first time counts. */
export async function markOpened(db: Executor, keyring: Keyring, token: string, now: number): Promise<void> {
  await db.query
    .updateTable('handoff')
    .set({ opened_at: now })
    .where('token_hash', '=', tokenHash(keyring, token))
    .where('opened_at', 'is', null)
    .execute()
}

function tokenHash(keyring: Keyring, token: string): string {
  return keyring.hash('go-token', token)
}

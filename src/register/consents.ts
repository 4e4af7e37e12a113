import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Keyring } from '../common/crypto.ts'
import { paramsReader } from '../common/params.ts'
import type { EffectHandler, EffectItem } from '../conversation/effects.ts'
import type { Tx } from '../storage/database.ts'
import type { Eraser } from './keeper.ts'

const EFFECT = 'consent.record'

const readParams = paramsReader(
  EFFECT,
  Type.Object({
    /** P1 guide me and keep my state, P2 remind me, P3 pass me on to a provider, P4 announcements. */
    purpose: Type.String({ pattern: '^P[1-4]$' }),
    given: Type.Boolean(),
  }),
)

/**
 * Handler of `consent.record` {purpose, given} → {withdrawn}: keeps the answer with the question's text as it was sent,
 * so that each consent can be proved and shown again (Law 91/2025/QH15 art. 9). A refusal withdraws what was given
 * before; of P1 it also erases, through the rooms' `erasers`, what was kept because of it. A refusal by somebody who
 * never agreed leaves no trace.
 * @throws when nothing was answered: a consent without its question proves nothing.
 */
export function consentRecord(keyring: Keyring, erasers: readonly Eraser[]): EffectHandler {
  return async (tx, items) => {
    const latest = new Map(items.map((item) => [keyOf(item.contactId, item.params['purpose']), item]))
    const rows = [...latest.values()].map((item) => toRow(keyring, item))
    const refused = rows.filter((row) => !row.given)
    const withdrawn = refused.length > 0 ? await withdraw(tx, refused, erasers) : new Set<string>()
    await keep(
      tx,
      rows.filter((row) => row.given || withdrawn.has(keyOf(row.contact_id, row.purpose))),
    )
    return items.map(({ contactId, params }) => ({
      withdrawn: withdrawn.has(keyOf(contactId, params['purpose'])),
    }))
  }
}

interface Row {
  contact_id: number
  purpose: string
  given: boolean
  at: number
  language: string
  channel: string
  text: string
  answer_key: string
}

function keyOf(contactId: number, purpose: unknown): string {
  return `${contactId} ${purpose}`
}

function toRow(keyring: Keyring, item: EffectItem): Row {
  const { purpose, given } = readParams(item.params)
  if (!item.answered) throw new Error(`${EFFECT}: no answered question to keep as proof`)
  return {
    contact_id: item.contactId,
    purpose,
    given,
    at: item.now,
    language: item.language,
    channel: item.platform,
    text: keyring.seal(item.answered.text),
    answer_key: item.answered.key,
  }
}

/** @returns the refusals that took back what had been given, as `keyOf`. */
async function withdraw(tx: Tx, refused: Row[], erasers: readonly Eraser[]): Promise<Set<string>> {
  const ended = await tx.rows(sql<{ contact_id: number; purpose: string }>`
    update consent set withdrawn_at = item.at
    from json_to_recordset(${JSON.stringify(refused)}::json) as item (contact_id bigint, purpose text, at bigint)
    where consent.given and consent.withdrawn_at is null
      and consent.contact_id = item.contact_id and consent.purpose = item.purpose
    returning consent.contact_id, consent.purpose`)
  const firsts = refused.filter(({ purpose }) => purpose === 'P1')
  const contacts = firsts.map((row) => row.contact_id)
  const now = Math.max(...firsts.map((row) => row.at))
  if (contacts.length > 0) for (const erase of erasers) await erase(tx, contacts, now)
  return new Set(ended.map(({ contact_id, purpose }) => keyOf(contact_id, purpose)))
}

async function keep(tx: Tx, rows: Row[]): Promise<void> {
  if (rows.length === 0) return
  await tx.rows(sql`
    insert into consent (contact_id, purpose, given, at, language, channel, text, answer_key)
    select contact_id, purpose, given, at, language, channel, text, answer_key
    from json_to_recordset(${JSON.stringify(rows)}::json) as item (
      contact_id bigint, purpose text, given boolean, at bigint, language text, channel text, text text, answer_key uuid
    )`)
}

/** Those of these contacts who have agreed to a purpose and not taken it back. */
export async function consenting(
  tx: Tx,
  contactIds: readonly number[],
  purpose: string,
): Promise<Set<number>> {
  const rows = await tx.rows(sql<{ contact_id: number }>`
    select distinct contact_id from consent
    where given and withdrawn_at is null and purpose = ${purpose}
      and contact_id in (select value::bigint from json_array_elements_text(${JSON.stringify(contactIds)}::json))`)
  return new Set(rows.map((row) => row.contact_id))
}

import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Keyring } from '../common/crypto.ts'
import { paramsReader } from '../common/params.ts'
import type { EffectHandler, EffectItem } from '../conversation/effects.ts'

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
 * Handler of `consent.record` {purpose, given} → {}: keeps the answer with the question's text as it was sent, so that
 * each consent can be proved and shown again (Law 91/2025/QH15 art. 9). A refusal withdraws what was given before; of
 * P1, it also deletes what was registered and ends the link to the person that is counted.
 * @throws when nothing was answered: a consent without its question proves nothing.
 */
export function consentRecord(keyring: Keyring): EffectHandler {
  const row = (item: EffectItem) => {
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
  return async (tx, items) => {
    const latest = new Map(items.map((item) => [`${item.contactId} ${item.params.purpose}`, item]))
    await tx.rows(sql`
      with item as (
        select * from json_to_recordset(${JSON.stringify([...latest.values()].map(row))}::json) as item (
          contact_id bigint, purpose text, given boolean, at bigint, language text, channel text, text text, answer_key uuid
        )
      ), withdrawn as (
        update consent set withdrawn_at = item.at from item
        where not item.given and consent.given and consent.withdrawn_at is null
          and consent.contact_id = item.contact_id and consent.purpose = item.purpose
      ), forgotten as (
        delete from registration using item
        where not item.given and item.purpose = 'P1' and registration.contact_id = item.contact_id
      ), parted as (
        update contact_person link set until_at = item.at from item
        where not item.given and item.purpose = 'P1' and link.contact_id = item.contact_id and link.until_at is null
      )
      insert into consent (contact_id, purpose, given, at, language, channel, text, answer_key)
      select contact_id, purpose, given, at, language, channel, text, answer_key from item`)
    return items.map(() => ({}))
  }
}

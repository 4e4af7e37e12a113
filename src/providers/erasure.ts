import { sql } from 'kysely'
import type { Eraser } from '../register/erasure.ts'

/** What was offered to these contacts and the personal links they were given, which then lead nowhere. */
export const eraseOffers: Eraser = async (tx, contactIds) => {
  const contacts = JSON.stringify(contactIds)
  await tx.rows(sql`
    with item as (select value::bigint as id from json_array_elements_text(${contacts}::json)), links as (
      delete from handoff where contact_id in (select id from item)
    )
    delete from provider_offer where contact_id in (select id from item)`)
}

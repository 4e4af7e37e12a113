import { sql } from 'kysely'
import type { EffectHandler } from '../conversation/effects.ts'
import type { Tx } from '../storage/database.ts'

/**
 * Erases what a room keeps of these contacts because they agreed to P1, in the caller's transaction. Each room that
 * keeps such rows offers one, registered in effect-handlers.ts; the proof of consent itself stays.
 * @param now ms since the epoch
 */
export type Eraser = (tx: Tx, contactIds: readonly number[], now: number) => Promise<void>

/**
 * Handler of `person.erase` {} → {}: the person withdrew from everything, towards the platform. Every consent counts as
 * withdrawn from now on, with its proof kept (Law 91/2025/QH15 art. 9), and all that the rooms keep is erased.
 */
export function personErase(erasers: readonly Eraser[]): EffectHandler {
  return async (tx, items) => {
    const contacts = [...new Set(items.map((item) => item.contactId))].sort((a, b) => a - b)
    const now = Math.max(...items.map((item) => item.now))
    await tx.rows(sql`
      update consent set withdrawn_at = ${now}
      where given and withdrawn_at is null
        and contact_id in (select value::bigint from json_array_elements_text(${JSON.stringify(contacts)}::json))`)
    for (const erase of erasers) await erase(tx, contacts, now)
    return items.map(() => ({}))
  }
}

/**
 * The register's own: registrations, links to persons with their past, and the persons that nobody else is linked to
 * now. Their rows hold a hash of the phone number, which would still tell whose number it was.
 */
export const eraseRegistrations: Eraser = async (tx, contactIds) => {
  const contacts = JSON.stringify(contactIds)
  // Locked before it is looked at who else is linked: in the order in which `registration.save` claims them.
  const persons = await tx.rows(sql<{ id: number }>`
    select id from person where id in (
      select person_id from contact_person
      where contact_id in (select value::bigint from json_array_elements_text(${contacts}::json))
    ) order by phone_hash for update`)
  const touched = JSON.stringify(persons.map(({ id }) => id))
  await tx.rows(sql`
    with item as (select value::bigint as id from json_array_elements_text(${contacts}::json)), forgotten as (
      delete from registration where contact_id in (select id from item)
    )
    delete from contact_person where contact_id in (select id from item)`)
  await tx.rows(sql`
    with alone as (
      select value::bigint as id from json_array_elements_text(${touched}::json)
      where not exists (select from contact_person o where o.person_id = value::bigint and o.until_at is null)
    ), past as (
      delete from contact_person where person_id in (select id from alone)
    )
    delete from person where id in (select id from alone)`)
}

import { sql } from 'kysely'
import type { Eraser } from './keeper.ts'

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

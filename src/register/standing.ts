import { sql } from 'kysely'
import type { EffectHandler } from '../conversation/effects.ts'

/** Whether the contact is registered, of `person.standing`: {registered, birthYear}; the year is 0 where it is not. */
export function registrationStanding(): EffectHandler {
  return async (tx, items) => {
    const contacts = JSON.stringify(items.map(({ contactId }) => contactId))
    const rows = await tx.rows(sql<{ contact_id: number; birth_year: number }>`
      select contact_id, birth_year from registration
      where contact_id in (select value::bigint from json_array_elements_text(${contacts}::json))`)
    const years = new Map(rows.map((row) => [row.contact_id, row.birth_year]))
    return items.map(({ contactId }) => ({
      registered: years.has(contactId),
      birthYear: years.get(contactId) ?? 0,
    }))
  }
}

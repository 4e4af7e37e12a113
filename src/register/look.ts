import { sql } from 'kysely'
import type { Keyring } from '../common/crypto.ts'
import type { EffectHandler } from '../conversation/effects.ts'
import { shownPhone } from '../understanding/numbers.ts'
import { shownPlace } from '../understanding/slots/ward.ts'

interface Row {
  contact_id: number
  name: string
  phone: string
  birth_year: number
  place: string
  group_code: string
  residence: string
  hamlet_id: number | null
  hamlet: string | null
  school: string | null
  class: string | null
  organisation: string | null
}

/**
 * Handler of `registration.look` {} → {registered, values?, shown?}: the contact's own registration, as the form that made
 * it has it. What another account registered under the same number is never shown: a number proves nothing.
 */
export function registrationLook(keyring: Keyring): EffectHandler {
  return async (tx, items) => {
    const contacts = JSON.stringify(items.map(({ contactId }) => contactId))
    const rows = await tx.rows(sql<Row>`
      select r.contact_id, r.name, r.phone, r.birth_year, r.place, r.group_code, r.residence, r.hamlet_id,
        h.name as hamlet, r.school, r.class, r.organisation
      from registration r left join hamlet h on h.id = r.hamlet_id
      where r.contact_id in (select value::bigint from json_array_elements_text(${contacts}::json))`)
    const found = new Map(rows.map((row) => [row.contact_id, row]))
    return items.map(({ contactId, language }) => {
      const row = found.get(contactId)
      return row ? { registered: true, ...asForm(keyring, row, language) } : { registered: false }
    })
  }
}

/** Left out by the person, or by a form that did not ask. */
const LEFT_OUT = '-'

function asForm(keyring: Keyring, row: Row, language: 'vi' | 'en') {
  const open = (sealed: string | null) => (sealed === null ? '' : keyring.open(sealed))
  const name = open(row.name)
  const phone = open(row.phone)
  const where = [open(row.school) || open(row.organisation), open(row.class)].filter((part) => part !== '')
  return {
    values: {
      name,
      phone,
      birthYear: String(row.birth_year),
      place: row.place,
      residence: row.residence,
      hamlet: row.hamlet_id === null ? LEFT_OUT : String(row.hamlet_id),
      group: row.group_code,
      school: where.length === 0 ? LEFT_OUT : where.join('|'),
    },
    shown: {
      name,
      phone: shownPhone(phone),
      birthYear: String(row.birth_year),
      place: shownPlace(row.place, language),
      hamlet: row.hamlet ?? '',
      school: where.join(', '),
    },
  }
}

import { sql } from 'kysely'
import { type Static, Type } from 'typebox'
import type { Keyring } from '../common/crypto.ts'
import { paramsReader } from '../common/params.ts'
import type { EffectHandler, EffectItem } from '../conversation/effects.ts'
import type { Tx } from '../storage/database.ts'
import { wardOf } from '../understanding/places.ts'
import { RESIDENCES } from '../understanding/slots.ts'

const EFFECT = 'registration.save'

const Params = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 120 }),
  /** Vietnamese mobile number, ten digits. */
  phone: Type.String({ pattern: '^0[35789][0-9]{8}$' }),
  birthYear: Type.Union([
    Type.Integer({ minimum: 1900, maximum: 2100 }),
    Type.String({ pattern: '^(19|20)[0-9]{2}$' }),
  ]),
  /** Id of src/understanding/places.json: a new ward or an old unit. */
  place: Type.String({ pattern: '^(new|old):[0-9]{5}$' }),
  /** One of the flow's groups, e.g. `HOCSINH_11_12`. */
  group: Type.String({ pattern: '^[A-Z][A-Z0-9_]{0,39}$' }),
  /** How one is in the place; empty where that was not asked. */
  residence: Type.Optional(Type.Union([...['', ...RESIDENCES].map((code) => Type.Literal(code))])),
  /** Id of a hamlet; empty: left out. */
  hamlet: Type.Optional(Type.String({ pattern: '^[0-9]{0,18}$' })),
  school: Type.Optional(Type.String({ maxLength: 120 })),
  class: Type.Optional(Type.String({ maxLength: 40 })),
  organisation: Type.Optional(Type.String({ maxLength: 120 })),
})

const readParams = paramsReader(EFFECT, Params)

interface Row {
  contact_id: number
  name: string
  phone: string
  phone_hash: string
  phone_last4_hash: string
  birth_year: number
  place: string
  ward: string
  group_code: string
  residence: string
  hamlet_id: number | null
  school: string | null
  class: string | null
  organisation: string | null
  at: number
}

/**
 * Handler of `registration.save` {name, phone, birthYear, place, group, residence, …} → {}: one registration a contact, saved anew
 * when it is corrected, and one person a phone number, over all accounts. The first account that names a number is
 * linked as `first-account`; while anybody is linked to it, each other is `unproven`: counted with it, kept apart from
 * it. When the first account leaves, nobody moves up: a number proves nothing, so that is for staff.
 * @throws when a parameter does not fit or the place is not one of ours.
 */
export function registrationSave(keyring: Keyring): EffectHandler {
  return async (tx, items) => {
    const latest = new Map(items.map((item) => [item.contactId, item]))
    const rows = [...latest.values()].map((item) => toRow(keyring, item, readParams(item.params)))
    await claimPersons(tx, rows)
    await saveAndLink(tx, rows)
    return items.map(() => ({}))
  }
}

function toRow(keyring: Keyring, item: EffectItem, params: Static<typeof Params>): Row {
  return {
    contact_id: item.contactId,
    name: keyring.seal(params.name.normalize('NFC')),
    phone: keyring.seal(params.phone),
    phone_hash: keyring.hash('phone', params.phone),
    phone_last4_hash: keyring.hash('phone-last4', params.phone.slice(-4)),
    birth_year: Number(params.birthYear),
    place: params.place,
    ward: wardOf(params.place),
    group_code: params.group,
    residence: params.residence ?? '',
    hamlet_id: params.hamlet ? Number(params.hamlet) : null,
    school: sealed(keyring, params.school),
    class: sealed(keyring, params.class),
    organisation: sealed(keyring, params.organisation),
    at: item.now,
  }
}

function sealed(keyring: Keyring, text: string | undefined): string | null {
  return text ? keyring.seal(text.normalize('NFC')) : null
}

/**
 * Makes the persons that are new and ends the links of contacts that now name another number. The update that changes
 * nothing locks persons that exist, in the order of their hashes: whoever claims the same number at the same time
 * waits here until this transaction ends, and then sees its links.
 */
async function claimPersons(tx: Tx, rows: Row[]): Promise<void> {
  const claims = rows.map(({ contact_id, phone_hash, at }) => ({ contact_id, phone_hash, at }))
  await tx.rows(sql`
    with item as (
      select * from json_to_recordset(${JSON.stringify(claims)}::json) as item (contact_id bigint, phone_hash text, at bigint)
    ), ended as (
      update contact_person link set until_at = item.at
      from item cross join lateral (
        select o.id, o.person_id from contact_person o
        where o.contact_id = item.contact_id and o.until_at is null offset 0
      ) open join person on person.id = open.person_id and person.phone_hash <> item.phone_hash
      where link.id = open.id
    )
    insert into person (phone_hash, created_at)
    select phone_hash, min(at) from item group by phone_hash order by phone_hash
    on conflict (phone_hash) do update set phone_hash = excluded.phone_hash`)
}

/**
 * A statement of its own, so that it sees what others committed while `claimPersons` waited for them. `offset 0` makes
 * each look a look of its own, and `coalesce` keeps it from the index of all open links: planned while the table was
 * small, it would read the links of everybody.
 */
async function saveAndLink(tx: Tx, rows: Row[]): Promise<void> {
  await tx.rows(sql`
    with item as (
      select item.*, person.id as person_id
      from json_to_recordset(${JSON.stringify(rows.map((row, position) => ({ ...row, position })))}::json) as item (
        position integer, contact_id bigint, name text, phone text, phone_hash text, phone_last4_hash text,
        birth_year smallint, place text, ward text, group_code text, residence text, hamlet_id bigint, school text,
        class text, organisation text, at bigint
      ) join person on person.phone_hash = item.phone_hash
    ), saved as (
      insert into registration (contact_id, name, phone, phone_hash, phone_last4_hash, birth_year, place, ward,
        group_code, residence, hamlet_id, school, class, organisation, created_at, updated_at)
      select contact_id, name, phone, phone_hash, phone_last4_hash, birth_year, place, ward, group_code, residence,
        (select id from hamlet where id = item.hamlet_id), school, class, organisation, at, at from item
      on conflict (contact_id) do update set
        name = excluded.name, phone = excluded.phone, phone_hash = excluded.phone_hash,
        phone_last4_hash = excluded.phone_last4_hash, birth_year = excluded.birth_year, place = excluded.place,
        ward = excluded.ward, group_code = excluded.group_code, residence = excluded.residence,
        hamlet_id = excluded.hamlet_id, school = excluded.school, class = excluded.class,
        organisation = excluded.organisation, updated_at = excluded.updated_at
    )
    insert into contact_person (contact_id, person_id, proof, from_at)
    select contact_id, person_id,
      case when row_number() over (partition by person_id order by position) = 1
        and not exists (select from contact_person o where o.person_id = item.person_id and coalesce(o.until_at, 0) = 0 offset 0)
      then 'first-account' else 'unproven' end,
      at
    from item
    where not exists (select from contact_person own where own.contact_id = item.contact_id and own.until_at is null offset 0)`)
}

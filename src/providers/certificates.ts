import { sql } from 'kysely'
import { Type } from 'typebox'
import { paramsReader } from '../common/params.ts'
import type { EffectHandler } from '../conversation/effects.ts'
import { consenting } from '../register/consents.ts'

const Day = Type.Union([Type.Null(), Type.String({ pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$' })])

const readSave = paramsReader(
  'certificate.save',
  Type.Object({
    /** Id in the catalogue, or `other`. */
    provider: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{0,39}$' }),
    issuedOn: Day,
    /** As the person read it in the app; never computed. */
    expiresOn: Day,
  }),
)

/** What people say of their own certificate counts as that; staff and lists of providers will say it surer. */
const SOURCE = 'self-reported'

/**
 * Handler of `certificate.save` {provider, issuedOn, expiresOn} → {saved}: a certificate as its owner tells of it. One a
 * contact and provider, told anew when it is corrected; a day that was known stays where none is told. Of somebody who
 * has not agreed to P1 nothing is kept.
 */
export function certificateSave(onSaved: () => void): EffectHandler {
  return async (tx, items) => {
    const contacts = items.map(({ contactId }) => contactId)
    const agreed = await consenting(tx, contacts, 'P1')
    const latest = new Map(items.map((item) => [item.contactId, item]))
    const rows = [...latest.values()]
      .filter(({ contactId }) => agreed.has(contactId))
      .map(({ contactId, now, params }) => {
        const { provider, issuedOn, expiresOn } = readSave(params)
        onSaved()
        return { contact_id: contactId, provider, issued_on: issuedOn, expires_on: expiresOn, at: now }
      })
    if (rows.length > 0)
      await tx.rows(sql`
        with saved as (
          insert into certificate (contact_id, provider, issued_on, expires_on, source, created_at, updated_at)
          select contact_id, provider, issued_on, expires_on, ${SOURCE}, at, at
          from json_to_recordset(${JSON.stringify(rows)}::json) as item (
            contact_id bigint, provider text, issued_on text, expires_on text, at bigint
          )
          on conflict (contact_id, provider) do update set
            issued_on = coalesce(excluded.issued_on, certificate.issued_on),
            expires_on = coalesce(excluded.expires_on, certificate.expires_on), updated_at = excluded.updated_at
          returning id, updated_at
        )
        insert into certificate_event (certificate_id, kind, source, at)
        select id, 'issued', ${SOURCE}, updated_at from saved on conflict do nothing`)
    return items.map(({ contactId }) => ({ saved: agreed.has(contactId) }))
  }
}

/** Handler of `certificate.use` {} → {}: the certificate told of last was used for the first time; only that is kept. */
export function certificateUse(onUsed: () => void): EffectHandler {
  return async (tx, items) => {
    const rows = items.map(({ contactId, now }) => ({ contact_id: contactId, at: now }))
    const used = await tx.rows(sql`
      insert into certificate_event (certificate_id, kind, source, at)
      select latest.id, 'first-used', ${SOURCE}, item.at
      from json_to_recordset(${JSON.stringify(rows)}::json) as item (contact_id bigint, at bigint)
      cross join lateral (
        select id from certificate where contact_id = item.contact_id order by updated_at desc, id desc limit 1
      ) latest
      on conflict do nothing
      returning id`)
    for (const _ of used) onUsed()
    return items.map(() => ({}))
  }
}

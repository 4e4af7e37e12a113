import { sql } from 'kysely'
import type { EffectHandler } from '../conversation/effects.ts'
import type { Catalogue } from './catalogue.ts'

interface Row {
  contact_id: number
  link_provider: string | null
  code: string | null
  expires_at: number | null
  opened_at: number | null
  certificate_provider: string | null
  issued_on: string | null
  expires_on: string | null
  used: boolean
}

/**
 * How far each person is with a provider, of `person.standing`: the latest link (`none`, `made`, `opened`, `expired`), and
 * what they have told of a certificate. `provider` is offered today; the name of one that is not any more is left out.
 */
export function providerStanding(catalogue: Catalogue): EffectHandler {
  const nameOf = (id: string | null) => catalogue.find(id ?? '')?.name ?? ''
  return async (tx, items) => {
    const contacts = JSON.stringify([...new Set(items.map(({ contactId }) => contactId))])
    const rows = await tx.rows(sql<Row>`
      select item.id as contact_id, link.provider as link_provider, link.code, link.expires_at, link.opened_at,
        cert.provider as certificate_provider, cert.issued_on, cert.expires_on, coalesce(cert.used, false) as used
      from (select value::bigint as id from json_array_elements_text(${contacts}::json)) item
      left join lateral (
        select provider, code, expires_at, opened_at from handoff where contact_id = item.id order by id desc limit 1
      ) link on true
      left join lateral (
        select provider, issued_on, expires_on,
          exists (select from certificate_event e where e.certificate_id = c.id and e.kind = 'first-used') as used
        from certificate c where contact_id = item.id order by updated_at desc, c.id desc limit 1
      ) cert on true`)
    const known = new Map(rows.map((row) => [row.contact_id, row]))
    return items.map(({ contactId, now }) => {
      const row = known.get(contactId)
      const link = linkOf(row, now)
      return {
        link: link !== 'none' && link !== 'expired' && !nameOf(row?.link_provider ?? null) ? 'expired' : link,
        provider: catalogue.find(row?.link_provider ?? '')?.id ?? '',
        providerName: nameOf(row?.link_provider ?? null),
        linkCode: row?.code ?? '',
        certificate: row?.certificate_provider !== null && row?.certificate_provider !== undefined,
        certificateName: nameOf(row?.certificate_provider ?? null),
        issuedOn: row?.issued_on ?? '',
        expiresOn: row?.expires_on ?? '',
        used: row?.used ?? false,
      }
    })
  }
}

function linkOf(row: Row | undefined, now: number): 'none' | 'made' | 'opened' | 'expired' {
  if (!row?.link_provider) return 'none'
  if ((row.expires_at ?? 0) <= now) return 'expired'
  return row.opened_at === null ? 'made' : 'opened'
}

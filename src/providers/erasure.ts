import { sql } from 'kysely'
import type { Eraser, Keeper } from '../register/keeper.ts'
import type { Catalogue } from './catalogue.ts'

/** What was offered to these contacts, and the personal links they were given, which then lead nowhere. */
export const eraseOffers: Eraser = async (tx, contactIds) => {
  const contacts = JSON.stringify(contactIds)
  await tx.rows(sql`
    with item as (select value::bigint as id from json_array_elements_text(${contacts}::json)), links as (
      delete from handoff where contact_id in (select id from item)
    )
    delete from provider_offer where contact_id in (select id from item)`)
}

/** Personal links: to which provider, since when, and whether they were followed. */
export function linkKeeper(catalogue: Catalogue): Keeper {
  return {
    name: 'links',
    byConsent: true,
    erase: eraseOffers,
    look: async (db, contactId) => {
      const rows = await db.query
        .selectFrom('handoff')
        .select(['provider', 'code', 'created_at', 'expires_at', 'opened_at'])
        .where('contact_id', '=', contactId)
        .orderBy('id')
        .execute()
      return rows.map((row) => ({
        provider: catalogue.find(row.provider)?.name ?? row.provider,
        code: row.code,
        madeAt: row.created_at,
        endsAt: row.expires_at,
        ...(row.opened_at === null ? {} : { openedAt: row.opened_at }),
      }))
    },
  }
}

/** What these contacts told of a certificate. */
export const eraseCertificates: Eraser = async (tx, contactIds) => {
  await tx.rows(sql`
    delete from certificate
    where contact_id in (select value::bigint from json_array_elements_text(${JSON.stringify(contactIds)}::json))`)
}

/** Certificates as their owners told of them. */
export function certificateKeeper(catalogue: Catalogue): Keeper {
  return {
    name: 'certificates',
    byConsent: true,
    erase: eraseCertificates,
    look: async (db, contactId) => {
      const rows = await db.query
        .selectFrom('certificate')
        .select(['provider', 'issued_on', 'expires_on', 'source', 'updated_at'])
        .where('contact_id', '=', contactId)
        .orderBy('id')
        .execute()
      return rows.map((row) => ({
        provider: catalogue.find(row.provider)?.name ?? row.provider,
        ...(row.issued_on === null ? {} : { issuedOn: row.issued_on }),
        ...(row.expires_on === null ? {} : { expiresOn: row.expires_on }),
        source: row.source,
        toldAt: row.updated_at,
      }))
    },
  }
}

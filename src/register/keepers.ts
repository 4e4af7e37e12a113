import type { Keyring } from '../common/crypto.ts'
import { shownPhone } from '../understanding/numbers.ts'
import { shownPlace } from '../understanding/slots/ward.ts'
import { eraseRegistrations } from './erasure.ts'
import type { Keeper } from './keeper.ts'

/** The keepers of this room's tables. */
export function registerKeepers(keyring: Keyring): Keeper[] {
  return [registrationKeeper(keyring), consentKeeper(keyring), linkToCopyKeeper()]
}

/** The registration, with the links to persons, of which nothing is shown: who else named a number is nobody's business. */
function registrationKeeper(keyring: Keyring): Keeper {
  return {
    name: 'registration',
    byConsent: true,
    erase: eraseRegistrations,
    look: async (db, contactId, language) => {
      const rows = await db.query
        .selectFrom('registration')
        .leftJoin('hamlet', 'hamlet.id', 'registration.hamlet_id')
        .selectAll('registration')
        .select('hamlet.name as hamlet')
        .where('contact_id', '=', contactId)
        .execute()
      return rows.map((row) => ({
        name: keyring.open(row.name),
        birthYear: row.birth_year,
        phone: shownPhone(keyring.open(row.phone)),
        place: shownPlace(row.place, language),
        ...told({ residence: row.residence, hamlet: row.hamlet }),
        group: row.group_code,
        ...told({
          school: row.school && keyring.open(row.school),
          class: row.class && keyring.open(row.class),
          organisation: row.organisation && keyring.open(row.organisation),
        }),
        registeredAt: row.created_at,
        ...(row.updated_at === row.created_at ? {} : { correctedAt: row.updated_at }),
      }))
    },
  }
}

/** Only what was told. */
function told(fields: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter((field): field is [string, string] => !!field[1]))
}

/** Consents; their rows are turned into proofs by `data.erase`, which only then erases them. */
function consentKeeper(keyring: Keyring): Keeper {
  return {
    name: 'consents',
    byConsent: false,
    erase: async () => {},
    look: async (db, contactId) => {
      const rows = await db.query
        .selectFrom('consent')
        .select(['purpose', 'at', 'withdrawn_at', 'text'])
        .where('contact_id', '=', contactId)
        .where('given', '=', true)
        .orderBy('id')
        .execute()
      return rows.map((row) => ({
        purpose: row.purpose,
        givenAt: row.at,
        ...(row.withdrawn_at === null ? {} : { withdrawnAt: row.withdrawn_at }),
        question: keyring.open(row.text),
      }))
    },
  }
}

/** Links to copies of all this: they end with what they show. */
function linkToCopyKeeper(): Keeper {
  return {
    name: 'copies',
    byConsent: false,
    erase: async (tx, contactIds) => {
      await tx.query.deleteFrom('data_link').where('contact_id', 'in', contactIds).execute()
    },
    look: async () => [],
  }
}

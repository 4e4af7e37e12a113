import { sql } from 'kysely'
import { Type } from 'typebox'
import { clearCode } from '../common/ids.ts'
import { paramsReader } from '../common/params.ts'
import type { EffectHandler } from '../conversation/effects.ts'
import type { Keeper } from '../register/keeper.ts'
import type { Tx } from '../storage/database.ts'

const EFFECT = 'case.open'

/** Codes of four characters are 810,000; when several draws in a row are taken, one more is added. */
const SHORT_DRAWS = 4
const MAX_DRAWS = 8

const NAME = '^[a-z][a-z0-9-]{0,39}$'

/** A reason is a name from the code such as `asked`, never a text of the person. */
const readParams = paramsReader(
  EFFECT,
  Type.Object({
    reason: Type.String({ pattern: NAME }),
    detail: Type.Optional(Type.String({ pattern: NAME })),
  }),
)

interface Wanted {
  contact_id: number
  reason: string
  detail: string | null
  at: number
}

/**
 * Handler of `case.open` {reason} → {code}: opens a case for staff and gives its code, such as `HT-7K3Q`. A person has
 * one open case at most: asking again gives the code of the one that is open. `drawCode` is replaced in tests to force
 * collisions.
 */
export function caseOpen(drawCode: (length: number) => string = clearCode): EffectHandler {
  return async (tx, items) => {
    const codes = new Map<number, string>()
    const wanted = new Map<number, Wanted>()
    for (const item of items) {
      const { reason, detail = null } = readParams(item.params)
      wanted.set(item.contactId, { contact_id: item.contactId, reason, detail, at: item.now })
    }
    for (let draw = 0; wanted.size > 0; draw++) {
      if (draw === MAX_DRAWS) throw new Error(`${EFFECT}: no free code found`)
      const length = draw < SHORT_DRAWS ? 4 : 5
      for (const row of await openMissing(tx, [...wanted.values()], () => `HT-${drawCode(length)}`)) {
        codes.set(row.contact_id, row.code)
        wanted.delete(row.contact_id)
      }
    }
    return items.map((item) => ({ code: codes.get(item.contactId)! }))
  }
}

/** @returns the open cases, old and new; one is missing where its code was taken or it was opened just now elsewhere. */
function openMissing(
  tx: Tx,
  wanted: Wanted[],
  draw: () => string,
): Promise<{ contact_id: number; code: string }[]> {
  const rows = wanted.map((row) => ({ ...row, code: draw() }))
  return tx.rows(sql<{ contact_id: number; code: string }>`
    with item as (
      select * from json_to_recordset(${JSON.stringify(rows)}::json) as item (
        contact_id bigint, reason text, detail text, at bigint, code text
      )
    ), known as (
      select contact_id, code from "case" where state = 'open' and contact_id in (select contact_id from item)
    ), opened as (
      insert into "case" (contact_id, code, reason, detail, opened_at)
      select contact_id, code, reason, detail, at from item where contact_id not in (select contact_id from known)
      order by contact_id
      on conflict do nothing
      returning contact_id, code
    )
    select contact_id, code from known union all select contact_id, code from opened`)
}

/** Cases, open or closed. With everything erased there is nobody left to help: they go without a trace. */
export const caseKeeper: Keeper = {
  name: 'cases',
  byConsent: false,
  erase: async (tx, contactIds) => {
    await tx.query.deleteFrom('case').where('contact_id', 'in', contactIds).execute()
  },
  look: async (db, contactId) => {
    const rows = await db.query
      .selectFrom('case')
      .select(['code', 'opened_at', 'closed_at'])
      .where('contact_id', '=', contactId)
      .orderBy('id')
      .execute()
    return rows.map((row) => ({
      code: row.code,
      askedAt: row.opened_at,
      ...(row.closed_at === null ? {} : { closedAt: row.closed_at }),
    }))
  },
}

/** The code of the open case, of `person.standing`: {caseCode}; empty where there is none. */
export const caseStanding: EffectHandler = async (tx, items) => {
  const contacts = JSON.stringify(items.map(({ contactId }) => contactId))
  const rows = await tx.rows(sql<{ contact_id: number; code: string }>`
    select contact_id, code from "case"
    where state = 'open' and contact_id in (select value::bigint from json_array_elements_text(${contacts}::json))`)
  const codes = new Map(rows.map((row) => [row.contact_id, row.code]))
  return items.map(({ contactId }) => ({ caseCode: codes.get(contactId) ?? '' }))
}

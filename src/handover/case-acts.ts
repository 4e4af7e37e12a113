import { sql } from 'kysely'
import { Type } from 'typebox'
import { paramsReader } from '../common/params.ts'
import type { EffectHandler } from '../conversation/effects.ts'
import type { Executor, Tx } from '../storage/database.ts'

const EFFECT = 'case.act'
const readParams = paramsReader(
  EFFECT,
  Type.Object({
    act: Type.Union([Type.Literal('answer'), Type.Literal('close'), Type.Literal('reopen')]),
    code: Type.String(),
    by: Type.String(),
  }),
)

/** Handler of `case.act`: notes at the case what staff did, in the turn that carries it out. */
export function caseAct(): EffectHandler {
  return async (tx, items) => {
    for (const item of items) {
      const { act, code, by } = readParams(item.params)
      await note(tx, act, code, by, item.contactId, item.now)
    }
    return items.map(() => ({}))
  }
}

async function note(tx: Tx, act: string, code: string, by: string, contactId: number, now: number) {
  const of = sql`code = ${code} and contact_id = ${contactId}`
  if (act === 'answer') await tx.rows(sql`update "case" set answered_at = ${now} where ${of}`)
  else if (act === 'close')
    await tx.rows(sql`
      update "case" set state = 'closed', closed_at = ${now}, closed_by = ${by} where ${of} and state = 'open'`)
  // Where another was opened meanwhile, that one goes on: a person has one open case at most.
  else
    await tx.rows(sql`
      update "case" set state = 'open', closed_at = null, closed_by = null where ${of}
        and not exists (select from "case" o where o.contact_id = ${contactId} and o.state = 'open')`)
}

/** Writes down who of the staff did what. Never changed or erased; nothing of a person is in it. */
export async function writeAudit(
  db: Executor,
  entry: { at: number; actor: string; act: string; subject: string | null },
): Promise<void> {
  await db.query.insertInto('audit').values(entry).execute()
}

import { sql } from 'kysely'
import { Type } from 'typebox'
import { paramsReader } from '../common/params.ts'
import type { EffectHandler } from '../conversation/effects.ts'
import { STEPS } from './steps.ts'

const EFFECT = 'handoff.note'

/** Names from the code, never words of the person. */
const Name = Type.String({ pattern: '^[a-z][A-Za-z0-9]{0,39}$' })

const readParams = paramsReader(
  EFFECT,
  Type.Union([
    Type.Object({ kind: Type.Literal('stuck'), step: Type.Enum(STEPS), answer: Name }),
    Type.Object({
      kind: Type.Literal('check-in'),
      answer: Type.Enum(['issued', 'waiting', 'stuck', 'quit'] as const),
    }),
  ]),
)

/**
 * Handler of `handoff.note` {kind, step, answer} → {}: where a person was stuck and why, or what they said when asked how
 * far they are. Kept with their latest hand-off; without one, nothing is kept.
 * @param onNote told of each, for metrics
 */
export function handoffNote(onNote: (kind: string, step: string, answer: string) => void): EffectHandler {
  return async (tx, items) => {
    const rows = items.map(({ contactId, now, params }) => {
      const read = readParams(params)
      const step = read.kind === 'stuck' ? read.step : null
      onNote(read.kind, step ?? '', read.answer)
      return { contact_id: contactId, kind: read.kind, step, answer: read.answer, at: now }
    })
    await tx.rows(sql`
      insert into handoff_event (handoff_id, kind, step, answer, at)
      select latest.id, item.kind, item.step, item.answer, item.at
      from json_to_recordset(${JSON.stringify(rows)}::json) as item (
        contact_id bigint, kind text, step text, answer text, at bigint
      ) cross join lateral (
        select id from handoff where contact_id = item.contact_id order by id desc limit 1
      ) latest`)
    return items.map(() => ({}))
  }
}

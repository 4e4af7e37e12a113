import { sql } from 'kysely'
import { Type } from 'typebox'
import { paramsReader } from '../common/params.ts'
import type { EffectHandler } from '../conversation/effects.ts'
import type { Tx } from '../storage/database.ts'
import { placeById } from '../understanding/slots.ts'
import { type Hamlet, nearHamlets } from './hamlet-names.ts'

const Place = Type.String({ pattern: '^((new|old):[0-9]{5})?$' })
const readListed = paramsReader('hamlet.list', Type.Object({ place: Place }))
const readTyped = paramsReader('hamlet.find', Type.Object({ place: Place, text: Type.String() }))

/** So many that come near are offered. */
const MOST_OFFERED = 6

/** Handler of `hamlet.list` {place} → {hamlets}: those of the place in the order of staff's list; none where none is loaded. */
export function hamletList(): EffectHandler {
  return async (tx, items) => {
    const places = items.map(({ params }) => readListed(params).place)
    const found = await hamletsOf(tx, places)
    return places.map((place) => ({ hamlets: found.get(place) ?? [] }))
  }
}

/** Handler of `hamlet.find` {place, text} → {hamlets, sure}: those that the text names, or comes near; sure: it is the one. */
export function hamletFind(): EffectHandler {
  return async (tx, items) => {
    const asked = items.map(({ params }) => readTyped(params))
    const found = await hamletsOf(
      tx,
      asked.map(({ place }) => place),
    )
    return asked.map(({ place, text }) => {
      const { hamlets, sure } = nearHamlets(text, found.get(place) ?? [])
      return { hamlets: hamlets.slice(0, MOST_OFFERED), sure }
    })
  }
}

/** Of an old unit its own and those that are listed for its whole ward; of a ward all of it. */
async function hamletsOf(tx: Tx, places: readonly string[]): Promise<Map<string, Hamlet[]>> {
  const wanted = [...new Set(places)].filter((place) => place !== '')
  const asked = wanted.map((place) => ({ place, ward: placeById(place)?.ward ?? '' }))
  const rows = await tx.rows(sql<{ wanted: string; id: number; name: string; key: string }>`
    select asked.place as wanted, h.id, h.name, h.key
    from json_to_recordset(${JSON.stringify(asked)}::json) as asked (place text, ward text)
    join hamlet h on h.gone_at is null and (h.place in (asked.place, asked.ward) or h.ward = asked.place)
    order by h.position, h.id`)
  const found = new Map<string, Hamlet[]>()
  for (const { wanted: place, id, name, key } of rows)
    found.set(place, [...(found.get(place) ?? []), { id: String(id), name, key }])
  return found
}

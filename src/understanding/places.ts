import data from './places.json' with { type: 'json' }

/** A ward of today, or a unit that was merged into one on 2025-07-01. */
export interface Place {
  /** Our own id: official codes of new wards repeat those of old units. */
  id: string
  /** Official code of its period. */
  code: string
  /** Without its kind. */
  name: string
  /** `phường` or `xã`. */
  kind: string
  /** The ward of today that holds it; its own id for a ward of today. */
  ward: string
  /** A unit that no longer exists. */
  old: boolean
}

/** Every place of the area: the wards of today first, then the old units. */
export const places: readonly Place[] = [
  ...data.wards.map(({ id, code, name, kind }) => ({ id, code, name, kind, ward: id, old: false })),
  ...data.oldUnits.map(({ id, code, name, kind, now }) => ({ id, code, name, kind, ward: now, old: true })),
]

const byId = new Map(places.map((place) => [place.id, place]))

/** The place of an id such as `new:12103`, if there is one. */
export function placeById(id: string): Place | undefined {
  return byId.get(id)
}

function known(id: string): Place {
  const place = byId.get(id)
  if (!place) throw new Error(`No place has the id ${id}`)
  return place
}

/** Id of today's ward of a place. @throws when the id names no place. */
export function wardOf(placeId: string): string {
  return known(placeId).ward
}

/** Name of a place without its kind, e.g. `Dị Sử`. @throws when the id names no place. */
export function canonicalName(placeId: string): string {
  return known(placeId).name
}

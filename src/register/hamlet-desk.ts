import { sql } from 'kysely'
import type { Clock } from '../common/clock.ts'
import type { Database, Executor, Tx } from '../storage/database.ts'
import { matchKey } from '../understanding/match-key.ts'
import { canonicalName, placeById, places, wardOf } from '../understanding/slots.ts'
import type { ListedHamlet } from './hamlet-csv.ts'

/** What `npm run hamlets` asks for. */
export type HamletRequest = { act: 'list' } | { act: 'load'; hamlets: ListedHamlet[]; replace: boolean }

interface Known {
  id: number
  place: string
  ward: string
  name: string
  key: string
  gone: boolean
}

/** Does what is asked, and says in words for the operator what came of it. */
export async function atHamletDesk(
  { db, clock }: { db: Database; clock: Clock },
  request: HamletRequest,
): Promise<string> {
  if (request.act === 'list') return counts(db)
  const done = await db.transaction((tx) => load(tx, request, clock.now()))
  return `${done}\n\n${await counts(db)}`
}

/** All of it or, when it throws, nothing. Those taken away keep their row, as registrations may name it. */
async function load(
  tx: Tx,
  { hamlets, replace }: { hamlets: ListedHamlet[]; replace: boolean },
  now: number,
): Promise<string> {
  // Two who load at once take turns; whoever registers is not held up.
  await tx.rows(sql`lock table hamlet in share row exclusive mode`)
  const listed = hamlets.map(({ place, name }) => ({ place, ward: wardOf(place), name, key: matchKey(name) }))
  const wards = [...new Set(listed.map(({ ward }) => ward))]
  const before = await tx.rows<Known>(sql`
    select id, place, ward, name, key, gone_at is not null as gone from hamlet
    where ward in (select json_array_elements_text(${JSON.stringify(wards)}::json)) order by position, id`)
  const idOf = ({ place, key }: { place: string; key: string }) => `${place} ${key}`
  const offered = new Set(before.filter(({ gone }) => !gone).map(idOf))
  const wanted = new Set(listed.map(idOf))
  const others = replace ? before.filter((one) => !one.gone && !wanted.has(idOf(one))) : []
  await write(tx, listed, replace)
  await tx.rows(sql`
    update hamlet set gone_at = ${now}
    where id in (select json_array_elements_text(${JSON.stringify(others.map(({ id }) => id))}::json)::bigint)`)
  const added = listed.filter((one) => !offered.has(idOf(one))).length
  const lines = [`Added: ${added}. Already there: ${listed.length - added}. Taken away: ${others.length}.`]
  for (const { name, place } of others) lines.push(`  taken away: ${name}, ${canonicalName(place)}`)
  return lines.join('\n')
}

/** A whole list gives the order; what is added to one comes behind it. */
async function write(tx: Tx, listed: readonly Omit<Known, 'id' | 'gone'>[], replace: boolean): Promise<void> {
  await tx.rows(sql`
    insert into hamlet (place, ward, name, key, position)
    select item.place, item.ward, item.name, item.key,
      item.no + case when ${replace}::boolean then 0 else (select coalesce(max(position), 0) from hamlet) end
    from rows from (json_to_recordset(${JSON.stringify(listed)}::json)
      as (place text, ward text, name text, key text)) with ordinality as item (place, ward, name, key, no)
    on conflict (place, key) do update set
      ward = excluded.ward, name = excluded.name, gone_at = null,
      position = case when ${replace}::boolean or hamlet.gone_at is not null
        then excluded.position else hamlet.position end`)
}

async function counts(db: Executor): Promise<string> {
  const rows = await db.rows<{ place: string; count: number }>(sql`
    select place, count(*)::int as count from hamlet where gone_at is null group by place`)
  if (rows.length === 0)
    return 'No hamlets are loaded: nobody is asked for one. Load a list: npm run hamlets -- load <file.csv>'
  const of = new Map(rows.map(({ place, count }) => [place, count]))
  return places
    .filter(({ old }) => !old)
    .flatMap(({ id }) => wardLines(id, of))
    .join('\n')
}

function wardLines(ward: string, of: ReadonlyMap<string, number>): string[] {
  const parts = places.filter((place) => place.old && place.ward === ward && of.has(place.id))
  const whole = of.get(ward) ?? 0
  const total = parts.reduce((sum, { id }) => sum + (of.get(id) ?? 0), whole)
  const { kind = '', name = ward } = placeById(ward) ?? {}
  const line = `${kind} ${name}: ${total === 0 ? 'none, so nobody there is asked' : total}`
  return [line, ...parts.map(({ id, kind, name }) => `  of these ${kind} ${name} (old): ${of.get(id)}`)]
}

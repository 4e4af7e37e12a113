import { sql } from 'kysely'
import type { EffectHandler } from '../conversation/effects.ts'
import type { Catalogue } from './catalogue.ts'

/**
 * Handler of `providers.offer` → {providers: [{id, name, route, steps, freePackage}]}: all that are offered, each next
 * person of an account seeing the next one first, so that none is preferred; VNeID is always last. The turn is counted in the account's row, which holds other
 * transactions back until this one ends: exact over all instances. A person keeps the turn once given.
 */
export function providersOffer(catalogue: Catalogue): EffectHandler {
  const offers = catalogue.offered.map(({ id, name, route, steps, freePackage }) => ({
    id,
    name,
    route,
    steps,
    freePackage: freePackage ?? '',
  }))
  const own = offers.filter(({ route }) => route === 'app')
  const last = offers.filter(({ route }) => route !== 'app')
  return async (tx, items) => {
    const asked = items.map(({ contactId, accountId }, position) => ({
      position,
      contact_id: contactId,
      account_id: accountId,
    }))
    const turns = await tx.rows(sql<{ contact_id: number; turn: number }>`
      with item as (
        select contact_id, account_id, min(position) as position
        from json_to_recordset(${JSON.stringify(asked)}::json) as item (position integer, contact_id bigint, account_id text)
        group by contact_id, account_id
      ), known as (
        select contact_id, turn from provider_offer where contact_id in (select contact_id from item)
      ), fresh as (
        select contact_id, account_id, row_number() over (partition by account_id order by position) as place
        from item where contact_id not in (select contact_id from known)
      ), counted as (
        insert into provider_turn (account_id, n)
        select account_id, count(*) from fresh group by account_id order by account_id
        on conflict (account_id) do update set n = provider_turn.n + excluded.n
        returning account_id, n
      ), given as (
        insert into provider_offer (contact_id, turn)
        select contact_id, n - count(*) over (partition by account_id) + place - 1
        from fresh join counted using (account_id)
        returning contact_id, turn
      )
      select contact_id, turn from known union all select contact_id, turn from given`)
    const turnOf = new Map(turns.map(({ contact_id, turn }) => [contact_id, turn]))
    return items.map((item) => ({
      providers: [...startingAt(own, turnOf.get(item.contactId) ?? 0), ...last],
    }))
  }
}

function startingAt<T>(list: T[], turn: number): T[] {
  const first = list.length > 0 ? turn % list.length : 0
  return [...list.slice(first), ...list.slice(0, first)]
}

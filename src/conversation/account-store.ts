import { sql } from 'kysely'
import type { Account } from '../channels/channel.ts'
import type { Database } from '../storage/database.ts'
import { REPLY_LANE } from './outbox-store.ts'

/** Makes sure that every configured account has its row. */
export async function registerAccounts(db: Database, accounts: Account[]): Promise<void> {
  for (const { id, platform } of accounts) {
    await db.rows(
      sql`insert into account (id, platform) values (${id}, ${platform}) on conflict (id) do nothing`,
    )
  }
}

/** What all instances must know of an account. */
export interface AccountStateRow {
  id: string
  no_buttons: boolean
  circuit: 'open' | 'closed'
  circuit_reason: string | null
  circuit_until: number
  circuit_probes: number
}

export async function loadAccountStates(db: Database): Promise<AccountStateRow[]> {
  return db.rows<AccountStateRow>(
    sql`select id, no_buttons, circuit, circuit_reason, circuit_until, circuit_probes from account order by id`,
  )
}

/** Opens the account's circuit for every instance, or closes it (null). */
export async function saveCircuit(
  db: Database,
  accountId: string,
  open: { reason: string; until: number; probes: number } | null,
): Promise<void> {
  await db.rows(sql`
    update account set circuit = ${open ? 'open' : 'closed'}, circuit_reason = ${open?.reason ?? null},
      circuit_until = ${open?.until ?? 0}, circuit_probes = ${open?.probes ?? 0}
    where id = ${accountId}`)
}

/**
 * Opens or closes it at the platform's word. @param at when the platform says that it was so (ms)
 * @returns false when it has said something newer: then nothing changes
 */
export async function tellCircuit(
  db: Database,
  accountId: string,
  at: number,
  open: { reason: string; until: number } | null,
): Promise<boolean> {
  const rows = await db.rows(sql`
    update account set circuit = ${open ? 'open' : 'closed'}, circuit_reason = ${open?.reason ?? null},
      circuit_until = ${open?.until ?? 0}, circuit_probes = 0, told_at = ${at}
    where id = ${accountId} and told_at <= ${at} returning id`)
  return rows.length > 0
}

/**
 * Takes the right to try a stopped account with one message, for all instances, as long as `leaseMs`.
 * @returns false when it is not time, another instance tries it, or no reply waits to be tried
 */
export async function claimProbe(
  db: Database,
  accountId: string,
  now: number,
  leaseMs: number,
): Promise<boolean> {
  const rows = await db.rows(sql`
    update account set circuit_until = ${now + leaseMs}
    where id = ${accountId} and circuit = 'open' and circuit_until <= ${now}
      and exists (select from outbox where account_id = ${accountId} and state = 'ready' and lane = ${REPLY_LANE}
        and due_at <= ${now} and expires_at > ${now})
    returning id`)
  return rows.length > 0
}

/**
 * Lets stopped accounts be tried at once, and what waits for them, as when somebody has just mended them: after a start,
 * or a new grant.
 * @param accountId one of them; absent: all
 */
export async function probeSoon(db: Database, now: number, accountId?: string): Promise<void> {
  await db.rows(sql`
    with mended as (
      update account set circuit_until = least(circuit_until, ${now})
      where circuit = 'open' and (${accountId === undefined} or id = ${accountId ?? ''})
      returning id
    )
    update outbox o set due_at = ${now}
    from mended where o.account_id = mended.id and o.state = 'ready' and o.lane = ${REPLY_LANE} and o.due_at > ${now}`)
}

/** Remembers that this OA's package has no buttons (-224), until the operator resets it. */
export async function saveNoButtons(db: Database, accountId: string): Promise<void> {
  await db.rows(sql`update account set no_buttons = true where id = ${accountId}`)
}

/** Forgets which accounts may not send buttons: each finds out anew with its next choices. */
export async function forgetNoButtons(db: Database): Promise<void> {
  await db.rows(sql`update account set no_buttons = false where no_buttons`)
}

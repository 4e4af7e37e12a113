import { sql } from 'kysely'
import type { Account } from '../channels/channel.ts'
import type { Database } from '../storage/database.ts'

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
}

export async function loadAccountStates(db: Database): Promise<AccountStateRow[]> {
  return db.rows<AccountStateRow>(
    sql`select id, no_buttons, circuit, circuit_reason, circuit_until from account order by id`,
  )
}

/** Opens the account's circuit for every instance, or closes it (null). */
export async function saveCircuit(
  db: Database,
  accountId: string,
  open: { reason: string; until: number } | null,
): Promise<void> {
  await db.rows(sql`
    update account set circuit = ${open ? 'open' : 'closed'}, circuit_reason = ${open?.reason ?? null},
      circuit_until = ${open?.until ?? 0}
    where id = ${accountId}`)
}

/** Remembers that this OA's package has no buttons (-224), until the operator resets it. */
export async function saveNoButtons(db: Database, accountId: string): Promise<void> {
  await db.rows(sql`update account set no_buttons = true where id = ${accountId}`)
}

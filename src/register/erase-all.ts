import { hash } from 'node:crypto'
import { sql } from 'kysely'
import { dayInVietnam } from '../common/clock.ts'
import type { Keyring } from '../common/crypto.ts'
import { clearCode } from '../common/ids.ts'
import type { EffectHandler, EffectItem } from '../conversation/effects.ts'
import type { Executor, Tx } from '../storage/database.ts'
import { keepProofs } from './consent-proof.ts'
import { type Keeper, lookAll } from './keeper.ts'

const EFFECT = 'data.erase'
const MAX_DRAWS = 8

/**
 * Handler of `data.erase` {} → {code, day}: erases all that the rooms keep of a contact. Three things outlive it: the least
 * proof that there were consents and that they ended, as keyed hashes; a receipt that tells only when and how much was
 * erased; and, until the receipt has reached the person, the row of the contact, which the conversation then erases.
 * The conversation's own tables are erased by the turn that asked.
 */
export function dataErase(keyring: Keyring, keepers: readonly Keeper[], draw = drawCode): EffectHandler {
  return async (tx, items) => {
    // In one order everywhere, as rows are locked.
    const one = new Map(items.map((item) => [item.contactId, item]))
    const first = [...one.values()].sort((a, b) => a.contactId - b.contactId)
    const codes = new Map<number, string>()
    for (const item of first) codes.set(item.contactId, await writeReceipt(tx, keepers, item, draw))
    const contacts = first.map((item) => item.contactId)
    const now = Math.max(...items.map((item) => item.now))
    await keepProofs(tx, keyring, contacts, now)
    for (const { erase } of keepers) await erase(tx, contacts, now)
    return items.map((item) => ({ code: codes.get(item.contactId) ?? '', day: dayInVietnam(item.now) }))
  }
}

/** E.g. `XD-7K3Q-9M2P`: read aloud and typed without mistakes, and not to be guessed. */
function drawCode(): string {
  return `XD-${clearCode(4)}-${clearCode(4)}`
}

async function writeReceipt(
  tx: Tx,
  keepers: readonly Keeper[],
  item: EffectItem,
  draw: () => string,
): Promise<string> {
  const kept = await lookAll(tx, keepers, item.contactId, item.language)
  const counts = Object.fromEntries(
    Object.entries(kept).flatMap(([name, list]) => (list.length > 0 ? [[name, list.length]] : [])),
  )
  for (let n = 0; n < MAX_DRAWS; n++) {
    const code = draw()
    const written = await tx.rows(sql`
      insert into erasure (code_hash, at, counts)
      values (${receiptHash(code)}, ${item.now}, ${JSON.stringify(counts)})
      on conflict do nothing returning id`)
    if (written.length > 0) return code
  }
  throw new Error(`${EFFECT}: no free code found`)
}

function receiptHash(code: string): string {
  return hash('sha256', code)
}

/** A receipt's code as it was given, however it is typed; null when it cannot be one. */
export function readReceiptCode(typed: string): string | null {
  const plain = typed.toUpperCase().replace(/[^A-Z0-9]/g, '')
  const match = /^(?:XD)?([A-Z0-9]{4})([A-Z0-9]{4})$/.exec(plain)
  return match ? `XD-${match[1]}-${match[2]}` : null
}

/** When what this receipt is for was erased (ms); undefined for a code that was never given, or is past its time. */
export async function findReceipt(db: Executor, code: string): Promise<number | undefined> {
  const row = await db.query
    .selectFrom('erasure')
    .select('at')
    .where('code_hash', '=', receiptHash(code))
    .executeTakeFirst()
  return row?.at
}

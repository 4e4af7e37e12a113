import type { Language } from '../channels/channel.ts'
import type { Executor, Tx } from '../storage/database.ts'

/**
 * Erases what a room keeps of these contacts, in the caller's transaction.
 * @param now ms since the epoch
 */
export type Eraser = (tx: Tx, contactIds: readonly number[], now: number) => Promise<void>

/** One thing that is kept, field by field, in words that its person understands; times in ms end in `At`. */
export type KeptItem = Record<string, string | number>

/**
 * What a room keeps about people, so that they can see it, have a copy of it, and have it erased. Each room that owns
 * such a table offers one, joined in effect-handlers.ts; test/register/keepers.test.ts fails for a table that none covers.
 */
export interface Keeper {
  /** What is kept, e.g. `registration`: heading in the copy, and key of the counts of an erasure. */
  name: string
  /** Kept because of P1: goes when that is taken back. Everything else goes only with all of it. */
  byConsent: boolean
  erase: Eraser
  /** What is kept of one contact, oldest first. */
  look(db: Executor, contactId: number, language: Language): Promise<KeptItem[]>
}

/** What all rooms keep of one contact, by name. */
export type Kept = Record<string, KeptItem[]>

/** Asks every keeper about one contact. */
export async function lookAll(
  db: Executor,
  keepers: readonly Keeper[],
  contactId: number,
  language: Language,
): Promise<Kept> {
  const kept: Kept = {}
  for (const { name, look } of keepers) kept[name] = await look(db, contactId, language)
  return kept
}

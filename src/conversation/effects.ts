import type { Language, Platform } from '../channels/channel.ts'
import type { Tx } from '../storage/database.ts'

/** One `request` of one conversation, as another room's handler gets it. */
export interface EffectItem {
  contactId: number
  accountId: string
  /** Place of the account, e.g. `new:12103`. */
  accountPlace: string
  platform: Platform
  language: Language
  /** ms since the epoch: the turn's time. */
  now: number
  params: Record<string, unknown>
  /** The question whose answer led here: its text as sent, and the event key of the answer. For consents. */
  answered: { text: string; key: string } | null
}

/**
 * What a room does for flows, registered in effect-handlers.ts under a name such as `registration.save`. It is given all requests
 * of that name in a batch of turns, works in their transaction (set-based SQL, no I/O besides), and returns one result
 * an item in the same order. It throws only for faults: the batch is then rolled back and each member tried alone.
 */
export type EffectHandler = (tx: Tx, items: EffectItem[]) => Promise<Record<string, unknown>[]>

import type { SealedEvent } from './sealed.ts'

/** More than the inbox takes in between two ticks; what is older is read from the database like anything else. */
const KEPT = 512

/**
 * Events that this instance has just stored, by their sealed text, which no other has (a nonce is drawn for each): their
 * turns need not decrypt them again, which is as much work as sealing them was. Nobody relies on it.
 */
export class FreshEvents {
  readonly #kept = new Map<string, SealedEvent>()

  keep(sealed: string, event: SealedEvent): void {
    this.#kept.set(sealed, event)
    if (this.#kept.size <= KEPT) return
    const [oldest] = this.#kept.keys()
    if (oldest !== undefined) this.#kept.delete(oldest)
  }

  /** Takes the event out; undefined when it is not known here. */
  take(sealed: string): SealedEvent | undefined {
    const event = this.#kept.get(sealed)
    if (event) this.#kept.delete(sealed)
    return event
  }
}

import type { Talk, TalkRun } from './talk.ts'

/** Conversations kept: a few kB each, so some 10 MB at most. */
const KEPT = 4000

/**
 * Stacks of the conversations that this instance served last, so that the next turn need not fetch, decrypt and restore
 * them: that was a fifth of the server's work. Each is kept with the revision that its turn drew for the conversation row;
 * whenever another instance has written since, or the database lost the turn, the revisions differ and the stored stack
 * is read.
 */
export class Stacks {
  readonly #kept = new Map<number, { revision: number; stack: TalkRun[] }>()

  /** Takes the stack out, if it is the one of this revision. Who took it puts it back once its turn is committed. */
  take(conversationId: number, revision: number): TalkRun[] | null {
    const kept = this.#kept.get(conversationId)
    if (!kept) return null
    this.#kept.delete(conversationId)
    return kept.revision === revision ? kept.stack : null
  }

  /** Keeps the stack of a committed turn; the longest unused gives way. */
  keep(talk: Talk): void {
    for (const run of talk.stack) run.changed = false
    this.#kept.set(talk.id, { revision: talk.revision, stack: talk.stack })
    if (this.#kept.size <= KEPT) return
    const [oldest] = this.#kept.keys()
    if (oldest !== undefined) this.#kept.delete(oldest)
  }
}

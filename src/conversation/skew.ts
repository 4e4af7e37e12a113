import type { Hearing } from './react.ts'

/** Up to a second is taken for a message's way to us, what exceeds it for the clock. No platform states its ways. */
const LATENCY_MS = 1000
/** Two messages that were not held up agree at least so far, however quick the one and slow the other. */
const AGREE_MS = 2000
/** No server with a time service is further off: what differs by more was delivered late, or is stamped wrongly. */
const BELIEVED_MS = 120_000
/** What was learnt counts for one to two of these spans. */
const SPAN_MS = 180_000

/** What is known of one account's clock. */
interface Known {
  since: number
  /** The two smallest ways (`receivedAt - at`) of this span and of the one before, without repetitions. */
  span: number[]
  before: number[]
  /** What follows from them, in ms. */
  ahead: number
}

/**
 * How far this instance's clock is from that of each platform account.
 *
 * A question is put by our clock and its answer stamped by the platform's. Were they compared as they are, a clock
 * half a minute ahead would take every prompt number for one sent before its question, and people would stand still; one
 * that is behind would take stale numbers for answers. The smallest `receivedAt - at` of the last three to six minutes
 * is what our clock is ahead, plus the shortest way of a message. Below zero it is all clock, as nothing arrives before
 * it was sent; above, up to a second is taken for the way.
 *
 * So, with ways of up to two seconds: a number sent a second or more after its question always counts, and one sent more
 * than two seconds before it never does. Where the clocks agree nothing is corrected at all.
 *
 * Late deliveries (the platform, or we, were away, and it tries again) look like a clock that is ahead. They must not open
 * the door to stale numbers:
 * - What was received before a question was put was sent before it, whatever the stamps say: `sentAt` is never later
 *   than the receipt. This alone settles what comes in a heap.
 * - One message that came promptly makes the smallest, and the late ones say nothing any more.
 * - Where all are late they differ by how long each was held up, and the smallest is believed only when the next agrees
 *   with it, or when there is no other. What is off by more than two minutes is not believed at all.
 * What remains: an instance that heard nothing prompt for minutes, and messages that were held up equally long (or a
 * single one, the first after a restart) and yet received one by one. Then a number counts for a question put meanwhile
 * if it was held up for less than two minutes. That is one wrong answer that the person sees and can take back, against
 * a bot that hears nobody.
 *
 * A clock put back is noticed with the next message; one put forward while the program runs, when what was learnt before
 * has lapsed. Instances that share a database must keep the same time, as their leases do.
 */
export class Skew {
  readonly #known = new Map<string, Known>()

  /** Learns from a message. Other events may be stamped in whole seconds, or by ourselves. */
  learn(
    accountId: string,
    { at, receivedAt, body }: Pick<Hearing, 'at' | 'receivedAt' | 'body'>,
    now: number,
  ): void {
    const way = receivedAt - at
    if (body.kind !== 'message' || Math.abs(way) > BELIEVED_MS) return
    const known = this.#known.get(accountId) ?? { since: now, span: [], before: [], ahead: 0 }
    const age = now - known.since
    if (age < 0 || age >= SPAN_MS) {
      known.before = age >= SPAN_MS && age < 2 * SPAN_MS ? known.span : []
      known.span = []
      known.since = now
    }
    // The same to the millisecond is rather the same message, tried again, than another that agrees.
    if (!known.span.includes(way)) known.span = [...known.span, way].sort(ascending).slice(0, 2)
    known.ahead = aheadBy([...new Set([...known.span, ...known.before])].sort(ascending))
    this.#known.set(accountId, known)
  }

  /** By how much our clock is ahead of the account's, in ms; below zero when it is behind, 0 when they agree. */
  ahead(accountId: string): number {
    return this.#known.get(accountId)?.ahead ?? 0
  }

  /** When a message was sent, by our clock (ms): never after it was received. */
  sentAt(accountId: string, { at, receivedAt }: Pick<Hearing, 'at' | 'receivedAt'>): number {
    return Math.min(at + this.ahead(accountId), receivedAt)
  }
}

function aheadBy([least = 0, next = least]: number[]): number {
  if (least < 0) return least
  return next - least > AGREE_MS ? 0 : Math.max(0, least - LATENCY_MS)
}

const ascending = (a: number, b: number) => a - b

/** Counts of one platform since its start or the last reset. */
export interface PlatformStats {
  webhooks: {
    /** Posts answered with 200. */
    delivered: number
    /** Posts answered otherwise, late or not at all. */
    failed: number
    /** Posts made again after a failure. */
    retried: number
    /** Webhooks given up after the last attempt. */
    givenUp: number
    /** Webhooks not sent because the platform had switched the webhook off. */
    dropped: number
    /** Webhooks not yet delivered or given up. */
    pending: number
    /** The platform switched the webhook off after too long a failure. */
    off: boolean
  }
  sends: {
    /** Messages taken and shown to the person. */
    accepted: number
    acceptedByUser: Record<string, number>
    /** Refused sends by the platform's code (`10/2018278`, `-224`) or `http-500`. */
    refused: Record<string, number>
    /** Accepted sends, and token refreshes, that were never answered; sends whose connection was reset. */
    unanswered: number
    reset: number
  }
}

/** Counters that the parts of one platform add to. */
export class Stats {
  delivered = 0
  failed = 0
  retried = 0
  givenUp = 0
  dropped = 0
  accepted = 0
  unanswered = 0
  reset = 0
  readonly acceptedByUser = new Map<string, number>()
  readonly refused = new Map<string, number>()

  accept(user: string): void {
    this.accepted += 1
    this.acceptedByUser.set(user, (this.acceptedByUser.get(user) ?? 0) + 1)
  }

  refuse(code: string): void {
    this.refused.set(code, (this.refused.get(code) ?? 0) + 1)
  }

  clear(): void {
    this.delivered = this.failed = this.retried = this.givenUp = this.dropped = 0
    this.accepted = this.unanswered = this.reset = 0
    this.acceptedByUser.clear()
    this.refused.clear()
  }

  snapshot(pending: number, off: boolean): PlatformStats {
    const { delivered, failed, retried, givenUp, dropped, accepted, unanswered, reset } = this
    return {
      webhooks: { delivered, failed, retried, givenUp, dropped, pending, off },
      sends: {
        accepted,
        acceptedByUser: Object.fromEntries(this.acceptedByUser),
        refused: Object.fromEntries(this.refused),
        unanswered,
        reset,
      },
    }
  }
}

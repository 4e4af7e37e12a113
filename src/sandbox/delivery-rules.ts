/** How a platform delivers webhooks. */
export interface DeliveryRules {
  /** An answer later than this counts as failed (ms). */
  answerWithinMs: number
  /** Waits before each further attempt (ms); after the last the webhook is given up. */
  retryMs: readonly number[]
  /** Posts at the same time, over different people. */
  parallel: number
  /** A failed webhook holds back the same person's later ones. By the facts it does not: order is lost. */
  keepOrderOnFailure: boolean
  /** Giving up without a success in between switches the webhook off. */
  offAfterGivingUp: boolean
  /** Name of the header that counts attempts, if the platform sends one. */
  retryHeader?: string
}

/** Retries within the hour after which Meta unsubscribes the app; the true spacing is not known (facts: Messenger 1.3). */
export const MESSENGER_DELIVERY: DeliveryRules = {
  answerWithinMs: 5000,
  retryMs: [100, 1000, 5000, 30_000, 120_000, 300_000, 900_000, 2_243_900],
  parallel: 64,
  keepOrderOnFailure: false,
  offAfterGivingUp: true,
}

/** 30 s, 5 min, 15 min, 30 min, 1 h with `num_retry`, then off; 2 s to answer (facts: Zalo 2.2). */
export const ZALO_DELIVERY: DeliveryRules = {
  answerWithinMs: 2000,
  retryMs: [30_000, 300_000, 900_000, 1_800_000, 3_600_000],
  parallel: 64,
  keepOrderOnFailure: false,
  offAfterGivingUp: true,
  retryHeader: 'num_retry',
}

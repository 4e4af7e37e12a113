/** How a platform delivers webhooks. */
export interface DeliveryRules {
  /** An answer later than this counts as failed (ms of real time). */
  answerWithinMs: number
  /** Waits before each further attempt (ms by the emulator's clock); after the last the webhook is given up. */
  retryMs: readonly number[]
  /** Posts at the same time, over different people. */
  parallel: number
  /** A failed webhook holds back the same person's later ones. By the facts it does not: order is lost. */
  keepOrderOnFailure: boolean
  /** Giving up without a success in between switches the webhook off. */
  offAfterGivingUp: boolean
  /** What the administrators are told then. */
  offNotice: string
  /** Failing for so long alerts the administrators (ms by the emulator's clock). */
  alertAfterMs?: number
  /** Name of the header that counts attempts, if the platform sends one. */
  retryHeader?: string
}

/**
 * A few attempts at once, an alert after 15 minutes, and after an hour Meta unsubscribes the app from the Page
 * (facts: messenger 1.3). The spacing within the hour is not known: here it grows, with an attempt at each of the two
 * moments that are.
 */
export const MESSENGER_DELIVERY: DeliveryRules = {
  answerWithinMs: 5000,
  retryMs: [100, 1000, 5000, 30_000, 120_000, 300_000, 443_900, 900_000, 1_800_000],
  parallel: 64,
  keepOrderOnFailure: false,
  offAfterGivingUp: true,
  offNotice: 'Webhooks disabled: the app is no longer subscribed to the Page; subscribe it again',
  alertAfterMs: 900_000,
}

/** 30 s, 5 min, 15 min, 30 min, 1 h with `num_retry`, then off; 2 s to answer (facts: zalo 2.2). */
export const ZALO_DELIVERY: DeliveryRules = {
  answerWithinMs: 2000,
  retryMs: [30_000, 300_000, 900_000, 1_800_000, 3_600_000],
  parallel: 64,
  keepOrderOnFailure: false,
  offAfterGivingUp: true,
  offNotice: 'The webhook of the app is switched off: switch it on again in the developer console',
  retryHeader: 'num_retry',
}

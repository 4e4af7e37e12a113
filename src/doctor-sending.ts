import type { Platform } from './channels/channel.ts'
import type { Level } from './channels/connection/finding.ts'
import { explain } from './channels/explain.ts'
import { messengerSentence } from './channels/messenger/errors.ts'
import { zaloSentence } from './channels/zalo/errors.ts'

interface Found {
  check: string
  level: Level
  says: string
  remedy: string
}

/** What stops a whole account, with what it asks for (facts: messenger 1.5, 4.2; zalo 1.3). */
const STOPPED: [RegExp, string][] = [
  [
    /^PLATFORM policy_enforcement$/,
    'Meta blocks the Page for breaking a rule: look at Page quality and the support inbox, mend what is named there and ask for a review. Sending goes on by itself when the block is lifted.',
  ],
  [
    /^PLATFORM permission_revoked$/,
    'The OA took its permission back from the app: an administrator of the OA grants it again by the consent link below.',
  ],
  [
    /200\/(2018028|2018027)/,
    'The app is not live, or pages_messaging is not approved: until then only people with a role on the app get answers. developers.facebook.com > your app > App Review; then switch the app to Live.',
  ],
  [/10\/1893063/, 'Meta restricts the Page for a time: look at Meta Business Suite > Page quality.'],
  [
    /\b368\b/,
    'Meta blocks the Page for a violation of its policies: look at Page quality, and do not keep trying.',
  ],
  [/\b190\b/, 'The Page token is dead: generate a new one and set it as MESSENGER_PAGE_TOKEN.'],
  [/ (10|200)(\/|$)/, 'A permission is missing: see the permissions of the token above.'],
]

/**
 * Whether sending is stopped for an account, why, and what mends it. Where no remedy stands above, the platform's own row
 * of its error table says it, in the words that staff read.
 */
export function stoppedFinding(
  platform: Platform,
  state: { circuit: string; circuit_reason: string | null } | undefined,
): Found[] {
  if (state?.circuit !== 'open') return []
  const reason = state.circuit_reason ?? 'unknown'
  const sentence = platform === 'zalo' ? zaloSentence : messengerSentence
  const remedy = STOPPED.find(([pattern]) => pattern.test(reason))?.[1]
  return [
    {
      check: 'sending',
      level: 'fault',
      says: `The account was stopped, as its platform refuses to let it send: ${reason}. While answers wait one of them is tried now and then (at first after a minute, at most every quarter of an hour), and at once after a start or a new consent.`,
      remedy: remedy ?? `In the words that staff read: “${explain(reason, sentence)}” What waits is kept.`,
    },
  ]
}

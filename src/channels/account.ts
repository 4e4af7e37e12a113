/** Chat platforms this program speaks. */
export type Platform = 'messenger' | 'zalo'
/** Languages that every text exists in. */
export type Language = 'vi' | 'en'

/** What every account has, whichever platform it is on. */
interface AccountCommon {
  /** Our own id, e.g. `my-hao`: the key of everything stored for the account. */
  id: string
  /** The office, as texts and pages name it, e.g. `UBND phường Mỹ Hào`. */
  name: string
  /** How texts in English name it; unset: by `name`. */
  nameEn?: string
  /** Place id of src/understanding/places.json, e.g. `new:12103`. */
  place: string
  /** Language in which a new person is greeted. */
  language: Language
  /** Base address of the platform's API, without a slash at its end. */
  apiUrl: string
  /** Sends a second that this account may use; unset: the platform's default (src/conversation/budgets.ts). */
  sendsPerSecond?: number
}

/** A Facebook Page and the Meta app that speaks for it. */
export interface MessengerAccount extends AccountCommon {
  platform: 'messenger'
  pageId: string
  pageToken: string
  appId: string
  appSecret: string
  verifyToken: string
  /** Webhook fields to subscribe to, separated by commas; unset: those of src/channels/messenger/subscription.ts. */
  fields?: string
  /** App to which a thread is passed for staff; unset: the Page's inbox (facts: messenger 6). */
  inboxAppId?: string
  /**
   * Whether threads are passed between apps on this Page (a default app is set in its settings): `on`, `off`, or
   * `auto`: tried, and left alone for a day when the platform refuses.
   */
  routing?: string
  /** Apps whose messages are not a clerk's, such as those that answer by themselves: ids separated by commas. */
  ignoredAppIds?: string
  /** What the Page's own automatic replies say, word by word, separated by `|`. */
  autoReplies?: string
  /** What another app says within so many seconds of a person's message is taken for an automatic reply; unset: 0. */
  autoReplyS?: string
}

/** A Zalo Official Account and the Zalo app that it granted. */
export interface ZaloAccount extends AccountCommon {
  platform: 'zalo'
  oaId: string
  appId: string
  appSecret: string
  /** Signs webhooks; not the app secret (facts: zalo 2.1). */
  oaSecret: string
  /** Only used when the database has never seen a pair for this account; unset: a consent makes the first. */
  refreshToken?: string
  accessToken?: string
  verifier?: string
  /** PKCE verifier where the app's settings keep one challenge; unset: a new one for each consent. */
  codeVerifier?: string
  /** Hours after a person's last act in which replies are sent: 48 are free, up to 168 cost quota. Unset: 48. */
  replyHours?: string
  oauthUrl: string
  znsUrl: string
}

/** One Page or one OA, with its credentials. */
export type Account = MessengerAccount | ZaloAccount

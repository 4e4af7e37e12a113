import { randomBytes } from 'node:crypto'
import { derivedDigits, derivedHex } from './random.ts'
import type { MessengerSettings, ZaloSettings } from './settings.ts'

/** Platforms that are emulated. */
export type Platform = 'messenger' | 'zalo'

/** One emulated Page with the app that is installed on it. */
export interface MessengerSandboxAccount extends MessengerSettings {
  platform: 'messenger'
  pageId: string
  pageToken: string
  appId: string
  appSecret: string
  verifyToken: string
}

/** One emulated Official Account with the app that it granted. */
export interface ZaloSandboxAccount extends ZaloSettings {
  platform: 'zalo'
  oaId: string
  appId: string
  appSecret: string
  /** Signs webhooks; another secret than the app's (facts: Zalo 2.1). */
  oaSecret: string
  /** The pair made by hand in the API Explorer: this token refreshes once. */
  refreshToken: string
  /** Valid for 25 h from the emulator's start, when given. */
  accessToken?: string
}

export type SandboxAccount = MessengerSandboxAccount | ZaloSandboxAccount

/** What an application needs to know of an emulated Page. */
export type MessengerCredentials = MessengerSandboxAccount & { apiUrl: string }
/** What an application needs to know of an emulated OA. */
export type ZaloCredentials = ZaloSandboxAccount & { apiUrl: string; oauthUrl: string; znsUrl: string }

/**
 * One Page and one OA with made-up credentials. The same seed gives the same ones: an application that keeps its
 * database over restarts wants its accounts to stay. Without a seed they are random.
 */
export function defaultSandboxAccounts(
  seed: string = randomBytes(16).toString('hex'),
): [MessengerSandboxAccount, ZaloSandboxAccount] {
  return [
    {
      platform: 'messenger',
      pageId: derivedDigits(seed, 'page', 15),
      pageToken: `EAA${derivedHex(seed, 'page-token', 48)}`,
      // An echo names the app as a JSON number, so it stays under 2^53 (facts: Messenger 1.4).
      appId: derivedDigits(seed, 'messenger-app', 15),
      appSecret: derivedHex(seed, 'messenger-app-secret', 32),
      verifyToken: derivedHex(seed, 'verify-token', 24),
    },
    {
      platform: 'zalo',
      oaId: derivedDigits(seed, 'oa', 19),
      appId: derivedDigits(seed, 'zalo-app', 19),
      appSecret: derivedHex(seed, 'zalo-app-secret', 20),
      oaSecret: derivedHex(seed, 'oa-secret', 20),
      refreshToken: `rt_${derivedHex(seed, 'refresh-token', 48)}`,
    },
  ]
}

/** Accounts whose rates no test or rehearsal reaches: the day's 200 calls a person, 4,000 calls a minute. */
export function withoutRates(accounts: readonly SandboxAccount[]): SandboxAccount[] {
  return accounts.map((one) =>
    one.platform === 'messenger'
      ? { ...one, rates: false }
      : { ...one, callsPerMinute: Number.MAX_SAFE_INTEGER },
  )
}

/** The id by which people and webhooks know the account. */
export function accountId(account: SandboxAccount): string {
  return account.platform === 'messenger' ? account.pageId : account.oaId
}

/** Adds the addresses at which the emulator under `base` serves the account. */
export function credentialsAt(base: string, account: SandboxAccount): MessengerCredentials | ZaloCredentials {
  return account.platform === 'messenger'
    ? { ...account, apiUrl: `${base}/messenger/v26.0` }
    : {
        ...account,
        apiUrl: `${base}/zalo`,
        oauthUrl: `${base}/zalo-oauth`,
        znsUrl: `${base}/zalo-zns`,
      }
}

/** The environment of an application that is to use the account. */
export function environmentOf(account: MessengerCredentials | ZaloCredentials): Record<string, string> {
  if (account.platform === 'messenger') {
    return {
      MESSENGER_PAGE_ID: account.pageId,
      MESSENGER_PAGE_TOKEN: account.pageToken,
      MESSENGER_APP_ID: account.appId,
      MESSENGER_APP_SECRET: account.appSecret,
      MESSENGER_VERIFY_TOKEN: account.verifyToken,
      MESSENGER_API_URL: account.apiUrl,
    }
  }
  return {
    ZALO_OA_ID: account.oaId,
    ZALO_APP_ID: account.appId,
    ZALO_APP_SECRET: account.appSecret,
    ZALO_OA_SECRET: account.oaSecret,
    ZALO_REFRESH_TOKEN: account.refreshToken,
    ...(account.accessToken ? { ZALO_ACCESS_TOKEN: account.accessToken } : {}),
    ZALO_API_URL: account.apiUrl,
    ZALO_OAUTH_URL: account.oauthUrl,
    ZALO_ZNS_URL: account.znsUrl,
  }
}

import { randomBytes } from 'node:crypto'
import type { MessengerAccount, ZaloAccount } from '../src/channels/channel.ts'

/** The two accounts of a run, with secrets made for it. */
export interface Accounts {
  messenger: MessengerAccount
  zalo: ZaloAccount
}

const hex = (bytes: number) => randomBytes(bytes).toString('hex')

/** Above what any machine here reaches: the budget of sends must not be what is measured. */
const SENDS_PER_SECOND = 100_000

/** One Page and one OA whose platforms are at `base`, e.g. `http://127.0.0.1:41234`. */
export function makeAccounts(base: string): Accounts {
  const common = {
    name: 'UBND phường Mỹ Hào',
    place: 'new:12103',
    language: 'vi',
    sendsPerSecond: SENDS_PER_SECOND,
  } as const
  return {
    messenger: {
      ...common,
      id: 'page',
      platform: 'messenger',
      apiUrl: `${base}/v26.0`,
      pageId: '104857600000001',
      pageToken: hex(24),
      appId: '209715200000002',
      appSecret: hex(16),
      verifyToken: hex(12),
    },
    zalo: {
      ...common,
      id: 'oa',
      platform: 'zalo',
      apiUrl: base,
      oauthUrl: base,
      znsUrl: base,
      oaId: '3048576000000000003',
      appId: '4048576000000000004',
      appSecret: hex(10),
      oaSecret: hex(10),
      refreshToken: hex(24),
      accessToken: hex(24),
    },
  }
}

import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Channel, SendJob, ZaloAccount } from '../../../src/channels/channel.ts'
import { appSecretProof } from '../../../src/channels/proof.ts'
import { createZalo } from '../../../src/channels/zalo/index.ts'
import type { ZaloTokens } from '../../../src/channels/zalo/tokens.ts'
import { ManualClock } from '../../../src/common/clock.ts'
import { maskDigits, NOW, zaloAccount } from './helpers.ts'

const job: SendJob = { id: '1', user: '2', message: { text: 'Chào bác' }, asNumbers: false }
const HOUR = 3_600_000
const good = '{"data":{"message_id":"m1"},"error":0}'

let calls: Record<string, string>[]
let answer: string
let refused: string[]
let token: () => Promise<string | null>
let channel: Channel
let account: ZaloAccount

beforeEach(() => {
  calls = []
  refused = []
  answer = good
  token = async () => 'access-token-for-tests'
  account = zaloAccount()
  const http = {
    request: async ({ headers = {} }) => {
      calls.push(headers)
      return { kind: 'answer' as const, status: 200, headers: {}, text: answer }
    },
    close: async () => {},
  }
  const tokens: ZaloTokens = {
    known: () => null,
    current: () => token(),
    refused: (_account, accessToken) => void refused.push(accessToken),
    refresh: async () => (await token()) !== null,
    refreshDue: async () => {},
    close: () => {},
  }
  const context = { accounts: [account], clock: new ManualClock(NOW), mask: maskDigits }
  channel = createZalo(context, http, tokens, { patienceMs: 20 })
})
afterEach(() => channel.close())

it('replies for the two days that are free, or for as long as the OA pays', () => {
  const window = (replyHours?: string) => channel.replyWindowMs(zaloAccount(replyHours ? { replyHours } : {}))
  expect(window()).toBe(48 * HOUR)
  expect(window('24')).toBe(24 * HOUR)
  expect(window('168')).toBe(168 * HOUR)
  // Nothing is allowed after seven days, whatever is configured.
  expect(window('400')).toBe(168 * HOUR)
})

describe('sending with a token', () => {
  it('sends the token and its proof as headers', async () => {
    expect(await channel.send(account, job)).toEqual({ ok: true, messageId: 'm1' })
    expect(calls).toEqual([
      {
        'content-type': 'application/json',
        access_token: 'access-token-for-tests',
        appsecret_proof: '7196be12396e82d498574863aab45f32c0f0c84c6d6d4038d19a0d78120bdf44',
      },
    ])
    expect(appSecretProof('another', 'app-secret-for-tests')).not.toBe(calls[0]?.['appsecret_proof'])
  })

  it.each([-216, -220])('notes which token was refused by %i', async (error) => {
    answer = JSON.stringify({ error })
    expect(await channel.send(account, job)).toMatchObject({ failure: { code: 'TOKEN_EXPIRED' } })
    expect(refused).toEqual(['access-token-for-tests'])
  })

  it('sends nothing without a token', async () => {
    token = async () => null
    expect(await channel.send(account, job)).toMatchObject({ failure: { code: 'TOKEN_EXPIRED' } })
    expect(await channel.refreshToken(account)).toBe(false)
    expect(calls).toEqual([])
  })

  it.each([
    ['is long on its way', () => new Promise<never>(() => {})],
    ['cannot be read from the database', () => Promise.reject(new Error('gone'))],
  ])('pauses, without blaming the account, while the token %s', async (_, current) => {
    token = current
    expect(await channel.send(account, job)).toMatchObject({ failure: { code: 'UNREACHABLE' } })
    expect(await channel.refreshToken(account)).toBe(true)
    expect(calls).toEqual([])
  })
})

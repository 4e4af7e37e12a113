import { createHash } from 'node:crypto'
import type { MaskKind, ZaloAccount } from '../../../src/channels/channel.ts'

/** Names of the check vector in the facts: zalo 2.1. */
export const APP_ID = '1111111111111111111'
export const USER_ID = '2222222222222222222'
export const OA_ID = '3333333333333333333'
export const OA_SECRET = 'oa-secret-for-tests'
export const NOW = 1_787_209_820_000

export function zaloAccount(more: Partial<ZaloAccount> = {}): ZaloAccount {
  return {
    platform: 'zalo',
    id: 'my-hao',
    name: 'Phường Mỹ Hào',
    place: 'new:12103',
    language: 'vi',
    apiUrl: 'http://127.0.0.1:9',
    oauthUrl: 'http://127.0.0.1:9',
    znsUrl: 'http://127.0.0.1:9',
    oaId: OA_ID,
    appId: APP_ID,
    appSecret: 'app-secret-for-tests',
    oaSecret: OA_SECRET,
    refreshToken: 'refresh-0',
    ...more,
  }
}

/** Finds runs of six digits: enough to see that masking happens. */
export function maskDigits(text: string): { text: string; masked: MaskKind[] } {
  const masked = text.replace(/\d{6}/g, '[otp]')
  return { text: masked, masked: masked === text ? [] : ['otp'] }
}

/** Signature by the formula, written here once more on purpose: the code under test does not check itself. */
export function sign(body: string, { appId = APP_ID, timestamp = '', secret = OA_SECRET } = {}): string {
  return `mac=${createHash('sha256').update(`${appId}${body}${timestamp}${secret}`, 'utf8').digest('hex')}`
}

/** A text from a resident, in the order of fields that was captured. */
export function userText(text: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    app_id: APP_ID,
    sender: { id: USER_ID },
    recipient: { id: OA_ID },
    event_name: 'user_send_text',
    message: { text, msg_id: 'b2db3895fe26797f2030' },
    timestamp: '1787209817225',
    ...more,
  }
}

import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll } from 'vitest'
import type { Outgoing } from '../../../src/channels/channel.ts'
import { createZalo } from '../../../src/channels/zalo/index.ts'
import { parseZalo } from '../../../src/channels/zalo/parse.ts'
import { createZaloTokens } from '../../../src/channels/zalo/tokens.ts'
import { Keyring } from '../../../src/common/crypto.ts'
import { openTestDatabase, type TestDatabase } from '../../helpers/database.ts'
import { type ContractSubject, channelContract, NOW, type SentText } from '../contract.ts'
import { APP_ID, OA_ID, OA_SECRET, sign, USER_ID, zaloAccount } from './helpers.ts'

const keyring = new Keyring([{ id: 'test', secret: randomBytes(32) }])
let database: TestDatabase

beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

const secrets = ['access-token-for-tests', 'app-secret-for-tests', OA_SECRET, 'refresh-for-tests']

const account = (apiUrl: string) =>
  zaloAccount({
    apiUrl,
    oauthUrl: apiUrl,
    znsUrl: apiUrl,
    accessToken: 'access-token-for-tests',
    refreshToken: 'refresh-for-tests',
  })

function webhook({ user, id, text, at }: SentText): object {
  return {
    app_id: APP_ID,
    sender: { id: user },
    recipient: { id: OA_ID },
    event_name: 'user_send_text',
    message: { text, msg_id: id },
    timestamp: String(at),
  }
}

const said = webhook({ user: USER_ID, id: 'm1', text: 'Xin chào', at: NOW - 1_000 })
const follower = { app_id: APP_ID, oa_id: OA_ID, follower: { id: USER_ID }, timestamp: String(NOW) }
const fromOa = { ...said, sender: { id: OA_ID }, recipient: { id: USER_ID } }
const card = { type: 'link', payload: { description: '{"phone":"0912345678"}', url: 'https://x.vn' } }

/** The limits as the platform states them; the projection may stay below. */
function overLimit({ text, choices = [], link, picture, cards }: Outgoing): string | null {
  if (cards) return 'cards'
  if (picture && (choices.length > 0 || link)) return 'buttons beside a picture'
  if (text.length > 2_000) return 'text'
  if (choices.length + (link ? 1 : 0) > 5) return 'buttons'
  if ([...choices, ...(link ? [link] : [])].some(({ label }) => !label.trim() || label.length > 100)) {
    return 'title'
  }
  return choices.some(({ payload }) => `#${payload}`.length > 1_000) ? 'payload' : null
}

const subject: ContractSubject = {
  path: '/webhooks/zalo',
  account,
  create: (context, http) => {
    const { accounts, clock } = context
    const own = accounts.filter((one) => one.platform === 'zalo')
    const tokens = createZaloTokens({ db: database.db, keyring, clock, http, accounts: own, alarm: () => {} })
    return createZalo(context, http, tokens)
  },
  sign: (body) => ({ 'x-zevent-signature': sign(body, { timestamp: timestampOf(body) }) }),
  webhooks: (texts) => texts.map(webhook),
  parse: (body) => parseZalo(body, [account('')], (text) => ({ text, masked: [] }), NOW),
  examples: [
    said,
    { ...said, event_name: 'user_send_image', message: { msg_id: 'm2', attachments: [{ type: 'image' }] } },
    { ...said, event_name: 'user_send_link', message: { msg_id: 'm3', attachments: [card] } },
    { ...follower, event_name: 'follow', source: 'oa_profile' },
    { ...follower, event_name: 'unfollow' },
    { event_name: 'user_click_chatnow', oa_id: OA_ID, user_id: USER_ID, timestamp: NOW },
    { ...fromOa, event_name: 'oa_send_text' },
    { ...fromOa, event_name: 'oa_send_text', sender: { id: OA_ID, admin_id: '77' } },
    { ...fromOa, event_name: 'user_received_message', message: { msg_id: 'm4' } },
    { ...fromOa, event_name: 'user_seen_message', message: { msg_ids: ['m4', 'm5'] } },
    { ...said, event_name: 'user_submit_info', info: { name: 'A', phone: '0912345678' } },
    { event_name: 'user_withdraw', oa_id: OA_ID, user_id: USER_ID, timestamp: String(NOW) },
    { event_name: 'permission_revoked', oa_id: OA_ID, timestamp: String(NOW) },
    { event_name: 'change_oa_daily_quota', oaId: OA_ID, quota: { prev_value: 1, new_value: '2' } },
    { event_name: 'change_template_status', oa_id: OA_ID, template_id: 1, status: { new_status: 'REJECT' } },
  ],
  unsignedEmptyStatus: 200,
  overLimit,
  sentAnswer: (messageId) => ({
    status: 200,
    body: JSON.stringify({
      data: { message_id: messageId, user_id: '7654321' },
      error: 0,
      message: 'Success',
    }),
  }),
  upload: {
    path: '/v2.0/oa/upload/image',
    answer: (id) => ({ data: { attachment_id: id }, error: 0, message: 'Success' }),
    field: 'file',
  },
  pictureAnswers: { expired: { error: -100 }, refused: { error: -201 } },
  uploadDays: 7,
  // Zalo says so in HTTP 200; a bare 401 comes from something on the way.
  unauthorized: 'PLATFORM_FAILED',
  secrets,
}

function timestampOf(body: string): string {
  try {
    const { timestamp } = JSON.parse(body) ?? {}
    return String(timestamp ?? '')
  } catch {
    return ''
  }
}

channelContract('Zalo', () => subject)

import { createHmac } from 'node:crypto'
import type { MessengerAccount } from '../../../src/channels/channel.ts'
import { NOW } from '../contract.ts'

export const ACCOUNT: MessengerAccount = {
  id: 'my-hao',
  platform: 'messenger',
  name: 'Phường Mỹ Hào',
  place: 'new:12103',
  language: 'vi',
  apiUrl: 'http://127.0.0.1:1',
  pageId: '1234567890',
  pageToken: 'EAAtoken-made-up',
  appId: '1517776481860111',
  appSecret: 'app-secret-made-up',
  verifyToken: 'verify-made-up',
}

export const identity = (text: string) => ({ text, masked: [] })

export function signature(body: string | Buffer, secret = ACCOUNT.appSecret): Record<string, string> {
  return { 'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` }
}

/** An event of a resident. */
export function from(user: unknown, rest: object, at: unknown = NOW): object {
  return { sender: { id: user }, recipient: { id: ACCOUNT.pageId }, timestamp: at, ...rest }
}

/** An event of the Page itself. */
export function echo(message: object, at: unknown = NOW): object {
  const parties = { sender: { id: ACCOUNT.pageId }, recipient: { id: '7654321' } }
  return { ...parties, timestamp: at, message: { is_echo: true, ...message } }
}

/** A webhook body with one entry. */
export function page(messaging: unknown[], more: object = {}): object {
  return { object: 'page', entry: [{ id: ACCOUNT.pageId, time: NOW, messaging, ...more }] }
}

const referral = { ref: 'qr-cong', source: 'SHORTLINK', type: 'OPEN_THREAD' }
const P = '7654321'

/** Every kind of event in the facts, one body each. */
export const EXAMPLES: object[] = [
  page([from(P, { message: { mid: 'm_1', text: 'xin chào' } })]),
  page([from(P, { message: { mid: 'm_2', text: 'Có', quick_reply: { payload: 'q:1' } } })]),
  page([from(P, { message: { mid: 'm_3', text: 'vâng', reply_to: { mid: 'm_1', is_self_reply: false } } })]),
  page([
    from(P, { message: { mid: 'm_4', attachments: [{ type: 'image', payload: { url: 'https://x' } }] } }),
  ]),
  page([
    from(P, {
      message: {
        mid: 'm_5',
        attachments: [{ type: 'sticker', payload: { url: 'https://x', sticker_id: 369239263222822 } }],
      },
    }),
  ]),
  page([from(P, { message: { mid: 'm_6', text: 'xem', attachments: [{ type: 'fallback' }] } })]),
  page([echo({ mid: 'm_7', app_id: 1517776481860111, metadata: '42', text: 'Chào bác' })]),
  page([echo({ mid: 'm_8', app_id: 263902037430900, text: 'Cán bộ đây' })]),
  page([from(P, { postback: { mid: 'm_9', title: 'Bắt đầu', payload: 'GET_STARTED', referral } })]),
  page([from(P, { postback: { mid: 'm_10', title: 'Đăng ký', payload: 'q:2' } })]),
  page([from(P, { referral }, 1_795_420_000)]),
  page([from(P, { optin: { type: 'notification_messages', payload: 'x' } })]),
  page([from(P, { delivery: { mids: ['m_7'], watermark: NOW } })]),
  page([from(P, { read: { watermark: NOW } })]),
  page([from(P, { reaction: { reaction: 'love', emoji: '❤', action: 'react', mid: 'm_7' } })]),
  page([from(P, { message_edit: { mid: 'm_1', text: 'xin chào!', num_edit: 1 } })]),
  page([from(P, { pass_thread_control: { previous_owner_app_id: null, new_owner_app_id: '1' } })]),
  page([from(P, { take_thread_control: { previous_owner_app_id: '1', new_owner_app_id: 263902037430900 } })]),
  page([from(P, { request_thread_control: { requested_owner_app_id: 263902037430900 } })]),
  page([{ recipient: { id: ACCOUNT.pageId }, timestamp: NOW, policy_enforcement: { action: 'block' } }]),
  page([], { standby: [from(P, { message: { mid: 'm_14', text: 'cháu ơi' } })] }),
  page([], {
    changes: [
      { field: 'message_template_status_update', value: { event: 'APPROVED', message_template_id: 1 } },
    ],
  }),
  page([{ recipient: { id: ACCOUNT.pageId }, timestamp: NOW, app_roles: { '1': ['primary_receiver'] } }]),
  page([{ sender: { user_ref: 'r' }, timestamp: NOW, message: { mid: 'm_11', text: 'a' } }]),
  page([], {
    standby: [from(P, { postback: { mid: 'm_12', title: 'Đăng ký' } }), echo({ mid: 'm_13', text: 'ạ' })],
  }),
  page([], { changes: [{ field: 'feed', value: {} }] }),
  { object: 'page', entry: [{ id: '0', time: 1, changes: [{ field: 'messages', value: {} }] }] },
  { object: 'instagram', entry: [] },
]

import { describe, expect, test } from 'vitest'
import type { Parsed } from '../../../src/channels/channel.ts'
import { parseMessenger } from '../../../src/channels/messenger/parse.ts'
import { eventKey } from '../../../src/common/ids.ts'
import { NOW } from '../contract.ts'
import { ACCOUNT, echo, from, identity, page } from './examples.ts'

const P = '7654321'
const OURS = Number(ACCOUNT.appId)
const INBOX = 263902037430900
const parse = (body: unknown, account = ACCOUNT) => parseMessenger(body, [account], identity, NOW)
const nobody = (rest: object) => ({ recipient: { id: ACCOUNT.pageId }, timestamp: NOW, ...rest })
const attached = (type: string, payload?: object) => ({
  message: { mid: 'm', attachments: [{ type, ...(payload && { payload }) }] },
})

/** What comes of an event, in a word each: its body's kind, its receipt's, its notice's, or the name it is counted by. */
function outcome({ events, receipts, ignored, notices = [] }: Parsed): string {
  const all = [
    ...events.map(({ body }) => {
      if (body.kind === 'message')
        return `message ${[body.payload, ...(body.attachments ?? [])].filter(Boolean).join() || body.text}`
      return body.kind === 'control' ? `control ${body.to}${body.asked ? ' asked' : ''}` : body.kind
    }),
    ...receipts.map(({ kind }) => `receipt ${kind}`),
    ...notices.map(({ kind }) => `notice ${kind}`),
    ...ignored.map((name) => `counted ${name}`),
  ]
  return all.join(' + ')
}

const referral = { ref: 'qr-cong', source: 'SHORTLINK', type: 'OPEN_THREAD' }
const handover = (owner: unknown) => ({ previous_owner_app_id: null, new_owner_app_id: owner, metadata: 'x' })

/** Every event of the facts (messenger 1.4, 1.5, 6), as a member of `messaging[]`. */
const ROWS: [event: object, outcome: string][] = [
  [from(P, { message: { mid: 'm', text: 'xin chào' } }), 'message xin chào'],
  [from(P, { message: { mid: 'm', text: 'Có', quick_reply: { payload: 'YES' } } }), 'message YES'],
  [from(P, { message: { mid: 'm', text: 'vâng', reply_to: { mid: 'm_0' } } }), 'message vâng'],
  [from(P, { message: { mid: 'm', text: '/dangky', commands: [{ name: 'dangky' }] } }), 'message /dangky'],
  [from(P, attached('image', { url: 'u' })), 'message image'],
  [from(P, attached('sticker', { url: 'u', sticker_id: 369239263222822 })), 'message sticker'],
  [from(P, attached('image', { url: 'u', sticker_id: 369239263222822 })), 'message sticker'],
  [from(P, attached('audio', { url: 'u' })), 'message audio'],
  [from(P, attached('video', { url: 'u' })), 'message video'],
  [from(P, attached('file', { url: 'u' })), 'message file'],
  [from(P, attached('reel', { url: 'u' })), 'message video'],
  [from(P, attached('ig_reel', { url: 'u' })), 'message video'],
  [from(P, attached('post', { url: 'u' })), 'message link'],
  [from(P, attached('ig_post', { url: 'u' })), 'message link'],
  [from(P, attached('fallback', { url: 'u', title: 't' })), 'message link'],
  [from(P, attached('fallback')), 'message other'],
  [from(P, attached('template', { product: {} })), 'message other'],
  [from(P, attached('appointment_booking')), 'message other'],
  [from(P, attached('location', { coordinates: { lat: 1, long: 2 } })), 'message location'],
  [from(P, { message: { mid: 'm', is_deleted: true } }), 'counted message_deleted'],
  [echo({ mid: 'm', app_id: OURS, metadata: '7', text: 'Chào bác' }), 'receipt echo'],
  [echo({ mid: 'm', app_id: String(OURS), text: 'Chào bác' }), 'receipt echo'],
  [echo({ mid: 'm', app_id: INBOX, text: 'Chào bác' }), 'clerk'],
  [echo({ mid: 'm', text: 'Chào bác' }), 'clerk'],
  [from(P, { postback: { mid: 'm', title: 'Bắt đầu', payload: 'GET_STARTED', referral } }), 'opened'],
  [from(P, { postback: { mid: 'm', title: 'Đăng ký', payload: 'CMD:MENU' } }), 'message CMD:MENU'],
  [from(P, { postback: { mid: 'm', title: 'Đăng ký' } }), 'message Đăng ký'],
  [from(P, { referral }), 'opened'],
  [from(P, { referral: { ...referral, ad_id: '1', ads_context_data: { ad_title: 'x' } } }), 'opened'],
  [from(P, { optin: { type: 'notification_messages', payload: 'x' } }), 'counted optin'],
  [nobody({ sender: { user_ref: 'r' }, optin: { ref: 'x', user_ref: 'r' } }), 'counted optin'],
  [nobody({ sender: { user_ref: 'r' }, message: { mid: 'm', text: 'a' } }), 'counted user_ref'],
  [from(P, { delivery: { mids: ['m_1'], watermark: NOW } }), 'receipt delivered'],
  [from(P, { delivery: { watermark: NOW } }), 'receipt delivered'],
  [from(P, { read: { watermark: NOW } }), 'receipt seen'],
  [from(P, { reaction: { reaction: 'like', emoji: '👍', action: 'react', mid: 'm' } }), 'acted'],
  [from(P, { reaction: { action: 'unreact', mid: 'm' } }), 'counted reaction'],
  [from(P, { message_edit: { mid: 'm', text: '1956', num_edit: 1 } }), 'message 1956'],
  [from(P, { message_edit: { text: '1956' } }), 'counted message_edit.malformed'],
  [from(P, { pass_thread_control: handover(String(OURS)) }), 'control bot'],
  [from(P, { pass_thread_control: handover(INBOX) }), 'control staff'],
  [from(P, { pass_thread_control: handover('999') }), 'control staff'],
  [from(P, { take_thread_control: handover(OURS) }), 'control bot'],
  [from(P, { take_thread_control: handover(String(INBOX)) }), 'control staff'],
  [from(P, { take_thread_control: handover(null) }), 'counted take_thread_control.idle'],
  [from(P, { request_thread_control: { requested_owner_app_id: INBOX } }), 'control staff asked'],
  [
    from(P, { request_thread_control: { requested_owner_app_id: 123456789 } }),
    'counted request_thread_control',
  ],
  [nobody({ app_roles: { '123456789': ['primary_receiver'] } }), 'counted app_roles'],
  [from(P, { messaging_feedback: { feedback_screens: [] } }), 'counted messaging_feedback'],
  [from(P, { response_feedback: { feedback: 'like', mid: 'm' } }), 'counted response_feedback'],
  [from(P, { account_linking: { status: 'linked' } }), 'counted account_linking'],
  [from(P, { game_play: { game_id: '1' } }), 'counted game_play'],
  [from(P, { send_cart: {} }), 'counted send_cart'],
  [nobody({ policy_enforcement: { action: 'warning', reason: 'x' } }), 'notice warned'],
  [nobody({ policy_enforcement: { action: 'block', reason: 'x' } }), 'notice blocked'],
  [nobody({ 'policy-enforcement': { action: 'block' } }), 'notice blocked'],
  [nobody({ policy_enforcement: { action: 'unblock' } }), 'notice unblocked'],
  [nobody({ policy_enforcement: { action: 'frown' } }), 'counted policy_enforcement'],
  [from(P, { page_integrity: { x: 1 } }), 'counted unknown'],
]

describe('every event of the facts', () => {
  test.each(ROWS)('%j: %s', (event, expected) => {
    expect(outcome(parse(page([event])))).toBe(expected)
    // Times in seconds and as texts; ids as numbers.
    for (const time of [Math.floor(NOW / 1000), String(NOW), String(Math.floor(NOW / 1000))])
      expect(outcome(parse(page([{ ...event, timestamp: time }])))).toBe(expected)
    const numbers = JSON.parse(JSON.stringify(page([event])).replaceAll(`"id":"${P}"`, `"id":${P}`))
    expect(outcome(parse(numbers))).toBe(expected)
  })

  test('of a thread that changes hands the person is never the Page itself', () => {
    const told = { take_thread_control: handover(INBOX) }
    const turned = { ...from(ACCOUNT.pageId, told), recipient: { id: P } }
    expect(parse(page([turned])).events).toMatchObject([{ user: P, body: { kind: 'control', to: 'staff' } }])
  })

  test('an edit is known by its message and its count, and names the message as it was first', () => {
    const keys = [1, 2, 1].map(
      (num_edit) => parse(page([from(P, { message_edit: { mid: 'm_1', text: 'a', num_edit } })])).events[0],
    )
    expect(keys[0]?.key).not.toBe(keys[1]?.key)
    expect(keys[0]?.key).toBe(keys[2]?.key)
    const first = parse(page([from(P, { message: { mid: 'm_1', text: 'b' } })])).events[0]
    expect(keys[0]?.body).toEqual({ kind: 'message', text: 'a', edits: first?.key })
    expect(first?.key).toBe(eventKey(ACCOUNT.id, 'message', 'm_1'))
  })

  test.each([
    ['message_template_status_update', 'APPROVED', { template: '12', status: 'APPROVED' }],
    ['messenger_template_status_update', 'Chị Lan', { template: '12' }],
  ])('%s becomes a notice', (field, event, rest) => {
    const change = { field, value: { event, message_template_id: 12, reason: 'x' } }
    expect(parse(page([], { changes: [change] }))).toEqual({
      events: [],
      receipts: [],
      ignored: [],
      notices: [{ account: 'my-hao', kind: 'template', event: 'message_template_status_update', ...rest }],
    })
  })

  test.each<unknown>([{ toString: 1 }, ['12'], { id: 12 }, null, true, 'a"b', '1'.repeat(41)])(
    'a template change with %j for an id and a status is told without them',
    (odd) => {
      const field = 'message_template_status_update'
      const change = { field, value: { event: odd, message_template_id: odd } }
      expect(parse(page([], { changes: [change] })).notices).toEqual([
        { account: 'my-hao', kind: 'template', event: field },
      ])
    },
  )
})

describe('while another app holds the thread', () => {
  const standby = (event: object) => outcome(parse(page([], { standby: [event] })))

  test.each(ROWS.filter(([event]) => !('message' in event) && !('postback' in event)))(
    '%j is only counted',
    (event) => {
      expect(standby(event)).toMatch(/^counted standby:/)
    },
  )

  test('messages and taps, which then hold no payload, say who wrote', () => {
    const events = [
      from(P, { message: { mid: 'a', text: 'cháu ơi' } }),
      from(P, { postback: { mid: 'b', title: 'Đăng ký' } }),
      from(P, attached('sticker', { sticker_id: 369239263222822 })),
    ]
    expect(parse(page([], { standby: events })).events.map(({ body }) => body)).toEqual([
      { kind: 'message', text: 'cháu ơi', standby: true },
      { kind: 'message', text: 'Đăng ký', standby: true },
      { kind: 'message', text: '', attachments: ['sticker'], standby: true },
    ])
    expect(standby(from(P, { message: { mid: 'm', is_deleted: true } }))).toBe('counted message_deleted')
    expect(standby(from(P, { postback: { mid: 'm' } }))).toBe('counted postback_empty')
  })

  test('a message that comes both ways is one', () => {
    const event = from(P, { message: { mid: 'a', text: 'cháu ơi' } })
    const { events } = parse(page([event], { standby: [event] }))
    expect(events[0]?.key).toBe(events[1]?.key)
  })
})

describe('who wrote from the Page', () => {
  const account = {
    ...ACCOUNT,
    ignoredAppIds: '111, 222222222222222222222',
    autoReplies: 'Chào bạn! | Phường  sẽ trả lời\nsớm.',
    autoReplyS: '1.5',
  }
  const by = (message: object) => parse(page([echo({ mid: 'm', ...message })]), account)

  test.each([
    [{ app_id: 111, text: 'x' }, 'counted echo:ignored-app'],
    [{ app_id: '222222222222222222222', text: 'x' }, 'counted echo:ignored-app'],
    [{ app_id: INBOX, text: 'Chào bạn!' }, 'counted echo:auto-reply'],
    [{ app_id: INBOX, text: ' Phường sẽ  trả lời sớm. ' }, 'counted echo:auto-reply'],
    [{ app_id: INBOX, text: 'Chào bạn' }, 'clerk'],
    [{ app_id: INBOX, text: '' }, 'clerk'],
    [{ text: 'Chào bác' }, 'clerk'],
    [{ app_id: OURS, text: 'Chào bạn!' }, 'receipt echo'],
  ])('%j: %s', (message, expected) => {
    expect(outcome(by(message))).toBe(expected)
  })

  test('what may have been said by nobody says how soon after the person', () => {
    expect(by({ app_id: INBOX, text: 'Chào bác' }).events[0]?.body).toEqual({
      kind: 'clerk',
      text: 'Chào bác',
      autoWithinMs: 1500,
    })
  })
})

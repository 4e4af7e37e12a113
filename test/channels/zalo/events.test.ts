import { describe, expect, it } from 'vitest'
import type { Parsed } from '../../../src/channels/channel.ts'
import { parseZalo } from '../../../src/channels/zalo/parse.ts'
import { mask } from '../../../src/understanding/mask.ts'
import { APP_ID, NOW, OA_ID, USER_ID, zaloAccount } from './helpers.ts'

const TIME = '1787209817225'
const OTHER = zaloAccount({ id: 'duong-hao', oaId: '4444444444444444444' })
const parse = (body: unknown, accounts = [zaloAccount(), OTHER]) => parseZalo(body, accounts, mask, NOW)

const user = { sender: { id: USER_ID }, recipient: { id: OA_ID } }
const oa = { sender: { id: OA_ID }, recipient: { id: USER_ID } }
const clerk = { sender: { id: OA_ID, admin_id: '77' }, recipient: { id: USER_ID } }
const message = (more: object = {}) => ({ message: { msg_id: 'm1', ...more } })
const attached = (type: string, payload: object = {}) => message({ attachments: [{ type, payload }] })
const follower = { oa_id: OA_ID, follower: { id: USER_ID }, source: 'oa_profile' }
const anonymous = { ...user, ...message({ conversation_id: 'c1', text: 'alo' }) }

/** What comes of an event, in one word each: its body's kind, its receipt's, its notice's, or the name it is counted by. */
function outcome({ events, receipts, ignored, notices = [] }: Parsed): string {
  const all = [
    ...events.map(({ body }) =>
      body.kind === 'message' ? `message ${body.attachments?.join() ?? 'text'}` : body.kind,
    ),
    ...receipts.map(({ kind }) => `receipt ${kind}`),
    ...notices.map(({ kind }) => `notice ${kind}`),
    ...ignored.map((name) => `counted ${name}`),
  ]
  return all.join(' + ')
}

/** Every row of the table of events (facts: zalo 1.3, 1.4, 1.6): name, what it holds, what comes of it. */
const ROWS: [name: string, fields: object, outcome: string][] = [
  ['follow', follower, 'opened'],
  ['unfollow', follower, 'left'],
  ['user_send_text', { ...user, ...message({ text: 'alo', quote_msg_id: 'm0' }) }, 'message text'],
  ['user_send_image', { ...user, ...attached('image', { thumbnail: 't', url: 'u' }) }, 'message image'],
  ['user_send_gif', { ...user, ...attached('gif', { url: 'u' }) }, 'message image'],
  ['user_send_link', { ...user, ...attached('link', { description: 'd', url: 'u' }) }, 'message link'],
  [
    'user_send_link',
    { ...user, ...attached('link', { description: '{"phone":"84912345678","qrCodeUrl":"u"}' }) },
    'message contact',
  ],
  ['user_send_audio', { ...user, ...attached('audio', { url: 'x.amr' }) }, 'message audio'],
  ['user_send_video', { ...user, ...attached('video', { description: 'd' }) }, 'message video'],
  ['user_send_sticker', { ...user, ...attached('sticker', { id: '1', url: 'u' }) }, 'message sticker'],
  [
    'user_send_location',
    { ...user, ...attached('location', { coordinates: { latitude: '10.76', longitude: '106.65' } }) },
    'message location',
  ],
  ['user_send_file', { ...user, ...attached('file', { size: '4455', name: 'a.docx' }) }, 'message file'],
  ['user_send_business_card', { ...user, ...message() }, 'message contact'],
  ...['text', 'image', 'gif', 'list', 'file', 'sticker', 'template'].flatMap(
    (kind): [string, object, string][] => [
      [`oa_send_${kind}`, { ...oa, ...message({ text: 'Chào' }) }, 'receipt echo'],
      [`oa_send_${kind}`, { ...clerk, ...message({ text: 'Chào' }) }, 'clerk'],
    ],
  ),
  ['user_received_message', { ...oa, ...message() }, 'receipt delivered'],
  [
    'user_received_message',
    { ...oa, recipient: { id: '84987654321' }, ...message({ delivery_time: TIME, tracking_id: 'abc-1' }) },
    'counted user_received_message.template',
  ],
  ['user_seen_message', { ...oa, message: { msg_ids: ['m1', 'm2'] } }, 'receipt seen'],
  ['user_seen_message', { ...oa, ...message() }, 'receipt seen'],
  [
    'user_reacted_message',
    { ...user, ...message({ react_icon: '/-strong' }) },
    'counted user_reacted_message',
  ],
  ['oa_reacted_message', { ...oa, ...message({ react_icon: '/-heart' }) }, 'counted oa_reacted_message'],
  ['user_click_chatnow', { oa_id: OA_ID, user_id: USER_ID, user_id_by_app: '1' }, 'opened'],
  ['user_submit_info', { ...user, info: { name: 'Nguyễn Thị Lan', phone: '84912345678' } }, 'shared'],
  ['update_user_info', { user_id: USER_ID }, 'counted update_user_info'],
  ['add_user_to_tag', { oa_id: OA_ID, tag: { name: 'x', user_ids: [USER_ID] } }, 'counted add_user_to_tag'],
  ['remove_user_from_tag', { oa_id: OA_ID, tag: {} }, 'counted remove_user_from_tag'],
  ['remove_tag', { oa_id: OA_ID, tag: {} }, 'counted remove_tag'],
  ['user_withdraw', { oa_id: OA_ID, user_id: USER_ID, user_id_by_app: '1' }, 'withdrawn'],
  ['permission_revoked', { oa_id: OA_ID }, 'notice revoked'],
  ...['text', 'image', 'file', 'sticker'].flatMap((kind): [string, object, string][] => [
    [`anonymous_send_${kind}`, anonymous, `counted anonymous_send_${kind}`],
    [`oa_send_anonymous_${kind}`, anonymous, `counted oa_send_anonymous_${kind}`],
  ]),
  ['widget_interaction_accepted', { oa_id: OA_ID, data: { user_id: USER_ID } }, 'acted'],
  ['widget_interaction_accepted', { data: { user_id: USER_ID } }, 'counted widget_interaction_accepted'],
  [
    'widget_failed_to_sync_user_external_id',
    { data: { user_id: USER_ID } },
    'counted widget_failed_to_sync_user_external_id',
  ],
  ['oa_send_consent', { phone: '84912345678', request_type: 'SENT' }, 'counted oa_send_consent'],
  ['user_reply_consent', { phone: '84912345678', user_consent: 'ALLOW' }, 'counted user_reply_consent'],
  ['user_call_oa', user, 'acted'],
  ['user_call_oa', { oa_id: OA_ID, user_id: USER_ID }, 'acted'],
  ['user_call_oa', {}, 'counted user_call_oa'],
  ['oa_call_user', oa, 'counted oa_call_user'],
  ['change_oa_daily_quota', { oaId: OA_ID, quota: { prev_value: 500, new_value: '2000' } }, 'notice quota'],
  ...[
    'change_template_status',
    'change_template_quality',
    'change_template_quota',
    'change_oa_template_tags',
  ].map((name): [string, object, string] => [
    name,
    { oa_id: OA_ID, template_id: 234, status: { prev_status: 'PENDING_REVIEW', new_status: 'ENABLE' } },
    'notice template',
  ]),
  ['user_feedback', { ...oa, ...message({ note: 'tốt', rate: 5 }) }, 'counted user_feedback'],
  ...[
    'user_click_response_button',
    'event_journey_time_out',
    'event_journey_acknowledged',
    'shop_has_order',
    'extension_purchased',
    'user_click_button',
    'user_click_link',
  ].map((name): [string, object, string] => [name, {}, `counted ${name}`]),
  ...['create_group', 'user_join_group', 'user_send_group_text', 'oa_send_group_image'].map(
    (name): [string, object, string] => [name, { group_id: 'g1' }, 'counted group'],
  ),
  ['something_new', user, 'counted unknown'],
]

describe('every event of the table', () => {
  it.each(ROWS)('%s %j: %s', (name, fields, expected) => {
    const body = { app_id: APP_ID, event_name: name, ...fields, timestamp: TIME }
    expect(outcome(parse(body))).toBe(expected)
    // Times in seconds and as numbers, ids as numbers where they are short enough to be exact.
    expect(outcome(parse({ ...body, timestamp: Number(TIME) }))).toBe(expected)
    expect(outcome(parse({ ...body, timestamp: '1787209817' }))).toBe(expected)
    const short = JSON.parse(
      JSON.stringify(body).replaceAll(`"${USER_ID}"`, '42').replaceAll(`"${OA_ID}"`, '43'),
    )
    expect(outcome(parse(short, [zaloAccount({ oaId: '43' }), OTHER]))).toBe(expected)
  })

  it.each(ROWS)('%s %j leaves no phone number behind but where it was shared', (name, fields, expected) => {
    const parsed = JSON.stringify(parse({ event_name: name, ...fields, timestamp: TIME }))
    if (expected !== 'shared') expect(parsed).not.toMatch(/84912345678|84987654321/)
  })
})

describe('what was shared', () => {
  const bodyOf = (info: unknown) =>
    parse({ ...user, event_name: 'user_submit_info', info, timestamp: TIME }).events[0]?.body

  it.each([
    {
      name: 'Nguyễn Thị Lan',
      phone: '84912345678',
      user_dob: '01/01/1956',
      gender: 'Nữ',
      full_address: { user_city: 'Hưng Yên', user_ward: 'Mỹ Hào', user_address: 'số 1' },
    },
    {
      address: 'số 1',
      phone: 84912345678,
      city: 'Hưng Yên',
      district: 'Mỹ Hào',
      name: 'Nguyễn Thị Lan',
      ward: 'Dị Sử',
    },
  ])('is read in both shapes, and no more than is needed: %j', (info) => {
    expect(bodyOf(info)).toEqual({ kind: 'shared', name: 'Nguyễn Thị Lan', phone: '84912345678' })
  })

  it('may be one of the two, is cleaned, cut and masked', () => {
    expect(bodyOf({ name: ' Lan\0 ' })).toEqual({ kind: 'shared', name: 'Lan' })
    expect(bodyOf({ name: '', phone: '0912 345 678' })).toEqual({ kind: 'shared', phone: '0912 345 678' })
    expect(bodyOf({ phone: '033056001234' })).toEqual({ kind: 'shared', phone: mask('033056001234').text })
    expect(mask('033056001234').text).not.toContain('1234')
    expect(bodyOf({ name: 'ă'.repeat(5000) })).toEqual({ kind: 'shared', name: 'ă'.repeat(100) })
  })

  it.each([undefined, null, {}, [], 'x', { name: 5.5, phone: {} }, { name: '  ' }])(
    'is named when it is %j',
    (info) => {
      const parsed = parse({ ...user, event_name: 'user_submit_info', info, timestamp: TIME })
      expect(outcome(parsed)).toBe('counted user_submit_info.malformed')
    },
  )
})

describe('what concerns an OA', () => {
  it('names the account, and nothing of a person', () => {
    const notice = (name: string, fields: object) => parse({ event_name: name, ...fields }).notices
    expect(notice('change_oa_daily_quota', { oaId: OTHER.oaId, quota: { new_value: 2000 } })).toEqual([
      { account: 'duong-hao', kind: 'quota', event: 'change_oa_daily_quota', quota: 2000 },
    ])
    const status = { prev_status: 'ENABLE', new_status: 'REJECT' }
    expect(
      notice('change_template_status', { oa_id: OA_ID, template_id: '234', status, reason: 'x' }),
    ).toEqual([
      {
        account: 'my-hao',
        kind: 'template',
        event: 'change_template_status',
        template: '234',
        status: 'REJECT',
      },
    ])
    const odd = { oa_id: OA_ID, template_id: 'Chị Lan 0912', status: { new_status: 'Chị Lan' } }
    expect(notice('change_template_status', odd)).toEqual([
      { account: 'my-hao', kind: 'template', event: 'change_template_status' },
    ])
  })

  it('is the only OA of the secret where none is named; among several it is nobody', () => {
    const body = { event_name: 'permission_revoked', app_id: APP_ID, timestamp: TIME }
    expect(outcome(parse(body, [zaloAccount()]))).toBe('notice revoked')
    expect(outcome(parse(body))).toBe('counted permission_revoked.malformed')
    expect(outcome(parse({ ...body, oa_id: '9' }))).toBe('counted unknown-account')
    const withdraw = { event_name: 'user_withdraw', user_id: USER_ID, timestamp: TIME }
    expect(outcome(parse(withdraw, [zaloAccount()]))).toBe('withdrawn')
    expect(outcome(parse(withdraw))).toBe('counted user_withdraw.malformed')
  })

  it.each(['', null, 'many', -1, 1.5, {}])('has no quota of %j', (value) => {
    const body = { event_name: 'change_oa_daily_quota', oaId: OA_ID, quota: { new_value: value } }
    expect(outcome(parse(body))).toBe('counted change_oa_daily_quota.malformed')
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseZalo } from '../../../src/channels/zalo/parse.ts'
import { APP_ID, maskDigits, NOW, OA_ID, USER_ID, userText, zaloAccount } from './helpers.ts'

const accounts = [zaloAccount()]
const parse = (body: unknown) => parseZalo(body, accounts, maskDigits, NOW)
const bodyOf = (body: unknown) => parse(body).events[0]?.body
const fromUser = (name: string, message: object) => ({ ...userText(''), event_name: name, message })
const fromOa = (name: string, message: object, sender: object = {}) => ({
  app_id: APP_ID,
  sender: { id: OA_ID, ...sender },
  recipient: { id: USER_ID },
  event_name: name,
  message,
  timestamp: '1787209817225',
})

describe('messages', () => {
  it('reads a text', () => {
    expect(parse(userText('Xin chào'))).toEqual({
      events: [
        {
          account: 'my-hao',
          user: USER_ID,
          key: expect.stringMatching(/^[0-9a-f-]{36}$/),
          at: 1_787_209_817_225,
          body: { kind: 'message', text: 'Xin chào' },
        },
      ],
      receipts: [],
      ignored: [],
    })
  })

  it('cleans what no database stores, then masks', () => {
    expect(bodyOf(userText('a\0b \ud83d mã 123456'))).toEqual({
      kind: 'message',
      text: 'ab \ufffd mã [otp]',
      masked: ['otp'],
    })
    expect(bodyOf(userText('ă'.repeat(20_000)))).toMatchObject({ text: 'ă'.repeat(5_000) })
  })

  it.each([
    ['#q:7K3Q:agree', 'q:7K3Q:agree'],
    [' #q:a1:new:12103 ', 'q:a1:new:12103'],
    ['#CMD:MENU', 'CMD:MENU'],
  ])('takes %s for a tap', (text, payload) => {
    expect(bodyOf(userText(text))).toEqual({ kind: 'message', text: '', payload })
  })

  it.each([
    '#q:toolongnonce1:x',
    '#q:a b:x',
    'q:7K3Q:agree',
    '#CMD:',
    '#CMD:A B',
    '# q:a:b',
    '#q:a:b\n#q:a:c',
  ])('takes %s for text', (text) => {
    expect(bodyOf(userText(text))).toEqual({ kind: 'message', text })
  })

  it.each([
    ['user_send_image', [{ type: 'image', payload: { url: 'https://x.vn/a.jpg' } }], ['image']],
    ['user_send_gif', [{ type: 'gif', payload: {} }], ['image']],
    ['user_send_sticker', [{ type: 'sticker', payload: { id: '1' } }], ['sticker']],
    ['user_send_audio', [{ type: 'audio', payload: { url: 'https://x.vn/a.amr' } }], ['audio']],
    ['user_send_video', [{ type: 'video', payload: {} }], ['video']],
    ['user_send_file', [{ type: 'file', payload: { name: 'a.docx', size: '4455' } }], ['file']],
    ['user_send_location', [{ type: 'location', payload: { coordinates: {} } }], ['location']],
    ['user_send_link', [{ type: 'link', payload: { description: 'x', url: 'https://x.vn' } }], ['link']],
    ['user_send_link', [{ type: 'link', payload: { description: '{"phone":"84912345678"}' } }], ['contact']],
    ['user_send_business_card', undefined, ['contact']],
    ['user_send_image', 'not a list', ['image']],
    ['user_send_text', [{ type: 'hologram' }, 7], ['other', 'other']],
  ])('reads %s', (name, attachments, kinds) => {
    const body = bodyOf(fromUser(name, { attachments, text: 'ảnh', msg_id: 'm1' }))
    expect(body).toEqual({ kind: 'message', text: 'ảnh', attachments: kinds })
    expect(JSON.stringify(body)).not.toMatch(/x\.vn|8491/)
  })

  it('keeps ids beyond 2^53 exact and refuses rounded ones', () => {
    expect(parse(userText('a', { sender: { id: '388613280878808645' } })).events[0]?.user).toBe(
      '388613280878808645',
    )
    expect(parse(userText('a', { sender: { id: 388613280878808645n.toString() } })).events).toHaveLength(1)
    expect(parse(userText('a', { sender: { id: 2 ** 60 } })).ignored).toEqual(['user_send_text.malformed'])
    expect(parse(userText('a', { sender: { id: 12 } })).events[0]?.user).toBe('12')
  })

  it.each([
    ['1787209817225', 1_787_209_817_225],
    [1787209817225, 1_787_209_817_225],
    ['1787209817', 1_787_209_817_000],
    ['154390853474', NOW],
    ['99999999999999', NOW],
    ['-5', NOW],
    ['soon', NOW],
    [{}, NOW],
    [undefined, NOW],
  ])('reads the time %s', (timestamp, at) => {
    expect(parse(userText('a', { timestamp })).events[0]?.at).toBe(at)
  })

  it('knows a redelivery by its key, and different events apart', () => {
    const key = (body: unknown) => parse(body).events[0]?.key
    const follow = (timestamp: string) => ({
      event_name: 'follow',
      oa_id: OA_ID,
      follower: { id: USER_ID },
      timestamp,
    })
    const keys = [
      key(userText('a')),
      key(userText('a', { message: { text: 'a', msg_id: 'other' } })),
      key(fromUser('user_send_image', { msg_id: 'b2db3895fe26797f2030' })),
      key(follow('1787209817225')),
      key(follow('1787209817226')),
      key({ ...follow('1787209817225'), follower: { id: '8' } }),
      key({ ...follow('1787209817225'), event_name: 'unfollow' }),
    ]
    expect(new Set(keys).size).toBe(keys.length)
    expect(key(userText('edited'))).toBe(keys[0])
    expect(key(follow('1787209817225'))).toBe(keys[3])
  })
})

describe('other events', () => {
  it('reads who came and went', () => {
    const follower = {
      oa_id: OA_ID,
      follower: { id: USER_ID },
      source: 'oa_profile',
      timestamp: '1787209817225',
    }
    expect(bodyOf({ ...follower, event_name: 'follow' })).toEqual({ kind: 'opened' })
    expect(bodyOf({ ...follower, event_name: 'unfollow' })).toEqual({ kind: 'left' })
    expect(bodyOf({ oa_id: OA_ID, user_id: USER_ID, event_name: 'user_click_chatnow' })).toEqual({
      kind: 'opened',
    })
  })

  it('reads receipts, by one id or several', () => {
    const receipts = (name: string, message: object) => parse(fromOa(name, message)).receipts
    const base = { account: 'my-hao', user: USER_ID, at: 1_787_209_817_225 }
    expect(receipts('user_received_message', { msg_id: 'm1' })).toEqual([
      { ...base, kind: 'delivered', messageIds: ['m1'] },
    ])
    expect(receipts('user_seen_message', { msg_ids: ['m1', 'm2'] })).toEqual([
      { ...base, kind: 'seen', messageIds: ['m1', 'm2'] },
    ])
    expect(receipts('user_seen_message', { msg_id: 'm1' })).toEqual([
      { ...base, kind: 'seen', messageIds: ['m1'] },
    ])
    expect(parse(fromOa('user_seen_message', {})).ignored).toEqual(['user_seen_message.malformed'])
  })

  it('leaves template receipts alone: their recipient is a phone number', () => {
    const body = fromOa('user_received_message', {
      delivery_time: '1602657347137',
      msg_id: 'z',
      tracking_id: 'abc-1',
    })
    const parsed = parse({ ...body, recipient: { id: '84987654321' } })
    expect(parsed).toEqual({ events: [], receipts: [], ignored: ['user_received_message.template'] })
  })

  it('tells our echo from a clerk by admin_id', () => {
    expect(parse(fromOa('oa_send_text', { text: 'Chào bác', msg_id: 'm1' })).receipts).toEqual([
      {
        account: 'my-hao',
        user: USER_ID,
        kind: 'echo',
        at: 1_787_209_817_225,
        messageIds: ['m1'],
        text: 'Chào bác',
      },
    ])
    const clerk = parse(fromOa('oa_send_text', { text: 'Mã 123456', msg_id: 'm1' }, { admin_id: '99' }))
    expect(clerk.receipts).toEqual([])
    expect(clerk.events[0]).toMatchObject({ user: USER_ID, body: { kind: 'clerk', text: 'Mã [otp]' } })
  })

  it('counts what it does not use under bounded names', () => {
    const names = (body: unknown) => parse(body).ignored
    expect(names({ event_name: 'update_user_info', user_id: USER_ID })).toEqual(['update_user_info'])
    expect(names({ event_name: 'nguyen_van_a' })).toEqual(['unknown'])
    expect(names({ event_name: 'constructor' })).toEqual(['unknown'])
    expect(names({ event_name: 5 })).toEqual(['malformed'])
    expect(names([])).toEqual(['malformed'])
    expect(names(userText('a', { recipient: { id: '9' } }))).toEqual(['unknown-account'])
    const sample = { text: 'This is testing message', msg_id: 'This is message id' }
    expect(names(userText('', { message: sample }))).toEqual(['console-test'])
  })
})

const real = [
  userText('Xin chào'),
  fromUser('user_send_image', {
    attachments: [{ type: 'image', payload: { url: 'https://x' } }],
    msg_id: '1',
  }),
  fromUser('user_send_link', { attachments: [{ type: 'link', payload: { description: '{"phone":"1"}' } }] }),
  { event_name: 'follow', oa_id: OA_ID, follower: { id: USER_ID }, timestamp: '1787209817225' },
  fromOa('oa_send_text', { text: 'a', msg_id: '1' }, { admin_id: '9' }),
  fromOa('user_seen_message', { msg_ids: ['1', '2'] }),
  { ...userText(''), event_name: 'user_submit_info', info: { name: 'Nguyễn Thị Lan', phone: '84912345678' } },
  { event_name: 'user_withdraw', oa_id: OA_ID, user_id: USER_ID, timestamp: '1787209817225' },
  { event_name: 'permission_revoked', oa_id: OA_ID, timestamp: '1787209817225' },
  { event_name: 'change_oa_daily_quota', oaId: OA_ID, quota: { prev_value: 500, new_value: '2000' } },
  { event_name: 'change_template_status', oa_id: OA_ID, template_id: '1', status: { new_status: 'REJECT' } },
]

/** The same payload with one value, anywhere in it, put in another's place. */
function mutated(payload: unknown, seed: number, value: unknown): unknown {
  const places: [Record<string, unknown>, string][] = []
  const copy: unknown = structuredClone(payload)
  const walk = (node: unknown) => {
    if (typeof node !== 'object' || node === null) return
    for (const name of Object.keys(node)) {
      places.push([node as Record<string, unknown>, name])
      walk((node as Record<string, unknown>)[name])
    }
  }
  walk(copy)
  const place = places[seed % places.length]
  if (place) place[0][place[1]] = value
  return copy
}

function expectStorable(body: unknown): void {
  const parsed = parse(body)
  const notices = parsed.notices?.length ?? 0
  expect(parsed.events.length + parsed.receipts.length + parsed.ignored.length + notices).toBe(1)
  const stored = JSON.stringify(parsed)
  // JSON escapes exactly these: U+0000 and lone surrogates.
  expect(stored).not.toMatch(/\\u(0000|d[89a-f])/)
  expect(stored.length).toBeLessThan(60_000)
  for (const { at, user } of [...parsed.events, ...parsed.receipts]) {
    expect(Number.isSafeInteger(at)).toBe(true)
    expect(user).toMatch(/^[\x21-\x7e]+$/)
  }
}

describe('any input', () => {
  it('is read or named, never thrown at', () => {
    fc.assert(fc.property(fc.jsonValue({ noUnicodeString: false, maxDepth: 6 }), expectStorable))
  })

  it('is read or named when a real payload is damaged', () => {
    const odd = fc.oneof(
      fc.jsonValue({ noUnicodeString: false }),
      fc.constantFrom<unknown>('\ud800', 'a\0b', {}, [], null, 2 ** 60, -0, '__proto__', 'x'.repeat(10_000)),
    )
    fc.assert(
      fc.property(fc.constantFrom<unknown>(...real), fc.nat(), odd, (payload, seed, value) => {
        expectStorable(mutated(payload, seed, value))
      }),
      { numRuns: 1_000 },
    )
  })
})

import { describe, expect, test } from 'vitest'
import type { EventBody, InboundEvent, Receipt } from '../../../src/channels/channel.ts'
import { parseMessenger } from '../../../src/channels/messenger/parse.ts'
import { NOW } from '../contract.ts'
import { ACCOUNT, echo, from, identity, page } from './examples.ts'

const P = '7654321098765'

const parse = (body: unknown, mask = identity as Parameters<typeof parseMessenger>[2]) =>
  parseMessenger(body, [ACCOUNT], mask, NOW)

/** The only thing that one event of `messaging[]` becomes. */
function only(event: object): InboundEvent {
  const { events, receipts, ignored } = parse(page([event]))
  expect([events.length, receipts, ignored]).toEqual([1, [], []])
  return events[0] as InboundEvent
}

const bodyOf = (rest: object): EventBody => only(from(P, rest)).body
const referral = { ref: 'qr-cong', source: 'SHORTLINK', type: 'OPEN_THREAD' }

describe('what a person did', () => {
  test('a text, by whom, where and when', () => {
    expect(only(from(P, { message: { mid: 'm_1', text: 'xin chào' } }, NOW - 5))).toEqual({
      account: 'my-hao',
      user: P,
      key: expect.any(String),
      at: NOW - 5,
      body: { kind: 'message', text: 'xin chào' },
    })
  })

  test.each<[string, object, EventBody]>([
    [
      'a quick reply',
      { message: { mid: 'm', text: 'Có', quick_reply: { payload: 'q:abc:1' } } },
      { kind: 'message', text: 'Có', payload: 'q:abc:1' },
    ],
    [
      'a button',
      { postback: { mid: 'm', title: 'Đăng ký', payload: 'CMD:MENU' } },
      { kind: 'message', text: 'Đăng ký', payload: 'CMD:MENU' },
    ],
    [
      'a button whose payload was for another app',
      { postback: { mid: 'm', title: 'Đăng ký' } },
      { kind: 'message', text: 'Đăng ký' },
    ],
    ['Get Started', { postback: { mid: 'm', title: 'Bắt đầu', payload: 'GET_STARTED' } }, { kind: 'opened' }],
    [
      'Get Started from a link',
      { postback: { mid: 'm', title: 'Bắt đầu', payload: 'GET_STARTED', referral } },
      { kind: 'opened', ref: 'qr-cong' },
    ],
    ['a link in an existing thread', { referral }, { kind: 'opened', ref: 'qr-cong' }],
    ['an advertisement clicked', { referral: { source: 'ADS', ad_id: '6' } }, { kind: 'opened', ad: true }],
    ['a reaction', { reaction: { reaction: 'love', action: 'react', mid: 'm' } }, { kind: 'acted' }],
    ['a link without ref', { referral: { source: 'SHORTLINK' } }, { kind: 'opened' }],
    [
      'a first message from an advertisement',
      { message: { mid: 'm', text: 'hỏi', referral: { ...referral, ad_id: '6' } } },
      { kind: 'message', text: 'hỏi', ref: 'qr-cong' },
    ],
    [
      'something that Meta does not show',
      { message: { mid: 'm', is_unsupported: true } },
      { kind: 'message', text: '', attachments: ['other'] },
    ],
  ])('%s', (_name, event, body) => {
    expect(bodyOf(event)).toEqual(body)
  })

  test.each([
    [{ type: 'image', payload: { url: 'u' } }, 'image'],
    [{ type: 'image', payload: { url: 'u', sticker_id: 369239263222822 } }, 'sticker'],
    [{ type: 'sticker', payload: { url: 'u', sticker_id: 369239263222822 } }, 'sticker'],
    [{ type: 'sticker' }, 'sticker'],
    [{ type: 'audio', payload: {} }, 'audio'],
    [{ type: 'video', payload: {} }, 'video'],
    [{ type: 'reel', payload: {} }, 'video'],
    [{ type: 'file', payload: {} }, 'file'],
    [{ type: 'location', payload: { coordinates: {} } }, 'location'],
    [{ type: 'fallback', payload: { url: 'u', title: 't' } }, 'link'],
    [{ type: 'fallback' }, 'other'],
    [{ type: 'fallback', payload: null }, 'other'],
    [{ type: 'post', payload: {} }, 'link'],
    [{ type: 'appointment_booking' }, 'other'],
    [{ type: 'hologram', payload: {} }, 'other'],
    [{ type: ['image'] }, 'other'],
    ['image', 'other'],
    [null, 'other'],
  ])('attachment %j is %s', (attachment, kind) => {
    expect(bodyOf({ message: { mid: 'm', attachments: [attachment] } })).toEqual({
      kind: 'message',
      text: '',
      attachments: [kind],
    })
  })

  test('texts, titles and what a clerk writes are masked', () => {
    const mask = (text: string) => ({ text: text.replace('123456', '[otp]'), masked: ['otp' as const] })
    const events = [
      from(P, { message: { mid: 'a', text: 'mã 123456' } }),
      from(P, { postback: { mid: 'b', title: 'mã 123456', payload: 'q:1' } }),
      echo({ mid: 'c', text: 'mã 123456' }),
    ]
    const { events: read } = parse(page(events), mask)
    expect(read.map(({ body }) => 'text' in body && body.text)).toEqual(Array(3).fill('mã [otp]'))
    expect(JSON.stringify(read)).not.toContain('123456')
    expect(read[0]?.body).toMatchObject({ masked: ['otp'] })
  })

  test('a very long payload is cut, an empty one is none', () => {
    const tap = (payload: string) => bodyOf({ message: { mid: 'm', text: 'x', quick_reply: { payload } } })
    expect(tap('p'.repeat(2000))).toMatchObject({ payload: 'p'.repeat(1000) })
    expect(tap('')).toEqual({ kind: 'message', text: 'x' })
  })
})

describe('when and who', () => {
  test.each([
    [NOW - 5, NOW - 5],
    [String(NOW - 5), NOW - 5],
    [1_795_419_000, 1_795_419_000_000],
    [undefined, NOW],
    [1, NOW],
    [9e15, NOW],
    [{}, NOW],
  ])('timestamp %j is %d', (timestamp, at) => {
    expect(only(from(P, { message: { mid: 'm', text: 'a' } }, timestamp)).at).toBe(at)
  })

  test('an event without a time has that of its entry', () => {
    const body = page([from(P, { referral }, null)], { time: NOW - 99 })
    expect(parse(body).events[0]?.at).toBe(NOW - 99)
  })

  test('ids come as text or as numbers that JSON keeps exactly', () => {
    const by = (id: unknown) => parse(page([from(id, { message: { mid: 'm', text: 'a' } })]))
    expect(by(7654321).events[0]?.user).toBe('7654321')
    expect(by('98765432109876543210').events[0]?.user).toBe('98765432109876543210')
    for (const id of [2 ** 60, 1.5, '', 'a\0', null, {}, [P]]) {
      expect(by(id)).toEqual({ events: [], receipts: [], ignored: ['malformed'] })
    }
  })

  test('a page id may be a number', () => {
    const entry = { id: Number(ACCOUNT.pageId), messaging: [from(P, { message: { mid: 'm', text: 'a' } })] }
    expect(parse({ object: 'page', entry: [entry] }).events).toHaveLength(1)
  })

  test('people known only by user_ref are counted', () => {
    const event = { sender: { user_ref: 'r' }, timestamp: NOW, message: { mid: 'm', text: 'a' } }
    expect(parse(page([event])).ignored).toEqual(['user_ref'])
  })
})

describe('keys', () => {
  const key = (event: object) => only(event).key

  test('hang on the message id alone', () => {
    const message = { mid: 'm_1', text: 'a' }
    expect(key(from(P, { message }, NOW - 7))).toBe(key(from(P, { message: { ...message, text: 'b' } })))
    expect(key(from(P, { message }))).not.toBe(key(from(P, { message: { ...message, mid: 'm_2' } })))
    const postback = { mid: 'm_1', title: 'a', payload: 'q' }
    expect(key(echo(message))).not.toBe(key(from(P, { message })))
    expect(key(from(P, { postback }))).toBe(key(from(P, { postback })))
  })

  test('without an id hang on person, time, kind and content', () => {
    const base = key(from(P, { referral }))
    expect(key(from(P, { referral }))).toBe(base)
    expect(key(from(P, { referral }, String(NOW)))).toBe(base)
    expect(key(from('1', { referral }))).not.toBe(base)
    expect(key(from(P, { referral }, NOW - 1))).not.toBe(base)
    expect(key(from(P, { referral: { ref: 'khac' } }))).not.toBe(base)
  })

  test('differ between accounts', () => {
    const body = page([from(P, { message: { mid: 'm_1', text: 'a' } })])
    const other = parseMessenger(body, [{ ...ACCOUNT, id: 'other' }], identity, NOW)
    expect(other.events[0]?.key).not.toBe(parse(body).events[0]?.key)
  })
})

describe('echoes', () => {
  const receipt = (message: object): Receipt | undefined => parse(page([echo(message)])).receipts[0]
  const ours = { account: 'my-hao', user: '7654321', kind: 'echo', at: NOW, messageIds: ['m_7'] }

  test.each([1517776481860111, '1517776481860111'])(
    'ours by app_id %j is a receipt with our id',
    (app_id) => {
      expect(receipt({ mid: 'm_7', app_id, metadata: '42', text: 'Chào' })).toEqual({
        ...ours,
        metadata: '42',
      })
    },
  )

  test('ours without metadata is a receipt without', () => {
    expect(receipt({ mid: 'm_7', app_id: 1517776481860111, text: 'Chào' })).toEqual(ours)
  })

  test.each([263902037430900, '1', null, undefined])('of app_id %j is a clerk’s', (app_id) => {
    const event = only(echo({ mid: 'm_8', app_id, metadata: '42', text: 'Cán bộ đây' }))
    expect(event).toMatchObject({ user: '7654321', body: { kind: 'clerk', text: 'Cán bộ đây' } })
  })

  test('a clerk’s picture is a clerk’s act without words', () => {
    const event = only(echo({ mid: 'm', attachments: [{ type: 'image', payload: { url: 'u' } }] }))
    expect(event.body).toEqual({ kind: 'clerk', text: '' })
  })

  test('in standby a clerk’s counts, and who wrote is known', () => {
    const standby = [
      from(P, { message: { mid: 'm_1', text: 'a' } }),
      from(P, { postback: { mid: 'm_2', title: 'b' } }),
      from(P, { something_new: {} }),
      echo({ mid: 'm_3', app_id: 263902037430900, text: 'Cán bộ đây' }),
      echo({ mid: 'm_7', app_id: 1517776481860111, text: 'Bot đây' }),
    ]
    const { events, receipts, ignored } = parse(page([], { standby }))
    expect(events.map(({ body }) => body)).toEqual([
      { kind: 'message', text: 'a', standby: true },
      { kind: 'message', text: 'b', standby: true },
      { kind: 'clerk', text: 'Cán bộ đây' },
    ])
    expect(receipts).toEqual([ours])
    expect(ignored).toEqual(['standby:unknown'])
  })
})

describe('receipts', () => {
  const read = (rest: object) => parse(page([from(P, rest)]))

  test('delivered, with ids, a watermark or both', () => {
    const base = { account: 'my-hao', user: P, kind: 'delivered', at: NOW }
    expect(read({ delivery: { mids: ['m_1', 2, '', null], watermark: NOW - 1 } }).receipts).toEqual([
      { ...base, messageIds: ['m_1', '2'], watermark: NOW - 1 },
    ])
    expect(read({ delivery: { watermark: NOW - 1 } }).receipts).toEqual([
      { ...base, messageIds: [], watermark: NOW - 1 },
    ])
    expect(read({ delivery: { mids: ['m_1'] } }).receipts).toEqual([{ ...base, messageIds: ['m_1'] }])
    const many = Array.from({ length: 50_000 }, (_, i) => `m_${i}`)
    expect(read({ delivery: { mids: many, watermark: NOW - 1 } }).receipts[0]?.messageIds).toHaveLength(1_000)
  })

  test('seen up to a moment', () => {
    expect(read({ read: { watermark: String(NOW - 1) } }).receipts).toEqual([
      { account: 'my-hao', user: P, kind: 'seen', at: NOW, messageIds: [], watermark: NOW - 1 },
    ])
  })

  test('a watermark far ahead marks nothing', () => {
    expect(read({ read: { watermark: 9e15 } })).toEqual({ events: [], receipts: [], ignored: ['malformed'] })
  })
})

describe('what is only counted', () => {
  test.each([
    ['reaction', { reaction: { reaction: 'love', action: 'unreact', mid: 'm' } }],
    ['optin', { optin: { type: 'notification_messages' } }],
    ['policy_enforcement', { 'policy-enforcement': { action: 'frown' } }],
    ['message_deleted', { message: { mid: 'm', is_deleted: true } }],
    ['postback_empty', { postback: { mid: 'm' } }],
    ['unknown', { brand_new: { secret: 'value' } }],
    ['unknown', { message: null }],
  ])('%s', (name, rest) => {
    expect(parse(page([from(P, rest)]))).toEqual({ events: [], receipts: [], ignored: [name] })
  })

  test('changes, by known names', () => {
    const changes = [{ field: 'feed', value: {} }, { field: 'x'.repeat(999) }, { field: ['feed'] }, null]
    expect(parse(page([], { changes })).ignored).toEqual([
      'changes:feed',
      'changes:unknown',
      'changes:unknown',
      'changes:unknown',
    ])
  })

  test.each([null, [], 'page', 7, {}, { object: 'instagram' }, { object: ['page'] }])('%j', (body) => {
    expect(parse(body)).toEqual({ events: [], receipts: [], ignored: ['not-a-page'] })
  })

  test('what is no list holds nothing', () => {
    expect(parse({ object: 'page' })).toEqual({ events: [], receipts: [], ignored: [] })
    expect(parse({ object: 'page', entry: { length: 3 } }).ignored).toEqual([])
    expect(
      parse({ object: 'page', entry: [{ id: ACCOUNT.pageId, messaging: 'abc' }, null] }).ignored,
    ).toEqual(['malformed'])
  })
})

test('one odd event costs the others nothing', () => {
  const good = (n: number) => from(P, { message: { mid: `m_${n}`, text: `tin ${n}` } })
  const mask = (text: string) => {
    if (text === 'tin 2') throw new Error('odd')
    return { text, masked: [] }
  }
  const { events, ignored } = parse(page([good(1), null, 'x', good(2), { message: 5 }, good(3)]), mask)
  expect(events.map(({ body }) => 'text' in body && body.text)).toEqual(['tin 1', 'tin 3'])
  expect(ignored).toEqual(['malformed', 'malformed', 'malformed', 'malformed'])
})

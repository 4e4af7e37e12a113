import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { defaultSandboxAccounts } from '../../../src/sandbox/accounts.ts'
import { ZaloRefusal } from '../../../src/sandbox/zalo/errors.ts'
import { checkMessage } from '../../../src/sandbox/zalo/rules.ts'
import { call, consult, START, sendToZalo, token, type World, world } from '../world.ts'

const HOUR = 3_600_000
const show = (title = 'Khai sinh', payload = '#TTHC:khai-sinh') => ({ title, type: 'oa.query.show', payload })
const buttons = (list: unknown, more = {}) => ({
  text: 'Chọn thủ tục:',
  attachment: { type: 'template', payload: { ...more, buttons: list } },
})

let shared: World
let access: string
beforeAll(async () => {
  shared = await world({}, 'file')
  access = (await token(shared.oa)).body.access_token
})
beforeEach(() => {
  shared.sandbox.reset()
  shared.sandbox.act('zalo', '2001', { type: 'text', text: 'chào' })
})

describe('taken', () => {
  const messages: [string, object][] = [
    ['4.1: a text of 2,000 characters', { text: 'x'.repeat(2000) }],
    ['4.1: a quote', { text: 'a', quote_message_id: 'b2db3895fe26797f2030' }],
    [
      '4.2: 5 buttons, titles of 100, payloads of 1000',
      buttons(Array.from({ length: 5 }, () => show('t'.repeat(100), 'p'.repeat(1000)))),
    ],
    [
      '4.2: every kind of button',
      buttons([
        show(),
        { title: 'Ẩn', type: 'oa.query.hide', payload: '#AN' },
        { title: 'Trang', type: 'oa.open.url', payload: { url: 'https://dichvucong.gov.vn' } },
        { title: 'Gọi', type: 'oa.open.phone', payload: { phone_code: '842812345678' } },
        { title: 'Nhắn', type: 'oa.open.sms', payload: { phone_code: '842812345678', content: 'xin chào' } },
      ]),
    ],
    [
      '4.1: a picture',
      {
        text: 'a',
        attachment: {
          type: 'template',
          payload: {
            template_type: 'media',
            elements: [{ media_type: 'image', url: 'https://example.invalid/a.png' }],
          },
        },
      },
    ],
  ]
  test.each(messages)('facts Zalo %s', async (_name, message) => {
    const { oa, sandbox } = shared
    const answer = await sendToZalo(oa, access, consult('2001', message))
    expect(answer).toEqual({
      status: 200,
      body: {
        data: {
          message_id: expect.stringMatching(/^[0-9a-f]{20}$/),
          user_id: '2001',
          sent_time: String(START),
        },
        error: 0,
        message: 'Success',
      },
    })
    expect(sandbox.inbox('zalo', '2001')).toHaveLength(1)
  })
})

describe('refused, with HTTP 200', () => {
  const cases: [string, unknown, number][] = [
    ['4.1: 2,001 characters', consult('2001', { text: 'x'.repeat(2001) }), -210],
    ['4.1: no text', consult('2001', {}), -201],
    ['4.1: blank text', consult('2001', { text: ' ' }), -201],
    ['4.1: no message', { recipient: { user_id: '2001' } }, -201],
    ['4.1: no user_id', { recipient: {}, message: { text: 'a' } }, -201],
    ['1.2: an id that is a number', { recipient: { user_id: 2001 }, message: { text: 'a' } }, -201],
    ['4.1: unknown fields', { ...consult('2001', { text: 'a' }), messaging_type: 'RESPONSE' }, -201],
    ['4.2: template_type button', consult('2001', buttons([show()], { template_type: 'button' })), -201],
    ['4.3: list template', consult('2001', buttons([show()], { template_type: 'list' })), -233],
    ['4.2: 6 buttons', consult('2001', buttons(Array.from({ length: 6 }, () => show()))), -210],
    ['4.2: no buttons', consult('2001', buttons([])), -201],
    ['4.2: title of 101', consult('2001', buttons([show('t'.repeat(101))])), -210],
    ['4.2: payload of 1,001', consult('2001', buttons([show('t', 'p'.repeat(1001))])), -210],
    [
      '1.5: a payload that is an object',
      consult('2001', buttons([{ ...show(), payload: { content: 'A' } }])),
      -201,
    ],
    ['4.2: unknown kind of button', consult('2001', buttons([{ ...show(), type: 'postback' }])), -201],
    [
      '4.2: an address that is none',
      consult('2001', buttons([{ title: 'a', type: 'oa.open.url', payload: { url: 'x' } }])),
      -201,
    ],
    [
      '4.2: a phone with a leading 0',
      consult(
        '2001',
        buttons([{ title: 'a', type: 'oa.open.phone', payload: { phone_code: '0912345678' } }]),
      ),
      -201,
    ],
    [
      '4.2: an SMS of 161',
      consult(
        '2001',
        buttons([
          {
            title: 'a',
            type: 'oa.open.sms',
            payload: { phone_code: '84912345678', content: 'x'.repeat(161) },
          },
        ]),
      ),
      -210,
    ],
    ['7.1: a person who never came', consult('4004', { text: 'a' }), -232],
  ]
  test.each(cases)('facts Zalo %s', async (_name, body, code) => {
    const { oa, sandbox } = shared
    expect(await sendToZalo(oa, access, body)).toEqual({
      status: 200,
      body: { error: code, message: expect.any(String) },
    })
    expect(sandbox.stats().zalo.sends.refused).toEqual({ [code]: 1 })
    expect(sandbox.inbox('zalo', '2001')).toEqual([])
  })

  test('facts Zalo 4.2: buttons on a package without them are -224, text still goes', async () => {
    const { oa, sandbox } = shared
    sandbox.behave('zalo', { buttonsForbidden: true })
    expect((await sendToZalo(oa, access, consult('2001', buttons([show()])))).body.error).toBe(-224)
    expect((await sendToZalo(oa, access, consult('2001', { text: '1. Khai sinh' }))).body.error).toBe(0)
  })

  test('facts Zalo 4.3: the v2 message API is shut down (-240)', async () => {
    const answer = await call(`${shared.oa.apiUrl}/v2.0/oa/message`, {
      method: 'POST',
      headers: { access_token: access, 'content-type': 'application/json' },
      body: JSON.stringify(consult('2001', { text: 'a' })),
    })
    expect(answer).toMatchObject({ status: 200, body: { error: -240 } })
  })

  test('no request, however odd, gets anything but an answer of the OA API', () => {
    const odd = fc.oneof(
      fc.json().map((text) => JSON.parse(text)),
      fc.record({ recipient: fc.constant({ user_id: '1' }), message: fc.object() }),
    )
    fc.assert(
      fc.property(odd, (body) => {
        try {
          checkMessage(body, true)
        } catch (error) {
          expect(error).toBeInstanceOf(ZaloRefusal)
        }
      }),
    )
  })
})

describe('windows', () => {
  const setUp = async (quotaAfter48h: number) => {
    const [page, account] = defaultSandboxAccounts('windows')
    const made = await world({ accounts: [page, { ...account, quotaAfter48h, accessToken: 'at-first' }] })
    const send = async (user = '2001') =>
      (await sendToZalo(made.oa, 'at-first', consult(user, { text: 'a' }))).body.error
    return { ...made, send }
  }

  test('facts Zalo 5.1: free for 48 h, then from the package (-211), after 7 days not at all (-230)', async () => {
    const { sandbox, clock, oa } = await setUp(1)
    sandbox.act('zalo', '2001', { type: 'text', text: 'a' })
    let refresh = oa.refreshToken
    // A token does not outlive these days: each step takes a new one.
    const send = async () => {
      const pair = (await token(oa, { refresh_token: refresh })).body
      refresh = pair.refresh_token
      return (await sendToZalo(oa, pair.access_token, consult('2001', { text: 'a' }))).body.error
    }
    clock.advance(48 * HOUR)
    expect(await send()).toBe(0)
    clock.advance(1)
    expect(await send()).toBe(0)
    expect(await send()).toBe(-211)
    clock.advance(5 * 24 * HOUR)
    expect(await send()).toBe(-230)
    sandbox.act('zalo', '2001', { type: 'text', text: 'còn đó không' })
    expect(await send()).toBe(0)
  })

  test('facts Zalo 5.1: three messages to a follower who has not written', async () => {
    const { sandbox, send } = await setUp(0)
    sandbox.act('zalo', '2001', { type: 'open' })
    expect([await send(), await send(), await send(), await send()]).toEqual([0, 0, 0, -211])
    sandbox.act('zalo', '2001', { type: 'text', text: 'a' })
    expect(await send()).toBe(0)
  })

  test('facts Zalo 5.1: someone who wrote without following is answered, also after leaving', async () => {
    const { sandbox, send } = await setUp(0)
    sandbox.act('zalo', '2001', { type: 'text', text: 'a' })
    expect(await send()).toBe(0)
    sandbox.act('zalo', '2001', { type: 'leave' })
    expect(await send()).toBe(0)
    sandbox.act('zalo', '2001', { type: 'block' })
    expect(await send()).toBe(-244)
  })
})

test('facts Zalo 6: getoa describes a state agency', async () => {
  const { oa } = shared
  const answer = await call(`${oa.apiUrl}/v2.0/oa/getoa`, { headers: { access_token: access } })
  expect(answer).toMatchObject({ status: 200, body: { error: 0, data: { oa_id: oa.oaId, oa_type: 4 } } })
  expect((await call(`${oa.apiUrl}/v2.0/oa/getoa`)).body.error).toBe(-216)
})

import fc from 'fast-check'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { defaultSandboxAccounts } from '../../../src/sandbox/accounts.ts'
import { appSecretProof } from '../../../src/sandbox/messenger/api.ts'
import { GraphRefusal } from '../../../src/sandbox/messenger/errors.ts'
import { checkSend } from '../../../src/sandbox/messenger/rules.ts'
import { call, type Json, reply, sendToMessenger, type World, world } from '../world.ts'

const HOUR = 3_600_000
const quick = (n: number, title = 'Có', payload = 'YES') =>
  Array.from({ length: n }, () => ({ content_type: 'text', title, payload }))
const template = (text: string, buttons: object[]) => ({
  attachment: { type: 'template', payload: { template_type: 'button', text, buttons } },
})
const postback = { type: 'postback', title: 'Có', payload: 'YES' }
const link = { type: 'web_url', title: 'Mở trang', url: 'https://dichvucong.gov.vn/' }

/** One emulator for the tables below, clean for every row. */
let shared: World
beforeAll(async () => {
  shared = await world({}, 'file')
})
beforeEach(() => {
  shared.sandbox.reset()
  shared.sandbox.act('messenger', '1001', { type: 'text', text: 'chào' })
})

async function withPerson(options = {}) {
  const made = await world(options)
  made.sandbox.act('messenger', '1001', { type: 'text', text: 'chào' })
  return made
}

describe('taken', () => {
  const messages: [string, object][] = [
    ['3: a text of 1,999 characters', { text: 'x'.repeat(1999) }],
    ['3: metadata of 999 characters', { text: 'a', metadata: 'm'.repeat(999) }],
    [
      '3: 13 quick replies, titles of 20, payloads of 1000',
      { text: 'a', quick_replies: quick(13, 't'.repeat(20), 'p'.repeat(1000)) },
    ],
    [
      '3: a button template with 640 characters and 3 buttons',
      template('x'.repeat(640), [postback, link, postback]),
    ],
    [
      '3: quick replies for phone and e-mail have no title',
      { text: 'a', quick_replies: [{ content_type: 'user_email' }] },
    ],
    [
      '1.5: a picture by address',
      { attachment: { type: 'image', payload: { url: 'https://example.invalid/a.png' } } },
    ],
  ]
  test.each(messages)('facts Messenger %s', async (_name, message) => {
    const { page, sandbox } = shared
    const answer = await sendToMessenger(page, reply('1001', message))
    expect(answer).toEqual({
      status: 200,
      body: { recipient_id: '1001', message_id: expect.stringMatching(/^m_/) },
    })
    expect(sandbox.inbox('messenger', '1001')).toHaveLength(1)
  })

  test('facts Messenger 2.1: also at /me/messages, with the token in the body', async () => {
    const { page } = shared
    const answer = await call(`${page.apiUrl}/me/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...reply('1001', { text: 'a' }), access_token: page.pageToken }),
    })
    expect(answer.status).toBe(200)
  })

  test('facts Messenger 3: a sender action shows nothing and has no message id', async () => {
    const { page, sandbox } = shared
    const answer = await sendToMessenger(page, { recipient: { id: '1001' }, sender_action: 'typing_on' })
    expect(answer).toEqual({ status: 200, body: { recipient_id: '1001' } })
    expect(sandbox.inbox('messenger', '1001')).toEqual([])
  })

  test('what the person sees: text and buttons in order', async () => {
    const { page, sandbox } = shared
    await sendToMessenger(page, reply('1001', { text: 'một', quick_replies: quick(2) }))
    await sendToMessenger(page, reply('1001', template('hai', [postback, link])))
    const seen = sandbox.inbox('messenger', '1001')
    expect(seen.map(({ seq, text, from }) => [seq, text, from])).toEqual([
      [1, 'một', 'app'],
      [2, 'hai', 'app'],
    ])
    expect(seen[0]?.buttons).toEqual(
      quick(2).map(({ title, payload }) => ({ title, payload, kind: 'quick-reply' })),
    )
    expect(seen[1]?.buttons).toEqual([
      { title: 'Có', payload: 'YES', kind: 'postback' },
      { title: 'Mở trang', url: link.url, kind: 'url' },
    ])
  })
})

describe('refused', () => {
  const base = reply('1001', { text: 'a' })
  const cases: [string, unknown, number, number?][] = [
    ['3: 2,000 characters', reply('1001', { text: 'x'.repeat(2000) }), 100],
    ['3: metadata of 1,000', reply('1001', { text: 'a', metadata: 'm'.repeat(1000) }), 100],
    ['3: 14 quick replies', reply('1001', { text: 'a', quick_replies: quick(14) }), 100],
    ['3: quick reply title of 21', reply('1001', { text: 'a', quick_replies: quick(1, 't'.repeat(21)) }), 100],
    ['3: quick reply payload of 1,001', reply('1001', { text: 'a', quick_replies: quick(1, 't', 'p'.repeat(1001)) }), 100],
    ['3: quick reply of an unknown kind (location is gone)', reply('1001', { text: 'a', quick_replies: [{ content_type: 'location' }] }), 100],
    ['3: template text of 641', reply('1001', template('x'.repeat(641), [postback])), 100],
    ['3: 4 buttons', reply('1001', template('a', [postback, postback, postback, postback])), 100],
    ['3: no button', reply('1001', template('a', [])), 100],
    ['3: button title of 21', reply('1001', template('a', [{ ...postback, title: 't'.repeat(21) }])), 100],
    ['3: postback payload of 1,001', reply('1001', template('a', [{ ...postback, payload: 'p'.repeat(1001) }])), 100],
    ['3: unknown webview height', reply('1001', template('a', [{ ...link, webview_height_ratio: 'huge' }])), 100],
    ['3: an address that is none', reply('1001', template('a', [{ ...link, url: 'dichvucong' }])), 100],
    ['3: a list template is gone', reply('1001', { attachment: { type: 'template', payload: { template_type: 'list' } } }), 100],
    ['4.2: blank text', reply('1001', { text: '  ' }), 100],
    ['4.2: text and attachment', reply('1001', { text: 'a', ...template('a', [postback]) }), 100],
    ['4.2: an unknown field', { ...(base as object), urgent: true }, 100],
    ['4.2: an unknown field of the message', reply('1001', { text: 'a', buttons: [] }), 100],
    ['4.2: a number as recipient', { ...(base as object), recipient: { id: 1001 } }, 100],
    ['4.2: a list as body', [base], 100],
    ['2.2: no messaging_type', { recipient: { id: '1001' }, message: { text: 'a' } }, 100],
    ['2.2: a tag without MESSAGE_TAG', { ...(base as object), tag: 'HUMAN_AGENT' }, 100],
    ['2.4: ACCOUNT_UPDATE is dead', { ...(base as object), messaging_type: 'MESSAGE_TAG', tag: 'ACCOUNT_UPDATE' }, 100],
    ['2.4: HUMAN_AGENT needs the feature', { ...(base as object), messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' }, 200],
    ['2.4: news tag', { ...(base as object), messaging_type: 'MESSAGE_TAG', tag: 'NON_PROMOTIONAL_SUBSCRIPTION' }, 10],
    ['2.5: UTILITY without a template', { ...(base as object), messaging_type: 'UTILITY' }, 100],
    ['4.2: message and action together', { ...(base as object), sender_action: 'typing_on' }, 100, 2018014],
    ['3: an unknown sender action', { recipient: { id: '1001' }, sender_action: 'dance' }, 100],
    ['6: passing control without a default app', { ...(base as object), thread_control: { control_type: 'pass' } }, 100],
    ['2.4: a recurring notification', reply('1001', { attachment: { type: 'template', payload: { template_type: 'notification_messages', title: 'a', payload: 'A' } } }), 100],
    ['2.4: a one-time notification request', reply('1001', { attachment: { type: 'template', payload: { template_type: 'one_time_notif_req', title: 'a', payload: 'A' } } }), 100],
    ['2.4: a token of a recurring notification', { ...(base as object), recipient: { notification_messages_token: 't' } }, 100],
    ['4.2: a person of another Page', reply('4004', { text: 'a' }), 100, 2018001],
  ] // biome-ignore format: a table
  test.each(cases)('facts Messenger %s', async (_name, body, code, subcode) => {
    const { page, sandbox } = shared
    const answer = await sendToMessenger(page, body)
    expect(answer.status).toBeGreaterThanOrEqual(400)
    const error: Json = answer.body.error
    expect([error.code, error.error_subcode]).toEqual([code, subcode])
    expect(error).toMatchObject({
      message: expect.any(String),
      type: 'OAuthException',
      fbtrace_id: expect.any(String),
    })
    expect(sandbox.inbox('messenger', '1001')).toEqual([])
    expect(Object.values(sandbox.stats().messenger.sends.refused)).toEqual([1])
  })

  test('facts Messenger 4.2: a body that is no JSON', async () => {
    const { page } = shared
    const answer = await call(`${page.apiUrl}/me/messages?access_token=${page.pageToken}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"recipient":',
    })
    expect(answer.body.error.code).toBe(100)
  })

  test('no request, however odd, gets anything but an answer of the Graph API', () => {
    const [account] = defaultSandboxAccounts('odd')
    const odd = fc.oneof(
      fc.json().map((text) => JSON.parse(text)),
      fc.record({
        recipient: fc.constant({ id: '1' }),
        messaging_type: fc.constant('RESPONSE'),
        message: fc.object(),
      }),
    )
    fc.assert(
      fc.property(odd, (body) => {
        try {
          checkSend(account, body)
        } catch (error) {
          expect(error).toBeInstanceOf(GraphRefusal)
        }
      }),
    )
  })
})

test.each([
  [190, 460, 401],
  [10, 2018278, 403],
  [200, undefined, 403],
  [1, 99, 500],
  [2, undefined, 500],
  [4, undefined, 400],
  [17, undefined, 400],
  [100, 2018008, 400],
  [368, undefined, 400],
  [551, 1545041, 400],
  [613, 2534040, 400],
  [1200, undefined, 500],
  [80006, undefined, 400],
])('facts messenger 4.2: any code can be asked for: %i/%s with HTTP %i', async (code, subcode, status) => {
  const { page, sandbox } = shared
  sandbox.behave('messenger', { failNext: 1, failure: { code, ...(subcode ? { subcode } : {}) } })
  const answer = await sendToMessenger(page, reply('1001', { text: 'a' }))
  expect(answer.status).toBe(status)
  expect([answer.body.error.code, answer.body.error.error_subcode]).toEqual([code, subcode])
})

test('facts messenger 4.2: an error may come with HTTP 200', async () => {
  const { page, sandbox } = shared
  sandbox.behave('messenger', { failNext: 1, failure: { code: 100, httpStatus: 200 } })
  const answer = await sendToMessenger(page, reply('1001', { text: 'a' }))
  expect([answer.status, answer.body.error.code]).toEqual([200, 100])
})

describe('window', () => {
  test('facts Messenger 2.3: 24 h from the last act, then 10/2018278', async () => {
    const { page, clock, sandbox } = await withPerson()
    clock.advance(24 * HOUR)
    expect((await sendToMessenger(page, reply('1001', { text: 'a' }))).status).toBe(200)
    clock.advance(1)
    const late = await sendToMessenger(page, reply('1001', { text: 'a' }))
    expect(late.status).toBe(403)
    expect(late.body.error).toMatchObject({ code: 10, error_subcode: 2018278 })
    sandbox.act('messenger', '1001', { type: 'text', text: 'còn đó không' })
    expect((await sendToMessenger(page, reply('1001', { text: 'a' }))).status).toBe(200)
  })

  test('facts Messenger 2.4: HUMAN_AGENT reaches 7 days where it is granted', async () => {
    const [page, oa] = defaultSandboxAccounts('human')
    const { sandbox, clock, page: at } = await withPerson({ accounts: [{ ...page, humanAgent: true }, oa] })
    const tagged = { ...reply('1001', { text: 'a' }), messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' }
    clock.advance(7 * 24 * HOUR)
    expect((await sendToMessenger(at, tagged)).status).toBe(200)
    clock.advance(1)
    expect((await sendToMessenger(at, tagged)).body.error.code).toBe(10)
    expect(sandbox.stats().messenger.sends.refused).toEqual({ '10/2018278': 1 })
  })

  test('facts Messenger 4.2: who blocked the Page is unavailable (551) until writing again', async () => {
    const { page, sandbox } = await withPerson()
    sandbox.act('messenger', '1001', { type: 'leave' })
    expect((await sendToMessenger(page, reply('1001', { text: 'a' }))).body.error).toMatchObject({
      code: 551,
    })
    sandbox.act('messenger', '1001', { type: 'text', text: 'lại đây' })
    expect((await sendToMessenger(page, reply('1001', { text: 'a' }))).status).toBe(200)
  })

  test('looking into a stranger’s inbox does not make the person known (100/2018001)', async () => {
    const { page, sandbox } = await withPerson()
    expect(sandbox.inbox('messenger', '5005')).toEqual([])
    expect((await sendToMessenger(page, reply('5005', { text: 'a' }))).body.error.error_subcode).toBe(2018001)
  })

  test('acceptStrangers: an application that outlives the emulator may answer', async () => {
    const { page } = await world({ acceptStrangers: true })
    expect((await sendToMessenger(page, reply('5005', { text: 'a' }))).status).toBe(200)
  })
})

describe('credentials', () => {
  test('facts Messenger 4.2: no, a wrong or a dead token is 190', async () => {
    const { page, sandbox } = await withPerson()
    const at = { ...page, pageToken: 'EAAother' }
    expect((await sendToMessenger(at, reply('1001', { text: 'a' }))).body.error.code).toBe(190)
    expect((await call(`${page.apiUrl}/me/messages`, { method: 'POST' })).body.error.code).toBe(190)
    sandbox.expireTokens('messenger')
    const dead = await sendToMessenger(page, reply('1001', { text: 'a' }))
    expect(dead).toMatchObject({ status: 401, body: { error: { code: 190, error_subcode: 460 } } })
    sandbox.restoreTokens()
    expect((await sendToMessenger(page, reply('1001', { text: 'a' }))).status).toBe(200)
  })

  test('facts Messenger 2.1: a token sends only for its own Page', async () => {
    const { page } = await withPerson()
    const other = await sendToMessenger({ ...page, pageId: '99' }, reply('1001', { text: 'a' }))
    expect(other.body.error).toMatchObject({ code: 100, error_subcode: 33 })
  })

  test('facts Messenger 5: appsecret_proof is checked when sent and wanted when required', async () => {
    const [page, oa] = defaultSandboxAccounts('proof')
    const { page: at } = await withPerson({ accounts: [{ ...page, requireProof: true }, oa] })
    const body = reply('1001', { text: 'a' })
    expect((await sendToMessenger(at, body)).body.error.code).toBe(100)
    expect((await sendToMessenger(at, body, `&appsecret_proof=${'0'.repeat(64)}`)).body.error.code).toBe(100)
    const proof = appSecretProof(at.pageToken, at.appSecret)
    expect((await sendToMessenger(at, body, `&appsecret_proof=${proof}`)).status).toBe(200)
  })
})

describe('look-ups', () => {
  test('facts Messenger 5: a profile without the feature is an empty object', async () => {
    const { page } = shared
    const answer = await call(`${page.apiUrl}/1001?fields=first_name&access_token=${page.pageToken}`)
    expect(answer).toEqual({ status: 200, body: {} })
  })

  test('facts Messenger 1.3: subscribed_apps names the app', async () => {
    const { page } = shared
    const { body } = await call(
      `${page.apiUrl}/${page.pageId}/subscribed_apps?access_token=${page.pageToken}`,
    )
    expect(body.data[0]).toMatchObject({
      id: page.appId,
      subscribed_fields: expect.arrayContaining(['messages']),
    })
  })

  test('facts Messenger 5: debug_token tells a dead token', async () => {
    const { page, sandbox } = shared
    const url = `${page.apiUrl}/debug_token?input_token=${page.pageToken}&access_token=${page.appId}|${page.appSecret}`
    expect((await call(url)).body.data).toMatchObject({ is_valid: true, expires_at: 0 })
    sandbox.expireTokens('messenger')
    expect((await call(url)).body.data.is_valid).toBe(false)
  })

  test('an unknown path is an error of the Graph API', async () => {
    const { page } = shared
    const answer = await call(`${page.apiUrl}/${page.pageId}/nothing/here`)
    expect(answer.status).toBe(400)
    expect(answer.body.error.code).toBe(2500)
  })
})

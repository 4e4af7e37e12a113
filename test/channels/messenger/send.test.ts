import { describe, expect, test } from 'vitest'
import type { MessengerAccount, Outgoing, SendResult } from '../../../src/channels/channel.ts'
import type { Http, HttpAnswer } from '../../../src/channels/http.ts'
import { createSend, createSigns, sendResult } from '../../../src/channels/messenger/send.ts'
import { appSecretProof } from '../../../src/channels/proof.ts'
import type { FailureCode } from '../../../src/common/errors.ts'
import { ACCOUNT } from './examples.ts'

const answer = (body: unknown, status = 200, headers: Record<string, string> = {}): HttpAnswer => ({
  kind: 'answer',
  status,
  headers,
  text: typeof body === 'string' ? body : JSON.stringify(body),
})

type Request = Parameters<Http['request']>[0]

/** Sends a message; gives what was asked of the network. */
async function sent(message: Outgoing, account: MessengerAccount = ACCOUNT): Promise<Request> {
  const requests: Request[] = []
  const http: Http = {
    request: async (options) => {
      requests.push(options)
      return answer({ recipient_id: '9', message_id: 'm_1' })
    },
    close: async () => {},
  }
  const result = await createSend(http)(account, { id: '42', user: '9', message, asNumbers: false })
  expect(result).toEqual({ ok: true, messageId: 'm_1' })
  expect(requests).toHaveLength(1)
  return requests[0] as Request
}

const messageIn = (request: Request) => JSON.parse(String(request.body))['message']

test('appsecret_proof as Meta computes it', () => {
  expect(appSecretProof('EAAtoken', 'test-secret')).toBe(
    '0004791b08abe7bb71f6e3d3d6ea4d36159e5970bc64a50a138bb3fc3506c4b8',
  )
})

describe('what is asked of Graph', () => {
  test('one POST to the Page, with token and proof, and our id', async () => {
    const account = { ...ACCOUNT, apiUrl: 'https://graph.facebook.com/v26.0', pageToken: 'a+b&c' }
    const request = await sent({ text: 'Chào bác' }, account)
    const url = new URL(request.url)
    expect(request.method).toBe('POST')
    expect(url.origin + url.pathname).toBe('https://graph.facebook.com/v26.0/1234567890/messages')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      access_token: 'a+b&c',
      appsecret_proof: appSecretProof('a+b&c', ACCOUNT.appSecret),
    })
    expect(request.headers).toEqual({ 'content-type': 'application/json' })
    expect(JSON.parse(String(request.body))).toEqual({
      recipient: { id: '9' },
      messaging_type: 'RESPONSE',
      message: { text: 'Chào bác', metadata: '42' },
    })
  })

  test('a new token is used from then on', async () => {
    const urls: string[] = []
    const http: Http = {
      request: async ({ url }) => {
        urls.push(url)
        return { kind: 'unsent' }
      },
      close: async () => {},
    }
    const send = createSend(http)
    const account = { ...ACCOUNT }
    const job = { id: '1', user: '9', message: { text: 'a' }, asNumbers: false }
    await send(account, job)
    account.pageToken = 'new-token'
    await send(account, job)
    expect(urls.map((url) => new URL(url).searchParams.get('access_token'))).toEqual([
      ACCOUNT.pageToken,
      'new-token',
    ])
  })

  test('choices are quick replies', async () => {
    const choices = [
      { label: 'Có', payload: 'q:1' },
      { label: 'Không', payload: 'q:2' },
    ]
    expect(messageIn(await sent({ text: 'Bác đồng ý?', choices }))).toEqual({
      text: 'Bác đồng ý?',
      metadata: '42',
      quick_replies: [
        { content_type: 'text', title: 'Có', payload: 'q:1' },
        { content_type: 'text', title: 'Không', payload: 'q:2' },
      ],
    })
  })

  test('a link is a button, choices beside it too', async () => {
    const message = {
      text: 'Bác bấm để làm tiếp',
      link: { label: 'Mở trang', url: 'https://a.vn/go/1' },
      choices: [{ label: 'Để sau', payload: 'q:2' }],
    }
    expect(messageIn(await sent(message))).toEqual({
      metadata: '42',
      attachment: {
        type: 'template',
        payload: {
          template_type: 'button',
          text: 'Bác bấm để làm tiếp',
          buttons: [
            { type: 'web_url', title: 'Mở trang', url: 'https://a.vn/go/1' },
            { type: 'postback', title: 'Để sau', payload: 'q:2' },
          ],
        },
      },
    })
  })
})

const error = (code: unknown, error_subcode?: unknown, more: object = {}) => ({
  error: { message: 'Invalid token EAAtoken-made-up', type: 'OAuthException', code, error_subcode, ...more },
})

const failure = (result: SendResult) => (result.ok ? null : result.failure)

describe('what the answer means', () => {
  test.each<[number, number | undefined, FailureCode]>([
    [1, undefined, 'PLATFORM_FAILED'],
    [1, 99, 'PLATFORM_FAILED'],
    [1, 1357045, 'PLATFORM_FAILED'],
    [1, 1357046, 'MAYBE_SENT'],
    [2, undefined, 'PLATFORM_FAILED'],
    [2, 2018344, 'ACCOUNT_BLOCKED'],
    [4, undefined, 'RATE_LIMITED'],
    [4, 2018354, 'BAD_REQUEST'],
    [17, undefined, 'RATE_LIMITED'],
    [32, undefined, 'RATE_LIMITED'],
    [613, undefined, 'RATE_LIMITED'],
    [613, 2534040, 'RATE_LIMITED'],
    [613, 2018338, 'BAD_REQUEST'],
    [80001, undefined, 'RATE_LIMITED'],
    [80006, undefined, 'RATE_LIMITED'],
    [10, undefined, 'ACCOUNT_BLOCKED'],
    [10, 2018278, 'WINDOW_CLOSED'],
    [10, 2018065, 'WINDOW_CLOSED'],
    [10, 2534022, 'WINDOW_CLOSED'],
    [10, 2018108, 'RECIPIENT_UNAVAILABLE'],
    [10, 1893063, 'ACCOUNT_BLOCKED'],
    [10, 1893015, 'BAD_REQUEST'],
    [100, undefined, 'BAD_REQUEST'],
    [100, 2018001, 'RECIPIENT_UNAVAILABLE'],
    [190, undefined, 'ACCOUNT_BLOCKED'],
    [190, 463, 'ACCOUNT_BLOCKED'],
    [200, 2018028, 'ACCOUNT_BLOCKED'],
    [200, 1545041, 'RECIPIENT_UNAVAILABLE'],
    [368, undefined, 'ACCOUNT_BLOCKED'],
    [551, undefined, 'RECIPIENT_UNAVAILABLE'],
    [551, 1545041, 'RECIPIENT_UNAVAILABLE'],
    [1200, undefined, 'PLATFORM_FAILED'],
    [2018300, undefined, 'NOT_OWNER'],
    [10, 2018300, 'NOT_OWNER'],
    [100, 2018300, 'NOT_OWNER'],
    [100, 2018321, 'PLATFORM_FAILED'],
    [2022, undefined, 'BAD_REQUEST'],
  ])('%j/%j is %s, whatever the HTTP status', (code, subcode, expected) => {
    const platformCode = subcode === undefined ? `${code}` : `${code}/${subcode}`
    for (const status of [400, 200]) {
      expect(failure(sendResult(answer(error(code, subcode), status)))).toMatchObject({
        code: expected,
        platformCode,
      })
    }
  })

  test('an unlisted error goes by its own word, then by the status', () => {
    const code = (status: number, more: object = {}) =>
      failure(sendResult(answer(error(987654, undefined, more), status)))?.code
    expect(code(400)).toBe('BAD_REQUEST')
    expect(code(400, { is_transient: true })).toBe('PLATFORM_FAILED')
    expect(code(500)).toBe('PLATFORM_FAILED')
    expect(code(429)).toBe('RATE_LIMITED')
  })

  test.each([
    { error: 'x' },
    { error: {} },
    { error: { code: '190' } },
    { error: { code: 1e300 } },
    { error: [] },
  ])('an error without a code goes by the status: %j', (body) => {
    expect(failure(sendResult(answer(body, 200)))?.code).toBe('PLATFORM_FAILED')
    expect(failure(sendResult(answer(body, 500)))).toEqual({
      code: 'PLATFORM_FAILED',
      platformCode: 'http 500',
    })
  })

  test.each<[number, FailureCode]>([
    [302, 'PLATFORM_FAILED'],
    [400, 'PLATFORM_FAILED'],
    [403, 'PLATFORM_FAILED'],
    [404, 'PLATFORM_FAILED'],
    [407, 'PLATFORM_FAILED'],
    [413, 'BAD_REQUEST'],
    [431, 'BAD_REQUEST'],
    [401, 'ACCOUNT_BLOCKED'],
    [429, 'RATE_LIMITED'],
    [500, 'PLATFORM_FAILED'],
    [502, 'PLATFORM_FAILED'],
    [504, 'UNCERTAIN'],
  ])('HTTP %i that is not Graph’s is %s', (status, code) => {
    expect(failure(sendResult(answer('<html>', status)))).toEqual({ code, platformCode: `http ${status}` })
  })

  test.each([
    '',
    '<html>',
    'null',
    '[]',
    '{}',
    '{"recipient_id":"9"}',
    '{"message_id":""}',
    '{"message_id":{}}',
  ])('HTTP 200 with %j is uncertain', (text) => {
    expect(failure(sendResult(answer(text)))).toEqual({ code: 'UNCERTAIN', platformCode: 'http 200' })
  })

  test('when to come back is read from the headers', () => {
    const wait = (headers: Record<string, string>, body = error(80006)) =>
      failure(sendResult(answer(body, 400, headers)))?.retryAfterMs
    const usage = (minutes: unknown) => ({
      'x-business-use-case-usage': JSON.stringify({
        '1': [{ type: 'messenger', call_count: 100, estimated_time_to_regain_access: minutes }],
      }),
    })
    expect(wait({})).toBeUndefined()
    expect(wait(usage(5))).toBe(300_000)
    expect(wait(usage(0.12346))).toBe(7408)
    expect(wait(usage(0))).toBeUndefined()
    expect(wait(usage('5'))).toBeUndefined()
    expect(wait(usage(1e9))).toBe(3_600_000)
    expect(wait({ 'retry-after': '7' })).toBe(7_000)
    expect(wait({ ...usage(1), 'retry-after': '7' })).toBe(60_000)
    expect(wait({ 'retry-after': 'soon', 'x-business-use-case-usage': '{' })).toBeUndefined()
    expect(wait(usage(5), error(10, 2018278))).toBeUndefined()
  })

  test('Graph’s own words, which may quote a token, are left behind', () => {
    expect(JSON.stringify(sendResult(answer(error(190), 401)))).not.toContain('EAAtoken')
  })
})

test('signs are requests of their own, without a message', async () => {
  const bodies: unknown[] = []
  const http: Http = {
    request: async ({ url, body }) => {
      bodies.push([new URL(url).pathname.split('/').at(-1), JSON.parse(String(body))])
      return { kind: 'uncertain' }
    },
    close: async () => {},
  }
  const show = createSigns(http)
  await show(ACCOUNT, '9', 'seen')
  await show(ACCOUNT, '9', 'typing')
  expect(bodies).toEqual([
    ['messages', { recipient: { id: '9' }, sender_action: 'mark_seen' }],
    ['messages', { recipient: { id: '9' }, sender_action: 'typing_on' }],
  ])
})

test('what Graph says is used comes with the result, good or bad', async () => {
  const headers = { 'x-business-use-case-usage': '{"1":[{"type":"messenger","call_count":85}]}' }
  const answers = [answer({ message_id: 'm_1' }, 200, headers), answer(error(100), 400, headers)]
  const http: Http = { request: async () => answers.shift()!, close: async () => {} }
  const send = createSend(http)
  const job = { id: '1', user: '9', message: { text: 'a' }, asNumbers: false }
  expect(await send(ACCOUNT, job)).toEqual({ ok: true, messageId: 'm_1', usage: { percent: 85 } })
  expect(await send(ACCOUNT, job)).toMatchObject({ ok: false, usage: { percent: 85 } })
})

import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Bubble, Message, Resident, State, Trace } from '../../../src/sandbox/simulator/types.ts'
import { startTestApp, type TestApp } from '../../helpers/app.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

const post = async (what: string, body: object) => {
  const answer = await fetch(`${app.url}/simulator/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

/** Follows the stream as the page does. */
class Stream {
  readonly messages: Message[] = []
  readonly #end = new AbortController()
  #wake = () => {}

  async open(): Promise<State> {
    const answer = await fetch(`${app.url}/simulator/events`, { signal: this.#end.signal })
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
    void this.#read(answer).catch(() => {})
    const first = await this.until((message) => message.type === 'state')
    if (first.type !== 'state') throw new Error('no state')
    return first.state
  }

  async #read(answer: Response): Promise<void> {
    let rest = ''
    const decoder = new TextDecoder()
    for await (const chunk of answer.body!) {
      const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n\n')
      rest = parts.pop() ?? ''
      for (const part of parts)
        if (part.startsWith('data: ')) this.messages.push(JSON.parse(part.slice(6)) as Message)
      this.#wake()
    }
  }

  /** The first message that fits, of those that came or will come. */
  async until(fits: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      const found = this.messages.find(fits)
      if (found) return found
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  bubbles(user: string): Bubble[] {
    return this.messages.flatMap((one) =>
      one.type === 'bubble' && one.bubble.user === user ? [one.bubble] : [],
    )
  }

  traces(user: string): Trace[] {
    return this.messages.flatMap((one) =>
      one.type === 'trace' && one.trace.users.includes(user) ? [one.trace] : [],
    )
  }

  close(): void {
    this.#end.abort()
  }
}

const opened = async () => {
  const stream = new Stream()
  await stream.open()
  return stream
}

const added = async (platform: 'zalo' | 'messenger', name = 'Nguyễn Thị Hòa') => {
  const { body } = await post('residents', { name, platform, language: 'vi' })
  return body as unknown as Resident
}

const from = (user: string, who: Bubble['from']) => (message: Message) =>
  message.type === 'bubble' && message.bubble.user === user && message.bubble.from === who

describe('the page', () => {
  test('comes with its script and style, and lets nothing else in', async () => {
    const answer = await fetch(`${app.url}/simulator`)
    const page = await answer.text()
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'")
    expect(page).toContain('<html lang="vi">')
    expect(page).not.toMatch(/<script>|<style>|https?:/)
    for (const [, path] of page.matchAll(/(?:href|src)="(\/[^"]+)"/g)) {
      const part = await fetch(app.url + path)
      expect([part.status, (await part.text()).length > 1000]).toEqual([200, true])
    }
  })

  test.each([
    ['residents', { name: 'A', platform: 'telegram', language: 'vi' }],
    ['residents', { name: 'A'.repeat(81), platform: 'zalo', language: 'vi' }],
    ['act', { user: '1', action: { type: 'text', text: 'x' } }],
    ['act', { user: '71234567890', action: { type: 'raw', body: {} } }],
    ['move', { ms: -1, said: 'trước' }],
    ['move', { ms: 61 * 86_400_000, said: 'xa' }],
    ['weather', { platform: 'zalo', change: { rain: true } }],
  ])('refuses what it does not offer: %s %j', async (what, body) => {
    const { status, body: said } = await post(what, body)
    expect(status).toBe(400)
    expect(said['message']).toMatch(/^Thao tác chưa đúng/)
  })

  test('a form of another site is refused', async () => {
    const answer = await fetch(`${app.url}/simulator/move`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: JSON.stringify({ ms: 3_600_000, said: '1 giờ' }),
    })
    expect(answer.status).toBe(400)
  })

  test('says in Vietnamese that somebody is gone', async () => {
    const { status, body } = await post('act', { user: '7000000000000000001', action: { type: 'open' } })
    expect(status).toBe(409)
    expect(body['message']).toMatch(/^Không còn người này/)
  })
})

describe.each(['zalo', 'messenger'] as const)('a resident on %s', (platform) => {
  test('is answered, and the webhook, the turn and the send are shown', async () => {
    const stream = await opened()
    const { user } = await added(platform)
    await post('act', { user, action: { type: 'text', text: 'xin chào' } })
    await stream.until(from(user, 'app'))
    await stream.until(
      (one) => one.type === 'trace' && one.trace.kind === 'send' && one.trace.users.includes(user),
    )
    const [mine, theirs] = stream.bubbles(user)
    expect(mine).toMatchObject({ from: 'resident', kind: 'text', text: 'xin chào' })
    expect(theirs?.text).toContain('Xin chào! Tôi là trợ lý tự động')
    expect(theirs?.buttons.map(({ title }) => title)).toContain('Đăng ký')

    const traces = stream.traces(user)
    const webhook = traces.find((trace) => trace.kind === 'webhook')?.webhook
    expect(webhook).toMatchObject({ path: `/webhooks/${platform}`, status: 200 })
    expect(webhook?.headers[platform === 'zalo' ? 'x-zevent-signature' : 'x-hub-signature-256']).toBeDefined()
    // As it was signed: Meta writes what is not ASCII as escapes.
    expect(webhook?.body).toContain(platform === 'zalo' ? 'xin chào' : 'xin ch\\u00e0o')
    const turn = traces.find((trace) => trace.kind === 'turn')?.turn
    expect(turn).toMatchObject({ user, platform, owner: 'bot', before: [] })
    expect(turn?.after).toMatchObject([{ flow: 'home', state: 'menu', question: { key: 'home.menu' } }])
    expect(turn?.effects.map(({ flow, type }) => `${flow} ${type}`)).toEqual(['home say', 'home ask'])
    const call = traces.find((trace) => trace.kind === 'send')?.call
    expect(call).toMatchObject({ method: 'POST', status: 200 })
    expect(JSON.parse(call?.body ?? '')).toMatchObject({
      recipient: { [platform === 'zalo' ? 'user_id' : 'id']: user },
    })
    const tokens = app.sandbox.accounts.flatMap((one) => ('pageToken' in one ? [one.pageToken] : []))
    expect(JSON.stringify(traces)).not.toContain(tokens[0])
    expect(JSON.stringify(call?.headers)).not.toMatch(/at_\d+_\d+_\d+_[0-9a-f]{20}/)
    stream.close()
  })

  test('taps a button; one that has gone is refused in words', async () => {
    const stream = await opened()
    const { user } = await added(platform)
    await post('act', { user, action: { type: 'open' } })
    await stream.until(from(user, 'app'))
    expect((await post('act', { user, action: { type: 'tap', title: 'Đăng ký' } })).status).toBe(200)
    await stream.until(
      (one) => one.type === 'bubble' && one.bubble.user === user && one.bubble.text.includes('năm sinh'),
    )
    const gone = await post('act', { user, action: { type: 'tap', title: 'Không có nút này' } })
    expect([gone.status, gone.body['message']]).toEqual([
      409,
      expect.stringMatching(/^Nút này không còn bấm được/),
    ])
    stream.close()
  })

  test('is written to by a clerk, and the assistant steps back', async () => {
    const stream = await opened()
    const { user } = await added(platform)
    await post('act', { user, action: { type: 'text', text: 'alo' } })
    await stream.until(from(user, 'app'))
    await post('clerk', { user, text: 'Cán bộ đây ạ' })
    await stream.until(from(user, 'clerk'))
    const seen = await stream.until(
      (one) => one.type === 'trace' && one.trace.kind === 'turn' && one.trace.turn.owner === 'staff',
    )
    expect(seen).toMatchObject({ trace: { users: [user] } })
    stream.close()
  })

  test('waits while the platform is out, and is answered once it is back', async () => {
    const stream = await opened()
    const { user } = await added(platform)
    await post('weather', { platform, change: { outage: true } })
    await post('act', { user, action: { type: 'text', text: 'alo' } })
    const failed = await stream.until(
      (one) => one.type === 'trace' && one.trace.kind === 'send' && one.trace.call.status === null,
    )
    expect(failed).toMatchObject({ trace: { users: [user] } })
    expect(stream.bubbles(user).map(({ from: who }) => who)).toEqual(['resident'])
    await post('weather', { platform, change: { outage: false } })
    await stream.until(from(user, 'app'))
    stream.close()
  })

  test('is heard once, however often the webhook comes', async () => {
    const stream = await opened()
    const { user } = await added(platform)
    await post('weather', { platform, change: { duplicates: true } })
    await post('act', { user, action: { type: 'text', text: 'alo' } })
    await stream.until(from(user, 'app'))
    await post('weather', { platform, change: { duplicates: false } })
    await app.idle()
    expect(stream.traces(user).filter(({ kind }) => kind === 'turn')).toHaveLength(1)
    const incoming = stream
      .traces(user)
      .filter((trace) => trace.kind === 'webhook' && /user_send_text|"text":"alo"/.test(trace.webhook.body))
    expect(incoming.length).toBeGreaterThanOrEqual(3)
    expect(stream.bubbles(user).filter(({ from: who }) => who === 'app')).toHaveLength(1)
    stream.close()
  })

  test('is heard once its webhooks arrive again', async () => {
    const stream = await opened()
    const { user } = await added(platform)
    await post('weather', { platform, change: { webhookDown: true } })
    await post('act', { user, action: { type: 'text', text: 'alo' } })
    expect(stream.traces(user)).toEqual([])
    await post('weather', { platform, change: { webhookDown: false } })
    await stream.until(from(user, 'app'))
    stream.close()
  })
})

test('an OA without buttons gets numbers to type', async () => {
  const stream = await opened()
  const { user } = await added('zalo')
  await post('weather', { platform: 'zalo', change: { noButtons: true } })
  await post('act', { user, action: { type: 'text', text: 'alo' } })
  await stream.until(from(user, 'app'))
  expect(stream.bubbles(user).at(-1)?.text).toMatch(/^2\. Đăng ký$/m)
  const refused = stream
    .traces(user)
    .filter((trace) => trace.kind === 'send' && trace.call.answer.includes('-224'))
  expect(refused).toHaveLength(1)
  await post('weather', { platform: 'zalo', change: { noButtons: false } })
  // What the application noted of the OA is forgotten with it.
  expect(await app.rows('select count(*)::int as n from account where no_buttons')).toEqual([{ n: 0 }])
  stream.close()
})

test('staff take a thread over in the inbox of the Page only where it shares the work', async () => {
  const stream = await opened()
  const { user } = await added('messenger')
  await post('act', { user, action: { type: 'text', text: 'alo' } })
  await stream.until(from(user, 'app'))
  const early = await post('route', { user, do: 'take-control' })
  expect([early.status, early.body['message']]).toEqual([409, expect.stringMatching(/^Chỉ làm được khi/)])
  await post('weather', { platform: 'messenger', change: { routing: true } })
  expect((await post('route', { user, do: 'take-control' })).status).toBe(200)
  expect(app.sandbox.chat('messenger', user).inCharge).not.toBe(app.sandbox.messenger.account().appId)
  expect(stream.bubbles(user).at(-1)).toMatchObject({ from: 'note', text: 'Cán bộ nhận cuộc trò chuyện' })
  await post('route', { user, do: 'done' })
  expect(app.sandbox.chat('messenger', user).inCharge).toBe(app.sandbox.messenger.account().appId)
  await post('weather', { platform: 'messenger', change: { routing: false } })
  stream.close()
})

test('a Page that shares the work from now on is given threads, though it refused them before', async () => {
  const stream = await opened()
  const passed = async () => {
    const { user } = await added('messenger')
    await post('act', { user, action: { type: 'text', text: 'gặp cán bộ' } })
    const trace = await stream.until(
      (message) =>
        message.type === 'trace' &&
        message.trace.kind === 'send' &&
        message.trace.call.url.includes('pass_thread_control') &&
        message.trace.users.includes(user),
    )
    return trace.type === 'trace' && trace.trace.kind === 'send' ? trace.trace.call.answer : ''
  }
  expect(await passed()).toContain('error')
  await post('weather', { platform: 'messenger', change: { routing: true } })
  await app.sandbox.settled()
  expect(await passed()).toContain('"success":true')
  await post('weather', { platform: 'messenger', change: { routing: false } })
  stream.close()
})

const DAYS = 86_400_000
const isTurn = (message: Message, user: string) =>
  message.type === 'trace' && message.trace.kind === 'turn' && message.trace.turn.user === user
    ? message.trace.turn
    : undefined

test('time moves for everybody at once: what came due meanwhile happens, and tokens are renewed', async () => {
  const stream = await opened()
  const { user } = await added('zalo')
  await post('act', { user, action: { type: 'text', text: 'đăng ký' } })
  await stream.until(from(user, 'app'))
  const mine = `(select id from contact where platform_id = '${user}')`
  const [timer] = await app.rows<{ fire_at: number }>(
    `select fire_at from timer where conversation_id = ${mine}`,
  )
  const moment = timer?.fire_at ?? 0
  expect(moment).toBeGreaterThan(app.clock.now())
  // A form that nobody goes on with ends after thirty days.
  await post('move', { ms: 31 * DAYS, said: '31 ngày sau' })
  const clock = await stream.until((one) => one.type === 'clock')
  expect(clock).toMatchObject({ moved: 31 * DAYS })
  const turn = await stream.until(
    (one) => isTurn(one, user)?.heard.some(({ outcome }) => outcome === 'timer') ?? false,
  )
  expect(isTurn(turn, user)?.after).toMatchObject([{ flow: 'home' }])
  expect(stream.bubbles(user).find(({ from: who }) => who === 'note')?.text).toBe('31 ngày sau')
  await post('act', { user, action: { type: 'text', text: 'menu' } })
  await stream.until((one) => one.type === 'bubble' && one.bubble.from === 'app' && one.bubble.at > moment)
  const [oa] = await app.rows<{ tokens_at: number }>("select tokens_at from account where platform = 'zalo'")
  expect(oa?.tokens_at).toBeGreaterThan(moment)
  stream.close()
})

test('each answer is known by its language, before and after a change', async () => {
  const stream = await opened()
  const { user } = await added('zalo')
  await post('act', { user, action: { type: 'text', text: 'xin chào' } })
  await stream.until(from(user, 'app'))
  await post('act', { user, action: { type: 'text', text: 'EN' } })
  await stream.until(
    (one) => one.type === 'bubble' && one.bubble.user === user && one.bubble.language === 'en',
  )
  const [first, last] = [stream.bubbles(user)[1], stream.bubbles(user).at(-1)]
  expect([first?.language, last?.language]).toEqual(['vi', 'en'])
  expect(last?.text).toMatch(/English/)
  stream.close()
})

test('somebody who was taken off the list is gone from the state', async () => {
  const { user } = await added('messenger', 'Trần Văn Minh')
  await post('remove', { user })
  const stream = new Stream()
  const state = await stream.open()
  expect(state.residents.some((one) => one.user === user)).toBe(false)
  stream.close()
})

test('an open stream does not hold the stop up', async () => {
  const other = await startTestApp()
  const answer = await fetch(`${other.url}/simulator/events`)
  expect(answer.headers.get('connection')).toBe('close')
  const ended = (async () => {
    for await (const _ of answer.body!);
  })()
  await other.close()
  await ended
})

describe('other sites in the same browser', () => {
  const asked = (method: string, path: string, headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const body = method === 'POST' ? '{"name":"x","platform":"zalo","language":"vi"}' : undefined
      const json = body === undefined ? {} : { 'content-type': 'application/json' }
      request(`${app.url}${path}`, { method, headers: { ...json, ...headers } }, (answer) => {
        resolve(answer.statusCode)
        answer.destroy()
      })
        .on('error', reject)
        .end(body)
    })

  test.each([
    ['GET', '/simulator', { host: 'evil.example:3000' }],
    ['GET', '/simulator/events', { host: 'evil.example:3000' }],
    ['POST', '/simulator/residents', { host: 'evil.example:3000', origin: 'http://evil.example:3000' }],
    ['POST', '/simulator/residents', { origin: 'http://evil.example' }],
    ['POST', '/simulator/residents', { origin: 'null' }],
  ])('%s %s with %j is refused', async (method, path, headers) => {
    expect(await asked(method, path, headers)).toBe(403)
  })

  test('the page itself may', async () => {
    expect(await asked('POST', '/simulator/residents', { origin: app.url })).toBe(200)
  })
})

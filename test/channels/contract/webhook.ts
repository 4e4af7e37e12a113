import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Bench, JSON_TYPE, post, postSigned } from './bench.ts'
import { oddBody } from './odd.ts'
import { type ContractSubject, NOW, type SentText } from './subject.ts'

const text = (n: number, words = `tin ${n}`): SentText => ({
  user: '7654321',
  id: `id-${n}`,
  text: words,
  at: NOW - 10_000 + n,
})

/** One of the texts of a subject, as the first body that brings it. */
function bodyOf(subject: ContractSubject, ...texts: SentText[]): string {
  return JSON.stringify(subject.webhooks(texts)[0])
}

/** What comes in. */
export function webhookContract(bench: () => Bench): void {
  test('a signed body is accepted, then answered 200', async () => {
    const body = bodyOf(bench().subject, text(1, 'Đăng ký giúp bác'))
    const response = await postSigned(bench(), body)
    expect(response.statusCode).toBe(200)
    expect(bench().sink.accepted[0]?.events).toMatchObject([
      { account: bench().account.id, user: '7654321', at: NOW - 9_999, body: { text: 'Đăng ký giúp bác' } },
    ])
  })

  test('a charset beside the content type changes nothing', async () => {
    const body = bodyOf(bench().subject, text(1))
    const type = { 'content-type': 'application/json; charset=utf-8' }
    const response = await post(bench(), body, { ...type, ...bench().subject.sign(body) })
    expect([response.statusCode, bench().sink.texts]).toEqual([200, ['tin 1']])
  })

  test('what cannot be stored is answered 503, so that the platform sends it again', async () => {
    const body = bodyOf(bench().subject, text(1))
    bench().sink.failing = true
    expect((await postSigned(bench(), body)).statusCode).toBe(503)
    expect(bench().sink.reasons).toEqual(['not-stored'])
    bench().sink.failing = false
    expect((await postSigned(bench(), body)).statusCode).toBe(200)
    const { platform } = bench().channel
    expect(bench().sink.from).toEqual([platform, platform])
  })

  test('texts keep the order in which they were sent, and each its own key', async () => {
    const { subject, sink } = bench()
    const texts = Array.from({ length: 20 }, (_, i) => text(i))
    for (const body of subject.webhooks(texts)) await postSigned(bench(), JSON.stringify(body))
    expect(sink.texts).toEqual(texts.map((each) => each.text))
    const keys = sink.accepted.flatMap((parsed) => parsed.events).map((event) => event.key)
    expect(new Set(keys).size).toBe(20)
  })

  test('the same message sent again has the same key', async () => {
    const body = bodyOf(bench().subject, text(1))
    for (let i = 0; i < 3; i++) await postSigned(bench(), body)
    const keys = bench()
      .sink.accepted.flatMap((parsed) => parsed.events)
      .map((event) => event.key)
    expect(keys).toHaveLength(3)
    expect(new Set(keys).size).toBe(1)
  })

  test('texts are masked, and freed of what no database takes, before anybody sees them', async () => {
    const body = bodyOf(bench().subject, text(1, 'mã là OTP-4711\0 \ud800 nhé'))
    await postSigned(bench(), body)
    const [event] = bench().sink.accepted[0]?.events ?? []
    expect(event?.body).toMatchObject({ kind: 'message', masked: ['otp'] })
    const said = event?.body.kind === 'message' ? event.body.text : ''
    expect(said).toContain('mã là [masked]')
    expect(said.includes('\0') || /\p{Surrogate}/u.test(said)).toBe(false)
  })

  test('no log line holds a text or a credential', async () => {
    const { subject, sink, logs } = bench()
    const body = bodyOf(subject, text(1, 'Nguyễn Thị Bí Mật 0912345678'))
    await postSigned(bench(), body)
    await post(bench(), body, JSON_TYPE)
    sink.failing = true
    await postSigned(bench(), body)
    const all = logs.join('\n')
    expect(logs.length).toBeGreaterThan(0)
    for (const secret of [...subject.secrets, 'Bí Mật', '0912345678']) expect(all).not.toContain(secret)
  })
}

/** What is turned away. */
export function refusalContract(bench: () => Bench): void {
  test('tampered, foreign, missing and malformed signatures are refused with 401 and stored nowhere', async () => {
    const { subject, sink } = bench()
    const body = bodyOf(subject, text(1))
    const good = subject.sign(body)
    const wrong = Object.fromEntries(Object.keys(good).map((name) => [name, 'sha256=zz']))
    const half = Object.fromEntries(Object.entries(good).map(([name, value]) => [name, value.slice(0, -1)]))
    for (const [sent, headers] of [
      [body.replace('tin 1', 'tin 2'), good],
      [`${body} `, good],
      [body, subject.sign(bodyOf(subject, text(2)))],
      [body, {}],
      [body, wrong],
      [body, half],
    ] as const) {
      expect((await post(bench(), sent, { ...JSON_TYPE, ...headers })).statusCode).toBe(401)
    }
    expect(sink.accepted).toEqual([])
    expect(sink.reasons).toHaveLength(6)
  })

  test('without a body nothing is stored', async () => {
    const { subject, sink } = bench()
    const status = subject.unsignedEmptyStatus
    expect((await post(bench(), undefined, {})).statusCode).toBe(status)
    expect((await post(bench(), '', JSON_TYPE)).statusCode).toBe(status)
    expect((await post(bench(), '{}', JSON_TYPE)).statusCode).toBe(status)
    expect(sink.accepted.flatMap((parsed) => parsed.events)).toEqual([])
  })

  test('another content type is refused, whatever signs it', async () => {
    const body = bodyOf(bench().subject, text(1))
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'x']) {
      const headers = { 'content-type': type, ...bench().subject.sign(body) }
      expect((await post(bench(), body, headers)).statusCode).toBe(401)
    }
    expect(bench().sink.accepted).toEqual([])
  })

  test('a __proto__ key reaches nobody', async () => {
    const body = bodyOf(bench().subject, text(1)).replace('{', '{"__proto__":{"polluted":true},')
    const response = await postSigned(bench(), body)
    expect(response.statusCode).toBeLessThan(500)
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  test('no JSON, however odd, is taken unsigned, and none that is signed fails', async () => {
    const { sink, subject } = bench()
    await fc.assert(
      fc.asyncProperty(oddBody(subject), async (value) => {
        const body = JSON.stringify(value)
        const empty = body === '{}'
        const unsigned = await post(bench(), body, JSON_TYPE)
        expect(unsigned.statusCode).toBe(empty ? subject.unsignedEmptyStatus : 401)
        expect(sink.accepted.flatMap((parsed) => parsed.events)).toEqual([])
        expect([200, 400, 401]).toContain((await postSigned(bench(), body)).statusCode)
        sink.accepted.length = 0
      }),
      { numRuns: 100 },
    )
  })
}

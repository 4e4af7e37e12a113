import { describe, expect, it } from 'vitest'
import { readSendAnswer, zaloFailure } from '../../../src/channels/zalo/errors.ts'

const NOW = Date.UTC(2026, 10, 23, 16, 0, 20)
const answer = (text: string, status = 200) => ({ kind: 'answer' as const, status, headers: {}, text })
const failure = (text: string, status?: number) => {
  const read = readSendAnswer(answer(text, status), false, NOW)
  return read.ok ? null : read.failure
}

describe('answers to sends', () => {
  it('take the message id from a success, which may write numbers as strings', () => {
    const text =
      '{"data":{"message_id":"m1","user_id":"2","quota":{"remain":"8"}},"error":0,"message":"Success"}'
    expect(readSendAnswer(answer(text), false, NOW)).toEqual({ ok: true, messageId: 'm1' })
    expect(readSendAnswer(answer('{"error":"0"}'), false, NOW)).toEqual({ ok: true, messageId: null })
  })

  it.each([
    [-216, 'TOKEN_EXPIRED'],
    [-220, 'TOKEN_EXPIRED'],
    [-124, 'TOKEN_EXPIRED'],
    [-213, 'RECIPIENT_UNAVAILABLE'],
    [-217, 'RECIPIENT_UNAVAILABLE'],
    [-227, 'RECIPIENT_UNAVAILABLE'],
    [-244, 'RECIPIENT_UNAVAILABLE'],
    [-230, 'WINDOW_CLOSED'],
    [-232, 'WINDOW_CLOSED'],
    [-200, 'MAYBE_SENT'],
    [-204, 'ACCOUNT_BLOCKED'],
    [-221, 'ACCOUNT_BLOCKED'],
    [-235, 'ACCOUNT_BLOCKED'],
    [-242, 'ACCOUNT_BLOCKED'],
    [-321, 'ACCOUNT_BLOCKED'],
    [-201, 'BAD_REQUEST'],
    [-210, 'BAD_REQUEST'],
    [-233, 'BAD_REQUEST'],
    [-240, 'BAD_REQUEST'],
    [-99_999, 'PLATFORM_FAILED'],
  ])('%i in HTTP 200 means %s', (error, code) => {
    expect(failure(`{"error":${error},"message":"x"}`)).toEqual({ code, platformCode: String(error) })
  })

  it('mean numbers instead of buttons only where there were buttons', () => {
    expect(zaloFailure(-224, true, NOW).code).toBe('BUTTONS_NOT_ALLOWED')
    expect(zaloFailure(-224, false, NOW).code).toBe('ACCOUNT_BLOCKED')
  })

  it('name how long to wait', () => {
    expect(zaloFailure(-32, false, NOW)).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 40_000 })
    expect(failure('busy', 429)).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 40_000 })
    // 23:00:20 in Vietnam: until six in the morning
    expect(zaloFailure(-234, false, NOW)).toMatchObject({ retryAfterMs: 7 * 3_600_000 - 20_000 })
  })

  it('are uncertain only where the message may have arrived', () => {
    expect(failure('<html>')).toMatchObject({ code: 'UNCERTAIN' })
    expect(failure('{"message":"Success"}')).toMatchObject({ code: 'UNCERTAIN' })
    expect(failure('<html>', 404)).toMatchObject({ code: 'PLATFORM_FAILED', platformCode: '404' })
    expect(failure('{"error":0}', 502)).toMatchObject({ code: 'PLATFORM_FAILED', platformCode: '502' })
    expect(readSendAnswer({ kind: 'uncertain' }, false, NOW)).toMatchObject({
      failure: { code: 'UNCERTAIN' },
    })
    expect(readSendAnswer({ kind: 'unsent' }, false, NOW)).toMatchObject({ failure: { code: 'UNREACHABLE' } })
  })
})

import type { FailureCode, SendFailure } from '../../common/errors.ts'
import { asObject, idText } from '../clean.ts'
import type { HttpAnswer } from '../http.ts'

/** Codes of openapi.zalo.me (facts: zalo 7.1). The ZNS host gives the same numbers other meanings: not for it. */
const BY_CODE: ReadonlyMap<number, FailureCode> = new Map(
  Object.entries({
    TOKEN_EXPIRED: [-216, -220, -124],
    RATE_LIMITED: [-32],
    QUOTA_EXHAUSTED: [-211, -218],
    RECIPIENT_UNAVAILABLE: [-213, -217, -227, -244],
    WINDOW_CLOSED: [-230, -232],
    ACCOUNT_BLOCKED: [
      -204, -205, -209, -212, -219, -221, -223, -224, -235, -242, -248, -320, -321, -403, -1241,
    ],
    BAD_REQUEST: [-100, -201, -210, -233, -240, -249],
    PLATFORM_FAILED: [-200, -214],
  } satisfies Partial<Record<FailureCode, number[]>>).flatMap(([code, numbers]) =>
    numbers.map((number): [number, FailureCode] => [number, code as FailureCode]),
  ),
)

/** The OA's package allows no buttons: a plain text may still go (facts: zalo 4.2). */
const PACKAGE_TOO_LOW = -224
/** Promotion at night, which a reply is not: not expected, and over at six (facts: zalo 5.1). */
const NIGHT = -234

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
/** 06:00 in Vietnam, in ms of the UTC day. */
const SIX_IN_VIETNAM_MS = 23 * 60 * MINUTE_MS

/** What a send came to: Zalo answers HTTP 200 for failures too, so that `error` in the body decides. */
export type SendAnswer = { ok: true; messageId: string | null } | { ok: false; failure: SendFailure }

/**
 * Reads the answer to a send.
 * @param now ms since the epoch: the rate limit ends with the minute.
 */
export function readSendAnswer(answer: HttpAnswer, hadButtons: boolean, now: number): SendAnswer {
  if (answer.kind === 'unsent') return failed('UNREACHABLE', 'unsent')
  if (answer.kind === 'uncertain') return failed('UNCERTAIN', 'no-answer')
  if (answer.status >= 500) return failed('PLATFORM_FAILED', String(answer.status))
  const body = jsonObject(answer.text)
  const error = errorCode(body?.['error'])
  if (error === undefined) return unreadable(answer.status, now)
  if (error !== 0) return { ok: false, failure: zaloFailure(error, hadButtons, now) }
  return { ok: true, messageId: idText(asObject(body?.['data'])?.['message_id']) }
}

/** The failure that an error code of the OA API means. Unknown ones are tried again: a reply is not given up lightly. */
export function zaloFailure(error: number, hadButtons: boolean, now: number): SendFailure {
  const platformCode = String(error)
  if (error === PACKAGE_TOO_LOW && hadButtons) return { code: 'BUTTONS_NOT_ALLOWED', platformCode }
  if (error === NIGHT) {
    const wait = (SIX_IN_VIETNAM_MS - (now % DAY_MS) + DAY_MS) % DAY_MS
    return { code: 'QUOTA_EXHAUSTED', platformCode, retryAfterMs: wait }
  }
  const code = BY_CODE.get(error) ?? 'PLATFORM_FAILED'
  return code === 'RATE_LIMITED'
    ? { code, platformCode, retryAfterMs: untilNextMinute(now) }
    : { code, platformCode }
}

/** Limits are counted per minute and reset with it (facts: zalo 8). */
function untilNextMinute(now: number): number {
  return MINUTE_MS - (now % MINUTE_MS)
}

/** A 200 that does not say whether it worked may have; another status came from something before the platform. */
function unreadable(status: number, now: number): SendAnswer {
  if (status === 429) return failed('RATE_LIMITED', '429', untilNextMinute(now))
  return status >= 200 && status < 300
    ? failed('UNCERTAIN', 'unreadable')
    : failed('PLATFORM_FAILED', String(status))
}

function failed(code: FailureCode, platformCode: string, retryAfterMs?: number): SendAnswer {
  return { ok: false, failure: { code, platformCode, ...(retryAfterMs !== undefined && { retryAfterMs }) } }
}

/** A text as a JSON object, or null. */
export function jsonObject(text: string): Record<string, unknown> | null {
  try {
    return asObject(JSON.parse(text))
  } catch {
    return null
  }
}

/** `error` as an integer; numbers inside answers may be written as strings. */
export function errorCode(value: unknown): number | undefined {
  const number = typeof value === 'string' && /^-?\d{1,9}$/.test(value) ? Number(value) : value
  return typeof number === 'number' && Number.isInteger(number) ? number : undefined
}

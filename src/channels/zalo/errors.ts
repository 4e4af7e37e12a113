import type { FailureCode, SendFailure } from '../../common/errors.ts'
import type { Quota } from '../channel.ts'
import { asObject, idText } from '../clean.ts'
import { type ErrorRow, waitMs } from '../error-row.ts'
import type { HttpAnswer } from '../http.ts'
import { OA_ROWS, ZNS_ROWS } from './error-table.ts'
import { readQuota } from './usage.ts'

/** The OA's package allows no buttons: a plain text may still go (facts: zalo 4.2). */
const PACKAGE_TOO_LOW = -224
/** What a send came to: Zalo answers HTTP 200 for failures too, so that `error` in the body decides. */
export type SendAnswer =
  | { ok: true; messageId: string | null; quota?: Quota }
  | { ok: false; failure: SendFailure }

/**
 * Reads the answer to a send.
 * @param now ms since the epoch: the rate limit ends with the minute.
 * @param idField where the id stands: an upload names it otherwise
 */
export function readSendAnswer(
  answer: HttpAnswer,
  hadButtons: boolean,
  now: number,
  idField = 'message_id',
): SendAnswer {
  if (answer.kind === 'unsent') return failed('UNREACHABLE', 'unsent')
  if (answer.kind === 'uncertain') return failed('UNCERTAIN', 'no-answer')
  if (answer.status >= 500) return failed('PLATFORM_FAILED', String(answer.status))
  const body = jsonObject(answer.text)
  const error = errorCode(body?.['error'])
  if (error === undefined) return unreadable(answer.status, now)
  if (error !== 0) return { ok: false, failure: zaloFailure(error, hadButtons, now) }
  const quota = readQuota(body?.['data'])
  return { ok: true, messageId: idText(asObject(body?.['data'])?.[idField]), ...(quota && { quota }) }
}

/** The failure that an error code of the OA API means. Unknown ones are tried again: a reply is not given up lightly. */
export function zaloFailure(error: number, hadButtons: boolean, now: number): SendFailure {
  if (error === PACKAGE_TOO_LOW && hadButtons)
    return { code: 'BUTTONS_NOT_ALLOWED', platformCode: String(error) }
  return failureOf(OA_ROWS.get(error), error, now)
}

/** The failure that an error code of the template message API means: its numbers are not those of the OA API. */
export function znsFailure(error: number, now: number): SendFailure {
  return failureOf(ZNS_ROWS.get(error), error, now)
}

function failureOf(known: ErrorRow | undefined, error: number, now: number): SendFailure {
  return {
    code: known?.code ?? 'PLATFORM_FAILED',
    platformCode: String(error),
    ...(known?.wait && { retryAfterMs: waitMs(known.wait, now) }),
    ...(known?.tries && { tries: known.tries }),
  }
}

/** What staff read of a failure by its platform code; undefined where the table has no row. */
export function zaloSentence(platformCode: string): string | undefined {
  return OA_ROWS.get(Number(platformCode))?.staff
}

/** A 200 that does not say whether it worked may have; another status came from something before the platform. */
function unreadable(status: number, now: number): SendAnswer {
  if (status === 429) return failed('RATE_LIMITED', '429', waitMs('next-minute', now))
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

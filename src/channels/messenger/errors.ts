import type { FailureCode, SendFailure } from '../../common/errors.ts'
import { asObject } from '../clean.ts'

/**
 * Errors of the Send API by `code` or `code/subcode`, the pair first (Meta's error reference; the Graph rate limit
 * pages for 17, 32, 80001, 80006; the action is our judgement). What is not listed goes by HTTP status.
 */
const CODES: Record<string, FailureCode> = {
  '1': 'PLATFORM_FAILED',
  '1/1357046': 'UNCERTAIN', // "invalid JSON reply": it may have been sent
  '2': 'PLATFORM_FAILED',
  '2/2018344': 'ACCOUNT_BLOCKED', // terms not accepted
  '4': 'RATE_LIMITED',
  '4/2018354': 'BAD_REQUEST', // marketing limit, not to be retried
  '9/2018352': 'BAD_REQUEST',
  '10': 'ACCOUNT_BLOCKED', // permission
  '10/1404170': 'BAD_REQUEST',
  '10/1893015': 'BAD_REQUEST',
  '10/1893063': 'ACCOUNT_BLOCKED', // Page restricted for a time
  '10/2018065': 'WINDOW_CLOSED',
  '10/2018108': 'RECIPIENT_UNAVAILABLE',
  '10/2018278': 'WINDOW_CLOSED',
  '10/2018300': 'NOT_OWNER',
  '10/2534022': 'WINDOW_CLOSED',
  '17': 'RATE_LIMITED',
  '32': 'RATE_LIMITED',
  '100': 'BAD_REQUEST',
  '100/2018001': 'RECIPIENT_UNAVAILABLE', // nobody by this id on this Page
  '190': 'ACCOUNT_BLOCKED', // Page tokens cannot be refreshed: a person must reconnect
  '200': 'ACCOUNT_BLOCKED',
  '200/1545041': 'RECIPIENT_UNAVAILABLE',
  '230': 'ACCOUNT_BLOCKED',
  '368': 'ACCOUNT_BLOCKED', // policy violation
  '551': 'RECIPIENT_UNAVAILABLE',
  '613': 'RATE_LIMITED',
  '613/1893016': 'BAD_REQUEST',
  '613/2018338': 'BAD_REQUEST',
  '1200': 'PLATFORM_FAILED',
  '80001': 'RATE_LIMITED',
  '80006': 'RATE_LIMITED',
  '2018300': 'NOT_OWNER',
  '2018321': 'PLATFORM_FAILED', // Messenger's own questions and answers hold the thread for a moment
}

/** Subcodes that mean the same under whatever code they come. */
const SUBCODES: Record<string, FailureCode> = {
  '2018300': 'NOT_OWNER',
  '2018278': 'WINDOW_CLOSED',
  '2018321': 'PLATFORM_FAILED',
  '1545041': 'RECIPIENT_UNAVAILABLE',
}

function integer(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null
}

/** What a status means where the body holds no error of Graph's own. */
function byStatus(status: number): FailureCode {
  if (status === 504) return 'UNCERTAIN' // a gateway gave up waiting: the request had gone through it
  if (status >= 500) return 'PLATFORM_FAILED'
  if (status === 429) return 'RATE_LIMITED'
  if (status === 401) return 'ACCOUNT_BLOCKED'
  return 'BAD_REQUEST'
}

/**
 * Classifies Graph's `error` member, which may come with any HTTP status, 200 included.
 * @returns the failure with `code/subcode` as its platform code, without Graph's message (it may quote a token).
 */
export function graphFailure(error: unknown, status: number): SendFailure {
  const fields = asObject(error) ?? {}
  const code = integer(fields['code'])
  const subcode = integer(fields['error_subcode']) || null
  if (code === null) return statusFailure(status)
  const pair = subcode === null ? `${code}` : `${code}/${subcode}`
  const known = CODES[pair] ?? (subcode === null ? undefined : SUBCODES[`${subcode}`]) ?? CODES[`${code}`]
  const other = fields['is_transient'] === true ? 'PLATFORM_FAILED' : byStatus(status)
  return { code: known ?? other, platformCode: pair }
}

/** What is wrong with the request itself, whoever says so: content too large, address too long, headers too large. */
const OF_THE_REQUEST = new Set([413, 414, 431])

/**
 * Classifies an answer without a code of Graph's: by its status alone. Graph gives every fault a code, so a redirect, a 403 or
 * a 404 without one comes from something on the way (a proxy, a page of the network): the message is tried again.
 */
export function statusFailure(status: number): SendFailure {
  const code = byStatus(status)
  const onTheWay = code === 'BAD_REQUEST' && !OF_THE_REQUEST.has(status)
  return { code: onTheWay ? 'PLATFORM_FAILED' : code, platformCode: `http ${status}` }
}

import type { FailureCode, SendFailure } from '../../common/errors.ts'
import { asObject } from '../clean.ts'
import { type ErrorRow, waitMs } from '../error-row.ts'
import { ROWS, SUBCODES } from './error-table.ts'

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

function rowOf(code: string, subcode: string | undefined): ErrorRow | undefined {
  if (subcode === undefined) return ROWS[code]
  return ROWS[`${code}/${subcode}`] ?? SUBCODES[subcode] ?? ROWS[code]
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
  const known = rowOf(`${code}`, subcode === null ? undefined : `${subcode}`)
  const other = fields['is_transient'] === true ? 'PLATFORM_FAILED' : byStatus(status)
  return {
    code: known?.code ?? other,
    platformCode: pair,
    // Nothing here is bound to a time of day.
    ...(known?.wait && { retryAfterMs: waitMs(known.wait, 0) }),
    ...(known?.tries && { tries: known.tries }),
  }
}

/** What staff read of a failure by its platform code; undefined where the table has no row. */
export function messengerSentence(platformCode: string): string | undefined {
  const [code = '', subcode] = platformCode.split('/')
  return rowOf(code, subcode)?.staff
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

/** SQL states after which the same work can succeed: of PostgreSQL's appendix A, those that come and go. */
const TRANSIENT_STATES = new Set([
  '40001', // serialization failure
  '40P01', // deadlock
  '53100', // disk full
  '53200', // out of memory
  '53300', // too many connections
  '53400', // configuration limit exceeded
  '55P03', // lock not available
  '57P01', // admin shutdown
  '57P02', // crash shutdown
  '57P03', // cannot connect now: starting up
  '57P05', // idle session time-out
  '25P03', // idle-in-transaction time-out
  '58030', // input/output error
])

const TRANSIENT_SYSTEM = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'ECONNABORTED',
  'EAI_AGAIN',
  'ENOENT',
])

const TRANSIENT_MESSAGE =
  /Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Query read timeout|Connection ended/i

/** The prepared statement no longer fits its tables: a migration ran meanwhile. A new connection prepares anew. */
export function isStalePlan(error: unknown): boolean {
  return codeOf(error) === '26000' || (codeOf(error) === '0A000' && /cached plan/.test(messageOf(error)))
}

/** The connection itself failed, not the statement on it: it must not be used again. */
export function isConnectionFault(error: unknown): boolean {
  const code = codeOf(error)
  if (TRANSIENT_MESSAGE.test(messageOf(error))) return true
  return code !== undefined && (TRANSIENT_SYSTEM.has(code) || code.startsWith('08') || code.startsWith('57P'))
}

/** Whether trying the same transaction again can help: deadlock, lost connection, restart, overload. */
export function isTransient(error: unknown): boolean {
  const code = codeOf(error)
  if (code !== undefined && TRANSIENT_STATES.has(code)) return true
  return isConnectionFault(error) || isStalePlan(error)
}

/** What a row itself can be at fault for: a value out of range or form, a missing or double key, a size. */
const DATA_CLASSES = new Set(['22', '23', '54'])

/**
 * Whether the fault lies in what was to be stored, so that no later try can store it. A missing column, a time-out or a
 * full disk does not: the same row may be stored by other code or later. Faults from outside the database do.
 */
export function isDataFault(error: unknown): boolean {
  const code = codeOf(error)
  if (code === undefined || !/^[0-9A-Z]{5}$/.test(code)) return !isTransient(error)
  return DATA_CLASSES.has(code.slice(0, 2))
}

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined
  return typeof error.code === 'string' ? error.code : undefined
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : ''
}

import { type DestinationStream, type LoggerOptions, type Logger as PinoLogger, pino } from 'pino'
import { OperatorError } from '../common/errors.ts'

/** The project's logger: pino, with serializers that keep people and secrets out. */
export type Logger = PinoLogger
/** How much is written; `silent` writes nothing. */
export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'

/**
 * Field names whose values are never written, at any depth. A second net: the rule is not to hand such values to the
 * logger at all. Compared in lower case without `_` and `-`.
 */
const SECRET_FIELDS = new Set(
  [
    'text rawText body rawBody payload message messages content caption label choices vars params data',
    'name fullName displayName phone birthYear place value shown answer input',
    'token accessToken refreshToken pageToken verifyToken appSecret oaSecret secret secretKey appKey proof',
    'password passphrase authorization cookie setCookie appsecretProof databaseUrl redisUrl headers query search',
  ].flatMap((line) => line.toLowerCase().split(' ')),
)

const DEPTH = 5
/** Vietnamese phone numbers as people write them; longer runs of digits are platform ids and stay. */
const PHONE = /(?<![\d+])(?:\+?84|0)(?:[ .-]?\d){9}(?!\d)/g
/** Message ids of the platforms, by which a message is followed; some hold ten digits that look like a phone number. */
const MESSAGE_ID = /^(m_[\w-]{16,}|[0-9a-f]{16,})$/

function scrub(text: string): string {
  return MESSAGE_ID.test(text) ? text : text.replace(PHONE, '[phone]')
}

/** A copy without secret fields; errors and what has a serializer of its own are left to those. */
function clean(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return scrub(value)
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof Error) return describeError(value)
  if (depth >= DEPTH) return '[deep]'
  if (Buffer.isBuffer(value)) return '[bytes]'
  if (Array.isArray(value)) return value.map((item) => clean(item, depth + 1))
  return cleanFields(value, depth)
}

function cleanFields(fields: object, depth: number): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(fields)) {
    if (SECRET_FIELDS.has(key.toLowerCase().replace(/[_-]/g, ''))) continue
    out[key] = depth === 0 && key in SERIALIZERS ? value : clean(value, depth + 1)
  }
  return out
}

/** Error codes are short constants such as `ECONNREFUSED` or `23505`; anything else may be a value. */
const CODE = /^[A-Z0-9_]{1,64}$/i

/**
 * What may be written of an error. Messages of libraries quote values (a duplicate key names the phone hash, a parser
 * quotes its input), so only our own OperatorError keeps its message; of the others the frames of the stack remain.
 */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error }
  const code =
    'code' in error && typeof error.code === 'string' && CODE.test(error.code) ? error.code : undefined
  const described: Record<string, unknown> = { type: error.name, ...(code ? { code } : {}) }
  if (error instanceof OperatorError) described['message'] = error.message
  const frames = error.stack?.split('\n').filter((line) => /^\s+at /.test(line))
  if (frames?.length) described['stack'] = frames.map((line) => line.trim()).join('\n')
  if (error.cause !== undefined) described['cause'] = describeError(error.cause)
  return described
}

/**
 * An address without its query and fragment: those carry verify tokens, codes and access tokens. The personal token of
 * `/go/<token>` is cut as well.
 */
export function safeUrl(url: string): string {
  return url.replace(/[?#].*$/s, '').replace(/(\/go\/)[^/]+/, '$1…')
}

interface RequestLike {
  id?: unknown
  method?: string
  url?: string
}

const SERIALIZERS = {
  err: describeError,
  error: describeError,
  req: (request: RequestLike) => ({
    id: request.id,
    method: request.method,
    url: safeUrl(request.url ?? ''),
  }),
  res: (reply: { statusCode?: number }) => ({ statusCode: reply.statusCode }),
  url: (url: unknown) => (typeof url === 'string' ? safeUrl(url) : undefined),
}

/** A line that is only an error would take the error's message as its own. */
function withoutMessageOfError(args: unknown[]): unknown[] {
  const [first, ...rest] = args
  const holder = typeof first === 'object' && first !== null && 'err' in first ? first.err : first
  if (!(holder instanceof Error) || rest.length > 0) return args
  return [first, holder instanceof OperatorError ? holder.message : holder.name]
}

/**
 * Makes the logger. Lines are JSON with an ISO time and the level as a word.
 * @param stream where lines go; standard output when left out.
 */
export function createLogger(level: LogLevel, stream?: DestinationStream): Logger {
  const options: LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: {
      level: (label) => ({ level: label }),
      log: (fields) => cleanFields(fields, 0),
    },
    hooks: {
      logMethod(args, method) {
        const scrubbed = withoutMessageOfError(args).map((arg) =>
          typeof arg === 'string' ? scrub(arg) : arg,
        )
        // The same arguments, of the same kinds.
        method.apply(this, scrubbed as typeof args)
      },
    },
    serializers: SERIALIZERS,
  }
  const logger: Logger = stream ? pino(options, stream) : pino(options)
  const { child } = logger
  // Children, and theirs, inherit this: pino asks no formatter about what a child is bound to.
  logger.child = function (this: Logger, fields, more) {
    return child.call(this, cleanFields(fields, 0), more)
  } as Logger['child']
  return logger
}

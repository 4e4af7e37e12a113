import { Redis } from 'ioredis'
import type { Logger } from './telemetry/logger.ts'

/** The first word of what Redis answered, e.g. WRONGPASS or NOAUTH: the rest may quote what it was told. */
function refusalOf(error: Error): string | undefined {
  return error.name === 'ReplyError' ? /^[A-Z]+/.exec(error.message)?.[0] : undefined
}

/** A client that gives up at once while Redis is away, and tells the log once when it goes and when it is back. */
export function connectRedis(url: string, log: Logger): Redis {
  const redis = new Redis(url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 1,
    connectTimeout: 2000,
    commandTimeout: 500,
    retryStrategy: (times) => Math.min(1000, times * 100),
  })
  let away = false
  redis.on('error', (error) => {
    if (!away)
      log.warn(
        { err: error, refusal: refusalOf(error) },
        'Redis is away: instances poll and keep to their share of the budgets. It is tried again; look at REDIS_URL and the server.',
      )
    away = true
  })
  redis.on('ready', () => {
    if (away) log.info('Redis is back')
    away = false
  })
  return redis
}

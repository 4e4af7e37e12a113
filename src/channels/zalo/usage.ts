import type { Usage } from '../channel.ts'
import { waitMs } from '../error-row.ts'

const figure = (header: string | undefined) =>
  header !== undefined && /^\d{1,9}$/.test(header) ? Number(header) : undefined

/**
 * What is used of the app's calls a minute, from the headers `X-RateLimit-Limit` and `X-RateLimit-Remain`; the count begins
 * anew with each minute (facts: zalo 8).
 * @param now ms since the epoch
 */
export function readUsage(headers: Record<string, string>, now: number): Usage | undefined {
  const remain = headers['x-ratelimit-remain']
  if (remain === undefined) return undefined
  const limit = figure(headers['x-ratelimit-limit'])
  const left = figure(remain)
  if (!limit || left === undefined) return undefined
  const wait = waitMs('next-minute', now)
  return { percent: Math.max(0, (100 * (limit - left)) / limit), regainMs: wait, lapsesMs: wait }
}

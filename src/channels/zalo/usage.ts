import type { Quota, Usage } from '../channel.ts'
import { asObject, idText } from '../clean.ts'
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

/** Those of the OA, which its package or money pays; the others are a person's own (facts: zalo 4, 5.1). */
const OF_THE_OA: ReadonlySet<unknown> = new Set<Quota['kind']>([
  'sub_quota',
  'purchase_quota',
  'reward_quota',
])

function isOfTheOa(kind: unknown): kind is Quota['kind'] {
  return OF_THE_OA.has(kind)
}

/** What is left of the quota that a send cost, from `data.quota` of its answer; its numbers may be strings. */
export function readQuota(data: unknown): Quota | undefined {
  const fields = asObject(asObject(data)?.['quota'])
  const kind = fields?.['quota_type']
  const remain = figure(idText(fields?.['remain']) ?? undefined)
  const total = figure(idText(fields?.['total']) ?? undefined)
  return isOfTheOa(kind) && remain !== undefined && total !== undefined ? { kind, remain, total } : undefined
}

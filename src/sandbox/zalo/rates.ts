import type { ZaloSandboxAccount } from '../accounts.ts'

const MINUTE = 60_000
/** Requests a minute and app (facts: zalo 8). The limit by OA, which depends on the package, is not public. */
const CALLS = 4000

/** Calls of each app in the present minute. */
export class Rates {
  readonly #apps = new Map<string, { minute: number; calls: number }>()
  readonly #oas = new Map<string, { minute: number; calls: number }>()

  /** Counts a call. @returns false when the minute's calls of the app or the OA are used up. */
  take(account: ZaloSandboxAccount, now: number): boolean {
    const minute = Math.floor(now / MINUTE)
    const ofApp = add(this.#apps, account.appId, minute)
    const ofOa = add(this.#oas, account.oaId, minute)
    return ofApp <= most(account) && ofOa <= (account.oaCallsPerMinute ?? Number.POSITIVE_INFINITY)
  }

  /** Headers of an answer (facts: zalo 8). */
  headers(account: ZaloSandboxAccount): Record<string, string> {
    const left = Math.max(0, most(account) - (this.#apps.get(account.appId)?.calls ?? 0))
    return { 'x-ratelimit-limit': String(most(account)), 'x-ratelimit-remain': String(left) }
  }
}

function add(counts: Map<string, { minute: number; calls: number }>, id: string, minute: number): number {
  let count = counts.get(id)
  if (count?.minute !== minute) {
    count = { minute, calls: 0 }
    counts.set(id, count)
  }
  count.calls += 1
  return count.calls
}

function most({ callsPerMinute = CALLS }: ZaloSandboxAccount): number {
  return callsPerMinute
}

import type { ZaloSandboxAccount } from '../accounts.ts'

const MINUTE = 60_000
/** Requests a minute and app (facts: zalo 8). The limit by OA, which depends on the package, is not public. */
const CALLS = 4000

/** Calls of each app in the present minute. */
export class Rates {
  readonly #apps = new Map<string, { minute: number; calls: number }>()

  /** Counts a call. @returns false when the minute's calls are used up. */
  take(account: ZaloSandboxAccount, now: number): boolean {
    const minute = Math.floor(now / MINUTE)
    let app = this.#apps.get(account.appId)
    if (app?.minute !== minute) {
      app = { minute, calls: 0 }
      this.#apps.set(account.appId, app)
    }
    app.calls += 1
    return app.calls <= most(account)
  }

  /** Headers of an answer (facts: zalo 8). */
  headers(account: ZaloSandboxAccount): Record<string, string> {
    const left = Math.max(0, most(account) - (this.#apps.get(account.appId)?.calls ?? 0))
    return { 'x-ratelimit-limit': String(most(account)), 'x-ratelimit-remain': String(left) }
  }
}

function most({ callsPerMinute = CALLS }: ZaloSandboxAccount): number {
  return callsPerMinute
}

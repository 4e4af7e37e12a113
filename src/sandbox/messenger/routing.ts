import type { MessengerSandboxAccount } from '../accounts.ts'
import { PAGE_INBOX_APP } from './webhooks.ts'

const HOUR = 3_600_000
/** Control lapses after so long without activity (facts: messenger 6). */
const IDLE_MS = 24 * HOUR
/** The longest that control may be extended (facts: messenger 6). */
export const LONGEST_EXTENSION_S = 7 * 24 * 3600

/** The Page Inbox, as an id. */
export const INBOX = String(PAGE_INBOX_APP)

interface Thread {
  owner: string
  until: number
}

/**
 * Who owns each person's thread under Conversation Routing. Without a default app nobody does: all apps hear and all
 * may answer (facts: messenger 6).
 */
export class Threads {
  readonly #account: MessengerSandboxAccount
  readonly #threads = new Map<string, Thread>()

  constructor(account: MessengerSandboxAccount) {
    this.#account = account
  }

  get defaultApp(): string | undefined {
    return this.#account.defaultApp || undefined
  }

  /** Apps that control may be passed to. */
  knows(app: string): boolean {
    const { appId, defaultApp, otherApps = [] } = this.#account
    return app === appId || app === INBOX || app === defaultApp || otherApps.includes(app)
  }

  /** The owner of an active thread; undefined: idle, or no default app is set. */
  owner(user: string, now: number): { app: string; until: number } | undefined {
    const thread = this.defaultApp === undefined ? undefined : this.#threads.get(user)
    return thread && thread.until > now ? { app: thread.owner, until: thread.until } : undefined
  }

  /** The person acted: an idle thread becomes the default app's, an active one lasts longer. */
  heard(user: string, now: number): void {
    if (this.defaultApp === undefined) return
    const app = this.owner(user, now)?.app ?? this.defaultApp
    const until = Math.max(now + IDLE_MS, this.#threads.get(user)?.until ?? 0)
    this.#threads.set(user, { owner: app, until })
  }

  /** The app that may send and hears what the person does; undefined: all of them. */
  inCharge(user: string, now: number): string | undefined {
    return this.owner(user, now)?.app ?? this.defaultApp
  }

  give(user: string, app: string, now: number): void {
    this.#threads.set(user, { owner: app, until: now + IDLE_MS })
  }

  extend(user: string, seconds: number, now: number): void {
    const thread = this.#threads.get(user)
    if (thread) thread.until = now + seconds * 1000
  }

  release(user: string): void {
    this.#threads.delete(user)
  }
}

import type { DeliveryRules } from './delivery-rules.ts'
import type { Notices } from './notices.ts'

interface Switch {
  off: boolean
  successes: number
  /** When the first webhook since the last success failed. */
  failingSince: number | null
  alerted: boolean
}

/**
 * Which webhooks the platform has switched off after too many failures: Meta unsubscribes the app from one Page, Zalo
 * switches off the webhook of one app (facts: messenger 1.3, zalo 2.2).
 */
export class Switches {
  readonly #rules: DeliveryRules
  readonly #notices: Notices
  readonly #switches = new Map<string, Switch>()

  constructor(rules: DeliveryRules, notices: Notices) {
    this.#rules = rules
    this.#notices = notices
  }

  isOff(name: string): boolean {
    return this.#switches.get(name)?.off ?? false
  }

  get anyOff(): boolean {
    for (const one of this.#switches.values()) if (one.off) return true
    return false
  }

  /** Switches one on again, or all. */
  on(name?: string): void {
    if (name === undefined) this.#switches.clear()
    else this.#switches.delete(name)
  }

  /** Deliveries that succeeded, for `givenUp`. */
  successes(name: string): number {
    return this.#of(name).successes
  }

  delivered(name: string): void {
    const one = this.#of(name)
    one.successes += 1
    one.failingSince = null
    one.alerted = false
  }

  /** An attempt failed that was due at `at`: after long enough the administrators are alerted, once. */
  failed(name: string, at: number): void {
    const one = this.#of(name)
    one.failingSince ??= at
    const { alertAfterMs } = this.#rules
    if (one.alerted || alertAfterMs === undefined || at - one.failingSince < alertAfterMs) return
    one.alerted = true
    this.#notices.add({ at, about: name, kind: 'webhook-alert', text: 'Webhook deliveries are failing' })
  }

  /** The last attempt of a webhook failed. Without a success since its first (`successesBefore`) all are switched off. */
  givenUp(name: string, successesBefore: number, at: number): void {
    const one = this.#of(name)
    if (!this.#rules.offAfterGivingUp || one.off || one.successes !== successesBefore) return
    one.off = true
    this.#notices.add({ at, about: name, kind: 'webhook-off', text: this.#rules.offNotice })
  }

  #of(name: string): Switch {
    let one = this.#switches.get(name)
    if (!one) {
      one = { off: false, successes: 0, failingSince: null, alerted: false }
      this.#switches.set(name, one)
    }
    return one
  }
}

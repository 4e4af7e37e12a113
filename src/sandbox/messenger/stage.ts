import type { MessengerSandboxAccount } from '../accounts.ts'
import type { Webhook } from '../delivery.ts'
import type { Person } from '../people.ts'
import { Stage } from '../stage.ts'
import { DeadTokens } from './dead-tokens.ts'
import { type Field, fieldOf } from './fields.ts'
import { PageState } from './page.ts'
import { envelope, type Group, signedWebhook } from './webhooks.ts'

/** Messenger, emulated: its Pages with what they set up, the people and the webhooks. */
export class MessengerStage extends Stage<MessengerSandboxAccount> {
  readonly deadTokens = new DeadTokens()
  readonly #pages = new Map<string, PageState>()

  page(account: MessengerSandboxAccount): PageState {
    let page = this.#pages.get(account.pageId)
    if (!page) {
      page = new PageState(account)
      this.#pages.set(account.pageId, page)
    }
    return page
  }

  /** Notes an act that opens the window and wakes the thread. */
  heard(account: MessengerSandboxAccount, person: Person, now: number, writes: boolean): void {
    person.acts(now, writes)
    const page = this.page(account)
    page.usage.engages(person.id)
    page.threads.heard(person.id, now)
    if (writes) {
      person.waitsSince ??= now
      for (const [id, comment] of page.comments) if (comment.user === person.id) page.comments.delete(id)
    }
  }

  override recipient(account: MessengerSandboxAccount, id: string): Person | undefined {
    const person = super.recipient(account, id)
    if (person) this.page(account).usage.engages(id)
    return person
  }

  /**
   * Whether the app may deal with the person at all: with Standard Access only with people who have a role on it. An
   * empty id is the Page itself.
   */
  reaches(account: MessengerSandboxAccount, user: string): boolean {
    return account.access !== 'standard' || user === '' || (account.testers ?? []).includes(user)
  }

  /**
   * Events about a person as a webhook: those that the app is subscribed to, under `standby` while another app is in
   * charge of the thread. @returns null when nothing is left.
   */
  webhook(
    account: MessengerSandboxAccount,
    user: string,
    events: object[],
    time: number,
    separate = false,
  ): Webhook | null {
    if (!this.reaches(account, user)) return null
    const groups = events.flatMap((event) => this.#place(account, user, event, time) ?? [])
    if (groups.length === 0) return null
    return signedWebhook(account.appSecret, envelope(account.pageId, time, groups, separate))
  }

  /** An event of the Page as a whole, among `changes`. */
  pageChange(account: MessengerSandboxAccount, field: Field, value: object, time: number): Webhook | null {
    if (!this.page(account).subscribed.has(field)) return null
    const entry = [{ id: account.pageId, time, changes: [{ field, value }] }]
    return signedWebhook(account.appSecret, { object: 'page', entry })
  }

  override reset(): void {
    super.reset()
    this.#pages.clear()
    this.deadTokens.restore()
  }

  #place(account: MessengerSandboxAccount, user: string, event: object, now: number): Group | undefined {
    const { subscribed, threads } = this.page(account)
    const field = fieldOf(event)
    if (field === 'messaging_handovers' || field === 'messaging_policy_enforcement') {
      return subscribed.has(field) ? { under: 'messaging', event } : undefined
    }
    const inCharge = threads.inCharge(user, now)
    const ours = inCharge === undefined || inCharge === account.appId
    if (ours || (field === 'message_echoes' && !account.echoesInStandby)) {
      return subscribed.has(field) ? { under: 'messaging', event } : undefined
    }
    return subscribed.has('standby') ? { under: 'standby', event: onStandby(event) } : undefined
  }
}

/** A postback under `standby` has no payload: that is for the app which sent the button (facts: messenger 1.5). */
function onStandby(event: object): object {
  if (!('postback' in event)) return event
  const { payload: _, ...postback } = event.postback as { payload?: string }
  return { ...event, postback }
}

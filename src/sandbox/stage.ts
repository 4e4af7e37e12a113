import type { Clock } from '../common/clock.ts'
import { accountId, type Platform, type SandboxAccount } from './accounts.ts'
import { Agenda } from './agenda.ts'
import { Delivery, type Webhook } from './delivery.ts'
import type { DeliveryRules } from './delivery-rules.ts'
import { type Behaviour, type BehaviourChange, changed, fairBehaviour } from './faults.ts'
import { Notices } from './notices.ts'
import { People, type Person, type ReceivedMessage } from './people.ts'
import type { Random } from './random.ts'
import type { MessengerSettings, ZaloSettings } from './settings.ts'
import { type PlatformStats, Stats } from './stats.ts'

/** What a stage is built from. */
export interface StageOptions<A extends SandboxAccount> {
  platform: Platform
  accounts: A[]
  clock: Clock
  random: Random
  delivery: DeliveryRules
  /** Messages kept of each chat, at least. */
  keepMessages: number
  /** Sends to people who never came are taken as if they had just written. */
  acceptStrangers: boolean
}

/** The webhooks that follow an accepted send; null: the application has not asked for them. */
export interface Consequences {
  echo(): Webhook | null
  /** @param at platform time of the receipt, ms. */
  delivered(at: number): Webhook | null
  seen(at: number): Webhook | null
}

/** Messages that `look` can still see. */
const KEPT_UNSEEN = 100

/** Longest that an answer waits for the echo that is to come before it. */
const ECHO_FIRST_MS = 1000

/** One emulated platform: its accounts, people, behaviour, counts and webhooks. */
export class Stage<A extends SandboxAccount> {
  readonly platform: Platform
  readonly accounts: A[]
  readonly clock: Clock
  readonly random: Random
  readonly stats = new Stats()
  /** What the platform told the administrators. */
  readonly notices = new Notices()
  readonly delivery: Delivery
  /** What the platform does later. */
  readonly agenda: Agenda
  readonly people: People
  behaviour: Behaviour = fairBehaviour()
  readonly #acceptStrangers: boolean
  /** The accounts' settings as they were at the start. */
  readonly #settings: A[]
  #spell = 0
  #sentInSpell = 0

  constructor(options: StageOptions<A>) {
    this.platform = options.platform
    this.accounts = options.accounts
    this.#settings = structuredClone(options.accounts)
    this.clock = options.clock
    this.random = options.random
    this.delivery = new Delivery(options.delivery, this.stats, this.notices, options.clock)
    this.agenda = new Agenda(options.clock)
    this.people = new People(options.keepMessages)
    this.#acceptStrangers = options.acceptStrangers
  }

  /** The account of that id, or the first. @throws when there is none. */
  account(id?: string): A {
    const found = id === undefined ? this.accounts[0] : this.accounts.find((one) => accountId(one) === id)
    if (!found) throw new Error(`The sandbox has no ${this.platform} account ${id ?? ''}`)
    return found
  }

  change(change: BehaviourChange): void {
    this.behaviour = changed(this.behaviour, change)
  }

  /** The person a send is for; undefined when nobody of that id ever came to the account. */
  recipient(account: A, id: string): Person | undefined {
    const known = this.people.find(accountId(account), id)
    if (known?.hasCome || !this.#acceptStrangers) return known?.hasCome ? known : undefined
    const person = this.people.meet(accountId(account), id)
    person.acts(this.clock.now(), true)
    return person
  }

  /** Whether one more send fits in the rate limit; counts it. */
  withinRate(): boolean {
    const limit = this.behaviour.rateLimit
    if (!limit) return true
    const spell = Math.floor(this.clock.now() / limit.perMs)
    if (spell !== this.#spell) {
      this.#spell = spell
      this.#sentInSpell = 0
    }
    this.#sentInSpell += 1
    return this.#sentInSpell <= limit.count
  }

  /** Queues a webhook about a person, with the duplicates and disorder of the moment. */
  notify(account: A, user: string, webhook: Webhook | null, delayMs = 0): Promise<void> {
    if (!webhook) return Promise.resolve()
    const { copies, reorderMs } = this.behaviour
    const held = delayMs + (reorderMs > 0 ? this.random.between([0, reorderMs]) : 0)
    const lane = { lane: `${accountId(account)}:${user}`, switch: switchOf(account) }
    return this.delivery.send(lane, webhook, copies, held)
  }

  /**
   * Shows an accepted message to the person and queues what follows from it.
   * @returns a promise to await before answering: the echo's delivery when it is to come first.
   */
  async accept(
    account: A,
    person: Person,
    message: Omit<ReceivedMessage, 'seq'>,
    then: Consequences,
  ): Promise<void> {
    this.stats.accept(person.id)
    person.receive(message)
    person.unseen.push({ id: message.id, at: message.at })
    if (person.unseen.length > KEPT_UNSEEN) person.unseen.shift()
    const { echo, delivered, seen } = this.behaviour
    const came =
      echo.on && this.random.chance(echo.probability)
        ? this.notify(account, person.id, then.echo(), this.random.between(echo.delayMs))
        : null
    for (const [receipt, make] of [
      [delivered, then.delivered],
      [seen, then.seen],
    ] as const) {
      if (!this.random.chance(receipt.probability)) continue
      if (receipt === seen) person.unseen = []
      const delay = this.random.between(receipt.delayMs)
      void this.notify(account, person.id, make(message.at + Math.round(delay)), delay)
    }
    if (came && echo.beforeAnswer) {
      let timer: NodeJS.Timeout | undefined
      await Promise.race([came, new Promise((resolve) => (timer = setTimeout(resolve, ECHO_FIRST_MS)))])
      clearTimeout(timer)
    }
  }

  snapshot(): PlatformStats {
    return this.stats.snapshot(this.delivery.pending, this.delivery.switches.anyOff)
  }

  /** Changes what an account has set up or been granted. */
  configure(account: A, change: Partial<MessengerSettings & ZaloSettings>): void {
    Object.assign(account, change)
  }

  /** Ends deliveries and everything that was to happen later. */
  async close(): Promise<void> {
    this.agenda.clear()
    await this.delivery.close()
  }

  /** Forgets people, counts, faults and changed settings, switches webhooks on and drops waiting ones. */
  reset(): void {
    for (const [i, account] of this.accounts.entries()) {
      for (const key of Object.keys(account)) {
        if (!Object.hasOwn(this.#settings[i]!, key)) Reflect.deleteProperty(account, key)
      }
      Object.assign(account, structuredClone(this.#settings[i]))
    }
    this.agenda.clear()
    this.delivery.clear()
    this.delivery.switches.on()
    this.people.clear()
    this.stats.clear()
    this.notices.clear()
    this.behaviour = fairBehaviour()
  }
}

/** What is switched off as one: the app's subscription to a Page; the webhook of an app (facts: messenger 1.3, zalo 1.1). */
export function switchOf(account: SandboxAccount): string {
  return account.platform === 'messenger' ? account.pageId : account.appId
}

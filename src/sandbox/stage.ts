import type { Clock } from '../common/clock.ts'
import { accountId, type Platform, type SandboxAccount } from './accounts.ts'
import { Delivery, type Webhook } from './delivery.ts'
import type { DeliveryRules } from './delivery-rules.ts'
import { type Behaviour, type BehaviourChange, changed, fairBehaviour } from './faults.ts'
import { Notices } from './notices.ts'
import { People, type Person, type ReceivedMessage } from './people.ts'
import type { Random } from './random.ts'
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

/** The webhooks that follow an accepted send. */
export interface Consequences {
  echo(): Webhook
  /** @param at platform time of the receipt, ms. */
  delivered(at: number): Webhook
  seen(at: number): Webhook
}

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
  readonly people: People
  behaviour: Behaviour = fairBehaviour()
  readonly #acceptStrangers: boolean
  #spell = 0
  #sentInSpell = 0

  constructor(options: StageOptions<A>) {
    this.platform = options.platform
    this.accounts = options.accounts
    this.clock = options.clock
    this.random = options.random
    this.delivery = new Delivery(options.delivery, this.stats, this.notices, options.clock)
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
  notify(account: A, user: string, webhook: Webhook, delayMs = 0): Promise<void> {
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

  /** Forgets people, counts and faults, and drops waiting webhooks. */
  reset(): void {
    this.delivery.clear()
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

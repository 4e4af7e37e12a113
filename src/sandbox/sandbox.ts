import Fastify, { type FastifyInstance } from 'fastify'
import { type Clock, systemClock } from '../common/clock.ts'
import {
  credentialsAt,
  defaultSandboxAccounts,
  environmentOf,
  type MessengerCredentials,
  type Platform,
  type SandboxAccount,
  type ZaloCredentials,
} from './accounts.ts'
import type { Action, ActResult } from './actions.ts'
import { type ChatState, chatState } from './chat-state.ts'
import { controlApi } from './control.ts'
import { type DeliveryRules, MESSENGER_DELIVERY, ZALO_DELIVERY } from './delivery-rules.ts'
import type { Behaviour, BehaviourChange } from './faults.ts'
import type { Happening } from './happenings.ts'
import { Listener } from './listener.ts'
import { messengerApi } from './messenger/api.ts'
import { happenOnMessenger } from './messenger/happen.ts'
import { actOnMessenger } from './messenger/residents.ts'
import { MessengerStage } from './messenger/stage.ts'
import type { Notice } from './notices.ts'
import type { Facts, Person, ReceivedMessage } from './people.ts'
import { Random } from './random.ts'
import type { MessengerSettings, ZaloSettings } from './settings.ts'
import { switchOf } from './stage.ts'
import type { PlatformStats } from './stats.ts'
import { verifyMessenger, verifyZalo } from './verify.ts'
import { zaloApi } from './zalo/api.ts'
import { happenOnZalo } from './zalo/happen.ts'
import { zaloOAuth } from './zalo/oauth.ts'
import { actOnZalo } from './zalo/residents.ts'
import { ZaloStage } from './zalo/stage.ts'
import { znsApi } from './zalo/zns-api.ts'

/** Where a platform's webhooks go; null: they wait. Full addresses, e.g. `http://127.0.0.1:3000/webhooks/zalo`. */
export type WebhookUrls = Partial<Record<Platform, string | null>>

/** How an emulator is started; everything has a default. */
export interface SandboxOptions {
  /** Default: any free port of 127.0.0.1. */
  port?: number
  /** Default: one Page and one OA, random. */
  accounts?: SandboxAccount[]
  webhooks?: WebhookUrls
  /**
   * Timestamps, windows, lives of tokens and attempts of delivery follow it. It may leap forward: what became due then
   * happens. The milliseconds of `Behaviour` pass in real time as well.
   */
  clock?: Clock
  /** Makes message ids and drawn faults repeat. Leave it out where an application keeps its database. */
  seed?: string
  /** Changes of how each platform delivers; by default as the facts say. */
  delivery?: Partial<Record<Platform, Partial<DeliveryRules>>>
  behaviour?: Partial<Record<Platform, BehaviourChange>>
  /** Messages of a chat that stay in the inbox, at least. Default 200. */
  keepMessages?: number
  /**
   * Sends to people this emulator never met are taken as if they had just written: for an application that outlives
   * the emulator. Default false: refused, as the platforms do.
   */
  acceptStrangers?: boolean
}

/** Both platforms, emulated over HTTP by their rules, with residents to act as. */
export class Sandbox {
  readonly messenger: MessengerStage
  readonly zalo: ZaloStage
  readonly #clock: Clock
  readonly #urls: WebhookUrls = {}
  readonly #app: FastifyInstance
  readonly #listener: Listener

  /** Use `startSandbox`. */
  constructor(options: SandboxOptions) {
    const { accounts = defaultSandboxAccounts(), clock = systemClock, delivery = {} } = options
    const shared = {
      clock,
      random: new Random(options.seed),
      keepMessages: options.keepMessages ?? 200,
      acceptStrangers: options.acceptStrangers ?? false,
    }
    this.#clock = clock
    this.messenger = new MessengerStage({
      ...shared,
      platform: 'messenger',
      accounts: accounts.filter((one) => one.platform === 'messenger'),
      delivery: { ...MESSENGER_DELIVERY, ...delivery.messenger },
    })
    this.zalo = new ZaloStage({
      ...shared,
      platform: 'zalo',
      accounts: accounts.filter((one) => one.platform === 'zalo'),
      delivery: { ...ZALO_DELIVERY, ...delivery.zalo },
    })
    if (options.behaviour?.messenger) this.messenger.change(options.behaviour.messenger)
    if (options.behaviour?.zalo) this.zalo.change(options.behaviour.zalo)
    this.#app = Fastify()
    this.#listener = new Listener('127.0.0.1', options.port ?? 0, (request, response) => {
      // Before Fastify reads anything: an unreachable platform takes no byte.
      if (this.#outageAt(request.url ?? '')) request.socket.destroy()
      else this.#app.routing(request, response)
    })
  }

  /** `http://127.0.0.1:<port>`. */
  get url(): string {
    return this.#listener.url
  }

  /** The accounts with the addresses at which they are served. */
  get accounts(): (MessengerCredentials | ZaloCredentials)[] {
    return [...this.messenger.accounts, ...this.zalo.accounts].map((one) => credentialsAt(this.url, one))
  }

  /** Environment of an application that uses the first Page and the first OA. */
  environment(): Record<string, string> {
    const firsts = [this.messenger.accounts[0], this.zalo.accounts[0]].filter((one) => one !== undefined)
    return Object.assign({}, ...firsts.map((one) => environmentOf(credentialsAt(this.url, one))))
  }

  /** Mounts the APIs and listens. */
  async start(webhooks: WebhookUrls): Promise<void> {
    await this.#app.register(messengerApi(this.messenger), { prefix: '/messenger' })
    await this.#app.register(zaloApi(this.zalo), { prefix: '/zalo' })
    await this.#app.register(zaloOAuth(this.zalo), { prefix: '/zalo-oauth' })
    await this.#app.register(znsApi(this.zalo), { prefix: '/zalo-zns' })
    await this.#app.register(controlApi(this), { prefix: '/control' })
    await this.#app.ready()
    this.setWebhooks(webhooks)
    await this.#listener.up()
  }

  /** Sets where webhooks go; what was waiting goes there too. */
  setWebhooks(urls: WebhookUrls): void {
    for (const platform of ['messenger', 'zalo'] as const) {
      const url = urls[platform]
      if (url === undefined) continue
      this.#urls[platform] = url
      this[platform].delivery.setAddress(url)
    }
  }

  /** Both platforms at an application's base address, at the paths that it serves them. */
  setWebhookBase(base: string): void {
    this.setWebhooks({ messenger: `${base}/webhooks/messenger`, zalo: `${base}/webhooks/zalo` })
  }

  /**
   * The platform's own check of the webhook address. @returns whether the application passed.
   * @param probe Zalo: the signed sample, or an unsigned empty body.
   */
  async verifyWebhook(platform: Platform, probe: 'sample' | 'empty' = 'sample'): Promise<boolean> {
    const url = this.#urls[platform]
    if (!url) throw new Error(`No webhook address is set for ${platform}`)
    return platform === 'messenger'
      ? verifyMessenger(url, this.messenger.account(), this.messenger.random)
      : verifyZalo(url, this.zalo.account(), this.#clock.now(), probe)
  }

  /** A resident acts. @throws when the act is impossible. @param account page or OA id; default the first. */
  act(platform: Platform, user: string, action: Action, account?: string): ActResult {
    return platform === 'messenger'
      ? actOnMessenger(this.messenger, this.messenger.account(account), user, action)
      : actOnZalo(this.zalo, this.zalo.account(account), user, action)
  }

  /** A clerk writes to a resident from the platform's own app. */
  clerkSays(platform: Platform, user: string, text: string, account?: string): ActResult {
    return this.happen(platform, { type: 'clerk', user, text }, account)
  }

  /** The platform, staff or another app do something (happenings.ts). @throws when it cannot happen. */
  happen(platform: Platform, happening: Happening, account?: string): ActResult {
    return platform === 'messenger'
      ? happenOnMessenger(this.messenger, this.messenger.account(account), happening)
      : happenOnZalo(this.zalo, this.zalo.account(account), happening)
  }

  /** Changes what an account has set up or been granted (settings.ts); `reset` takes it back. */
  configure(platform: Platform, change: MessengerSettings & ZaloSettings, account?: string): void {
    if (platform === 'messenger') this.messenger.configure(this.messenger.account(account), change)
    else this.zalo.configure(this.zalo.account(account), change)
  }

  /** Sets what the platform knows of a person: name, phone, a code that sends to them get. */
  describe(platform: Platform, user: string, facts: Facts, account?: string): void {
    Object.assign(this.#person(platform, user, account).facts, facts)
  }

  /** How a resident's chat stands: the window's last act, typing, who is in charge. */
  chat(platform: Platform, user: string, account?: string): ChatState {
    const now = this.#clock.now()
    const person = this.#person(platform, user, account)
    if (platform === 'zalo') return chatState(person, now, null)
    const { threads } = this.messenger.page(this.messenger.account(account))
    return chatState(person, now, threads.inCharge(user, now) ?? null)
  }

  /** Moves the clock forward: what becomes due happens. @returns the time now (ms). @throws when it cannot be moved. */
  advance(ms: number): number {
    const clock = this.#clock
    if (!('advance' in clock) || typeof clock.advance !== 'function') {
      throw new Error('The clock of this emulator cannot be moved')
    }
    clock.advance(ms)
    return clock.now()
  }

  /** What a resident sees, oldest first; `after`: only what follows that `seq`. */
  inbox(platform: Platform, user: string, after = 0, account?: string): ReceivedMessage[] {
    return this.#person(platform, user, account).since(after)
  }

  /** As `inbox`, waiting up to `waitMs` for something new. */
  nextMessages(
    platform: Platform,
    user: string,
    after: number,
    waitMs: number,
    account?: string,
  ): Promise<ReceivedMessage[]> {
    return this.#person(platform, user, account).wait(after, waitMs)
  }

  /** Changes how a platform behaves; what is not named stays. @returns the whole behaviour. */
  behave(platform: Platform, change: BehaviourChange): Behaviour {
    this[platform].change(change)
    return this[platform].behaviour
  }

  /** Access tokens given out so far are dead: -220, 190/460. */
  expireTokens(platform: Platform): void {
    if (platform === 'zalo') this.zalo.tokens.expireAll()
    else this.messenger.deadTokens.expire(this.messenger.accounts.map((one) => one.pageId))
  }

  /** Messenger: the Page's token works again, as after a reconnection. Zalo refreshes by itself. */
  restoreTokens(): void {
    this.messenger.deadTokens.restore()
  }

  /** Really stops listening, control included. @param forMs comes up again by itself. */
  down(forMs?: number): Promise<void> {
    return this.#listener.down(forMs)
  }

  up(): Promise<void> {
    return this.#listener.up()
  }

  /** Webhooks are on again, as after the operator's click in the console. @param account default all. */
  switchOn(platform: Platform, account?: string): void {
    const { switches } = this[platform].delivery
    switches.on(account === undefined ? undefined : switchOf(this[platform].account(account)))
  }

  /** What the platform told the administrators (failing webhooks and the like), oldest first. */
  notices(platform: Platform): readonly Notice[] {
    return this[platform].notices.all
  }

  stats(): Record<Platform, PlatformStats> {
    return { messenger: this.messenger.snapshot(), zalo: this.zalo.snapshot() }
  }

  /** Resolves once no webhook of either platform waits, receipts and retries included. */
  async settled(): Promise<void> {
    await Promise.all([this.messenger.delivery.settled(), this.zalo.delivery.settled()])
  }

  /** Forgets people, counts, faults and changed settings, and drops waiting webhooks; accounts and tokens stay. */
  reset(): void {
    this.messenger.reset()
    this.zalo.reset()
  }

  async close(): Promise<void> {
    await this.#listener.down()
    await Promise.all([this.messenger.close(), this.zalo.close(), this.#app.close()])
  }

  #person(platform: Platform, user: string, account?: string): Person {
    return platform === 'messenger'
      ? this.messenger.people.meet(this.messenger.account(account).pageId, user)
      : this.zalo.people.meet(this.zalo.account(account).oaId, user)
  }

  #outageAt(path: string): boolean {
    if (path.startsWith('/messenger')) return this.messenger.behaviour.outage
    return path.startsWith('/zalo') && this.zalo.behaviour.outage
  }
}

/** Starts the emulator of both platforms on 127.0.0.1. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = new Sandbox(options)
  await sandbox.start(options.webhooks ?? {})
  return sandbox
}

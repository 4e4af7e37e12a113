import { Pool } from 'undici'
import type { MessengerCredentials, Platform, ZaloCredentials } from './accounts.ts'
import type { Action, ActResult } from './actions.ts'
import type { ChatState } from './chat-state.ts'
import type { WebhooksRequest } from './control-types.ts'
import type { Behaviour, BehaviourChange } from './faults.ts'
import type { Happening } from './happenings.ts'
import type { Notice } from './notices.ts'
import type { Facts, ReceivedMessage } from './people.ts'
import type { MessengerSettings, ZaloSettings } from './settings.ts'
import type { PlatformStats } from './stats.ts'

/** Speaks the control API of an emulator in another process (control.ts says what each call does). */
export class SandboxClient {
  readonly #pool: Pool

  /** @param base the emulator's address, e.g. `http://127.0.0.1:4000`. */
  constructor(base: string) {
    this.#pool = new Pool(base, { connections: 256 })
  }

  act(platform: Platform, user: string, action: Action, account?: string): Promise<ActResult> {
    return this.#post('act', { platform, user, action, ...(account === undefined ? {} : { account }) })
  }

  clerkSays(platform: Platform, user: string, text: string, account?: string): Promise<ActResult> {
    return this.#post('clerk', { platform, user, text, ...(account === undefined ? {} : { account }) })
  }

  happen(platform: Platform, happening: Happening, account?: string): Promise<ActResult> {
    return this.#post('happen', { platform, happening, ...(account === undefined ? {} : { account }) })
  }

  /** Changes what an account has set up or been granted. */
  async configure(
    platform: Platform,
    change: MessengerSettings | ZaloSettings,
    account?: string,
  ): Promise<void> {
    await this.#post('settings', { platform, change, ...(account === undefined ? {} : { account }) })
  }

  /** Sets what the platform knows of a person. @returns how the chat stands. */
  describe(platform: Platform, user: string, facts: Facts, account?: string): Promise<ChatState> {
    return this.#post('person', { platform, user, facts, ...(account === undefined ? {} : { account }) })
  }

  /** How a person's chat stands. */
  chat(platform: Platform, user: string, account?: string): Promise<ChatState> {
    const query = new URLSearchParams({ platform, user, ...(account === undefined ? {} : { account }) })
    return this.#call('GET', `person?${query}`)
  }

  /** What the person received after the message `after`, waiting up to `waitMs` for the first of it. */
  async inbox(
    platform: Platform,
    user: string,
    { after = 0, waitMs = 0, account }: { after?: number; waitMs?: number; account?: string } = {},
  ): Promise<ReceivedMessage[]> {
    const query = new URLSearchParams({ platform, user, after: String(after), waitMs: String(waitMs) })
    if (account !== undefined) query.set('account', account)
    const { messages } = await this.#call<{ messages: ReceivedMessage[] }>('GET', `inbox?${query}`)
    return messages
  }

  behave(platform: Platform, change: BehaviourChange): Promise<Behaviour> {
    return this.#post('behaviour', { platform, change })
  }

  async expireTokens(platform: Platform): Promise<void> {
    await this.#post('tokens', { platform, do: 'expire' })
  }

  async restoreTokens(): Promise<void> {
    await this.#post('tokens', { platform: 'messenger', do: 'restore' })
  }

  async setWebhooks(urls: WebhooksRequest): Promise<void> {
    await this.#post('webhooks', urls)
  }

  async verifyWebhook(platform: Platform, probe: 'sample' | 'empty' = 'sample'): Promise<boolean> {
    return (await this.#post<{ passed: boolean }>('verify', { platform, probe })).passed
  }

  /** Webhooks are on again after the platform switched them off. */
  async switchOn(platform: Platform, account?: string): Promise<void> {
    await this.#post('switch-on', { platform, ...(account === undefined ? {} : { account }) })
  }

  /** Moves time forward. @returns the emulator's time. */
  async advance(ms: number): Promise<number> {
    return (await this.#post<{ now: number }>('advance', { ms })).now
  }

  /** What the platforms told the administrators. */
  notices(): Promise<Record<Platform, Notice[]>> {
    return this.#call('GET', 'notices')
  }

  /** The emulator stops listening for `ms`, control included. */
  async down(ms: number): Promise<void> {
    await this.#post('down', { ms })
  }

  /** Waits until no webhook is pending. @returns false when `waitMs` passed before. */
  async settled(waitMs: number): Promise<boolean> {
    return (await this.#post<{ settled: boolean }>('settled', { waitMs })).settled
  }

  async reset(): Promise<void> {
    await this.#post('reset', {})
  }

  stats(): Promise<Record<Platform, PlatformStats>> {
    return this.#call('GET', 'stats')
  }

  accounts(): Promise<{
    accounts: (MessengerCredentials | ZaloCredentials)[]
    environment: Record<string, string>
  }> {
    return this.#call('GET', 'accounts')
  }

  close(): Promise<void> {
    return this.#pool.destroy()
  }

  #post<T>(path: string, body: object): Promise<T> {
    return this.#call('POST', path, body)
  }

  /** @throws with the emulator's message when it could not do what was asked. */
  async #call<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
    const answer = await this.#pool.request({
      method,
      path: `/control/${path}`,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    })
    const data = await answer.body.json()
    if (answer.statusCode === 200) return data as T
    throw new Error(`Sandbox: ${(data as { message?: string }).message ?? answer.statusCode}`)
  }
}

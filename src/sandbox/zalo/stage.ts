import type { ZaloSandboxAccount } from '../accounts.ts'
import type { Webhook } from '../delivery.ts'
import { Stage, type StageOptions } from '../stage.ts'
import { OaState } from './oa.ts'
import { Rates } from './rates.ts'
import { ZaloTokens } from './tokens.ts'
import { signedWebhook } from './webhooks.ts'

/** Zalo, emulated: its OAs with what they have, the people and the webhooks. */
export class ZaloStage extends Stage<ZaloSandboxAccount> {
  readonly tokens: ZaloTokens
  rates = new Rates()
  readonly #oas = new Map<string, OaState>()

  constructor(options: StageOptions<ZaloSandboxAccount>) {
    super(options)
    this.tokens = new ZaloTokens(this.accounts, this.clock)
  }

  oa(account: ZaloSandboxAccount): OaState {
    let oa = this.#oas.get(account.oaId)
    if (!oa) {
      oa = new OaState(account)
      this.#oas.set(account.oaId, oa)
    }
    return oa
  }

  /** Whether the OA may send button messages now. */
  allowsButtons(account: ZaloSandboxAccount): boolean {
    return !this.behaviour.buttonsForbidden && this.oa(account).allowsButtons(this.clock.now())
  }

  /**
   * An event as a webhook. @returns null when it is not switched on in the console, or the syntax filter holds it back.
   */
  webhook(
    account: ZaloSandboxAccount,
    event: { event_name: string; message?: unknown },
    server = 'OA OpenAPI',
  ): Webhook | null {
    if (account.events && !account.events.includes(event.event_name)) return null
    const text = (event.message as { text?: string } | undefined)?.text
    if (account.syntaxFilter && event.event_name === 'user_send_text' && !text?.startsWith('#')) return null
    return signedWebhook(account, event, server)
  }

  override reset(): void {
    super.reset()
    this.#oas.clear()
    this.rates = new Rates()
  }
}

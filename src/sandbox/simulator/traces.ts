import type { Clock } from '../../common/clock.ts'
import { isFields } from '../shape.ts'
import type { Language, Platform, Resident, SeenCall, SeenTurn, SeenWebhook, Trace } from './types.ts'

/** What is kept for the engineers' panel. */
const KEPT = 600
/** Of a body so many characters are shown. */
const LONGEST = 32_768
/** Headers that would let a reader act as the application: shown by their beginning. */
const SECRET = /^(access_token|authorization|appsecret_proof|secret_key)$/i

interface Options {
  clock: Clock
  residents: ReadonlyMap<string, Resident>
  added(trace: Trace): void
  typing(user: string, on: boolean): void
}

/** What the application received, computed and sent, as far as it concerns the residents of the simulator. */
export class Traces {
  readonly #options: Options
  readonly #languages = new Map<string, Language>()
  #list: Trace[] = []
  #count = 0

  constructor(options: Options) {
    this.#options = options
  }

  get all(): Trace[] {
    return this.#list
  }

  /** Whether anybody is there to look at: otherwise nothing needs to be collected. */
  get wanted(): boolean {
    return this.#options.residents.size > 0
  }

  wants(platform: Platform, user: string): boolean {
    return this.#options.residents.get(user)?.platform === platform
  }

  /** Drops what concerned this person alone. */
  forget(user: string): void {
    this.#languages.delete(user)
    this.#list = this.#list.filter(({ users }) => users.some((one) => one !== user))
  }

  webhook(webhook: SeenWebhook): void {
    const users = this.#named(webhook.body)
    if (users.length === 0) return
    this.#add(users, { kind: 'webhook', webhook: { ...webhook, body: webhook.body.slice(0, LONGEST) } })
  }

  /** In which the application last wrote to somebody. */
  languageOf(user: string): Language | null {
    return this.#languages.get(user) ?? null
  }

  turned(turn: SeenTurn): void {
    this.#languages.set(turn.user, turn.language)
    this.#add([turn.user], { kind: 'turn', turn })
  }

  call(call: SeenCall): void {
    const users = this.#named(`${call.url} ${call.body}`)
    if (users.length === 0) return
    this.#typing(users, call)
    const { url, headers, body, answer } = call
    this.#add(users, {
      kind: 'send',
      call: {
        ...call,
        url: url.replace(/((?:access_token|appsecret_proof)=)([^&]{6})[^&]*/g, '$1$2…'),
        headers: Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [
            name,
            SECRET.test(name) ? `${value.slice(0, 12)}…` : value,
          ]),
        ),
        body: body.slice(0, LONGEST),
        answer: answer.slice(0, LONGEST),
      },
    })
  }

  /** Ids stand in quotes in the bodies of both platforms. */
  #named(text: string): string[] {
    return [...this.#options.residents.keys()].filter((user) => text.includes(user))
  }

  #typing(users: string[], { body, status }: SeenCall): void {
    if (status !== 200 || !body.includes('typing_')) return
    const [user] = users
    const action = parsed(body)?.['sender_action']
    if (user && (action === 'typing_on' || action === 'typing_off'))
      this.#options.typing(user, action === 'typing_on')
  }

  #add(
    users: string[],
    what:
      | { kind: 'webhook'; webhook: SeenWebhook }
      | { kind: 'turn'; turn: SeenTurn }
      | { kind: 'send'; call: SeenCall },
  ): void {
    this.#count += 1
    const trace: Trace = { n: this.#count, at: this.#options.clock.now(), users, ...what }
    this.#list.push(trace)
    if (this.#list.length > KEPT) this.#list = this.#list.slice(-KEPT / 2)
    this.#options.added(trace)
  }
}

function parsed(body: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(body)
    return isFields(value) ? value : null
  } catch {
    return null
  }
}

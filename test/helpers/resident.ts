import type { Platform } from '../../src/channels/channel.ts'
import type { Action } from '../../src/sandbox/actions.ts'
import type { ReceivedMessage } from '../../src/sandbox/people.ts'
import type { TestApp } from './app.ts'

/** Nobody means a second answer with the same words or button sooner: that is a double tap (`actsAtOnce`), ms. */
const PACE_MS = 5000

/** What of the program a person needs to act and to see. */
export type Ground = Pick<TestApp, 'sandbox' | 'idle' | 'advance'>

/** What a person sees after an act: the messages that came, oldest first. */
export class Seen {
  readonly messages: readonly ReceivedMessage[]

  constructor(messages: readonly ReceivedMessage[]) {
    this.messages = messages
  }

  /** All of it, read in one go. */
  get text(): string {
    return this.messages.map((message) => message.text).join('\n\n')
  }

  /** Titles of the buttons under the last message. */
  get choices(): string[] {
    return (this.messages.at(-1)?.buttons ?? []).map((button) => button.title)
  }

  get silent(): boolean {
    return this.messages.length === 0
  }

  /** Address of the personal link, in a button or in the text. */
  get link(): string | undefined {
    const urls = this.messages.flatMap((message) => [
      ...message.buttons.flatMap((button) => button.url ?? []),
      ...(message.text.match(/https?:\/\/\S+/g) ?? []),
    ])
    return urls.at(-1)
  }
}

/** A person with a phone, on one of the platforms. Every act waits for all that follows from it. */
export class Resident {
  readonly id: string
  readonly platform: Platform
  readonly #app: Ground
  readonly #account: string | undefined
  /** What the last act shows in the chat: typed words, or the title of a button. */
  words = ''
  /** Message ids of the last act. */
  ids: readonly string[] = []
  #after = 0
  #lastAct = ''
  #last: Seen = new Seen([])
  /** The last message with choices, by which people answer. */
  #menu: ReceivedMessage | null = null

  /** `account`: id of the Page or OA; default the first. */
  constructor(app: Ground, platform: Platform, id: string, account?: string) {
    this.#app = app
    this.platform = platform
    this.id = id
    this.#account = account
  }

  /** What came of the last act. */
  sees(): Seen {
    return this.#last
  }

  says(text: string, stamp: { mid?: string; at?: number } = {}): Promise<Seen> {
    return this.acts({ type: 'text', text, ...stamp })
  }

  /** Taps the newest button with this title. */
  taps(title: string, more: { mid?: string; at?: number; force?: boolean } = {}): Promise<Seen> {
    return this.acts({ type: 'tap', title, ...more })
  }

  /** Whether the last menu has a button with this title. */
  offers(title: string): boolean {
    return this.#menu?.buttons.some((button) => button.title === title) ?? false
  }

  /** Answers a menu as this channel lets one: taps the button, or types the number that stands before the label. */
  picks(label: string): Promise<Seen> {
    const menu = this.#menu
    if (this.offers(label)) return this.taps(label, { force: true })
    // A label too long for a title is cut there and stands whole, with its number, in the text.
    const line = menu?.text.split('\n').find((one) => one.replace(/^\d+\. /, '') === label && /^\d/.test(one))
    if (!line) throw new Error(`no choice ${label} in: ${menu?.text}`)
    return this.says(line.replace(/\..*$/, ''))
  }

  /** Several messages, one after the other; @returns what the last one brought. */
  async tells(...texts: string[]): Promise<Seen> {
    for (const text of texts) await this.says(text)
    return this.#last
  }

  async acts(action: Action): Promise<Seen> {
    const same = JSON.stringify(action) === this.#lastAct
    if (same) this.#app.advance(PACE_MS)
    this.#lastAct = JSON.stringify(action)
    if (action.type === 'text') this.words = action.text
    if (action.type === 'tap') this.words = action.title ?? ''
    return this.actsAtOnce(action)
  }

  /** Without letting time pass before. */
  async actsAtOnce(...actions: Action[]): Promise<Seen> {
    this.ids = actions.flatMap(
      (action) => this.#app.sandbox.act(this.platform, this.id, action, this.#account).ids,
    )
    return this.waits()
  }

  /** Waits for what is under way. */
  async waits(): Promise<Seen> {
    await this.#app.idle()
    const messages = this.#app.sandbox.inbox(this.platform, this.id, this.#after, this.#account)
    this.#after = messages.at(-1)?.seq ?? this.#after
    this.#menu =
      messages.findLast((message) => message.buttons.length > 0 || /^\d+\. /m.test(message.text)) ??
      this.#menu
    this.#last = new Seen(messages)
    return this.#last
  }

  /** The emulator was started anew: its chats are empty. */
  forgets(): void {
    this.#after = 0
  }
}

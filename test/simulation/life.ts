import type { Action } from '../../src/sandbox/actions.ts'
import type { ReceivedMessage } from '../../src/sandbox/people.ts'
import { sentence, type TestApp } from '../helpers/app.ts'
import { accountOf, type Channel, platformOf } from '../helpers/channels.ts'
import type { Lockstep } from '../helpers/lockstep.ts'
import type { Resident } from '../helpers/resident.ts'
import type { Deed, Person } from './person.ts'
import { type Asked, questionIn } from './questions.ts'

/** How a resident's story ended; `link`: at a provider. */
export type End = 'link' | 'person' | 'too young'

/** What became of one resident. */
export interface Story {
  person: Person
  channel: Channel
  end: End | null
  /** Messages and taps of theirs, and what the program sent. */
  said: number
  heard: number
  /** Messages that it took to come to the end once they wanted to. */
  toEnd: number
  /** What must not be. */
  faults: string[]
  /** The conversation, for a report of a fault. */
  lines: string[]
}

/** Whoever wants to be done is done within so many messages. */
const ENOUGH = 60
const HOUR = 3_600_000
const BROKEN =
  /\{\{|\}\}|undefined|\[object|\bNaN\b|\b(?:common|home|register|handoff|certificate|status)\.[a-z]\w*\b/
const LINK = /\/go\/[\w-]{20,}/

/** Lives one resident's story on the whole program. */
export class Life {
  readonly story: Story
  readonly #resident: Resident
  readonly #app: TestApp
  readonly #steps: Lockstep
  #last: ReceivedMessage | undefined

  constructor(app: TestApp, steps: Lockstep, person: Person, channel: Channel) {
    this.#app = app
    this.#steps = steps
    this.#resident = steps.resident(platformOf(channel), accountOf(channel))
    this.story = { person, channel, end: null, said: 0, heard: 0, toEnd: 0, faults: [], lines: [] }
  }

  /** First as they please, then with the wish to come to the end. */
  async live(): Promise<Story> {
    const { person } = this.story
    const greeting = person.language === 'en' ? 'English' : 'xin chào'
    await this.#does(person.chance(0.3) ? { do: 'open' } : { do: 'type', text: greeting })
    for (let left = person.patience(); left > 0; left--) {
      const back = this.story.end === 'person' && person.chance(0.4)
      await this.#does(back ? { do: 'clerk gives back' } : person.any(this.#asked))
    }
    while (!this.story.end && this.story.toEnd < ENOUGH && this.story.faults.length === 0)
      await this.#goesOn()
    if (!this.story.end && this.story.faults.length === 0) this.#fault(`no end after ${ENOUGH} messages`)
    return this.story
  }

  get #asked(): Asked | null {
    return questionIn(this.#last)
  }

  async #goesOn(): Promise<void> {
    this.story.toEnd += 1
    const asked = this.#asked
    if (!asked) return this.#does({ do: 'type', text: 'MENU' })
    await this.#does(this.story.person.answer(asked, true))
  }

  async #does(deed: Deed): Promise<void> {
    const before = this.story.heard
    if (deed.do === 'clerk gives back') {
      this.story.end = null
      this.story.lines.push('(a clerk gives the conversation back)')
      const { platform, id } = this.#resident
      this.#app.sandbox.clerkSays(platform, id, 'Dạ xong rồi ạ. #BOT', accountOf(this.story.channel))
      await this.#resident.waits()
    } else if (deed.do === 'wait') {
      this.story.lines.push(`(${deed.hours} h)`)
      await this.#steps.later(deed.hours * HOUR)
      await this.#resident.waits()
    } else {
      const actions = this.#actions(deed)
      if (actions.length === 0) return
      this.story.said += actions.length
      this.story.lines.push(`> ${JSON.stringify(deed)}`)
      await this.#resident.actsAtOnce(...actions)
    }
    this.#reads()
    const answered = this.story.heard > before
    if (!answered && !UNANSWERED.includes(deed.do) && (await this.#owner()) === 'bot')
      this.#fault('no answer')
    await this.#checkQuestion(answered)
  }

  #reads(): void {
    for (const message of this.#resident.sees().messages) {
      if (message.from !== 'app') continue
      this.#last = message
      this.story.heard += 1
      this.story.lines.push(`  ${message.text} [${message.buttons.map(({ title }) => title).join(' | ')}]`)
      if (BROKEN.test(message.text)) this.#fault(`broken text: ${message.text}`)
      if (LINK.test(JSON.stringify(message.raw))) this.story.end = 'link'
      // In VNeID there is nothing to open.
      if (sentence('handoff.withoutLink', this.story.person.language).test(message.text))
        this.story.end = 'link'
      if (sentence('register.underage', this.story.person.language).test(message.text))
        this.story.end ??= 'too young'
    }
  }

  /** Where the program speaks, a question stands at the end of what it says, unless they told it to be still. */
  async #checkQuestion(answered: boolean): Promise<void> {
    if (!answered || this.#asked) return
    const owner = await this.#owner()
    if (owner !== 'bot') this.story.end ??= 'person'
    else if (!STILL.some((key) => this.#says(key))) this.#fault('nothing is asked')
  }

  #says(key: string): boolean {
    const text = this.#last?.text ?? ''
    return sentence(key).test(text) || sentence(key, 'en').test(text)
  }

  async #owner(): Promise<string> {
    const [row] = await this.#app.rows<{ owner: string }>(
      `select v.owner from conversation v join contact c on c.id = v.id where c.platform_id = '${this.#resident.id}'`,
    )
    return row?.owner ?? 'bot'
  }

  #fault(what: string): void {
    this.story.faults.push(what)
  }

  #actions(deed: Exclude<Deed, { do: 'wait' | 'clerk gives back' }>): Action[] {
    const text = (words: string): Action => ({ type: 'text', text: words })
    switch (deed.do) {
      case 'type':
        return [text(deed.text)]
      case 'at once':
        return deed.texts.map(text)
      case 'send':
        return [{ type: deed.what }]
      case 'open':
        return [{ type: 'open' }]
      case 'choose':
        return [this.#choice(deed.index)]
      case 'tap twice':
        return [this.#choice(deed.index), this.#choice(deed.index)]
      case 'old button': {
        const old = this.#oldButton()
        return old ? [old] : []
      }
      case 'edit': {
        const messageId = this.#resident.ids.at(-1)
        return this.#resident.platform === 'messenger' && messageId
          ? [{ type: 'edit', messageId, text: deed.text }]
          : []
      }
      case 'react':
        return this.#last ? [{ type: 'react', messageId: this.#last.id }] : []
    }
  }

  #choice(index: number): Action {
    const title = this.#last?.buttons.filter((button) => !button.url)[index]?.title
    return title === undefined
      ? { type: 'text', text: String(index + 1) }
      : { type: 'tap', title, messageId: this.#last?.id ?? '', force: true }
  }

  #oldButton(): Action | null {
    const messages = this.#app.sandbox.inbox(
      this.#resident.platform,
      this.#resident.id,
      0,
      accountOf(this.story.channel),
    )
    const old = messages.find((message) => message !== this.#last && message.buttons.some((one) => !one.url))
    const title = old?.buttons.find((button) => !button.url)?.title
    return old && title ? { type: 'tap', title, messageId: old.id, force: true } : null
  }
}

/** What need not be answered; what a clerk gives back after days finds the window closed. */
const UNANSWERED: readonly Deed['do'][] = ['wait', 'react', 'edit', 'clerk gives back']

/** After these words nothing is asked. */
const STILL = [
  'my-data.erased',
  'common.caseOpenedClosed',
  'common.stopped',
  'common.stoppedErased',
  'common.caseOpened',
  'common.caseWaiting',
  'common.apology',
]

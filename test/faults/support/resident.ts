import { setTimeout as pause } from 'node:timers/promises'
import { systemClock } from '../../../src/common/clock.ts'
import type { Platform } from '../../../src/sandbox/accounts.ts'
import type { SingleAction } from '../../../src/sandbox/actions.ts'
import type { ReceivedMessage } from '../../../src/sandbox/people.ts'
import { Random } from '../../../src/sandbox/random.ts'
import type { Sandbox } from '../../../src/sandbox/sandbox.ts'
import { FULL } from './form.ts'
import { type Answer, drawPlan, type Plan, type Step } from './plan.ts'
import { says } from './sentences.ts'
import { pick } from './typing.ts'

/** Longest silence that a resident bears. Longer than a lease and an echo's wait after each of several kills. */
const PATIENCE_MS = FULL ? 900_000 : 150_000
/** How long people think, ms. */
const THINK_MS = [50, 600] as const
/** The same number typed twice within three seconds counts once. */
const SAME_NUMBER_MS = 3500

/** A person who registers by chat: reads the last message, answers that, waits, and never says a thing twice. */
export class Resident {
  readonly platform: Platform
  readonly id: string
  readonly plan: Plan
  /** Messages that the person had already received word for word. */
  readonly doubles: ReceivedMessage[] = []
  /** The personal link, once it came. */
  link: string | null = null
  readonly #sandbox: Sandbox
  readonly #random: Random
  readonly #seen = new Set<string>()
  #lastSeq = 0
  #unread: ReceivedMessage[] = []
  #number = { text: '', at: 0 }

  constructor(sandbox: Sandbox, platform: Platform, n: number, seed: string) {
    this.#sandbox = sandbox
    this.#random = new Random(`${seed} ${n}`)
    this.platform = platform
    // Told apart at a glance in a database that a failed test left behind.
    this.id = `${platform === 'zalo' ? 7 : 9}${String(n).padStart(15, '0')}`
    this.plan = drawPlan(this.#random, n)
  }

  /** From the first word to the personal link. @throws when an answer stays away or is not the one expected. */
  async walk(): Promise<void> {
    await this.think()
    this.act(this.plan.first)
    for (const step of this.plan.steps) await this.take(step)
    await this.finish()
  }

  /** Hears a question, thinks, answers. */
  async take({ expects, answer }: Step): Promise<void> {
    const message = await this.hear(expects)
    await this.think()
    this.say(message, answer)
  }

  /** Receives the personal link, and the question after it. */
  async finish(): Promise<void> {
    const message = await this.hear('handoff.link')
    this.link = /https?:[^\s"\\]*\/go\/[\w-]+/.exec(JSON.stringify(message.raw))?.[0] ?? null
    if (!this.link) throw this.#fault('the link message holds no link', message)
    await this.hear('handoff.p2')
  }

  /** The next message that is not a double. @throws unless it says `expects`. */
  async hear(expects: string): Promise<ReceivedMessage> {
    for (let deadline = systemClock.now() + PATIENCE_MS; ; ) {
      const message = this.#unread.shift()
      if (message) {
        // A correction asks the same question again, rightly.
        const isNew = this.#isNew(message)
        if (says(message.text, expects)) return message
        if (!isNew) {
          this.doubles.push(message)
          continue
        }
        throw this.#fault(`expected ${expects}`, message)
      }
      const left = deadline - systemClock.now()
      if (left <= 0) throw this.#fault(`no answer within ${PATIENCE_MS / 1000} s, expected ${expects}`)
      this.#unread = await this.#sandbox.nextMessages(this.platform, this.id, this.#lastSeq, left)
      this.#lastSeq = this.#unread.at(-1)?.seq ?? this.#lastSeq
    }
  }

  /** Reads what came after the end: it may only be doubles. */
  readRest(): void {
    for (const message of this.#sandbox.inbox(this.platform, this.id, this.#lastSeq)) {
      this.#lastSeq = message.seq
      if (this.#isNew(message)) throw this.#fault('a message that nobody expected', message)
      this.doubles.push(message)
    }
  }

  /** Everything that came. */
  received(): ReceivedMessage[] {
    return this.#sandbox.inbox(this.platform, this.id)
  }

  async think(): Promise<void> {
    await pause(this.#random.between(THINK_MS))
  }

  act(action: SingleAction): void {
    this.#sandbox.act(this.platform, this.id, action)
  }

  say(message: ReceivedMessage, answer: Answer): void {
    if (answer.type === 'text') return this.act(answer)
    const button = message.buttons[answer.index]
    if (button?.payload !== undefined && this.#random.chance(0.5)) {
      try {
        return this.act({ type: 'tap', payload: button.payload, messageId: message.id })
      } catch {
        // A quick reply vanishes when the message comes again; then one types.
      }
    }
    this.act({ type: 'text', text: this.#typed(message, answer) })
  }

  #typed({ buttons, text }: ReceivedMessage, answer: Extract<Answer, { type: 'choice' }>): string {
    const label =
      buttons[answer.index]?.title ?? new RegExp(`^${answer.index + 1}\\. (.+)$`, 'm').exec(text)?.[1]
    const words = answer.words.length > 0 ? answer.words : label ? [label] : []
    const number = String(answer.index + 1)
    const now = systemClock.now()
    const again = this.#number.text === number && now - this.#number.at < SAME_NUMBER_MS
    if (!answer.byNumber || again || this.#random.chance(0.5)) return pick(this.#random, words)
    this.#number = { text: number, at: now }
    return number
  }

  #isNew({ text, buttons }: ReceivedMessage): boolean {
    const before = this.#seen.size
    return this.#seen.add(JSON.stringify([text, buttons])).size > before
  }

  #fault(what: string, got?: ReceivedMessage): Error {
    const heard = this.#sandbox
      .inbox(this.platform, this.id)
      .map(({ seq, text }) => `  ${seq} ${short(text)}`)
    const said = got ? `, got ${got.seq} ${short(got.text)}` : ''
    return new Error(`${this.platform} ${this.id}: ${what}${said}\nheard:\n${heard.join('\n')}`)
  }
}

function short(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text)
}

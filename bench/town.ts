import { Pool } from 'undici'
import { systemClock } from '../src/common/clock.ts'
import type { Accounts } from './accounts.ts'
import { type Answer, answerTo, questionIn, type Shown } from './answers.ts'
import { type Person, person } from './people.ts'
import type { PlatformServer } from './platform.ts'
import { oaReceipts, pageReceipts, type Taken, toOa, toPage, type Webhook } from './webhooks.ts'

/** More than residents who wait at once: no webhook waits for a connection of ours. */
const CONNECTIONS = 512

/** What was measured; latencies in ms. */
export interface Tally {
  replies: number[]
  acks: number[]
  sends: number
}

/** One resident in the chat. */
export interface Resident {
  person: Person
  /** What they do next; null while they wait. */
  answer: Answer | null
  /** When the message went out whose reply is awaited (or was due to go out); null when nothing is awaited. */
  since: number | null
  linked: boolean
}

let people = 0
let messages = 0

/** The residents of one measurement, their chats with one server, and what it took. */
export class Town {
  readonly #accounts: Accounts
  readonly #platform: PlatformServer
  readonly #pool: Pool
  readonly #echoes: boolean
  readonly #residents = new Map<string, Resident>()
  #posting = 0
  tally: Tally = { replies: [], acks: [], sends: 0 }
  /** Called when a resident has an answer to give. */
  ready: (resident: Resident) => void = () => {}
  /** Called when a resident has the link and the menu that follows it. */
  finished: (resident: Resident) => void = () => {}
  fault: Error | null = null

  constructor(accounts: Accounts, platform: PlatformServer, url: string, echoes: boolean) {
    this.#accounts = accounts
    this.#platform = platform
    this.#echoes = echoes
    this.#pool = new Pool(url, { connections: CONNECTIONS, pipelining: 1 })
    platform.listener = (on, taken, shown) => this.#hear(on, taken, shown)
  }

  /** Someone new, with a greeting ready to be sent. */
  newcomer(): Resident {
    const someone = person(people++)
    const resident = { person: someone, answer: { text: someone.hello }, since: null, linked: false }
    this.#residents.set(someone.id, resident)
    return resident
  }

  /** Sends what the resident has to say; its latency counts from `due` on. */
  say(resident: Resident, due = performance.now()): void {
    const { answer, person: who } = resident
    if (!answer) throw new Error('a resident with nothing to say')
    resident.answer = null
    resident.since = due
    const { messenger, zalo } = this.#accounts
    const id = `r${++messages}`
    const at = systemClock.now()
    const webhook =
      who.platform === 'messenger'
        ? toPage(messenger, who.id, id, at, answer)
        : toOa(zalo, who.id, id, at, answer)
    this.#post(webhook, () => this.tally.acks.push(performance.now() - due))
  }

  /** How many wait for a reply, and webhooks for their acknowledgement. */
  get waiting(): number {
    let count = this.#posting
    for (const { since, answer } of this.#residents.values()) if (since !== null || !answer) count += 1
    return count
  }

  /** Begins a new measurement. */
  reset(): void {
    this.tally = { replies: [], acks: [], sends: 0 }
  }

  async close(): Promise<void> {
    this.#platform.listener = () => {}
    await this.#pool.close()
  }

  #hear(on: Person['platform'], taken: Taken, shown: Shown): void {
    this.tally.sends += 1
    if (this.#echoes) {
      const { messenger, zalo } = this.#accounts
      const receipts = on === 'messenger' ? pageReceipts(messenger, taken) : oaReceipts(zalo, taken)
      for (const webhook of receipts) this.#post(webhook, () => {})
    }
    const resident = this.#residents.get(taken.user)
    if (!resident) return
    if (resident.since !== null) this.tally.replies.push(performance.now() - resident.since)
    resident.since = null
    try {
      this.#read(resident, shown)
    } catch (error) {
      this.fault ??= error as Error
    }
  }

  #read(resident: Resident, shown: Shown): void {
    const question = questionIn(shown)
    if (question === 'link') {
      resident.linked = true
    } else if (question === 'p2' || (question === 'menu' && resident.linked)) {
      this.#residents.delete(resident.person.id)
      this.finished(resident)
    } else {
      resident.answer = answerTo(question, shown, resident.person)
      this.ready(resident)
    }
  }

  #post({ path, headers, body }: Webhook, acknowledged: () => void): void {
    let status = 0
    this.#posting += 1
    this.#pool.dispatch(
      { method: 'POST', path, headers, body },
      {
        onRequestStart() {},
        onResponseStart: (_controller, code) => {
          status = code
        },
        onResponseData() {},
        onResponseEnd: () => {
          this.#posting -= 1
          if (status === 200) acknowledged()
          else this.fault ??= new Error(`a webhook was answered ${status}`)
        },
        onResponseError: (_controller, error) => {
          this.fault ??= error
        },
      },
    )
  }
}

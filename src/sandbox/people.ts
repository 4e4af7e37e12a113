/** A button as the person sees it under a message. */
export interface Button {
  title: string
  /** quick-reply: vanishes with the next message · postback, query: comes back when tapped · the rest: leaves the chat. */
  kind: 'quick-reply' | 'postback' | 'query' | 'url' | 'phone' | 'sms'
  payload?: string
  url?: string
}

/** A message that the platform accepted and shows to the person. */
export interface ReceivedMessage {
  /** 1, 2, 3 … within this person's chat: the `after` of the next look. */
  seq: number
  /** The platform's message id. */
  id: string
  /** Platform time, ms. */
  at: number
  /** app: sent through the API · clerk: written in the platform's own app. */
  from: 'app' | 'clerk'
  text: string
  buttons: Button[]
  /** The body as it was sent to the platform. */
  raw: unknown
}

/** What the platform knows of a person, and what it lets nobody do to them; all of it may be set from outside. */
export interface Facts {
  /** Shown by profile look-ups where they are allowed. */
  name?: string
  /** Zalo: `84…`, for templates to a phone. Messenger: an account made by phone number has no profile. */
  phone?: string
  /** The code that every send to the person gets (Zalo -217, -218, -227 …; Messenger 2 …); null: none. */
  refusal?: number | null
}

/** A resident's chat with one Page or OA. */
export class Person {
  readonly id: string
  readonly facts: Facts = {}
  /** Zalo: follows the OA. */
  follows = false
  /** Zalo: tags that staff gave. */
  readonly tags = new Set<string>()
  /** Zalo: what was filled in when the OA asked. */
  shared: Record<string, string> | null = null
  /** How long the window for answers lasts, when it is longer than usual (ms). */
  longWindowMs = 0
  /** Until when the person sees that an answer is being typed (ms). */
  typingUntil = 0
  /** When the Page last marked the chat as seen (ms). */
  markedSeenAt = 0
  /** Came through an ad and has not written since. */
  fromAd = false
  /** Since when the person waits for an answer (ms); null: does not. */
  waitsSince: number | null = null
  /** A referral that arrives with the first message or tap. */
  waitingReferral: object | null = null
  /** What the person wrote, the latest; Zalo's conversation look-ups read it. */
  said: { id: string; at: number; text: string }[] = []
  /** Messages that were delivered to the phone and not looked at. */
  unseen: { id: string; at: number }[] = []
  readonly received: ReceivedMessage[] = []
  /** Last act that opens the window for answers, ms; -Infinity: never. */
  lastActAt = Number.NEGATIVE_INFINITY
  /** Ever did anything: others are unknown to the platform. */
  hasCome = false
  /** Wrote or tapped, not only followed. */
  hasWritten = false
  /** Cannot be written to: blocked the Page, or restricts the OA. */
  unavailable = false
  /** Messages sent by API since a follow without a message (Zalo's welcome quota). */
  welcomes = 0
  /** The message whose quick replies still show. */
  quickRepliesOf: string | null = null
  readonly #keep: number
  #seq = 0
  #watchers: (() => void)[] = []

  constructor(id: string, keep: number) {
    this.id = id
    this.#keep = keep
  }

  /** Notes an act of the person, which opens the window. */
  acts(at: number, writes: boolean): void {
    this.hasCome = true
    this.unavailable = false
    this.lastActAt = at
    if (writes) this.hasWritten = true
  }

  says(id: string, at: number, text: string): void {
    this.said.push({ id, at, text })
    if (this.said.length >= this.#keep * 2) this.said.splice(0, this.said.length - this.#keep)
  }

  receive(message: Omit<ReceivedMessage, 'seq'>): void {
    this.#seq += 1
    this.received.push({ seq: this.#seq, ...message })
    // Cut in blocks: dropping the oldest one by one would move the whole list each time.
    if (this.received.length >= this.#keep * 2) this.received.splice(0, this.received.length - this.#keep)
    this.quickRepliesOf = message.id
    this.typingUntil = 0
    this.waitsSince = null
    const watchers = this.#watchers
    this.#watchers = []
    for (const wake of watchers) wake()
  }

  /** What was received after the message `seq`. */
  since(seq: number): ReceivedMessage[] {
    let first = this.received.length
    while (first > 0 && this.received[first - 1]!.seq > seq) first -= 1
    return this.received.slice(first)
  }

  /** As `since`, waiting up to `ms` for something to arrive. */
  async wait(seq: number, ms: number): Promise<ReceivedMessage[]> {
    if (this.#seq > seq || ms <= 0) return this.since(seq)
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(() => {
        this.#watchers = this.#watchers.filter((one) => one !== done)
        resolve()
      }, ms)
      this.#watchers.push(done)
    })
    return this.since(seq)
  }
}

/** The people of one platform, by account and id. */
export class People {
  readonly #keep: number
  readonly #chats = new Map<string, Person>()

  /** @param keep how many messages of a chat are kept at least. */
  constructor(keep: number) {
    this.#keep = keep
  }

  find(account: string, id: string): Person | undefined {
    return this.#chats.get(`${account}:${id}`)
  }

  meet(account: string, id: string): Person {
    const key = `${account}:${id}`
    let person = this.#chats.get(key)
    if (!person) {
      person = new Person(id, this.#keep)
      this.#chats.set(key, person)
    }
    return person
  }

  /** Everyone of an account who ever did something, in the order of meeting. */
  of(account: string): Person[] {
    const found: Person[] = []
    for (const [key, person] of this.#chats) {
      if (person.hasCome && key.startsWith(`${account}:`)) found.push(person)
    }
    return found
  }

  clear(): void {
    this.#chats.clear()
  }
}

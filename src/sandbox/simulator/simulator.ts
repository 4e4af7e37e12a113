import { randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { ShiftedClock } from '../../common/clock.ts'
import type { SingleAction } from '../actions.ts'
import type { ReceivedMessage } from '../people.ts'
import type { Sandbox } from '../sandbox.ts'
import { shown } from './shown.ts'
import { Traces } from './traces.ts'
import type { Bubble, Language, Message, Platform, Resident, State, Weather } from './types.ts'
import { behaviourIn, FAIR, type WeatherChange } from './weather.ts'

/** What the simulator is built from. */
export interface SimulatorOptions {
  sandbox: Sandbox
  clock: ShiftedClock
  /** Address of the application in the links that it sends. */
  publicUrl: string
  /** The office as the phones name it. */
  office: string
  /** The application has noted that the OA may not send buttons; from now on it may. */
  buttonsAllowed(): Promise<void>
}

/** What cannot be done, in words for whoever clicked. */
export class NotPossible extends Error {
  override name = 'NotPossible'
}

const RESIDENTS = 50
/** Bubbles and traces that are kept, over all residents. */
const BUBBLES = 5000
/** A look into a chat waits so long for something new: the end of the program waits for it. */
const LOOK_MS = 1000
/** Before time is moved, what is under way may end: longest wait, and a moment for the turn after the webhook. */
const SETTLE_MS = 1500
const TURN_MS = 150

/**
 * Residents with phones, for people to act as. Everything is in memory: it ends with the server, as the emulated
 * platforms do.
 */
export class Simulator {
  readonly traces: Traces
  readonly publicUrl: string
  readonly #sandbox: Sandbox
  readonly #clock: ShiftedClock
  readonly #office: string
  readonly #buttonsAllowed: () => Promise<void>
  readonly #residents = new Map<string, Resident>()
  readonly #weather: Record<Platform, Weather> = { messenger: FAIR, zalo: FAIR }
  readonly #pages = new Set<(message: Message) => void>()
  #bubbles: Bubble[] = []
  #count = 0
  #webhookBase: string | null = null
  #closed = false

  constructor({ sandbox, clock, publicUrl, office, buttonsAllowed }: SimulatorOptions) {
    this.#sandbox = sandbox
    this.#clock = clock
    this.#buttonsAllowed = buttonsAllowed
    this.publicUrl = publicUrl
    this.#office = office
    this.traces = new Traces({
      clock,
      residents: this.#residents,
      added: (trace) => this.#tell({ type: 'trace', trace }),
      typing: (user, on) => this.#tell({ type: 'typing', user, on }),
    })
    // Also when somebody else moved it.
    clock.onMove(() => this.#tell({ type: 'clock', ...this.#time() }))
  }

  /** Where webhooks go when they go. */
  setWebhookBase(base: string): void {
    this.#webhookBase = base
  }

  /** Tells a page everything, and then what is new. @returns what ends that. */
  open(page: (message: Message) => void): () => void {
    page({ type: 'state', state: this.state() })
    this.#pages.add(page)
    return () => void this.#pages.delete(page)
  }

  state(): State {
    return {
      residents: [...this.#residents.values()],
      bubbles: this.#bubbles,
      traces: this.traces.all,
      weather: { ...this.#weather },
      clock: this.#time(),
      publicUrl: this.publicUrl,
      office: this.#office,
    }
  }

  /** @throws NotPossible when there are too many. */
  addResident(name: string, platform: Platform, language: Language): Resident {
    if (this.#residents.size >= RESIDENTS)
      throw new NotPossible(`Đã có ${RESIDENTS} người dân. Hãy bớt một người rồi thêm lại.`)
    const resident = { user: newId(platform), platform, name, language }
    this.#residents.set(resident.user, resident)
    this.#sandbox.describe(platform, resident.user, { name })
    this.#tell({ type: 'resident', resident })
    void this.#listen(resident)
    return resident
  }

  /** Takes somebody off the list; what the application keeps of them stays. */
  removeResident(user: string): void {
    this.#find(user)
    this.#residents.delete(user)
    this.#bubbles = this.#bubbles.filter((bubble) => bubble.user !== user)
    this.traces.forget(user)
    this.#tell({ type: 'gone', user })
  }

  /** A resident acts. @throws NotPossible */
  act(user: string, action: SingleAction): void {
    const { platform } = this.#find(user)
    let id: string
    try {
      id = this.#sandbox.act(platform, user, action).ids[0] ?? ''
    } catch {
      throw new NotPossible(
        action.type === 'tap'
          ? 'Nút này không còn bấm được: nút chọn nhanh chỉ hiện dưới tin mới nhất.'
          : 'Nền tảng giả lập không nhận thao tác này.',
      )
    }
    const said = action.type === 'tap' ? action.title : 'text' in action ? action.text : undefined
    this.#add({ user, from: 'resident', kind: action.type, text: said ?? '', id, at: this.#clock.now() })
  }

  /** A clerk writes from the platform's own app. */
  clerkSays(user: string, text: string): void {
    this.#sandbox.clerkSays(this.#find(user).platform, user, text)
  }

  /** Zalo: the OA's own tools ask for name and phone. @throws NotPossible */
  askForInfo(user: string): void {
    if (this.#find(user).platform !== 'zalo') throw new NotPossible('Chỉ Zalo có mẫu này.')
    this.#sandbox.happen('zalo', { type: 'request-info', user })
  }

  /** Messenger: staff take the thread over in the Page's inbox, or are done with it. @throws NotPossible */
  route(user: string, what: 'take-control' | 'done'): void {
    const { platform } = this.#find(user)
    if (platform !== 'messenger' || !this.#weather.messenger.routing)
      throw new NotPossible('Chỉ làm được khi Trang chia việc giữa trợ lý và hộp thư: bật ở phần Sự cố.')
    this.#sandbox.happen(platform, { type: what, user })
    const text = what === 'done' ? 'Cán bộ đã xong việc' : 'Cán bộ nhận cuộc trò chuyện'
    this.#add({ user, from: 'note', kind: 'text', text, id: '', at: this.#clock.now() })
  }

  async setWeather(platform: Platform, change: WeatherChange): Promise<void> {
    const weather = { ...this.#weather[platform], ...change }
    this.#sandbox.behave(platform, behaviourIn(platform, weather))
    if (weather.webhookDown !== this.#weather[platform].webhookDown) {
      const base = weather.webhookDown ? null : this.#webhookBase
      this.#sandbox.setWebhooks({ [platform]: base && `${base}/webhooks/${platform}` })
    }
    if (platform === 'messenger' && weather.routing !== this.#weather.messenger.routing) {
      const app = this.#sandbox.messenger.account().appId
      this.#sandbox.configure(platform, { defaultApp: weather.routing ? app : '' })
      if (weather.routing) this.#sandbox.happen(platform, { type: 'app-roles' })
    }
    const allowed = this.#weather[platform].noButtons && !weather.noButtons
    this.#weather[platform] = weather
    if (allowed) await this.#buttonsAllowed()
    this.#tell({ type: 'weather', platform, weather })
  }

  /** Access tokens given out so far are dead at once. */
  expireTokens(platform: Platform): void {
    this.#sandbox.expireTokens(platform)
  }

  /** Messenger: the Page's token works again. */
  restoreTokens(): void {
    this.#sandbox.restoreTokens()
  }

  /** Moves the time of the whole program forward by `ms`; `said` names the span in the chats. */
  async advance(ms: number, said: string): Promise<void> {
    await Promise.race([this.#sandbox.settled(), pause(SETTLE_MS)])
    await pause(TURN_MS)
    for (const { user } of this.#residents.values()) {
      this.#add({ user, from: 'note', kind: 'text', text: said, id: '', at: this.#clock.now() + ms })
    }
    this.#clock.advance(ms)
  }

  close(): void {
    this.#closed = true
    this.#pages.clear()
  }

  #time(): State['clock'] {
    return { now: this.#clock.now(), moved: this.#clock.shift }
  }

  #find(user: string): Resident {
    const resident = this.#residents.get(user)
    if (!resident)
      throw new NotPossible('Không còn người này: máy chủ vừa khởi động lại, hoặc ai đó đã bớt đi.')
    return resident
  }

  async #listen({ user, platform }: Resident): Promise<void> {
    let after = 0
    while (!this.#closed && this.#residents.has(user)) {
      const messages: ReceivedMessage[] = await this.#sandbox.nextMessages(platform, user, after, LOOK_MS)
      for (const message of messages) {
        after = message.seq
        const language = message.from === 'app' ? this.traces.languageOf(user) : null
        if (this.#residents.has(user)) this.#add({ user, language, ...shown(message) })
      }
    }
  }

  #add(bubble: Pick<Bubble, 'user' | 'from' | 'kind' | 'text' | 'id' | 'at'> & Partial<Bubble>): void {
    this.#count += 1
    const unknown = { buttons: [], media: null, form: false, cards: [], language: null }
    const whole: Bubble = { ...unknown, ...bubble, n: this.#count }
    this.#bubbles.push(whole)
    if (this.#bubbles.length > BUBBLES) this.#bubbles = this.#bubbles.slice(-BUBBLES / 2)
    this.#tell({ type: 'bubble', bubble: whole })
  }

  #tell(message: Message): void {
    for (const page of this.#pages) page(message)
  }
}

/** As long as the platforms' own: PSIDs have 16 or 17 digits, ids on an OA 19. */
function newId(platform: Platform): string {
  const digits = BigInt(`0x${randomBytes(12).toString('hex')}`).toString()
  return `${platform === 'zalo' ? '7' : '2'}${digits.padStart(24, '0').slice(-(platform === 'zalo' ? 18 : 15))}`
}

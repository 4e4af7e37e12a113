/** What the server and the page of the simulator tell each other. Types only: the page is built from them too. */

export type Platform = 'messenger' | 'zalo'
export type Language = 'vi' | 'en'

/** Somebody whose phone is shown. */
export interface Resident {
  /** Id on the platform. */
  user: string
  platform: Platform
  name: string
  language: Language
}

export interface BubbleButton {
  title: string
  kind: 'quick-reply' | 'postback' | 'query' | 'url' | 'phone' | 'sms'
  payload?: string
  url?: string
}

/** An element of a template: a card of a carousel, a row of a list. */
export interface Card {
  title: string
  subtitle: string
  buttons: BubbleButton[]
}

/** One thing in a chat, as the resident sees it. */
export interface Bubble {
  /** Counts up over all chats. */
  n: number
  user: string
  /** Time of the sandbox, ms. */
  at: number
  /** note: not in the chat of a real phone, e.g. that time was moved. */
  from: 'resident' | 'app' | 'clerk' | 'note'
  /** text, or what kind of act it is (`type` in actions.ts). */
  kind: string
  text: string
  /** The platform's message id; empty where it gave none. */
  id: string
  buttons: BubbleButton[]
  /** Of a text of the office; null: not known. */
  language: Language | null
  /** What an image, file or other attachment of the office is. */
  media: string | null
  /** The office asks for name and phone with Zalo's own form. */
  form: boolean
  cards: Card[]
}

export interface SeenRun {
  flow: string
  version: number
  state: unknown
  context: unknown
  question: { key: string; slot?: string; choices: string[] } | null
}

/** A turn as the application tells of it. */
export interface SeenTurn {
  at: number
  platform: Platform
  account: string
  user: string
  conversationId: number
  heard: { outcome: string; body: object }[]
  owner: 'bot' | 'staff' | 'inbox'
  /** A clerk has written since it is staff's. */
  staffWrote: boolean
  language: Language
  before: SeenRun[]
  after: SeenRun[]
  effects: { flow: string; type: string; params: unknown }[]
  armed: { timer: string; fireAt: number }[]
  cancelled: string[]
  messages: object[]
}

/** A request to the application, with what it was answered. */
export interface SeenWebhook {
  path: string
  headers: Record<string, string>
  /** As it came. */
  body: string
  status: number
  /** How long the answer took, ms. */
  tookMs: number
}

/** A call of the application to a platform. */
export interface SeenCall {
  method: string
  url: string
  headers: Record<string, string>
  body: string
  /** null: no answer came. */
  status: number | null
  answer: string
  /** What staff read of it where it failed. */
  refusal: string | null
  tookMs: number
}

/** One line of the engineers' panel. */
export type Trace = { n: number; at: number; users: string[] } & (
  | { kind: 'webhook'; webhook: SeenWebhook }
  | { kind: 'turn'; turn: SeenTurn }
  | { kind: 'send'; call: SeenCall }
)

/** How a platform misbehaves, as far as a click can make it. */
export interface Weather {
  /** The platform's API cannot be reached. */
  outage: boolean
  /** Each call takes some seconds. */
  slow: boolean
  /** Every webhook comes three times. */
  duplicates: boolean
  /** Webhooks overtake each other. */
  disorder: boolean
  /** Webhooks do not reach the application; they come when this ends. */
  webhookDown: boolean
  /** Sends are done, and the answer is lost. */
  lostAnswers: boolean
  /** The account may not send buttons (Zalo -224). */
  noButtons: boolean
  /** The assistant is the default app of Conversation Routing, and staff take threads over (Messenger). */
  routing: boolean
  /** Every send is refused for this reason. */
  refuse: 'nothing' | 'window' | 'quota' | 'error'
}

/** Everything a page needs when it is opened. */
export interface State {
  residents: Resident[]
  bubbles: Bubble[]
  traces: Trace[]
  weather: Record<Platform, Weather>
  clock: { now: number; moved: number }
  /** Address of the application in its own links, e.g. `http://127.0.0.1:3000`. */
  publicUrl: string
  office: string
}

/** What the server pushes. */
export type Message =
  | { type: 'state'; state: State }
  | { type: 'resident'; resident: Resident }
  | { type: 'gone'; user: string }
  | { type: 'bubble'; bubble: Bubble }
  | { type: 'typing'; user: string; on: boolean }
  | { type: 'trace'; trace: Trace }
  | { type: 'weather'; platform: Platform; weather: Weather }
  | { type: 'clock'; now: number; moved: number }

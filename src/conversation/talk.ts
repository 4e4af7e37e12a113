import type { Account, EventBody, Language, Outgoing } from '../channels/channel.ts'
import type { Slot } from '../understanding/types.ts'
import type { LiveRun } from './session.ts'

/** A question that stays open until it is answered. Kept with the run that asked it. */
export interface Question {
  /** Ties buttons and numbers to this asking: an older question's buttons have another nonce. */
  nonce: string
  /** When it was first put, by our clock (ms): a number sent before then does not answer it. */
  askedAt: number
  key: string
  slot?: Slot
  choices: OfferedChoice[]
  /** Purpose, when the answer is a consent. */
  consent?: string
  /** As sent: the proof of a consent. */
  text: string
  /** Said in its place when what came was no answer. */
  short?: string
  /** What the button of a card says. */
  pick?: string
  /** A "did you mean" stands over this one, which is open again as soon as that is settled. */
  behind?: Question
  /** Event keys of the last messages that did not answer it: their new wording may. */
  missed?: string[]
}

export interface OfferedChoice {
  id: string
  label: string
  /** A line about it: it is offered on a card of its own. */
  about?: string
}

/** What a button of this question sends back when it is tapped. */
export function payloadOf(question: Question, id: string): string {
  return `q:${question.nonce}:${id}`
}

/** A flow in progress, in memory. */
export interface TalkRun {
  no: number
  /** Id of its flow. */
  flow: string
  live: LiveRun
  question: Question | null
  /** Armed timers: send id → arming number. A fired timer with another number is an old one. */
  armed: Record<string, number>
  /** Must be written. */
  changed: boolean
}

/** What a stored run opens to. */
export type OpenedRun = Pick<TalkRun, 'live' | 'question' | 'armed'>

/**
 * A run that is opened when it is first looked into: runs that are covered by another mostly are not, and opening one
 * costs as much as a step of it.
 */
export class StoredTalkRun implements TalkRun {
  readonly no: number
  readonly flow: string
  changed = false
  readonly #open: () => OpenedRun
  #opened: OpenedRun | undefined

  /** @param open decrypts and restores; it may throw as `restoreRun` does, and then so does whoever looks */
  constructor(no: number, flow: string, open: () => OpenedRun) {
    this.no = no
    this.flow = flow
    this.#open = open
  }

  get opened(): OpenedRun {
    this.#opened ??= this.#open()
    return this.#opened
  }

  get live(): LiveRun {
    return this.opened.live
  }

  set live(live: LiveRun) {
    this.opened.live = live
  }

  get question(): Question | null {
    return this.opened.question
  }

  set question(question: Question | null) {
    this.opened.question = question
  }

  get armed(): Record<string, number> {
    return this.opened.armed
  }
}

/** What a turn says, in order; only the last `ask`, and only of the run on top, is put to the person. */
export type Part =
  | { kind: 'say'; text: string }
  /** What a clerk says through this program. */
  | { kind: 'clerk'; text: string }
  | { kind: 'link'; text: string; link: { label: string; url: string } }
  | { kind: 'ask'; run: TalkRun; text: string }
  /** Takes the thread before what is said, or passes it on after all of it. */
  | { kind: 'control'; to: 'bot' | 'staff' }

/** A `request` that waits for its handler. */
export interface PendingRequest {
  run: TalkRun | null
  effect: string
  params: Record<string, unknown>
}

/** One conversation while its turns are computed. Mutable, and never leaves the tick that loaded it. */
export interface Talk {
  id: number
  /** Of the conversation row as it was claimed. */
  revision: number
  account: Account
  user: string
  language: Language
  /**
   * staff: a clerk answers, as far as we know. inbox: the platform itself says that staff's app holds the thread, so
   * whatever it gives to us from then on is ours again.
   */
  owner: 'bot' | 'staff' | 'inbox'
  ownerSince: number | null
  staffWroteAt: number | null
  waitingSaidAt: number | null
  /** The person's last act (ms), by the platform's clock or by ours, whichever is behind. */
  lastInAt: number
  misses: number
  /** What was chosen last and when, to see a double tap. */
  lastChoice: string | null
  lastChoiceAt: number
  keepsTranscript: boolean
  /** Answers of staff wait in the outbox until the person writes. */
  held: boolean
  /** Nobody but staff acted in this turn. */
  byStaff?: boolean
  /** DỪNG was said: nothing unasked-for is sent. */
  stopped: boolean
  /** What is said in this turn nobody asked for … */
  unaskedTurn?: boolean
  /** … and what was. It is dropped when a reply follows, which puts the open question as well. */
  unasked?: Outgoing[]
  /** An unsent reply is in the outbox: what is said now must wait behind it. */
  busy: boolean
  /** Bottom first. */
  stack: TalkRun[]

  /** The question just answered, as proof for a consent. */
  answered: { text: string; key: string } | null
  parts: Part[]
  pending: PendingRequest[]
  out: Outgoing[]
  changes: TalkChanges
}

/** What the tick's one write must carry besides the conversation row. */
export interface TalkChanges {
  removedRuns: number[]
  arm: { runNo: number; sendId: string; arming: number; fireAt: number; event: string }[]
  cancel: { runNo: number; sendId: string }[]
  transcript: TranscriptLine[]
  /** What was kept of the transcript so far is to be erased. */
  eraseTranscript: boolean
  /** What was kept of it from then on (ms) is to be erased, and nothing said in this turn is kept. */
  forgetSince: number | null
  /** Answers of staff that were held may go until then (ms). */
  release: number | null
  /** All that is kept of the person is erased: what waits to be sent and what was set aside, too. */
  erase: boolean
  contact: {
    language?: Language
    stoppedAt?: number | null
    leftAt?: number | null
    origin?: string | null
    erasedAt?: number
  } | null
}

/** What a person wrote, for the transcript: the inbox event as it was sealed, or to be sealed anew. */
export interface TranscriptLine {
  author: 'resident' | 'clerk'
  at: number
  key: string
  body: EventBody
  /** Ciphertext of the same, when nothing was masked since the inbox. */
  sealed: string | null
}

/** Changes of a talk that has heard nothing yet. */
export function noChanges(): TalkChanges {
  return {
    removedRuns: [],
    arm: [],
    cancel: [],
    transcript: [],
    eraseTranscript: false,
    forgetSince: null,
    release: null,
    erase: false,
    contact: null,
  }
}

/** Opens every run. @throws as `restoreRun` does when one cannot be read. */
export function openAll(talk: Talk): LiveRun[] {
  return talk.stack.map((run) => run.live)
}

/** The run that listens. */
export function topRun(talk: Talk): TalkRun | undefined {
  return talk.stack[talk.stack.length - 1]
}

/** The run that asked the open question, with that question. */
export function openQuestion(talk: Talk): Question | null {
  return topRun(talk)?.question ?? null
}

/** Adds to the changes of the contact row. */
export function changeContact(talk: Talk, change: NonNullable<TalkChanges['contact']>): void {
  talk.changes.contact = { ...talk.changes.contact, ...change }
}

/** What is said in this turn needs the thread, which another app may hold. */
export function takeThread(talk: Talk): void {
  talk.parts.push({ kind: 'control', to: 'bot' })
}

/** After all that is said in this turn the thread is staff's. */
export function passThread(talk: Talk): void {
  talk.parts.push({ kind: 'control', to: 'staff' })
}

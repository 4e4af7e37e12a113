import type { EventBody, Language, Outgoing, Platform } from '../channels/channel.ts'
import type { Effect } from './flow-kit.ts'
import type { TimerBody } from './hear-timer.ts'
import type { Hearing, Outcome } from './react.ts'
import type { StaffBody } from './staff-body.ts'
import type { Talk, TalkRun } from './talk.ts'
import { answered } from './with-staff.ts'

/** A run as an observer sees it. */
export interface SeenRun {
  flow: string
  version: number
  /** The value of its XState snapshot. */
  state: unknown
  context: unknown
  question: { key: string; slot?: string; choices: string[] } | null
}

/** What one committed tick did to one conversation. Holds what the person said: for the sandbox only. */
export interface SeenTurn {
  /** By the clock of this program, ms. */
  at: number
  platform: Platform
  account: string
  user: string
  conversationId: number
  heard: { outcome: Outcome; body: EventBody | TimerBody | StaffBody }[]
  owner: 'bot' | 'staff' | 'inbox'
  /** A clerk has written since it is staff's. */
  staffWrote: boolean
  language: Language
  /** Stacks of runs, bottom first. */
  before: SeenRun[]
  after: SeenRun[]
  /** What the flows asked for, in order, by the flow that did. */
  effects: { flow: string; type: string; params: unknown }[]
  armed: { timer: string; fireAt: number }[]
  cancelled: string[]
  /** Channel-neutral, before the platform's limits. */
  messages: Outgoing[]
}

/** Somebody who looks on. Nothing is collected for persons that it does not ask for. */
export interface TurnObserver {
  wants(platform: Platform, user: string): boolean
  turned(turn: SeenTurn): void
}

interface Notes {
  before: SeenRun[]
  effects: SeenTurn['effects']
}

/** Collects what an observer wants to see of turns, and tells it once they are committed. */
export class Tracer {
  readonly #observer: TurnObserver
  readonly #notes = new WeakMap<Talk, Notes>()

  constructor(observer: TurnObserver) {
    this.#observer = observer
  }

  /** A conversation as it was restored, before it hears anything. */
  begin(talk: Talk): void {
    if (!this.#observer.wants(talk.account.platform, talk.user)) return
    this.#notes.set(talk, { before: talk.stack.map(seenRun), effects: [] })
  }

  effect(talk: Talk, run: TalkRun, effect: Effect): void {
    this.#notes.get(talk)?.effects.push({ flow: run.flow, type: effect.type, params: effect.params })
  }

  committed(talks: Talk[], turned: { talk: Talk; hearing: Hearing; outcome: Outcome }[], at: number): void {
    for (const talk of talks) {
      const notes = this.#notes.get(talk)
      if (!notes) continue
      this.#observer.turned({
        at,
        platform: talk.account.platform,
        account: talk.account.id,
        user: talk.user,
        conversationId: talk.id,
        heard: turned
          .filter((one) => one.talk === talk)
          .map(({ hearing, outcome }) => ({ outcome, body: hearing.body })),
        owner: talk.owner,
        staffWrote: talk.owner !== 'bot' && answered(talk),
        language: talk.language,
        after: talk.stack.map(seenRun),
        armed: talk.changes.arm.map(({ sendId, fireAt }) => ({ timer: sendId, fireAt })),
        cancelled: talk.changes.cancel.map(({ sendId }) => sendId),
        messages: talk.out,
        ...notes,
      })
    }
  }
}

function seenRun({ flow, live, question }: TalkRun): SeenRun {
  return {
    flow,
    version: live.flow.version,
    state: live.snapshot.value,
    context: live.snapshot.context,
    question: question && {
      key: question.key,
      ...(question.slot ? { slot: question.slot } : {}),
      choices: question.choices.map(({ id }) => id),
    },
  }
}

import type { Account, Channel, Outgoing, Platform } from '../channels/channel.ts'
import type { Clock } from '../common/clock.ts'
import type { Keyring } from '../common/crypto.ts'
import type { Tx } from '../storage/database.ts'
import { quietFrom } from './check-in.ts'
import { compose } from './compose.ts'
import type { EffectHandler, EffectItem } from './effects.ts'
import type { Rules } from './engine.ts'
import { REPLY_LANE, UNASKED_LANE } from './outbox-store.ts'
import { type Hearing, hear, type Outcome, takeResult } from './react.ts'
import type { SealedEvent } from './sealed.ts'
import type { Skew } from './skew.ts'
import type { PendingRequest, Talk } from './talk.ts'
import type { OutboxDraft, TurnWrite } from './turn-write.ts'

/** What turns are computed with. */
export interface TurnDeps {
  clock: Clock
  keyring: Keyring
  rules: Rules
  accounts: ReadonlyMap<string, Account>
  channels: Record<Platform, Channel>
  /** `request` effects by name, registered by the rooms in effect-handlers.ts. */
  handlers: ReadonlyMap<string, EffectHandler>
  sending: SendingHints
  /** How far our clock is from the platforms'. */
  skew: Skew
}

/** What the outbox lets a turn know, so that a lone reply needs no second claim. */
export interface SendingHints {
  /** The account may not send buttons: choices are numbered. */
  asNumbers(accountId: string): boolean
  /** Takes one send of the account's budget now; `false`: the reply waits in the outbox. */
  take(accountId: string): boolean
  /** How long a claimed send may take, in ms. */
  leaseMs: number
}

/** One conversation of a batch, with what it is to hear. */
export interface Member {
  talk: Talk
  hearings: Hearing[]
}

/** A request may lead to another; more rounds than this is a flow that asks itself for ever. */
const MAX_ROUNDS = 20

/** What came of one hearing, for metrics. */
export interface Turned {
  talk: Talk
  hearing: Hearing
  outcome: Outcome
}

export interface Failed {
  member: Member
  error: unknown
}

/**
 * Computes every member's hearings: the first of each, then the second … so that the requests of a round go to their
 * handlers as one set. A member that throws is left out with nothing written; the others go on.
 * @throws what the member threw when a handler has already worked for it: only a rollback undoes that
 */
export async function computeTurns(
  deps: TurnDeps,
  tx: Tx,
  members: Member[],
): Promise<{ turned: Turned[]; failed: Failed[] }> {
  const failed: Failed[] = []
  const turned: Turned[] = []
  const served = new Set<Talk>()
  let alive = members
  compareClocks(deps, members)
  for (let n = 0; alive.some((member) => n < member.hearings.length); n++) {
    const now = deps.clock.now()
    const attempt = (member: Member, work: () => void) => {
      try {
        work()
        return true
      } catch (error) {
        if (served.has(member.talk)) throw error
        failed.push({ member, error })
        return false
      }
    }
    alive = alive.filter((member) =>
      attempt(member, () => {
        const hearing = member.hearings[n]
        if (hearing)
          turned.push({ talk: member.talk, hearing, outcome: hear(deps.rules, member.talk, hearing, now) })
      }),
    )
    for (let round = 0; alive.some(({ talk }) => talk.pending.length > 0); round++) {
      if (round === MAX_ROUNDS) throw new Error('requests without end')
      const answers = await answerRequests(deps, tx, alive, now)
      for (const talk of answers.keys()) served.add(talk)
      alive = alive.filter((member) =>
        attempt(member, () => {
          for (const { request, value } of answers.get(member.talk) ?? []) {
            takeResult(deps.rules, member.talk, request, value, now)
          }
        }),
      )
    }
    for (const { talk } of alive) {
      const said = compose(talk)
      if (talk.unaskedTurn) talk.unasked = said
      else talk.out.push(...said)
      talk.unaskedTurn = false
    }
  }
  const gone = new Set(failed.map(({ member }) => member.talk))
  return { turned: turned.filter(({ talk }) => !gone.has(talk)), failed }
}

/** Learns from all before any is judged: of a heap that comes late, the least late says most. */
function compareClocks({ skew, clock }: TurnDeps, members: Member[]): void {
  const now = clock.now()
  for (const { talk, hearings } of members) {
    for (const hearing of hearings) skew.learn(talk.account.id, hearing, now)
  }
  for (const { talk, hearings } of members) {
    for (const hearing of hearings) hearing.sentAt = skew.sentAt(talk.account.id, hearing)
  }
}

type Answers = Map<Talk, { request: PendingRequest; value: Record<string, unknown> }[]>

async function answerRequests(deps: TurnDeps, tx: Tx, members: Member[], now: number): Promise<Answers> {
  const byEffect = new Map<string, { talk: Talk; request: PendingRequest; item: EffectItem }[]>()
  for (const { talk } of members) {
    for (const request of talk.pending) {
      const list = byEffect.get(request.effect) ?? []
      list.push({ talk, request, item: effectItem(talk, request, now) })
      byEffect.set(request.effect, list)
    }
    talk.pending = []
  }
  const answers: Answers = new Map()
  // In one order everywhere: handlers lock rows of their own, and two instances must not wait for each other.
  for (const [effect, asked] of [...byEffect].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const handler = deps.handlers.get(effect)
    if (!handler) throw new Error(`nobody handles ${effect}`)
    const values = await handler(
      tx,
      asked.map(({ item }) => item),
    )
    asked.forEach(({ talk, request }, i) => {
      const value = values[i]
      if (!value) throw new Error(`${effect} gave ${values.length} results for ${asked.length} requests`)
      answers.set(talk, [...(answers.get(talk) ?? []), { request, value }])
    })
  }
  return answers
}

function effectItem(talk: Talk, request: PendingRequest, now: number): EffectItem {
  return {
    contactId: talk.id,
    accountId: talk.account.id,
    accountPlace: talk.account.place,
    platform: talk.account.platform,
    language: talk.language,
    now,
    params: request.params,
    answered: talk.answered,
  }
}

/** A reply that this instance sends as soon as its turn is committed. */
export interface DirectSend {
  /** Index in `TurnWrite.outbox`. */
  index: number
  talk: Talk
  message: Outgoing
  asNumbers: boolean
  expiresAt: number
  /** When the claim is over (ms). */
  leaseUntil: number
  /** What the same turn says after it: sent when it is done. */
  rest: { index: number; message: Outgoing }[]
}

/** Which of an account's messages will show numbers only the channel knows: each says how, in the person's language. */
function withHint(rules: Rules, talk: Talk, { orType, ...message }: Outgoing): Outgoing {
  if (!(message.choices?.length || message.cards?.length) || message.inWords) return message
  const key = orType ? 'common.typeNumberOr' : 'common.typeNumber'
  return { ...message, hint: rules.texts.say(talk.language, key, {}) }
}

/** Turns computed talks into rows. The first reply of a conversation with nothing on its way is `sending` at once. */
export function draftWrite(
  deps: TurnDeps,
  talks: Talk[],
  heard: number[],
): { write: TurnWrite; direct: DirectSend[] } {
  const now = deps.clock.now()
  const leaseUntil = now + deps.sending.leaseMs
  const outbox: OutboxDraft[] = []
  const transcript: TurnWrite['transcript'] = []
  const direct: DirectSend[] = []
  for (const talk of talks) {
    const { account } = talk
    const channel = deps.channels[account.platform]
    const asNumbers = deps.sending.asNumbers(account.id)
    // The platform closes its window by its own clock; `lastInAt` is by that one only where it is behind ours.
    const lastIn = Math.min(now, talk.lastInAt + Math.max(0, deps.skew.ahead(account.id)))
    const windowMs = channel.replyWindowMs(account)
    const expiresAt = Math.max(lastIn, now - windowMs) + windowMs
    const passes = channel.passesThreads?.(account) ?? false
    const open = expiresAt > now
    if (talk.held && open) {
      talk.held = false
      talk.busy = true
      talk.changes.release = expiresAt
    }
    const unasked = talk.out.length === 0 && talk.unasked !== undefined
    const byClerk = new Set<Outgoing>()
    const messages = (unasked ? (talk.unasked ?? []) : talk.out).flatMap((message) => {
      // What the assistant says of staff's doings is no answer: it is not worth keeping for a closed window.
      if (talk.byStaff && !open && !message.clerk) return []
      if (message.control) return passes ? [message] : []
      const parts = channel.project(withHint(deps.rules, talk, message), asNumbers)
      if (message.clerk) for (const part of parts) byClerk.add(part)
      return parts
    })
    if (talk.keepsTranscript) {
      for (const { author, at, key, body, sealed } of talk.changes.transcript) {
        const line = sealed ?? deps.keyring.seal(JSON.stringify({ key, body } satisfies SealedEvent))
        transcript.push({ conversation_id: talk.id, at, author, body: line })
      }
    }
    messages.forEach((message, i) => {
      const body = deps.keyring.seal(JSON.stringify(message))
      const echoed = message.control ? null : channel.echoText(message, asNumbers)
      // Out of the window nothing is sent: it expires in the outbox, where it is seen.
      const held = !open && byClerk.has(message)
      talk.held ||= held
      const atOnce = !unasked && i === 0 && !talk.busy && open && deps.sending.take(account.id)
      if (atOnce) {
        const rest = messages.slice(1).map((later, n) => ({ index: outbox.length + 1 + n, message: later }))
        direct.push({ index: outbox.length, talk, message, asNumbers, expiresAt, leaseUntil, rest })
      }
      outbox.push({
        conversation_id: talk.id,
        account_id: account.id,
        user_id: talk.user,
        lane: unasked ? UNASKED_LANE : REPLY_LANE,
        state: atOnce ? 'sending' : held ? 'held' : 'ready',
        due_at: atOnce ? leaseUntil : now,
        expires_at: unasked ? Math.min(expiresAt, quietFrom(now)) : expiresAt,
        text_hash: echoed === null ? '' : textHash(deps.keyring, echoed),
        body,
        keep:
          talk.keepsTranscript &&
          talk.changes.forgetSince === null &&
          !message.control &&
          !byClerk.has(message),
      })
    })
  }
  return { write: { talks, outbox, transcript, heard, now }, direct }
}

/** Keyed hash by which a Zalo echo is known as ours: the platform returns the text, not an id of ours. */
export function textHash(keyring: Keyring, text: string): string {
  return keyring.hash('echo', text.normalize('NFC').replace(/\s+/g, ' ').trim())
}

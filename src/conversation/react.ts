import type { EventBody, MaskKind } from '../channels/channel.ts'
import { clearCode } from '../common/ids.ts'
import { readCommand } from '../understanding/commands.ts'
import type { Command, SlotValue } from '../understanding/types.ts'
import { answerAside, answerInPassing, askWhichQuestion, liftAside, sayAnswer } from './asides.ts'
import { deliver, dropRun, HOME, type Rules, say, startFlow } from './engine.ts'
import { forgetAll } from './forget.ts'
import { hearsWishes, hearWish } from './form-wishes.ts'
import { hearTimer, type TimerBody } from './hear-timer.ts'
import { askAgain, obey, showPlace } from './obey.ts'
import { hearShared, hearWithdrawn } from './other-acts.ts'
import { clerkWrote, heardOnStandby, threadChanged } from './ownership.ts'
import { welcomeBack } from './returning.ts'
import { hearStaff } from './staff-acts.ts'
import type { StaffBody } from './staff-body.ts'
import { suspected } from './suspect.ts'
import { changeContact, openQuestion, type PendingRequest, type Question, type Talk, topRun } from './talk.ts'
import { hasImage, type Meaning, understand, withoutSecrets } from './understand.ts'
import { backToBot, botAgain, caseOpened, givenToUs, hearWhileStaff } from './with-staff.ts'

/** One thing that a conversation hears, as loaded from the inbox. */
export interface Hearing {
  inboxId: number
  /** Platform time, ms. */
  at: number
  /** When the webhook was taken in, ms. */
  receivedAt: number
  /** When it was sent by our clock (`Skew`), ms: what is compared with our own doings. Missing: the clocks agree. */
  sentAt?: number
  attempts: number
  /** Event key: proof of a consent's answer. */
  key: string
  body: EventBody | TimerBody | StaffBody
  /** Key and body as the inbox holds them, encrypted. */
  sealed: string
}

/** After so many messages that were not understood, a person is offered. */
const MISSES_BEFORE_PERSON = 3

/** What came of a hearing, for metrics. */
export type Outcome =
  | Meaning['kind']
  | Exclude<EventBody['kind'] | TimerBody['kind'] | StaffBody['kind'], 'message'>
  | 'auto-reply'
  | 'handed-back'
  | 'edited'
  | 'with-staff'

/** Computes one turn of a conversation up to its first `request`s. Changes only the talk. */
export function hear(rules: Rules, talk: Talk, hearing: Hearing, now: number): Outcome {
  const { body } = hearing
  talk.byStaff = body.kind === 'staff'
  const before = talk.lastInAt
  const awayMs = () => (before === 0 ? 0 : talk.lastInAt - before)
  switch (body.kind) {
    case 'staff':
      hearStaff(rules, talk, body, hearing.key, now)
      return 'staff'
    case 'timer':
      hearTimer(rules, talk, body, now)
      return 'timer'
    case 'clerk': {
      const { at, key, sealed } = hearing
      talk.changes.transcript.push({ author: 'clerk', at, key, body, sealed })
      return clerkWrote(rules, talk, body, { at, sentAt: sentAt(hearing) }, now)
    }
    case 'control':
      threadChanged(rules, talk, body, sentAt(hearing), now)
      return 'control'
    case 'withdrawn':
      hearWithdrawn(talk, now)
      return 'withdrawn'
    case 'shared':
      talk.lastInAt = latestAct(talk, hearing, now)
      if (talk.owner !== 'bot') return 'with-staff'
      hearShared(rules, talk, body, now)
      return 'shared'
    case 'left':
      changeContact(talk, { leftAt: hearing.at })
      return 'left'
    case 'opened':
      // An ad alone is no act: it takes a message as well (facts: messenger 2.3).
      if (!body.ad) talk.lastInAt = latestAct(talk, hearing, now)
      changeContact(talk, { leftAt: null, ...(body.ref ? { origin: body.ref } : {}) })
      if (givenToUs(talk, sentAt(hearing))) botAgain(rules, talk, now)
      if (talk.owner === 'bot' && !welcomeBack(rules, talk, null, awayMs(), now)) showPlace(rules, talk, now)
      return 'opened'
    case 'acted':
      talk.lastInAt = latestAct(talk, hearing, now)
      return 'acted'
    case 'message':
      if (body.edits !== undefined) return hearEdit(rules, talk, hearing, body, body.edits, now)
      talk.lastInAt = latestAct(talk, hearing, now)
      if (body.ref) changeContact(talk, { origin: body.ref })
      return hearMessage(rules, talk, hearing, body, now, awayMs())
  }
}

function sentAt(hearing: Hearing): number {
  return hearing.sentAt ?? hearing.at
}

/**
 * The person's last act, by the clock that is behind: one dated ahead of us must not keep the window for answers open,
 * and what was said since must have no earlier date on either clock (see `FlowInput.heardAt`).
 */
function latestAct(talk: Talk, hearing: Hearing, now: number): number {
  return Math.max(talk.lastInAt, Math.min(hearing.at, sentAt(hearing), now))
}

type Message = Extract<EventBody, { kind: 'message' }>

/** A message as the readers of this conversation see it. */
function reader(rules: Rules, talk: Talk, hearing: Hearing, body: Message, now: number) {
  const heard = { body, at: hearing.at, sentAt: sentAt(hearing) }
  return (question: Question | null) =>
    understand(heard, {
      question,
      lastChoice: talk.lastChoice,
      lastChoiceAt: talk.lastChoiceAt,
      wishes: hearsWishes(topRun(talk)),
      context: { now, language: talk.language },
      links: rules.links,
    })
}

/** What a new wording may still do. */
const MEANT: readonly Meaning['kind'][] = ['answer', 'candidates', 'command', 'wish', 'faq', 'guess']

/**
 * A message was given another wording. It is heard as what the person means now where the earlier one came to nothing and
 * its question is still open; an answer that was taken is not taken back by it.
 * @param of event key of the message as it was first
 */
function hearEdit(
  rules: Rules,
  talk: Talk,
  hearing: Hearing,
  body: Message,
  of: string,
  now: number,
): Outcome {
  const question = openQuestion(talk)
  if (talk.owner !== 'bot' || !question?.missed?.includes(of)) return 'edited'
  const { text } = withoutSecrets(body.text, question)
  if (!MEANT.includes(reader(rules, talk, hearing, { ...body, text }, now)(question).kind)) return 'edited'
  return hearMessage(rules, talk, hearing, body, now)
}

/** Kept with the open question, so that another wording of it is known to be meant for this question. */
function missed(talk: Talk, key: string): void {
  const run = topRun(talk)
  if (!run?.question) return
  run.question = {
    ...run.question,
    missed: [...(run.question.missed ?? []), key].slice(-MISSES_BEFORE_PERSON),
  }
  run.changed = true
}

const MISSED: readonly Meaning['kind'][] = ['unknown', 'hint', 'candidates', 'guess']

function hearMessage(
  rules: Rules,
  talk: Talk,
  hearing: Hearing,
  body: Message,
  now: number,
  awayMs = 0,
): Outcome {
  const clean = withoutSecrets(body.text, openQuestion(talk))
  const masked = new Set<MaskKind>([...(body.masked ?? []), ...clean.masked])
  const same = clean.text === body.text
  talk.changes.transcript.push({
    author: 'resident',
    at: hearing.at,
    key: hearing.key,
    body: same ? body : { ...body, text: clean.text },
    sealed: same ? hearing.sealed : null,
  })
  for (const kind of masked)
    talk.parts.push({ kind: 'say', text: say(rules, talk, `common.masked.${camel(kind)}`) })
  const fresh = talk.stack.length === 0
  const read = reader(rules, talk, hearing, { ...body, text: clean.text }, now)
  const place = { at: sentAt(hearing), standby: body.standby === true }
  if (place.standby && !heardOnStandby(talk, place.at, now)) return 'with-staff'
  if (talk.owner !== 'bot') {
    // Whoever talks to a clerk does not answer the assistant's question: only commands count.
    const aside = read(null)
    if (!backToBot(rules, talk, aside, place, now)) {
      hearWhileStaff(rules, talk, aside, place, now)
      return 'with-staff'
    }
  }
  // Words answer; that the picture beside them was not looked at must be known all the same.
  if (body.text !== '' && hasImage(body.attachments)) ofAttachment(rules, talk, 'image')
  const found = read(openQuestion(talk))
  // What was said of the secret is enough; nothing is asked back about the rest.
  const meaning: Meaning = found.kind === 'guess' && masked.size > 0 ? { kind: 'unknown' } : found
  if (fresh) welcome(rules, talk, meaning, now, clean.text)
  else if (!welcomeBack(rules, talk, meaning, awayMs, now))
    react(rules, talk, meaning, hearing, masked.size > 0, now)
  if (MISSED.includes(meaning.kind)) missed(talk, body.edits ?? hearing.key)
  return meaning.kind
}

/** The welcome answers these, or there is nothing yet to leave. */
const WITHOUT_MEANING_AT_FIRST: ReadonlySet<Command> = new Set(['greeting', 'menu', 'cancel', 'back'])

/** First words of a person: welcomed, and a wish that is plain is followed at once. */
function welcome(rules: Rules, talk: Talk, meaning: Meaning, now: number, text: string): void {
  const wish = meaning.kind === 'command' ? meaning.command : null
  if (wish === 'language-en' || wish === 'language-vi') return obey(rules, talk, wish, now)
  const before = [...talk.parts]
  startFlow(rules, talk, HOME, {}, now)
  // What is urgent is not kept waiting by a welcome; that says who answers, as the help does too.
  if (wish === 'scam-report') talk.parts = before
  // Who begins with a thumb or a sticker waves.
  if (meaning.kind === 'attachment' && meaning.what !== 'sticker') ofAttachment(rules, talk, meaning.what)
  if (meaning.kind === 'suspect') suspected(rules, talk, meaning, now)
  if (meaning.kind === 'faq') return sayAnswer(rules, talk, meaning.id)
  if (meaning.kind === 'guess') return askWhichQuestion(rules, talk, meaning.ids, now)
  if (meaning.kind === 'command' && meaning.faq) sayAnswer(rules, talk, meaning.faq)
  if (wish && !WITHOUT_MEANING_AT_FIRST.has(wish)) obey(rules, talk, wish, now, text)
  if (meaning.kind === 'wish') hearWish(rules, talk, meaning.wish, now)
}

/** @param warned the answer begins with a warning about what was masked */
function react(
  rules: Rules,
  talk: Talk,
  meaning: Meaning,
  hearing: Hearing,
  warned: boolean,
  now: number,
): void {
  if (meaning.kind !== 'unknown' && meaning.kind !== 'hint') talk.misses = 0
  // Only the very next message can be the second half of a double tap.
  if (meaning.kind !== 'hasty' && meaning.kind !== 'again') talk.lastChoice = null
  if (meaning.kind !== 'hasty') liftAside(talk)
  switch (meaning.kind) {
    case 'hasty':
      return
    case 'again':
      return showPlace(rules, talk, now)
    case 'answer':
      return answer(rules, talk, meaning, hearing, now)
    case 'candidates':
      return offer(rules, talk, meaning.candidates, now)
    case 'command':
      if (meaning.faq) sayAnswer(rules, talk, meaning.faq)
      return obey(rules, talk, meaning.command, now, hearing.body.kind === 'message' ? hearing.body.text : '')
    case 'faq':
      return answerInPassing(rules, talk, meaning.id, now)
    case 'guess':
      return askWhichQuestion(rules, talk, meaning.ids, now)
    case 'wish':
      return hearWish(rules, talk, meaning.wish, now)
    case 'stale':
      talk.parts.push({ kind: 'say', text: say(rules, talk, 'common.stale') })
      return showPlace(rules, talk, now)
    case 'attachment':
      ofAttachment(rules, talk, meaning.what)
      return askAgain(rules, talk, now)
    case 'suspect':
      return suspected(rules, talk, meaning, now)
    case 'hint':
    case 'unknown':
      return notUnderstood(rules, talk, warned ? null : explanation(talk, meaning), now)
  }
}

function ofAttachment(
  rules: Rules,
  talk: Talk,
  what: Extract<Meaning, { kind: 'attachment' }>['what'],
): void {
  talk.parts.push({ kind: 'say', text: say(rules, talk, `common.attachment.${what}`) })
}

function explanation(talk: Talk, meaning: Meaning): string {
  if (meaning.kind === 'hint') return `common.hint.${meaning.hint}`
  return openQuestion(talk)?.consent ? 'common.consentWord' : 'common.notUnderstood'
}

/** @param key what is said of it; null: a warning has said enough */
function notUnderstood(rules: Rules, talk: Talk, key: string | null, now: number): void {
  const tell = (text: string) => talk.parts.push({ kind: 'say', text: say(rules, talk, text) })
  talk.misses += 1
  const often = talk.misses >= MISSES_BEFORE_PERSON
  if (often && key === 'common.notUnderstood') tell('common.notUnderstoodOften')
  else if (key !== null) tell(key)
  // What is wanted stays said: an offer alone would leave them with no way to answer.
  if (often && key !== 'common.notUnderstood') tell('common.offerPerson')
  askAgain(rules, talk, now)
}

function answer(
  rules: Rules,
  talk: Talk,
  meaning: Extract<Meaning, { kind: 'answer' }>,
  hearing: Hearing,
  now: number,
): void {
  const run = topRun(talk)
  if (!run?.question) return
  talk.answered = { text: run.question.text, key: hearing.key }
  if (meaning.choice !== null) {
    talk.lastChoice = meaning.choice
    talk.lastChoiceAt = hearing.at
  }
  const { value, shown } = meaning
  if (answerAside(rules, talk, value, now)) return
  const wish = value.startsWith('CMD:') ? readCommand(value.slice(4)) : null
  if (wish) return obey(rules, talk, wish, now)
  if (!deliver(rules, talk, run, { type: 'ANSWER', value, shown, now })) showPlace(rules, talk, now)
}

/** Nearly understood: the readings become the choices of the open question. */
function offer(rules: Rules, talk: Talk, candidates: SlotValue[], now: number): void {
  const run = topRun(talk)
  if (!run?.question) return
  showPlace(rules, talk, now)
  if (!run.question) return
  // A question of its own: buttons and numbers sent before it do not answer it.
  // What is said in short belongs to the choices that these take the place of.
  const { short: _, ...question } = run.question
  run.question = {
    ...question,
    nonce: clearCode(4),
    askedAt: now,
    choices: candidates.map(({ value, shown }) => ({ id: value, label: shown })),
  }
  run.changed = true
  talk.parts = talk.parts.filter((part) => part.kind !== 'ask')
  talk.parts.push({ kind: 'ask', run, text: say(rules, talk, 'common.didYouMean') })
}

/** Takes in the result of a `request`: the flow's own, or one of the assistant's commands. */
export function takeResult(
  rules: Rules,
  talk: Talk,
  request: Talk['pending'][number],
  value: Record<string, unknown>,
  now: number,
): void {
  if (request.effect === 'case.open') caseOpened(rules, talk, request, value, now)
  if (request.effect === 'case.open') talk.keepsTranscript = true
  if (request.effect === 'consent.record') consentRecorded(talk, request, value)
  if (request.run && talk.stack.includes(request.run)) {
    deliver(rules, talk, request.run, { type: 'RESULT', effect: request.effect, value, now })
    if (request.effect === 'data.erase') forgetAll(talk, now)
  }
}

/**
 * P1 is what a transcript is kept by; when it is taken back, so is the transcript, and whatever else was begun because
 * of it.
 */
function consentRecorded(talk: Talk, { params, run }: PendingRequest, value: Record<string, unknown>): void {
  if (params['given'] === true) {
    talk.keepsTranscript = true
    // Asked for after a DỪNG, they count again: unasked-for messages are what these two are about.
    if (params['purpose'] === 'P2' || params['purpose'] === 'P4') changeContact(talk, { stoppedAt: null })
  }
  if (params['purpose'] === 'P1' && value['withdrawn'] === true) {
    talk.keepsTranscript = false
    talk.changes.eraseTranscript = true
    for (const other of talk.stack.filter((one) => one !== run && one.flow !== HOME)) dropRun(talk, other)
  }
}

function camel(kind: MaskKind): string {
  return kind === 'id-number' ? 'idNumber' : kind
}

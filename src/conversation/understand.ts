import type { AttachmentKind, EventBody, MaskKind } from '../channels/channel.ts'
import { meansAny } from '../understanding/choice-numbers.ts'
import { readChoice } from '../understanding/choices.ts'
import { readClaim } from '../understanding/claims.ts'
import { isAmbiguousStop, isConsentWord, isRefusalWord, readCommand } from '../understanding/commands.ts'
import { type FormWish, readFormWish } from '../understanding/form-wishes.ts'
import { type KnownLinks, type LinkReading, readLinks } from '../understanding/links/judge.ts'
import { maskInContext } from '../understanding/mask.ts'
import { matchKey } from '../understanding/match-key.ts'
import { asksToReread } from '../understanding/reread.ts'
import { isShoutedStop, yesOrNo } from '../understanding/slots/yesno.ts'
import { readSlot } from '../understanding/slots.ts'
import type { SlotContext, SlotValue } from '../understanding/types.ts'
import { wordsOf } from '../understanding/words.ts'
import { asideByYesOrNo } from './aside-choices.ts'
import { UNSEEN } from './check-in.ts'
import { type OfferedChoice, payloadOf, type Question } from './talk.ts'
import { type Meant, readBesideConsent, readMeant, readPlainQuestion } from './wishes.ts'

/** What a message means while a question is (or is not) open. */
export type Meaning =
  | { kind: 'answer'; value: string; shown: string; choice: string | null }
  | { kind: 'candidates'; candidates: SlotValue[] }
  /** Not an answer; `hint` is the locale key that says what is wanted. */
  | { kind: 'hint'; hint: string }
  | Meant
  /** To correct a field, to register somebody else, or to have a certificate already. */
  | { kind: 'wish'; wish: FormWish }
  /** A button of an older question. */
  | { kind: 'stale' }
  /** Sent in haste or twice: changes nothing, the open question stands. */
  | { kind: 'hasty' }
  /**
   * Meant for an earlier question (the same number typed twice within three seconds, words of consent from before the
   * question), or XEM LẠI: the open one is shown again, whole.
   */
  | { kind: 'again' }
  | { kind: 'attachment'; what: 'image' | 'audio' | 'sticker' | 'link' | 'other' }
  /** Holds addresses (read, never opened), or asks whether a message or a person is genuine. */
  | ({ kind: 'suspect' } & Suspect)
  | { kind: 'unknown' }

/** What may be a fraud. */
export type Suspect = { about: 'link'; reading: LinkReading } | { about: 'message' | 'person' }

/** Two identical choices within this time are one (a double tap, an impatient finger). */
export const DOUBLE_TAP_MS = 3000

export interface Heard {
  body: Extract<EventBody, { kind: 'message' }>
  /** Platform time of the message, ms: two messages are apart by it. */
  at: number
  /** When it was sent by our clock, ms: before or after a question was put. */
  sentAt: number
}

export interface Listening {
  question: Question | null
  lastChoice: string | null
  lastChoiceAt: number
  /** The open flow hears wishes: they come before its slot. */
  wishes?: boolean
  context: SlotContext
  /** What may be called genuine; missing: nothing. */
  links?: KnownLinks | undefined
}

/** A text without what must not be stored, given what was asked. */
export function withoutSecrets(
  text: string,
  question: Question | null,
): { text: string; masked: MaskKind[] } {
  return maskInContext(text, question?.slot ?? null)
}

/**
 * Reads one message. Order: offered choice → slot asked for → command → question of the FAQ → not understood (DESIGN:
 * answers while a question is open). A plain question comes before the slot: no answer has its form. Pure.
 */
export function understand(heard: Heard, state: Listening): Meaning {
  const { body } = heard
  if (body.payload !== undefined) return readTap(body.payload, heard, state)
  const text = body.text.trim()
  if (text === '') {
    const kinds = body.attachments ?? []
    if (kinds.length === 0) return { kind: 'unknown' }
    return { kind: 'attachment', what: attached(kinds) }
  }
  const hasty = state.question !== null && heard.sentAt < state.question.askedAt
  const read: Meaning = readOverBehind(text, hasty, heard, state)
  const suspect = DOUBTFUL.includes(read.kind) ? readSuspect(text, isAnswered(read), state.links) : null
  const meaning: Meaning = suspect ? { kind: 'suspect', ...suspect } : read
  if (meaning.kind !== 'unknown' && meaning.kind !== 'hint') return meaning
  // A question that nobody has seen is put first; what was sent before one that was put changes nothing.
  if (hasty) return { kind: unseen(state.question) ? 'again' : 'hasty' }
  // Consent says itself what counts as one.
  const signs = !state.question?.consent && SIGNS_ALONE.test(text)
  return signs ? { kind: 'attachment', what: 'sticker' } : meaning
}

/** Not an answer, or hardly one: only then is a message looked at for frauds. */
const DOUBTFUL: readonly Meaning['kind'][] = ['unknown', 'hint', 'candidates', 'guess', 'faq']
const NO_LINKS: KnownLinks = { hosts: new Map(), pages: new Map() }

/** Whoever was called asks about that call: more help than the answer on swindlers is to be had. */
const ON_SWINDLERS: readonly string[] = ['spot-a-scam', 'never-ask-otp-pin']

const isAnswered = (read: Meaning) => read.kind === 'faq' && !ON_SWINDLERS.includes(read.id)

/** @param answered a question of the FAQ, which is answered unless an address stands in it */
function readSuspect(text: string, answered: boolean, known: KnownLinks = NO_LINKS): Suspect | null {
  const reading = readLinks(text, known)
  if (reading) return { about: 'link', reading }
  if (answered) return null
  const about = readClaim(text)
  return about ? { about } : null
}

function unseen(question: Question | null): boolean {
  return question?.askedAt === UNSEEN
}

/** Emoji and nothing else, also as the codes that Zalo's keyboard writes (`/-heart`, `:)`). */
const SIGNS_ALONE =
  /^(?:[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\s]|\u200d|\ufe0f|\/-[a-z]+|:-?[()dp])+$/iu

/** Pictures and files, in which people send their papers. */
export function hasImage(kinds: readonly AttachmentKind[] = []): boolean {
  return kinds.some((kind) => kind === 'image' || kind === 'file' || kind === 'video')
}

function attached(kinds: readonly AttachmentKind[]): Extract<Meaning, { kind: 'attachment' }>['what'] {
  if (hasImage(kinds)) return 'image'
  return kinds.find((kind) => kind === 'audio' || kind === 'sticker' || kind === 'link') ?? 'other'
}

function readTap(payload: string, heard: Heard, state: Listening): Meaning {
  if (payload === state.lastChoice && Math.abs(heard.at - state.lastChoiceAt) < DOUBLE_TAP_MS)
    return { kind: 'hasty' }
  if (payload.startsWith('CMD:')) {
    const command = readCommand(payload.slice(4))
    return command ? { kind: 'command', command } : { kind: 'unknown' }
  }
  const [tag, nonce, ...rest] = payload.split(':')
  if (tag !== 'q') return { kind: 'unknown' }
  const { question } = state
  const asked = [question, question?.behind].find((one) => one?.nonce === nonce)
  const choice = asked ? find(asked, rest.join(':')) : undefined
  if (!choice) return { kind: 'stale' }
  return { kind: 'answer', value: choice.id, shown: choice.label, choice: payload }
}

/** With a "did you mean" on top, words that it does not know may still answer the question behind it; numbers may not. */
function readOverBehind(text: string, hasty: boolean, heard: Heard, state: Listening): Meaning {
  const behind = state.question?.behind
  // Its own words, whole, mean a choice of the question behind, whatever the list has that is near.
  const own = behind?.choices.some(({ label }) => matchKey(label) === matchKey(text))
  if (behind && own) return readText(text, hasty, heard, { ...state, question: behind })
  const meaning = readText(text, hasty, heard, state)
  const open = ['unknown', 'hint', 'guess'].includes(meaning.kind)
  if (!behind || !open || !/\p{L}/u.test(text)) return meaning
  return readText(text, hasty, heard, { ...state, question: behind })
}

function readText(text: string, hasty: boolean, heard: Heard, state: Listening): Meaning {
  const { question } = state
  if (question) {
    // "Sửa số điện thoại" says more than "Sửa lại", which may be offered.
    const correction = state.wishes && !question.consent ? readFormWish(text) : null
    if (correction?.kind === 'correct') return { kind: 'wish', wish: correction }
    const chosen = question.consent
      ? readConsent(text, hasty, question, state)
      : readOffered(text, hasty, heard, state, question)
    if (chosen) return chosen
    // Nearly the words of consent: what counts is said, no question of the list is taken for meant. To take one back is
    // a word of command.
    if (question.consent && NEAR_CONSENT.test(matchKey(text)) && readCommand(text) !== 'my-data')
      return { kind: 'unknown' }
    if (isShoutedStop(text) && asksYesOrNo(question)) return STOP_UNCLEAR
    const wish = state.wishes ? readFormWish(text) : null
    if (wish) return { kind: 'wish', wish }
    // These readers take nearly any words, so a word of command comes first there.
    const command = question.slot && !isGivenName(text) ? readCommand(text) : null
    // A fraud that is told is no answer, even with a phone number or a place in it.
    if (command && (takesAnyWords(question) || command === 'scam-report')) return { kind: 'command', command }
    if (question.slot) return asked(text, question) ?? readTyped(text, question, state)
  }
  const meant = question?.consent ? readBesideConsent(text) : readMeant(text)
  const wish = meant?.kind === 'command' && meant.command !== 'register' ? null : readFormWish(text)
  if (wish) return { kind: 'wish', wish }
  return meant ?? (isAmbiguousStop(text) ? STOP_UNCLEAR : { kind: 'unknown' })
}

const STOP_UNCLEAR: Meaning = { kind: 'hint', hint: 'stop.unclear' }

/** DUNG without marks may be ĐÚNG here: it is asked back, as DỪNG would drop what was begun. */
function asksYesOrNo({ slot, choices, consent }: Question): boolean {
  if (consent) return false
  return (
    slot === 'yesno' || choices.some(({ id, label }) => id === 'yes' || / dung /.test(` ${matchKey(label)} `))
  )
}

const NEAR_CONSENT = new RegExp(`^(?:\\w+ )?(?:khong )?${matchKey('đồng ý')}(?: \\w+)?$`)

/** Names of schools and places may hold the words of a question, but hardly its mark. */
function asked(text: string, { slot }: Question): Meaning | null {
  return (slot === 'words' || slot === 'school') && !text.includes('?') ? null : readPlainQuestion(text)
}

function takesAnyWords({ slot }: Question): boolean {
  return slot === 'name' || slot === 'words' || slot === 'school'
}

/** Read in English, the button's own words count as well. */
const ENGLISH_CONSENT = 'i agree'

/** Huy is also a common given name: asked for a name, only HUỶ with its mark, or in capitals, cancels. */
function isGivenName(text: string): boolean {
  return /^huy$/i.test(text) && text !== 'HUY'
}

function readConsent(text: string, hasty: boolean, question: Question, state: Listening): Meaning | null {
  const agrees =
    isConsentWord(text) || (state.context.language === 'en' && matchKey(text) === ENGLISH_CONSENT)
  // Nobody agrees to what they have not been shown.
  if (agrees && hasty) return { kind: 'again' }
  const id = agrees ? 'agree' : isRefusalWord(text) ? 'refuse' : null
  if (id === null) return asksToReread(text) ? { kind: 'again' } : null
  const choice = find(question, id)
  return choice
    ? { kind: 'answer', value: choice.id, shown: choice.label, choice: payloadOf(question, choice.id) }
    : null
}

function readOffered(
  text: string,
  hasty: boolean,
  heard: Heard,
  state: Listening,
  question: Question,
): Meaning | null {
  if (question.choices.length === 0) return null
  const reading = readChoice(text, question.choices)
  // "Đăng ký" also where labels such as "Các bước đăng ký" hold it: a word of command is no part of a label.
  const byNumber = reading.kind === 'one' && reading.byNumber
  const command = byNumber || isLabel(text, question) ? null : readCommand(text)
  // "Cán bộ" is a group as well as a wish.
  if (command && !(command === 'human' && reading.kind === 'one')) return null
  if (reading.kind === 'none')
    return settledAside(text, question) ?? toOnlyOne(text, question) ?? anyOfThem(text, question)
  if (reading.kind === 'several') return { kind: 'hint', hint: 'choice.several' }
  const choice = find(question, reading.id)
  if (!choice) return null
  if (reading.byNumber) {
    if (hasty) return { kind: unseen(question) ? 'again' : 'hasty' }
    if (text === state.lastChoice && Math.abs(heard.at - state.lastChoiceAt) < DOUBLE_TAP_MS)
      return { kind: 'again' }
  }
  return {
    kind: 'answer',
    value: choice.id,
    shown: choice.label,
    choice: reading.byNumber ? text : payloadOf(question, choice.id),
  }
}

function isLabel(text: string, question: Question): boolean {
  const key = matchKey(text)
  return question.choices.some(({ label }) => matchKey(label) === key)
}

/** "Có" and "không" to a "did you mean". */
function settledAside(text: string, question: Question): Meaning | null {
  const id = question.behind ? asideByYesOrNo(question, yesOrNo(text)) : null
  const choice = id === null ? undefined : find(question, id)
  return choice ? { kind: 'answer', value: choice.id, shown: choice.label, choice: null } : null
}

/** "Cái nào cũng được": nobody chooses for them, a person can advise. */
function anyOfThem(text: string, { choices }: Question): Meaning | null {
  return choices.length > 1 && meansAny(wordsOf(text)) ? { kind: 'hint', hint: 'choice.any' } : null
}

/** "Có phải … không?", with one reading offered: a yes takes it, a no has the question put again. */
function toOnlyOne(text: string, question: Question): Meaning | null {
  const [only, more] = question.choices
  if (!only || more || !question.slot || question.slot === 'yesno') return null
  const said = yesOrNo(text)
  if (said === 'no' && only.id !== 'yes') return { kind: 'again' }
  if (said !== 'yes') return null
  return { kind: 'answer', value: only.id, shown: only.label, choice: payloadOf(question, only.id) }
}

function readTyped(text: string, question: Question, state: Listening): Meaning {
  if (!question.slot) return { kind: 'unknown' }
  // "Hủy" may be a no; the texts promise that it leaves.
  if (question.slot === 'yesno' && readCommand(text) === 'cancel')
    return { kind: 'command', command: 'cancel' }
  const reading = readSlot(question.slot, text, state.context)
  if (reading.kind === 'value')
    return { kind: 'answer', value: reading.value, shown: reading.shown, choice: null }
  const wish = readMeant(text)
  if (wish && wish.kind !== 'guess') return wish
  if (reading.kind === 'candidates') return { kind: 'candidates', candidates: reading.candidates }
  return wish && text.includes('?') ? wish : { kind: 'hint', hint: reading.hint }
}

function find(question: Question | null, id: string): OfferedChoice | undefined {
  return question?.choices.find((choice) => choice.id === id)
}

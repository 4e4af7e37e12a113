import { isConsentWord, isRefusalWord, readCommand } from '../understanding/commands.ts'
import { findFaq } from '../understanding/faq/find.ts'
import type { FaqId } from '../understanding/faq/ids.ts'
import { matchKey } from '../understanding/match-key.ts'
import type { Command } from '../understanding/types.ts'
import { readWish } from '../understanding/wishes.ts'

/** What words mean that answer no question of ours. */
export type Meant =
  /** `faq`: a question asked beside it. */
  | { kind: 'command'; command: Command; faq?: FaqId }
  | { kind: 'faq'; id: FaqId }
  /** Nearly a question of the FAQ: to be asked back. */
  | { kind: 'guess'; ids: FaqId[] }

/** Nobody asks in so many words; what is longer is a story for staff. */
const MAX_LENGTH = 400

const ASKS =
  /\?|(?:^| )(?:khong|ko|k|kg|hok|hong|hem|khum|gi|j|sao|the nao|ntn|nhu nao|kieu gi|bao nhieu|bn|may|dau|ai|khi nao|bao gio|bao h|bao lau|chua|what|how|where|when|who|why|which|do i|can i|is it)(?: |$)/

/** Whether words have the form of a question. */
function looksAsked(text: string): boolean {
  return text.length <= MAX_LENGTH && ASKS.test(text.includes('?') ? '?' : matchKey(text))
}

/** A word of command, a question of the FAQ, or both in one message; null: neither. */
export function readMeant(text: string): Meant | null {
  const { command, question } = readWish(text)
  const asked = question && text.length <= MAX_LENGTH && !isAnswer(question) ? readQuestion(question) : null
  if (!command) return asked
  return asked?.kind === 'faq' ? { kind: 'command', command, faq: asked.id } : { kind: 'command', command }
}

/** "Không đồng ý" has the words of "0 đồng", which is often asked for. */
function isAnswer(text: string): boolean {
  return isRefusalWord(text) || isConsentWord(text)
}

/** A plain question of the FAQ, also where a name or other free text is asked for. An answer is never taken for one. */
export function readPlainQuestion(text: string): Meant | null {
  if (!looksAsked(text) || readCommand(text)) return null
  const meant = readMeant(text)
  return meant?.kind === 'guess' ? null : meant
}

/** Where consent is asked for: words about agreeing are no question of ours, and nothing is guessed. */
export function readBesideConsent(text: string): Meant | null {
  const meant = readMeant(text)
  if (meant?.kind === 'command') return meant
  return meant?.kind === 'faq' && !/\bdong i\b/.test(matchKey(text)) ? meant : null
}

function readQuestion(text: string): Meant | null {
  const { id, candidates } = findFaq(text)
  if (id) return { kind: 'faq', id }
  return candidates.length > 0 ? { kind: 'guess', ids: candidates } : null
}

import { readCommand } from './commands.ts'
import { matchKey } from './match-key.ts'
import type { Command } from './types.ts'

/** What a message of several parts wants. */
export interface Wish {
  /** The command among its parts; null when it holds none that is plain. */
  command: Command | null
  /** What else it says, as typed, without greeting and thanks: for the FAQ. Null when nothing is left. */
  question: string | null
}

const MAX_LENGTH = 500

/** Signs that part, words that lead over to a question, and words that join. */
const PARTS =
  /(?<=\?)|[.,;:!\n…]+|(?<![\p{L}\p{M}])(?:(?:cho|xin|muốn|muon)(?:\s+(?:tôi|toi|em|mình|minh|cháu|chau|con|bác|bac|ông|ong|bà|ba|anh|chị|chi))?\s+(?:hỏi|hoi)(?:\s+(?:là|la|thăm|tham|chút|chut|một chút|mot chut|tí|ti|với|voi|cái|cai))*|với lại|voi lai|tiện thể|tien the|nhân tiện|nhan tien|ngoài ra|ngoai ra|and also|by the way|please tell me)(?![\p{L}\p{M}])/iu

/** Never found inside of something longer: what they end cannot be got back. */
const NEVER: ReadonlySet<Command> = new Set(['stop', 'cancel', 'back'])
const COURTESY: ReadonlySet<Command> = new Set(['greeting', 'thanks'])
const FIRST: readonly Command[] = ['scam-report', 'human']

/** "Cho tôi gặp cán bộ để hỏi về hồ sơ": why one wants a person changes nothing. */
const REASON = /(?<![\p{L}\p{M}])(?:để|vì|về việc|về|do|bởi vì|tại vì|because|about)(?![\p{L}\p{M}]).*$/iu

/**
 * The command in a message that says more than it ("đăng ký giúp tôi, mất tiền không?"), and the rest of the message.
 * Only a part that would be a command alone counts, and a bare word such as "đăng ký" or "cán bộ" is none, as it may be
 * one of a list. DỪNG, HUỶ and QUAY LẠI are never found inside of a longer message. Pure.
 */
export function readWish(text: string): Wish {
  const whole = readCommand(text)
  if (whole) return { command: whole, question: null }
  const said = text.trim()
  if (said.length > MAX_LENGTH) return { command: null, question: said }
  const parts = said.split(PARTS).flatMap((part) => (part?.trim() ? [part.trim()] : []))
  const found: Command[] = []
  const rest: string[] = []
  for (const part of parts) {
    const command = readCommand(part) ?? withReason(part)
    if (command && (COURTESY.has(command) || isPlain(command, part))) found.push(command)
    else if (!EMPTY.test(matchKey(part))) rest.push(part)
  }
  const wishes = found.filter((command) => !COURTESY.has(command))
  const command = FIRST.find((first) => wishes.includes(first)) ?? wishes[0] ?? null
  const question = rest.join(', ') || null
  return { command: command ?? (question ? null : (found[0] ?? null)), question }
}

function withReason(part: string): Command | null {
  const before = part.replace(REASON, '').trim()
  return before !== part && before !== '' && readCommand(before) === 'human' ? 'human' : null
}

/** What is said beside a wish, so that it is one and not a word of a list. */
const WISHING =
  /\b(?:toi|em|minh|bac|ong|ba|chau|con|cho|giup|ho|dum|muon|can(?! bo)|xin|nho|gap|noi|goi|lien he|ket noi|chuyen|i|me|my|want|please)\b/

function isPlain(command: Command, part: string): boolean {
  if (NEVER.has(command)) return false
  if (command !== 'register' && command !== 'human') return true
  return !part.endsWith('?') && WISHING.test(matchKey(part))
}

/** Politeness that is left between the parts. */
const EMPTY =
  /^(?:(?:da|vang|a|ah|nhe|nha|oi|em|chau|con|ban|ad|bac|co|chu|anh|chi|ong|ba|u|uh|ok|voi|va|thi|nay)(?: |$))*$/

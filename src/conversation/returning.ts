import { deliver, type Rules } from './engine.ts'
import { type Talk, topRun } from './talk.ts'
import type { Meaning } from './understand.ts'

/** Whoever was silent for so long (ms) no longer has in mind what was asked. */
const AWAY_MS = 12 * 3_600_000

/** What answers nothing and wants nothing else: a greeting, thanks, words that were not understood, an old button. */
function isArrival(meaning: Meaning | null): boolean {
  if (meaning === null) return true
  if (meaning.kind === 'command') return ['greeting', 'thanks', 'register'].includes(meaning.command)
  return ['unknown', 'hint', 'stale', 'again', 'attachment'].includes(meaning.kind)
}

/**
 * Tells the open flow that the person is back after long, where what they do is no more than that.
 * @param meaning null: they opened the chat
 * @param awayMs since their last act, by the times of both
 * @returns false when the flow makes nothing of it: then it is heard as ever
 */
export function welcomeBack(
  rules: Rules,
  talk: Talk,
  meaning: Meaning | null,
  awayMs: number,
  now: number,
): boolean {
  const run = topRun(talk)
  if (!run || awayMs < AWAY_MS || !isArrival(meaning)) return false
  return deliver(rules, talk, run, { type: 'RETURNED', now })
}

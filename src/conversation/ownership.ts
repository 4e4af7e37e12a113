import type { EventBody } from '../channels/channel.ts'
import { matchKey } from '../understanding/match-key.ts'
import type { Rules } from './engine.ts'
import { showPlace } from './obey.ts'
import { passThread, type Talk, takeThread } from './talk.ts'
import { botAgain } from './with-staff.ts'

/** When something was done: by the platform's clock, and by ours. */
interface Moment {
  at: number
  sentAt: number
}

/** What a clerk types in the platform's own app to give the conversation back, after a `#`. */
const HAND_BACK = new Set(['bot', 'trợ lý', 'trợ lý tự động', 'assistant'].map(matchKey))

/** Alone, or as the last word of what the clerk says in parting. */
function handsBack(text: string): boolean {
  if (/\s#bot\W*$/i.test(text)) return true
  return text.trim().startsWith('#') && HAND_BACK.has(matchKey(text.slice(0, 80)))
}

/**
 * Somebody of the ward wrote in the platform's own app: the assistant steps back, or, at #BOT, comes forward again.
 * Nobody reads and answers at once: what comes so soon is an automatic reply, where the event says that it may be one.
 */
export function clerkWrote(
  rules: Rules,
  talk: Talk,
  body: Extract<EventBody, { kind: 'clerk' }>,
  { at, sentAt }: Moment,
  now: number,
): 'clerk' | 'auto-reply' | 'handed-back' {
  // By the clock that is behind, as `lastInAt` is.
  const after = Math.min(at, sentAt, now) - talk.lastInAt
  if (body.autoWithinMs !== undefined && after >= 0 && after < body.autoWithinMs) return 'auto-reply'
  if (handsBack(body.text)) {
    takeThread(talk)
    botAgain(rules, talk, now)
    showPlace(rules, talk, now)
    return 'handed-back'
  }
  // Not now, which is later than the clerk wrote: it must not look as if nobody had written yet.
  if (talk.owner === 'bot') {
    talk.owner = 'staff'
    talk.ownerSince = Math.min(now, sentAt)
  }
  talk.staffWroteAt = Math.max(talk.staffWroteAt ?? 0, sentAt)
  return 'clerk'
}

/** The platform says who holds the thread now. What it says late, after the thread came to us, is old news. */
export function threadChanged(
  rules: Rules,
  talk: Talk,
  body: Extract<EventBody, { kind: 'control' }>,
  sentAt: number,
  now: number,
): void {
  const at = Math.min(now, sentAt)
  if (at < (talk.ownerSince ?? 0)) return
  if (body.to === 'staff') {
    staffHold(talk, body.asked ? 'staff' : 'inbox', at)
    if (body.asked) passThread(talk)
  } else if (talk.owner !== 'bot') {
    botAgain(rules, talk, now)
    showPlace(rules, talk, now)
  }
}

/** Heard on standby: another app holds the thread, whatever we thought. Not what was written before it came to us. */
export function heardOnStandby(talk: Talk, sentAt: number, now: number): boolean {
  const at = Math.min(now, sentAt)
  if (talk.owner === 'bot' && at < (talk.ownerSince ?? 0)) return false
  staffHold(talk, 'inbox', at)
  return true
}

/** What was written until then, and comes late, does not show that the platform has given the thread back. */
function staffHold(talk: Talk, owner: 'staff' | 'inbox', at: number): void {
  if (talk.owner === owner) return
  talk.ownerSince = talk.owner === 'bot' ? at : Math.max(at, talk.ownerSince ?? 0)
  talk.owner = owner
}

import { type Rules, say } from './engine.ts'
import { stop } from './obey.ts'
import type { Talk } from './talk.ts'
import type { Meaning } from './understand.ts'

/** A clerk who is silent for this long has left the conversation to the assistant again. */
const STAFF_IDLE_MS = 24 * 3_600_000
/** A person who waits for a clerk is told so at most once in this time. */
const WAITING_EVERY_MS = 2 * 60_000

/** Whether the assistant takes the conversation back: the clerk is long silent, or MENU was typed, as the person was told. */
export function backToBot(rules: Rules, talk: Talk, meaning: Meaning, now: number): boolean {
  const idle = now - Math.max(talk.ownerSince ?? 0, talk.staffWroteAt ?? 0) > STAFF_IDLE_MS
  const asked = meaning.kind === 'command' && meaning.command === 'menu'
  if (!idle && !asked) return false
  talk.owner = 'bot'
  talk.ownerSince = now
  talk.waitingSaidAt = null
  talk.parts.push({ kind: 'say', text: say(rules, talk, 'common.backFromStaff') })
  return true
}

/** While a clerk owns the conversation only DỪNG, LỪA ĐẢO, GẶP CÁN BỘ and MENU are answered by the assistant. */
export function hearWhileStaff(rules: Rules, talk: Talk, meaning: Meaning, at: number, now: number): void {
  const wish = meaning.kind === 'command' ? meaning.command : null
  if (wish === 'stop') stop(rules, talk, now)
  else if (wish === 'scam-report') talk.parts.push({ kind: 'say', text: say(rules, talk, 'common.scam') })
  else if (wish === 'human') talk.pending.push({ run: null, effect: 'case.open', params: { reason: wish } })
  else {
    const answered = (talk.staffWroteAt ?? 0) >= (talk.ownerSince ?? 0)
    const toldLately = at - (talk.waitingSaidAt ?? 0) < WAITING_EVERY_MS
    if (!answered && !toldLately)
      talk.pending.push({ run: null, effect: 'case.open', params: { reason: 'waiting' } })
  }
}

/** A case was opened (or is waited on): the assistant says so and steps back. */
export function caseOpened(
  rules: Rules,
  talk: Talk,
  request: Talk['pending'][number],
  value: Record<string, unknown>,
  now: number,
): void {
  const code = String(value['code'])
  const waiting = request.params['reason'] === 'waiting'
  if (talk.owner === 'bot') {
    talk.owner = 'staff'
    talk.ownerSince = now
  }
  // Whoever writes on after asking for a person is told once that it arrived.
  talk.waitingSaidAt = waiting ? now : null
  talk.parts = talk.parts.filter((part) => part.kind !== 'ask')
  const key =
    request.params['reason'] === 'fault'
      ? 'common.apology'
      : waiting
        ? 'common.caseWaiting'
        : 'common.caseOpened'
  talk.parts.push({ kind: 'say', text: say(rules, talk, key, { code }) })
}

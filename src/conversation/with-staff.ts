import { type Rules, say } from './engine.ts'
import { stop } from './obey.ts'
import { automaticAnswer, opensNext } from './office.ts'
import { passThread, type Talk, takeThread } from './talk.ts'
import type { Meaning } from './understand.ts'

/** As long as Meta leaves a silent thread to the app that holds it (facts: messenger 6). */
const STAFF_IDLE_MS = 24 * 3_600_000
/** A person who waits for a clerk is told so at most once in this time. */
const WAITING_EVERY_MS = 2 * 60_000

/** How a message came to us while a clerk answers. */
interface Place {
  /** When it was sent, by our clock. */
  at: number
  /** The platform only lets us listen. */
  standby: boolean
}

/**
 * Whether the assistant takes the conversation back: the clerk is long silent, MENU was typed, as the person was told, or
 * the platform gave it to us.
 */
export function backToBot(
  rules: Rules,
  talk: Talk,
  meaning: Meaning,
  { at, standby }: Place,
  now: number,
): boolean {
  const silentSince = Math.max(talk.ownerSince ?? 0, talk.staffWroteAt ?? 0)
  const idle = now - silentSince > (rules.staffIdleMs ?? STAFF_IDLE_MS)
  const asked = meaning.kind === 'command' && meaning.command === 'menu'
  const given = !standby && givenToUs(talk, at)
  if (!idle && !asked && !given) return false
  // A thread that we gave away is perhaps only on its way to staff: it would go there before this is said.
  if (standby || talk.busy || talk.out.some((message) => message.control)) takeThread(talk)
  const forgotten = idle && !asked && !given && !answered(talk)
  botAgain(rules, talk, now, forgotten ? 'common.backUnanswered' : 'common.backFromStaff')
  return true
}

/** A clerk has written since the conversation is staff's. */
export function answered(talk: Talk): boolean {
  return (talk.staffWroteAt ?? 0) >= (talk.ownerSince ?? 0)
}

/** Staff's app held the thread, and yet the platform brings to us what was done later: it was released. */
export function givenToUs(talk: Talk, at: number): boolean {
  return talk.owner === 'inbox' && at > (talk.ownerSince ?? 0)
}

/** The assistant answers again, and says so. */
export function botAgain(rules: Rules, talk: Talk, now: number, key = 'common.backFromStaff'): void {
  talk.owner = 'bot'
  talk.ownerSince = now
  talk.waitingSaidAt = null
  talk.parts.push({ kind: 'say', text: say(rules, talk, key) })
}

const ANYWHERE: readonly unknown[] = ['stop', 'scam-report', 'human']

/** While a clerk owns the conversation only DỪNG, LỪA ĐẢO, GẶP CÁN BỘ and MENU are answered by the assistant. */
export function hearWhileStaff(rules: Rules, talk: Talk, meaning: Meaning, place: Place, now: number): void {
  const { at, standby } = place
  const wish = meaning.kind === 'command' ? meaning.command : null
  const automatic = automaticAnswer(rules, talk, meaning, now)
  if (standby) {
    // Staff's app shows them what was written. To answer, or to warn of what was masked, the thread is borrowed.
    if (!ANYWHERE.includes(wish) && !automatic && talk.parts.length === 0) return
    takeThread(talk)
    passThread(talk)
  }
  if (wish === 'stop') stop(rules, talk, now)
  else if (wish === 'scam-report') talk.parts.push({ kind: 'say', text: say(rules, talk, 'common.scam') })
  else if (wish === 'human') talk.pending.push({ run: null, effect: 'case.open', params: { reason: wish } })
  else if (automatic) talk.parts.push(...automatic)
  else if (!standby) {
    const toldLately = at - (talk.waitingSaidAt ?? 0) < WAITING_EVERY_MS
    if (!answered(talk) && !toldLately)
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
    passThread(talk)
  }
  // Whoever writes on after asking for a person is told once that it arrived.
  talk.waitingSaidAt = waiting ? now : null
  talk.parts = talk.parts.filter((part) => part.kind !== 'ask')
  const opens = opensNext(rules, talk, now)
  const name = request.params['reason'] === 'fault' ? 'apology' : waiting ? 'caseWaiting' : 'caseOpened'
  const key = opens === null ? `common.${name}` : `common.${name}Closed`
  talk.parts.push({ kind: 'say', text: say(rules, talk, key, { code, ...(opens ? { opens } : {}) }) })
}

import { type Rules, say } from './engine.ts'
import { showPlace } from './obey.ts'
import type { StaffBody } from './staff-body.ts'
import { passThread, type Talk, takeThread } from './talk.ts'
import { botAgain } from './with-staff.ts'

/** A clerk answers, closes the case (then the assistant goes on where it left off), or opens it once more. */
export function hearStaff(rules: Rules, talk: Talk, body: StaffBody, key: string, now: number): void {
  const { act, code, by, text } = body
  talk.pending.push({ run: null, effect: 'case.act', params: { act, code, by } })
  // Whoever holds the thread: what is said by us needs it.
  if (talk.owner !== 'bot') takeThread(talk)
  if (text) clerkSays(rules, talk, text, key, now)
  if (act === 'close') {
    if (talk.owner === 'bot') return
    botAgain(rules, talk, now)
    showPlace(rules, talk, now)
    return
  }
  if (talk.owner === 'bot') {
    talk.owner = 'staff'
    talk.ownerSince = now
  }
  if (act === 'answer') talk.staffWroteAt = now
  else talk.parts.push({ kind: 'say', text: say(rules, talk, 'common.caseReopened', { code }) })
  passThread(talk)
}

function clerkSays(rules: Rules, talk: Talk, text: string, key: string, now: number): void {
  talk.parts.push({ kind: 'clerk', text: say(rules, talk, 'common.staffSays', { text }) })
  talk.changes.transcript.push({
    author: 'clerk',
    at: now,
    key,
    body: { kind: 'clerk', text },
    sealed: null,
  })
}

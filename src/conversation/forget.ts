import { changeContact, type Talk } from './talk.ts'

/**
 * All that is kept of a person is erased: in this room by the turn's write, in the others by the handler of `data.erase`.
 * What this turn says is still said. The row of the contact stays until that has reached the person (`sweep.ts`); whoever
 * writes before then is met as for the first time. Runs are not opened: one that cannot be read goes as well.
 */
export function forgetAll(talk: Talk, now: number): void {
  talk.changes.removedRuns.push(...talk.stack.map((run) => run.no))
  talk.changes.arm = []
  talk.changes.transcript = []
  talk.changes.eraseTranscript = true
  talk.changes.erase = true
  talk.language = talk.account.language
  changeContact(talk, { language: talk.language, stoppedAt: null, origin: null, erasedAt: now })
  talk.stack = []
  talk.parts = talk.parts.filter((part) => part.kind === 'say')
  talk.pending = []
  talk.out = []
  talk.keepsTranscript = false
  talk.stopped = false
  talk.held = false
  talk.owner = 'bot'
  talk.ownerSince = null
  talk.staffWroteAt = null
  talk.waitingSaidAt = null
  talk.lastChoice = null
  talk.misses = 0
  talk.answered = null
}

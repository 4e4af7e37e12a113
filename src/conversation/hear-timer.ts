import { checkInAt, checkInNow, isCheckIn, UNSEEN } from './check-in.ts'
import { bringToTop, fireTimer, HOME, type Rules } from './engine.ts'
import { timerEvent } from './session.ts'
import { type Talk, type TalkRun, topRun } from './talk.ts'

/** A timer that came due, put in the inbox so that it keeps its place in the conversation's order. */
export interface TimerBody {
  kind: 'timer'
  runNo: number
  sendId: string
  arming: number
  event: string
}

/** Gives a timer that came due to its run, unless it is an old one or has to wait. */
export function hearTimer(rules: Rules, talk: Talk, timer: TimerBody, now: number): void {
  const run = talk.stack.find((r) => r.no === timer.runNo)
  if (run?.armed[timer.sendId] !== timer.arming) return
  const waits = talk.owner !== 'bot' || topRun(talk) !== run
  if (isCheckIn(timer.event) && (!waits || underMenu(talk, run))) {
    hearCheckIn(rules, talk, run, timer, now)
    return
  }
  if (waits) {
    // Covered or with a clerk since it came due: it waits as if it were still in the table.
    talk.changes.arm.push({ ...timer, fireAt: now })
    return
  }
  fire(rules, talk, run, timer, now)
}

/** The menu at rest covers no check-in: who has looked at it last is asked all the same. */
function underMenu(talk: Talk, run: TalkRun): boolean {
  return talk.owner === 'bot' && topRun(talk)?.flow === HOME && talk.stack.at(-2) === run
}

function fire(rules: Rules, talk: Talk, run: TalkRun, timer: TimerBody, now: number): boolean {
  delete run.armed[timer.sendId]
  run.changed = true
  return fireTimer(rules, talk, run, timerEvent(timer.event), now)
}

/**
 * A question that nobody asked for. What comes of it goes the way of unasked-for messages; one that may not be put now
 * stands open, unsaid, until the person writes.
 */
function hearCheckIn(rules: Rules, talk: Talk, run: TalkRun, timer: TimerBody, now: number): void {
  const when = checkInNow(talk.lastInAt, now)
  if (when === 'early') {
    talk.changes.arm.push({ ...timer, fireAt: checkInAt(talk.lastInAt) })
    return
  }
  const menu = topRun(talk)
  bringToTop(talk, run)
  if (!fire(rules, talk, run, timer, now)) {
    if (menu) bringToTop(talk, menu)
    return
  }
  if (when === 'put') {
    talk.unaskedTurn = true
    return
  }
  talk.parts = []
  if (run.question) run.question = { ...run.question, askedAt: UNSEEN }
}

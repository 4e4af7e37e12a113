import { clearCode } from '../common/ids.ts'
import { type FaqId, isFaqId } from '../understanding/faq/ids.ts'
import { ASIDE, NONE } from './aside-choices.ts'
import { type Rules, say } from './engine.ts'
import { answerUnderQuestion } from './faq.ts'
import { askAgain } from './obey.ts'
import { type Talk, topRun } from './talk.ts'

/** Answers in passing; the open question is put again in short. */
export function answerInPassing(rules: Rules, talk: Talk, id: FaqId, now: number): void {
  sayAnswer(rules, talk, id)
  askAgain(rules, talk, now)
}

/** Says the answer alone. */
export function sayAnswer(rules: Rules, talk: Talk, id: FaqId): void {
  talk.parts.push({ kind: 'say', text: answerUnderQuestion(rules, talk, id) })
}

/**
 * Asks back which question was meant. The open question stays behind, as it was: what answers it still does, and it is put
 * again when this one is settled.
 */
export function askWhichQuestion(rules: Rules, talk: Talk, ids: readonly FaqId[], now: number): void {
  const run = topRun(talk)
  const behind = run?.question
  if (!run || !behind) return
  const choices = ids.map((id) => ({ id: `${ASIDE}${id}`, label: say(rules, talk, `faq.${id}.label`) }))
  choices.push({ id: NONE, label: say(rules, talk, 'faq.choice.none') })
  const text = say(rules, talk, 'faq.guess')
  const { slot } = behind
  run.question = {
    nonce: clearCode(4),
    askedAt: now,
    key: 'faq.guess',
    choices,
    text,
    ...(slot ? { slot } : {}),
    behind,
  }
  run.changed = true
  talk.parts.push({ kind: 'ask', run, text })
}

/** The open question is the one behind the "did you mean" again. */
export function liftAside(talk: Talk): void {
  const run = topRun(talk)
  if (!run?.question?.behind) return
  run.question = run.question.behind
  run.changed = true
}

/** Takes an answer to a "did you mean". @returns false when it is none */
export function answerAside(rules: Rules, talk: Talk, choice: string, now: number): boolean {
  if (!choice.startsWith(ASIDE)) return false
  const id = choice.slice(ASIDE.length)
  if (isFaqId(id)) answerInPassing(rules, talk, id, now)
  else {
    talk.parts.push({ kind: 'say', text: say(rules, talk, 'faq.guess.none') })
    askAgain(rules, talk, now)
  }
  return true
}

import type { Question } from './talk.ts'

/** Ids of the choices that a "did you mean" puts over the open question begin so. */
export const ASIDE = 'aside:'
/** None of those that were offered. */
export const NONE = `${ASIDE}none`

/** Where a "did you mean" offers one question, a yes takes it and a no leaves it. */
export function asideByYesOrNo(question: Question, said: 'yes' | 'no' | null): string | null {
  if (!question.behind || said === null) return null
  if (said === 'no') return NONE
  const [only, none] = question.choices
  return question.choices.length === 2 && none ? (only?.id ?? null) : null
}

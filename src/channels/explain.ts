import { FAILURES, type FailureCode } from '../common/errors.ts'

function isFailure(word: string): word is FailureCode {
  return Object.hasOwn(FAILURES, word)
}

/**
 * What staff read, in Vietnamese, of a reason as the outbox keeps it (`WINDOW_CLOSED 10/2018278`,
 * `EXHAUSTED PLATFORM_FAILED -214`): the platform's own row where it has one, else what the failure means anywhere.
 * @param rowOf the platform's sentence for one of its codes
 */
export function explain(reason: string, rowOf: (platformCode: string) => string | undefined): string {
  const words = reason.split(' ')
  const codes = words.filter(isFailure)
  const own =
    codes.length > 0 ? rowOf(words.slice(words.indexOf(codes.at(-1) ?? '') + 1).join(' ')) : undefined
  const exhausted = codes[0] === 'EXHAUSTED' ? [FAILURES.EXHAUSTED.staff] : []
  const last = codes.at(-1)
  const general = last && last !== 'EXHAUSTED' ? FAILURES[last].staff : undefined
  return [...exhausted, own ?? general ?? (exhausted.length > 0 ? '' : 'Không gửi được tin.')]
    .join(' ')
    .trim()
}

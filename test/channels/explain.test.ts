import { expect, test } from 'vitest'
import { explain } from '../../src/channels/explain.ts'
import { FAILURES } from '../../src/common/errors.ts'

const rows = (code: string) => (code === '10/2018278' ? 'Quá 24 giờ.' : undefined)

test.each([
  ['WINDOW_CLOSED 10/2018278', 'Quá 24 giờ.'],
  ['WINDOW_CLOSED 10/1', FAILURES.WINDOW_CLOSED.staff],
  ['EXPIRED', FAILURES.EXPIRED.staff],
  ['EXHAUSTED PLATFORM_FAILED http 500', `${FAILURES.EXHAUSTED.staff} ${FAILURES.PLATFORM_FAILED.staff}`],
  ['EXHAUSTED WINDOW_CLOSED 10/2018278', `${FAILURES.EXHAUSTED.staff} Quá 24 giờ.`],
  ['EXHAUSTED', FAILURES.EXHAUSTED.staff],
  ['UNCERTAIN cut-off', FAILURES.UNCERTAIN.staff],
  ['UNREADABLE', 'Không gửi được tin.'],
  ['toString', 'Không gửi được tin.'],
  ['', 'Không gửi được tin.'],
])('%j is said in words', (reason, sentence) => {
  expect(explain(reason, rows)).toBe(sentence)
})

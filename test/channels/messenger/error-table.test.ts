import { describe, expect, test } from 'vitest'
import { ROWS } from '../../../src/channels/messenger/error-table.ts'
import { graphFailure, messengerSentence } from '../../../src/channels/messenger/errors.ts'
import { FAILURES, type SendPolicy } from '../../../src/common/errors.ts'

/** Every row of facts: messenger 4.2, with what its action column asks for. */
const FACTS: [string, SendPolicy][] = [
  ['1', 'retry'],
  ['1/99', 'retry'],
  ['1/1357045', 'retry'],
  ['1/1357051', 'retry'],
  ['1/1357046', 'uncertain'],
  ['2', 'retry'],
  ['2/2018344', 'circuit'],
  ['4', 'pause'],
  ['17', 'pause'],
  ['32', 'pause'],
  ['80001', 'pause'],
  ['80006', 'pause'],
  ['613', 'pause'],
  ['613/2534040', 'pause'],
  ['613/2018338', 'permanent'],
  ['4/2018354', 'permanent'],
  ['9/2018352', 'permanent'],
  ['10/1893015', 'permanent'],
  ['10/1404170', 'permanent'],
  ['613/1893016', 'permanent'],
  ['10/2018278', 'permanent'],
  ['10/2018065', 'permanent'],
  ['10/2534022', 'permanent'],
  ['10/2018108', 'permanent'],
  ['10/1893063', 'circuit'],
  ['10', 'circuit'],
  ['200', 'circuit'],
  ['230', 'circuit'],
  ['200/2018028', 'circuit'],
  ['200/2018027', 'circuit'],
  ['200/1545041', 'permanent'],
  ['551', 'permanent'],
  ['551/1545041', 'permanent'],
  ['100/2018001', 'permanent'],
  ['100', 'permanent'],
  ['100/2018008', 'retry'],
  ['100/2018294', 'retry'],
  ['100/2018109', 'retry'],
  ['100/2018047', 'retry'],
  ['100/2018074', 'retry'],
  ['100/2018014', 'permanent'],
  ['100/2018164', 'permanent'],
  ['190', 'circuit'],
  ['190/458', 'circuit'],
  ['190/459', 'circuit'],
  ['190/460', 'circuit'],
  ['190/463', 'circuit'],
  ['190/467', 'circuit'],
  ['368', 'circuit'],
  ['1200', 'retry'],
  ['2018300', 'permanent'],
  ['2018321', 'retry'],
  ['2018218', 'permanent'],
  ['2018247', 'permanent'],
  ['2022', 'permanent'],
  ['10303', 'permanent'],
  ['9000001', 'permanent'],
]

function failureOf(key: string) {
  const [code, subcode] = key.split('/').map(Number)
  return graphFailure({ code, error_subcode: subcode }, 400)
}

test.each(FACTS)('%s: %s, with a sentence of its own for staff', (key, policy) => {
  const failure = failureOf(key)
  expect(failure.platformCode).toBe(key)
  expect(FAILURES[failure.code].policy).toBe(policy)
  expect(ROWS).toHaveProperty([key])
  expect(messengerSentence(key)).toMatch(/^\p{Lu}.{20,}\.$/u)
})

test('the table holds no row that the facts do not', () => {
  const known = new Set(FACTS.map(([key]) => key))
  // The subcode that stands alone in the facts comes under code 10 as well.
  expect(Object.keys(ROWS).filter((key) => !known.has(key))).toEqual(['10/2018300'])
})

describe('how often and how soon', () => {
  test('what may be a block by the person, or a missing permission, is tried a few times only', () => {
    expect(failureOf('2').tries).toBe(8)
    expect(failureOf('1/99').tries).toBe(8)
    expect(failureOf('1').tries).toBeUndefined()
  })

  test('while Messenger’s own questions run, a minute is waited', () => {
    expect(failureOf('100/2018321').retryAfterMs).toBe(60_000)
  })

  test('another code with a subcode that is known alone means the same', () => {
    expect(failureOf('200/2018278').code).toBe('WINDOW_CLOSED')
    expect(failureOf('3/2018074').code).toBe('MEDIA_EXPIRED')
    expect(messengerSentence('3/2018074')).toBe(messengerSentence('100/2018074'))
  })

  test.each(['', 'x', 'constructor', '1/x', 'http 500', 'network'])('no sentence for %j', (code) => {
    expect(messengerSentence(code)).toBe(code === '1/x' ? messengerSentence('1') : undefined)
  })
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Parsed } from '../../../src/channels/channel.ts'
import { oddBody } from './odd.ts'
import type { ContractSubject } from './subject.ts'

function expectClean(value: string): void {
  expect(value.includes('\0') || /\p{Surrogate}/u.test(value)).toBe(false)
}

/** What the road relies on in everything parsed. */
function expectSound({ events, receipts, ignored, notices = [] }: Parsed): void {
  for (const event of events) {
    expect(event.key).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    expect(event.user).toMatch(/^[\x21-\x7e]{1,512}$/)
    expect(Number.isSafeInteger(event.at) && event.at > 0).toBe(true)
    expectClean(Object.values(event.body).flat().join(' '))
    if ('text' in event.body) expect(event.body.text.length).toBeLessThanOrEqual(5_000)
  }
  for (const receipt of receipts) {
    expect(receipt.user).toMatch(/^[\x21-\x7e]{1,512}$/)
    expect(Number.isSafeInteger(receipt.at) && receipt.at > 0).toBe(true)
    expectClean([...receipt.messageIds, receipt.metadata, receipt.text].join(' '))
    if (receipt.otherwise) expectSound({ events: [receipt.otherwise], receipts: [], ignored: [] })
  }
  for (const { account, ...told } of notices) {
    expect(account).not.toBe('')
    expect(JSON.stringify(told).length).toBeLessThan(300)
    expectClean(Object.values(told).join(' '))
  }
  for (const name of ignored) expect(name).toMatch(/^[\w:.-]{1,60}$/)
}

/** What the parser makes of it. */
export function parserContract(make: () => ContractSubject): void {
  test('every example is understood', () => {
    const { parse, examples } = make()
    for (const example of examples) {
      const parsed = parse(example)
      expectSound(parsed)
      const { events, receipts, ignored, notices = [] } = parsed
      expect([...events, ...receipts, ...ignored, ...notices].length).toBeGreaterThan(0)
    }
  })

  test('any JSON gives a sound result, twice the same', () => {
    const subject = make()
    fc.assert(
      fc.property(oddBody(subject), (body) => {
        const parsed = subject.parse(body)
        expectSound(parsed)
        expect(subject.parse(body)).toEqual(parsed)
      }),
      { numRuns: 500 },
    )
  })
}

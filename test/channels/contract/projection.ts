import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Outgoing } from '../../../src/channels/channel.ts'
import type { Bench } from './bench.ts'

const choice = fc.record({
  label: fc.oneof(fc.string({ maxLength: 30 }), fc.string({ unit: 'grapheme', maxLength: 200 })),
  payload: fc.oneof(fc.string({ minLength: 1, maxLength: 40 }), fc.string({ maxLength: 1200 })),
})

const words = fc.constantFrom(
  'Đăng ký',
  'chữ ký số',
  'ở phường',
  'miễn phí.',
  '\n',
  '\n\n',
  'https://a.vn/x',
  '👩‍👩‍👧',
  'é',
)
const longText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 6000 }),
  fc.array(words, { maxLength: 900 }).map((parts) => parts.join(' ')),
  fc.nat({ max: 5000 }).map((n) => 'ờ'.normalize('NFD').repeat(n)),
)

const outgoing: fc.Arbitrary<Outgoing> = fc.record(
  {
    text: longText,
    choices: fc.array(choice, { maxLength: 20 }),
    link: fc.record({
      label: fc.string({ unit: 'grapheme', maxLength: 60 }),
      url: fc.oneof(fc.webUrl(), fc.constant(`https://chukyso.example/go/${'a'.repeat(3000)}`)),
    }),
  },
  { requiredKeys: ['text'] },
)

/** How messages are brought within the platform's limits. */
export function projectContract(bench: () => Bench): void {
  test('any message is projected within the limits, choices and link with the last part only', () => {
    const { channel, subject } = bench()
    fc.assert(
      fc.property(outgoing, fc.boolean(), (message, asNumbers) => {
        const parts = channel.project(message, asNumbers)
        for (const [i, part] of parts.entries()) {
          expect(subject.overLimit(part, asNumbers)).toBeNull()
          expect(part.text.trim()).not.toBe('')
          if (i < parts.length - 1) expect([part.choices, part.link]).toEqual([undefined, undefined])
          if (asNumbers) expect(part.choices ?? []).toEqual([])
        }
        const something = message.text.trim() || message.choices?.length || message.link
        expect(parts.length > 0).toBe(Boolean(something))
      }),
      { numRuns: 200 },
    )
  })

  test('a short message passes unchanged', () => {
    const message = { text: 'Bác chọn nhé', choices: [{ label: 'Có', payload: 'q:1' }] }
    expect(bench().channel.project(message, false)).toEqual([message])
  })

  test('as numbers, every choice is a line', () => {
    const message = {
      text: 'Bác chọn nhé',
      choices: [1, 2].map((n) => ({ label: `Lựa chọn ${n}`, payload: `${n}` })),
    }
    expect(bench().channel.project(message, true)).toEqual([
      { text: 'Bác chọn nhé\n\n1. Lựa chọn 1\n2. Lựa chọn 2' },
    ])
  })
}

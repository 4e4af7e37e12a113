import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Choice, Outgoing } from '../../../src/channels/channel.ts'
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

const picture = fc.record({
  source: fc.constantFrom('file:huong-dan.png', 'https://a.vn/x.png'),
  alt: fc.string({ unit: 'grapheme', maxLength: 500 }),
})
const anyLink = fc.record({
  label: fc.string({ unit: 'grapheme', maxLength: 30 }),
  url: fc.oneof(fc.webUrl(), fc.string({ maxLength: 30 })),
})
const card = fc.record(
  {
    title: fc.oneof(
      fc.string({ minLength: 1, maxLength: 40 }),
      fc.string({ unit: 'grapheme', maxLength: 120 }),
    ),
    subtitle: fc.string({ unit: 'grapheme', maxLength: 120 }),
    picture,
    choices: fc.array(choice, { maxLength: 4 }),
    links: fc.array(anyLink, { maxLength: 4 }),
  },
  { requiredKeys: ['title'] },
)
const plainCard = fc.record({
  title: fc.constant('eCA'),
  subtitle: fc.constant('Miễn phí 12 tháng'),
  choices: fc.constant([{ label: 'Chọn', payload: 'q:1:eca' }] as Choice[]),
})

const outgoing: fc.Arbitrary<Outgoing> = fc.record(
  {
    text: longText,
    choices: fc.array(choice, { maxLength: 20 }),
    link: fc.record({
      label: fc.string({ unit: 'grapheme', maxLength: 60 }),
      url: fc.oneof(fc.webUrl(), fc.constant(`https://chukyso.example/go/${'a'.repeat(3000)}`)),
    }),
    picture,
    cards: fc.array(fc.oneof(card, plainCard), { maxLength: 24 }),
  },
  { requiredKeys: ['text'] },
)

function cardsSay({ cards = [] }: Outgoing): boolean {
  return cards.some(({ title, subtitle, choices, links }) =>
    Boolean(title.trim() || subtitle?.trim() || choices?.length || links?.length),
  )
}

/** How messages are brought within the platform's limits. */
export function projectContract(bench: () => Bench): void {
  test('any message is projected within the limits, choices and link with the last part only', () => {
    const { channel, subject } = bench()
    fc.assert(
      fc.property(outgoing, fc.boolean(), (message, asNumbers) => {
        const parts = channel.project(message, asNumbers)
        for (const [i, part] of parts.entries()) {
          expect(subject.overLimit(part, asNumbers)).toBeNull()
          expect(part.text.trim() !== '' || (part.cards?.length ?? 0) > 0).toBe(true)
          // Text in NFC, and nothing of a link before the last part but where cards follow it.
          if (i < parts.length - 1) expect(part.choices).toBeUndefined()
          if (i < parts.length - 1 && !parts.at(-1)?.cards) expect(part.link).toBeUndefined()
          if (i > 0) expect(part.picture).toBeUndefined()
          if (asNumbers) expect(part.choices ?? []).toEqual([])
        }
        const something =
          message.text.trim() ||
          message.choices?.length ||
          message.link ||
          message.picture ||
          cardsSay(message)
        expect(parts.length > 0).toBe(Boolean(something))
      }),
      { numRuns: 200 },
    )
  })

  test('a short message passes unchanged', () => {
    const message = { text: 'Bác chọn nhé', choices: [{ label: 'Có', payload: 'q:1' }] }
    expect(bench().channel.project(message, false)).toEqual([message])
  })

  test('every choice can be tapped or has its number, in one order, wherever it stood', () => {
    const { channel } = bench()
    const cards = ['eCA', 'VNPT', 'Viettel'].map((title, i) => ({
      title,
      subtitle: 'Miễn phí 12 tháng',
      choices: [{ label: 'Chọn', payload: `q:1:${i}` }],
    }))
    const message = { text: 'Bác chọn nơi cấp:', cards, choices: [{ label: 'Để sau', payload: 'q:1:later' }] }
    const taps = channel
      .project(message, false)
      .flatMap((part) => [...(part.cards ?? []).flatMap((one) => one.choices ?? []), ...(part.choices ?? [])])
    expect(taps.map(({ payload }) => payload)).toEqual(['q:1:0', 'q:1:1', 'q:1:2', 'q:1:later'])
    const numbers = channel
      .project(message, true)
      .map(({ text }) => text)
      .join('\n')
    expect(numbers.match(/^\d\. .*$/gm)).toEqual([
      '1. eCA: Miễn phí 12 tháng',
      '2. VNPT: Miễn phí 12 tháng',
      '3. Viettel: Miễn phí 12 tháng',
      '4. Để sau',
    ])
  })

  test('a picture goes before the words, and alone when there are none', () => {
    const { channel } = bench()
    const shown = { source: 'file:huong-dan.png', alt: 'Các bước đăng ký' }
    expect(channel.project({ text: '', picture: shown }, false)).toEqual([
      { text: shown.alt, picture: shown },
    ])
    const [first, second] = channel.project(
      { text: 'Bác chọn nhé', picture: shown, choices: [{ label: 'Có', payload: 'q:1' }] },
      false,
    )
    expect(first).toEqual({ text: shown.alt, picture: shown })
    expect(second).toEqual({ text: 'Bác chọn nhé', choices: [{ label: 'Có', payload: 'q:1' }] })
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

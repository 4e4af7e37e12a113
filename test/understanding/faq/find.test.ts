import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { findFaq } from '../../../src/understanding/faq/find.ts'
import { FAQ_IDS, PHRASES } from '../../../src/understanding/faq/ids.ts'

const lines = (name: string) =>
  readFileSync(new URL(name, import.meta.url), 'utf8')
    .trim()
    .split('\n')

/**
 * Questions as people type them, written apart from the phrases. Every third was looked at only after the phrases and
 * thresholds were settled.
 */
const known = new Set(Object.values(PHRASES).flatMap((list) => list.split('|')))
const paraphrases = lines('./paraphrases.tsv')
  .map((line, i) => {
    const [id = '', text = ''] = line.split('\t')
    return { id, text, heldOut: i % 3 === 2 }
  })
  // Some happen to be phrases: they would prove nothing.
  .filter(({ text }) => !known.has(text))
const offTopic = lines('./off-topic.txt')

function share(
  list: typeof paraphrases,
  right: (reading: ReturnType<typeof findFaq>, id: string) => boolean,
) {
  return list.filter(({ id, text }) => right(findFaq(text), id)).length / list.length
}

describe.each([
  ['looked at', paraphrases.filter(({ heldOut }) => !heldOut), 0.88],
  ['held out', paraphrases.filter(({ heldOut }) => heldOut), 0.8],
] as const)('of the paraphrases %s', (_, list, least) => {
  it('most are found at once', () => {
    expect(share([...list], ({ id }, wanted) => id === wanted)).toBeGreaterThan(least)
  })

  it('nearly all are found or asked back', () => {
    const found = share([...list], ({ id, candidates }, wanted) =>
      id ? id === wanted : candidates.some((one) => one === wanted),
    )
    expect(found).toBeGreaterThan(least + 0.05)
  })

  it('few are taken for another question', () => {
    expect(share([...list], ({ id }, wanted) => id !== null && id !== wanted)).toBeLessThan(0.06)
  })
})

it('holds a paraphrase of every question, and many more', () => {
  expect([...new Set(paraphrases.map(({ id }) => id))].sort()).toEqual([...FAQ_IDS].sort())
  expect(paraphrases.length).toBeGreaterThanOrEqual(250)
})

it('finds nothing in talk and in what other offices are for', () => {
  expect(offTopic.length).toBeGreaterThanOrEqual(80)
  expect(offTopic.filter((text) => findFaq(text).id !== null).length).toBeLessThanOrEqual(2)
})

it('reads marks, Telex left-overs, slips and short forms alike', () => {
  for (const text of [
    'mất tiền không',
    'mat tien ko',
    'maats tieefn khoong',
    'MẤT TIỀN HOK?',
    'mat tien k z',
  ])
    expect(findFaq(text).id, text).toBe('is-it-free')
})

it.each(['', ' ', '2', '???', '😀', 'a'.repeat(5000), '\u0000', 'xin '.repeat(900)])(
  'takes anything',
  (text) => {
    expect(findFaq(text).id).toBeNull()
  },
)

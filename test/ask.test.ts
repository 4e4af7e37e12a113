import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { askLine } from '../src/ask.ts'
import { builtProgram, run } from './helpers/built.ts'

const NOW = Date.UTC(2026, 10, 1)
const asked = (line: unknown) =>
  JSON.parse(askLine(typeof line === 'string' ? line : JSON.stringify(line), NOW)) as Record<string, unknown>

describe('a line', () => {
  it.each<[object, object]>([
    [{ text: 'mất tiền không' }, { kind: 'faq', id: 'is-it-free', masked: 'mất tiền không' }],
    [{ text: 'LỪA ĐẢO' }, { kind: 'intent', id: 'scam-report', score: 1 }],
    [{ text: 'nhận biết lừa đảo thế nào' }, { kind: 'faq', id: 'spot-a-scam' }],
    [{ text: 'gap can bo' }, { kind: 'intent', id: 'human' }],
    [{ text: 'hôm nay ăn gì' }, { kind: 'none', id: null, candidates: [] }],
    [
      { text: 'Nguyễn Văn An', asking: 'name' },
      { kind: 'none', id: null, candidates: [] },
    ],
    [
      { text: 'mất tiền không?', asking: 'name' },
      { kind: 'faq', id: 'is-it-free' },
    ],
    [{ text: '033056001234' }, { kind: 'none', masked: '0330********' }],
    [
      { text: '+84 912 345 678', slot: 'phone' },
      { slot: 'phone', value: '0912345678' },
    ],
    [
      { text: 'xã Cẩm Xá', slot: 'ward' },
      { slot: 'ward', value: 'Cẩm Xá' },
    ],
    [
      { text: 'hà nội', slot: 'ward' },
      { slot: 'ward', value: null },
    ],
    [
      { text: '1956', slot: 'birthYear' },
      { slot: 'birthYear', value: '1956' },
    ],
    [{ text: 'hôm qua', slot: 'date', now: '2026-03-01T05:00:00Z' }, { value: '2026-02-28' }],
    [
      { text: 'so 2', slot: 'choice', choices: ['Có', 'Chưa có'] },
      { slot: 'choice', value: 'Chưa có' },
    ],
    [
      { text: 'dạ vâng', slot: 'yesno' },
      { slot: 'yesno', value: 'yes' },
    ],
  ])('%j is answered with %j', (line, expected) => {
    expect(asked(line)).toMatchObject(expected)
  })

  it.each<[unknown, RegExp]>([
    ['', /empty/],
    ['{"text":', /JSON/],
    ['[1]', /object/],
    [{ slot: 'phone' }, /text/],
    [{ text: 'a', slot: 'shoe' }, /slot/],
    [{ text: 'a', asking: 7 }, /asking/],
    [{ text: 'a', choices: 'b' }, /choices/],
    [{ text: 'a', now: 'gestern' }, /now/],
  ])('that is odd is answered too: %j', (line, error) => {
    expect(asked(line)['error']).toMatch(error)
  })

  it('is answered with one line, whatever it is', () => {
    const value = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), fc.jsonValue())
    const line = fc.oneof(
      fc.string(),
      fc
        .record({ text: value, asking: value, slot: value, choices: value, now: value }, { requiredKeys: [] })
        .map((one) => JSON.stringify(one)),
    )
    fc.assert(
      fc.property(line, (one) => {
        const answer = askLine(one, NOW)
        expect(answer).not.toMatch(/\n/)
        expect(JSON.parse(answer)).toHaveProperty('masked')
      }),
      { numRuns: 300 },
    )
  })
})

describe('the command', () => {
  let built: string
  beforeAll(async () => {
    built = await builtProgram()
    return () => rm(built, { recursive: true })
  })
  const command = (args: string[], input = '') =>
    run(join(built, 'cli/ask.js'), args, { DATABASE_URL: 'postgres://nowhere' }, tmpdir(), input)

  it('answers line by line, in order, after a byte order mark and with any line ends', async () => {
    const lines = ['{"text":"menu"}\r', 'x', '', '{"text":"a\u2028b"}', '{"text":"phi bao nhieu"}']
    const { stdout, code } = await command(['--jsonl'], `\ufeff${lines.join('\n')}`)
    const answers = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(answers.map(({ id }) => id)).toEqual(['menu', null, null, null, 'is-it-free'])
    expect(answers.map(({ error }) => error !== undefined)).toEqual([false, true, true, false, false])
    expect(code).toBe(0)
  })

  it('shows people what is understood', async () => {
    expect((await command(['quên', 'mã', 'pin'])).stdout).toContain('question forgot-pin')
    expect((await command([])).stderr).toContain('Usage')
  })
})

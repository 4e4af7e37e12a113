import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { asList, asObject, cleanText, idText, timeMs } from '../../src/channels/clean.ts'
import { NOW } from './contract.ts'

describe('cleanText', () => {
  test.each([
    ['xin chào 😀', 'xin chào 😀'],
    ['a\0b', 'ab'],
    ['a\ud800b', 'a\ufffdb'],
    ['\udc00', '\ufffd'],
    ['x'.repeat(6000), 'x'.repeat(5000)],
    [`${'x'.repeat(4999)}😀`, `${'x'.repeat(4999)}\ufffd`],
  ])('%j', (text, clean) => {
    expect(cleanText(text)).toBe(clean)
  })

  test('any text comes out well formed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.nat(20), (text, max) => {
        const clean = cleanText(`${text}\udbff`, max)
        expect(clean).not.toMatch(/\0|\p{Surrogate}/u)
        expect(clean.length).toBeLessThanOrEqual(max)
      }),
    )
  })
})

test.each([
  ['7654321098765432109', '7654321098765432109'],
  [42, '42'],
  [2 ** 53, null],
  [-1, null],
  [1.5, null],
  ['', null],
  ['a b', null],
  ['a\0', null],
  ['x'.repeat(513), null],
  [null, null],
  [['1'], null],
  [{}, null],
])('idText(%j) is %j', (value, id) => {
  expect(idText(value)).toBe(id)
})

test.each([
  [1_795_420_000_000, 1_795_420_000_000],
  ['1795420000000', 1_795_420_000_000],
  [1_795_420_000, 1_795_420_000_000],
  ['1527459824', 1_527_459_824_000],
  [NOW + 3_600_000, NOW + 3_600_000],
  [NOW + 2 * 86_400_000, null],
  [1, null],
  [0, null],
  [-5, null],
  [1e300, null],
  ['soon', null],
  ['', null],
  [' 1795420000 ', null],
  [undefined, null],
  [null, null],
  [[1_795_420_000_000], null],
])('timeMs(%j) is %j', (value, ms) => {
  expect(timeMs(value, NOW)).toBe(ms)
})

test('objects and lists', () => {
  expect([asObject({ a: 1 }), asObject([]), asObject(null), asObject('x')]).toEqual([
    { a: 1 },
    null,
    null,
    null,
  ])
  expect([asList([1]), asList({ length: 1 }), asList('ab')]).toEqual([[1], [], []])
})

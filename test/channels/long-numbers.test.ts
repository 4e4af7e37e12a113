import fc from 'fast-check'
import { expect, it } from 'vitest'
import { quoteLongNumbers } from '../../src/channels/long-numbers.ts'

it.each([
  ['{"id":388613280878808651}', '{"id":"388613280878808651"}'],
  ['[24012345678901235, 1]', '["24012345678901235", 1]'],
  ['{"at":1783000000000,"id":"388613280878808651"}', '{"at":1783000000000,"id":"388613280878808651"}'],
  [
    '{"a":" 388613280878808651 \\"","b":-388613280878808651}',
    '{"a":" 388613280878808651 \\"","b":-388613280878808651}',
  ],
  ['{"a":0.3886132808788086,"b":1e16}', '{"a":0.3886132808788086,"b":1e16}'],
])('%s becomes %s', (json, exact) => expect(quoteLongNumbers(json)).toBe(exact))

it('changes nothing but whole numbers past what is exact', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.bigInt({ min: 10n ** 15n, max: 10n ** 24n }), (value, id) => {
      const text = `{"id": ${id},"value":${JSON.stringify(value)}}`
      const read = JSON.parse(quoteLongNumbers(text)) as { id: unknown; value: unknown }
      expect(String(read.id)).toBe(String(id))
      const longs = JSON.stringify(value).match(/(?<![\d.eE"-])\d{16,}(?![\d.eE])/g)
      if (!longs) expect(read.value).toEqual(JSON.parse(JSON.stringify(value)))
    }),
  )
})

it('reads a megabyte of strings at once', () => {
  const text = JSON.stringify({ a: '\\"'.repeat(200_000), b: ' 1234567890123456'.repeat(20_000) })
  expect(quoteLongNumbers(text)).toBe(text)
})

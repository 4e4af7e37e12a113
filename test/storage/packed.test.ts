import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { Packed } from '../../src/storage/packed.ts'
import { openTestDatabase, type TestDatabase } from '../helpers/database.ts'

let opened: TestDatabase

beforeAll(async () => {
  opened = await openTestDatabase()
})
afterAll(() => opened.close())

const readBack = (rows: object[], packed: Packed) =>
  opened.db.rows<{ n: number; text: string }>(sql`
    select v.n, convert_from(substring(${packed.bytes}::bytea from v.text_from for v.text_length), 'UTF8') as text
    from json_to_recordset(${JSON.stringify(rows)}::json) as v(n integer, text_from integer, text_length integer)
    order by v.n`)

it('gives the database each text back, whatever their lengths and order', async () => {
  const ascii = fc.string({ unit: 'grapheme-ascii', maxLength: 300 })
  await fc.assert(
    fc.asyncProperty(fc.array(ascii, { maxLength: 20 }), async (texts) => {
      const packed = new Packed()
      const rows = texts.map((text, n) => ({ n, ...packed.add(text) }))
      const read = await readBack(rows.reverse(), packed)
      expect(read.map(({ text }) => text)).toEqual(texts)
    }),
    { numRuns: 30 },
  )
})

it('names the same text twice when it is added twice', async () => {
  const packed = new Packed()
  const rows = ['k1.AAAA', 'k1.AAAA'].map((text, n) => ({ n, ...packed.add(text) }))
  expect((await readBack(rows, packed)).map(({ text }) => text)).toEqual(['k1.AAAA', 'k1.AAAA'])
})

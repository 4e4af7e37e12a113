import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clean, matchKey, residueKey } from '../../src/understanding/match-key.ts'

describe('clean', () => {
  it.each([
    ['  Xin   chào\t bạn ', 'Xin chào bạn'],
    ['a\u0000b\u200bc\u00add\u202ee\ufefff', 'abcdef'],
    ['đứt \ud83d gãy \udc4d nhé', 'đứt gãy nhé'],
    ['Nguyễn Văn A\r\n\r\n\r\n0912345678 ', 'Nguyễn Văn A\n\n0912345678'],
    ['Mỹ'.normalize('NFD'), 'Mỹ'],
    ['👍🏻 ok', '👍🏻 ok'],
    ['a\u200b\u0301', 'á'],
    ['Nguyễn\u200bVăn\u200bAn', 'Nguyễn Văn An'],
    ['đăng\ufeffký', 'đăng ký'],
    ['Ngu\u200byễn', 'Nguyễn'],
    ['smart\u200bca', 'smartca'],
    ['0912\u200b345', '0912345'],
  ])('%j → %j', (text, kept) => {
    expect(clean(text)).toBe(kept)
  })

  it('caps what is absurdly long, never inside a surrogate pair', () => {
    expect(clean('a'.repeat(100_000))).toHaveLength(4_000)
    expect(clean(`a${'😀'.repeat(50_000)}`)).not.toMatch(/\p{Surrogate}/u)
  })

  it('is clean once cleaned, well formed and NFC', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const once = clean(text)
        expect(clean(once)).toBe(once)
        expect(once).not.toMatch(/\p{Surrogate}/u)
        expect(once.normalize('NFC')).toBe(once)
        expect(once).not.toMatch(/\0/)
      }),
    )
  })
})

describe('matchKey', () => {
  it.each([
    ['Đăng Ký', 'dang ki'],
    ['đăng kí', 'dang ki'],
    ['MỸ HÀO', 'mi hao'],
    ['Mĩ Hào', 'mi hao'],
    ['hoà', 'hoa'],
    ['hòa', 'hoa'],
    ['thuỷ', 'thuy'],
    ['thủy', 'thuy'],
    ['quý', 'qui'],
    ['ngày mai', 'ngay mai'],
    ['Bần Yên Nhân', 'ban yen nhan'],
    ['  chữ--ký,số!! ', 'chu ki so'],
    ['②', '2'],
    ['２', '2'],
    ['2️⃣', '2'],
    ['đồng\u200b ý', 'dong i'],
    ['đăng\u200bký', 'dang ki'],
    ['😀', ''],
  ])('%j → %j', (text, key) => {
    expect(matchKey(text)).toBe(key)
  })

  it('is the same for NFC and NFD, and its own key', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 100 }),
      fc.string({ unit: fc.constantFrom(...'aáàảãạăắâấđeêiyýỳỷỹỵoôơưuqhklmnt Y.-2'), maxLength: 60 }),
      fc.string({ unit: fc.constantFrom('y', 'a', 'q', 'u', ' ', 'k'), minLength: 3_950, maxLength: 4_100 }),
    )
    fc.assert(
      fc.property(texts, (text) => {
        const key = matchKey(text)
        expect(matchKey(key)).toBe(key)
        expect(matchKey(text.normalize('NFC'))).toBe(matchKey(text.normalize('NFD')))
        expect(key.length).toBeLessThanOrEqual(4_000)
      }),
      { numRuns: 500 },
    )
  })
})

describe('residueKey', () => {
  it.each([
    ['ddawng kys chuwx kys soos', 'dang ki chu ki so'],
    ['d9a8ng ky1 chu74 ky1 so61', 'dang ki chu ki so'],
    ['dangd kys', 'dang ki'],
    ['gawpj casn booj', 'gap can bo'],
    ['nguwowif vieejt', 'nguoi viet'],
    ['ddoongf ys', 'dong i'],
    ['smartca vneid otp app', 'smartca vneid otp app'],
    ['đăng ký chữ ký số', 'dang ki chu ki so'],
    ['PS0 C06 H33', 'ps0 c06 h33'],
  ])('%j → %j', (text, key) => {
    expect(residueKey(text)).toBe(key)
  })
})

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mask, maskInContext } from '../../src/understanding/mask.ts'
import type { Slot } from '../../src/understanding/types.ts'

it.each([
  ['033060001234', '0330********', 'id-number'],
  ['033 060 001 234', '0330********', 'id-number'],
  ['033.060.001.234', '0330********', 'id-number'],
  ['0330-6000-1234', '0330********', 'id-number'],
  ['033\u200b060001234', '0330********', 'id-number'],
  ['０３３０６０００１２３４', '0330********', 'id-number'],
  ['cccd của em là 033060001234 ạ', 'cccd của em là 0330******** ạ', 'id-number'],
  ['cccd033060001234', 'cccd0330********', 'id-number'],
  ['sđt 0912345678 cccd 034160001234', 'sđt 0912345678 cccd 0341********', 'id-number'],
  ['1960 033060001234', '1960 0330********', 'id-number'],
  ['0912345678 033060001234', '0912345678 0330********', 'id-number'],
  ['033 060 001 234 0912345678', '0330******** 0912345678', 'id-number'],
  ['1960 033 060 001 234', '1960 0330********', 'id-number'],
  ['1960 4111111111111111', '1960 4111************', 'card'],
  ['cmnd 145123456', 'cmnd 1451*****', 'id-number'],
  ['số chứng minh của tôi 145 123 456', 'số chứng minh của tôi 1451*****', 'id-number'],
  ['chứng minh 145123456'.normalize('NFD'), `${'chứng minh '.normalize('NFD')}1451*****`, 'id-number'],
  ['4111 1111 1111 1111', '4111************', 'card'],
  ['thẻ 4111111111111111 nhé', 'thẻ 4111************ nhé', 'card'],
  ['stk 19034567890123 techcombank', 'stk 1903********** techcombank', 'card'],
  ['số tài khoản của tôi là 1903 4567 8901 23', 'số tài khoản của tôi là 1903**********', 'card'],
  ['otp 123456', 'otp ******', 'otp'],
  ['mã otp là 123456', 'mã otp là ******', 'otp'],
  ['123456 là mã otp của tôi', '****** là mã otp của tôi', 'otp'],
  ['otp123456', 'otp******', 'otp'],
  ['mã OTP: 123 456', 'mã OTP: *** ***', 'otp'],
  ['ma xac thuc 8821', 'ma xac thuc ****', 'otp'],
  ['OTP của tôi là 1 2 3 4 5 6', 'OTP của tôi là * * * * * *', 'otp'],
  ['otp 123456 0912345678', 'otp ****** 0912345678', 'otp'],
  ['otp 482913 số điện thoại 0912345678', 'otp ****** số điện thoại 0912345678', 'otp'],
  ['mã bảo mật 482913', 'mã bảo mật ******', 'otp'],
  ['mật khẩu: MatKhau99', 'mật khẩu: ********', 'password'],
  ['0912345678 123456 otp', '0912345678 ****** otp', 'otp'],
  ['mã xác nhận smartca 99881122', 'mã xác nhận smartca ********', 'otp'],
  ['pin 1234', 'pin ****', 'pin'],
  ['mã pin của tôi là 483920', 'mã pin của tôi là ******', 'pin'],
  ['mật khẩu là abc123', 'mật khẩu là ******', 'password'],
  ['mat khau: Hoa@1960', 'mat khau: ********', 'password'],
  ['mật khẩu là hoanghon', 'mật khẩu là ********', 'password'],
  ['password is secret99', 'password is ********', 'password'],
  ['mk: 12345678', 'mk: ********', 'password'],
])('%j is kept as %j', (text, kept, kind) => {
  expect(mask(text)).toEqual({ text: kept, masked: [kind] })
})

it('names each kind once', () => {
  expect(mask('pin 1234 otp 5678 cccd 033060001234 và 034060001234').masked.sort()).toEqual([
    'id-number',
    'otp',
    'pin',
  ])
})

const HARMLESS = [
  'tôi không nhớ stk, số tôi là 0912345678',
  'số tài khoản là gì',
  '0912345678',
  '0912 345 678',
  '+84 912 345 678',
  '0084912345678',
  '841621234567',
  '01621234567',
  '0912345678 65',
  '0912345678 0987654321',
  '0912 345 678 - 0987 654 321',
  '12/3/1960',
  '12.03.1960 - 15.04',
  '12.03.1960-12.03.2026',
  '2025-11-23 08-30',
  '129.000.000',
  '129.000.000.000',
  '129000000000 đồng',
  'H33.12-251123-0001',
  '000.00.12.H33-251123-0001',
  'MH-7K3Q',
  'mã hỗ trợ MH-7K3Q',
  '145123456',
  'gói PS0',
  'không nhận được OTP, số 0912345678',
  'otp 0912345678',
  'tổng đài 18001260 không gửi otp',
  'mã PIN có 6 số',
  'quên mã pin từ năm 2023',
  'sinh 1960, otp chưa về',
  'mật khẩu là gì',
  'mật khẩu là quan trọng',
  'quên mật khẩu VNeID mức 2',
  'pin 50%',
  'máy hết pin',
  'mã số thuế 0123456789',
  'chữ ký số là gì?',
  '1 2 3 4 5 6 7 8 9',
  '',
  '😀',
]

it.each(HARMLESS)('%j stays as it is', (text) => {
  expect(mask(text)).toEqual({ text, masked: [] })
})

describe('in context', () => {
  it.each<[string, Slot | null, string]>([
    ['123456', null, '******'],
    ['123 456', 'name', '******'],
    ['123456', 'phone', '123456'],
    ['120360', 'birthYear', '120360'],
    ['051023', 'date', '051023'],
    ['500000', null, '500000'],
    ['1960', null, '1960'],
    ['12032024', null, '12032024'],
    ['145123456', null, '1451*****'],
    ['145123456', 'phone', '1451*****'],
    ['091234567', 'phone', '091234567'],
    ['912345678', null, '912345678'],
    ['0912345678', null, '0912345678'],
    ['2', null, '2'],
    ['033060001234', 'phone', '0330********'],
  ])('%j, asked for %s, is kept as %j', (text, slot, kept) => {
    expect(maskInContext(text, slot).text).toBe(kept)
  })
})

describe('always', () => {
  const digits = (count: number) =>
    fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: count, maxLength: count })
  const around = fc.constantFrom(['', ''], ['số của em ', ' ạ'], ['(', ')'], ['gọi ', ', cảm ơn'])
  const slots = fc.constantFrom<(Slot | null)[]>(null, 'name', 'phone', 'birthYear', 'ward', 'yesno', 'date')

  it('leaves phones as they are, asked for or not', () => {
    const phone = fc
      .tuple(fc.constantFrom('03', '05', '07', '08', '09', '+849', '849'), digits(8))
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(
        phone,
        fc.constantFrom('', ' ', '.', '-'),
        around,
        slots,
        (number, separator, [before, after], slot) => {
          const cut = number.length - 6
          const written = [number.slice(0, cut), number.slice(cut, cut + 3), number.slice(cut + 3)].join(
            separator,
          )
          const text = `${before}${written}${after}`
          expect(maskInContext(text, slot)).toEqual({ text, masked: [] })
        },
      ),
    )
  })

  it('hides every ID number of twelve digits', () => {
    const id = fc.tuple(fc.constantFrom('033', '034', '001', '079'), digits(9)).map((parts) => parts.join(''))
    const ways = fc.constantFrom([12], [3, 3, 3, 3], [4, 4, 4], [3, 1, 2, 6], [6, 6])
    fc.assert(
      fc.property(
        id,
        ways,
        fc.constantFrom(' ', '.', '-', ' - '),
        around,
        (number, sizes, separator, [before, after]) => {
          const ends = sizes.map((_, i) => sizes.slice(0, i + 1).reduce((sum, size) => sum + size, 0))
          const written = ends.map((end, i) => number.slice(end - (sizes[i] ?? 0), end)).join(separator)
          const { text, masked } = mask(`${before}${written}${after}`)
          expect(text).toBe(`${before}${number.slice(0, 4)}********${after}`)
          expect(masked).toEqual(['id-number'])
        },
      ),
    )
  })

  it('hides an ID number however its digits are parted', () => {
    const id = fc
      .tuple(
        fc.constantFrom('033', '034', '001', '079'),
        fc.constantFrom('040', '145', '158', '160', '199', '205', '310'),
        digits(6),
      )
      .map((parts) => parts.join(''))
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: 11 }), { maxLength: 11 })
    fc.assert(
      fc.property(
        id,
        cuts,
        fc.constantFrom(' ', '.', '-', '  '),
        around,
        (number, places, separator, [before, after]) => {
          const ends = [...places.sort((a, b) => a - b), 12]
          const groups = ends.map((end, i) => number.slice(ends[i - 1] ?? 0, end))
          // A phone in one piece beside two digits, and a day with its year, are read as what they are.
          fc.pre(!groups.some((group) => /^0[35789]\d{8}$|^(?:19|20)\d\d$/.test(group)))
          const { text } = mask(`${before}${groups.join(separator)}${after}`)
          expect(text).toBe(`${before}${number.slice(0, 4)}********${after}`)
        },
      ),
      { numRuns: 1_000 },
    )
  })

  it('leaves dates, money and codes of ours as they are, asked for or not', () => {
    const two = (max: number) => fc.integer({ min: 1, max }).map((n) => String(n).padStart(2, '0'))
    const date = fc
      .tuple(two(28), two(12), fc.integer({ min: 1900, max: 2099 }), fc.constantFrom('/', '-', '.'))
      .map(([d, m, y, sign]) => [d, m, y].join(sign))
    const money = fc
      .tuple(
        fc.integer({ min: 1, max: 999 }),
        fc.constantFrom('.000', '.500.000', '.000.000'),
        fc.constantFrom('đ', ' đồng', ' vnđ'),
      )
      .map((parts) => parts.join(''))
    const dossier = fc
      .tuple(fc.integer({ min: 10, max: 99 }), two(28), two(12), digits(4))
      .map(([office, d, m, number]) => `H33.${office}-25${m}${d}-${number}`)
    fc.assert(
      fc.property(fc.oneof(date, money, dossier), around, slots, (value, [before, after], slot) => {
        const text = `${before}${value}${after}`
        expect(maskInContext(text, slot)).toEqual({ text, masked: [] })
      }),
      { numRuns: 500 },
    )
  })

  it('hides every code of four to eight digits beside its word', () => {
    const words = fc.constantFrom(
      'otp',
      'OTP',
      'mã otp',
      'ma xac thuc',
      'mã xác thực',
      'pin',
      'mã PIN',
      'mật khẩu',
      'mat khau',
    )
    const between = fc.constantFrom(' ', ': ', ' là ', ' của tôi là ', '=')
    fc.assert(
      fc.property(words, between, fc.integer({ min: 4, max: 8 }).chain(digits), (word, gap, code) => {
        expect(mask(`${word}${gap}${code}`).text).not.toContain(code)
        expect(mask(`${code} là ${word}`).text).not.toContain(code)
      }),
    )
  })

  it('changes nothing the second time, and never makes a text longer', () => {
    const pieces = fc.constantFrom(
      'otp',
      'mã',
      'là',
      ':',
      '033060001234',
      '123456',
      '0912345678',
      ' ',
      '.',
      '-',
      'mật khẩu',
      'abc123',
      '1960',
      'cmnd',
      '145123456',
      '4111111111111111',
      '\n',
      'đồng',
      'H',
    )
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.array(pieces, { maxLength: 14 }).map((all) => all.join('')),
      fc.array(pieces, { maxLength: 14 }).map((all) => all.join(' ')),
    )
    fc.assert(
      fc.property(texts, slots, (text, slot) => {
        for (const once of [mask(text), maskInContext(text, slot)]) {
          expect(once.text.length).toBeLessThanOrEqual(text.length)
          expect(mask(once.text).text).toBe(once.text)
        }
      }),
      { numRuns: 1_000 },
    )
  })
})

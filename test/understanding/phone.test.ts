import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readSlot } from '../../src/understanding/slots.ts'
import { context, short } from './texts.ts'

const read = (text: string) => short(readSlot('phone', text, context))

it.each([
  '0912345678',
  '0912 345 678',
  '0912.345.678',
  '0912-345-678',
  '(0912) 345-678',
  '+84912345678',
  '+84 912 345 678',
  '84912345678',
  '0084912345678',
  '+84 (0) 912 345 678',
  '84 0912345678',
  'số của em là 0912 345 678 nhé',
  '０９１２３４５６７８',
  '0912345678/0912345678',
  'o912345678',
  'O912 345 678',
  '0912345678.',
  'zalo:0912345678',
  '09 12 34 56 78',
  '0 9 1 2 3 4 5 6 7 8',
  'sdt 0912345678 sinh 1960',
  '1960 0912345678',
  '0912\u200b345\u200b678',
  '0912–345–678',
  'đt: 0912345678, gọi giờ hành chính',
])('%j is 0912345678', (text) => {
  expect(readSlot('phone', text, context)).toEqual({
    kind: 'value',
    value: '0912345678',
    shown: '0912 345 678',
  })
})

it.each([
  ['01234567890', '0834567890'],
  ['0162 123 4567', '0321234567'],
  ['+841621234567', '0321234567'],
  ['841621234567', '0321234567'],
  ['0199.1234567', '0591234567'],
  ['0120 1234567', '0701234567'],
])('%j, an old number of 11 digits, is %s', (text, phone) => {
  expect(read(text)).toBe(phone)
})

it.each([
  ['0912345678 0987654321', '? 0912345678 / 0987654321'],
  ['0912 345 678 - 0987 654 321', '? 0912345678 / 0987654321'],
  ['0912 345 678 hoặc 0987.654.321', '? 0912345678 / 0987654321'],
  ['0221 3123456', '- phone.landline'],
  ['(0221) 3 123 456', '- phone.landline'],
  ['+84 221 3123456', '- phone.landline'],
  ['091234567', '- phone.length'],
  ['09123456789', '- phone.length'],
  ['0912345678 9', '- phone.length'],
  ['912345678', '? 0912345678'],
  ['0123456789', '- phone.length'],
  ['0621234567', '- phone.length'],
  ['tại sao cần số', '- phone.length'],
  ['033060001234', '- phone.idNumber'],
])('%j → %s', (text, reading) => {
  expect(read(text)).toBe(reading)
})

const phones = fc
  .tuple(fc.constantFrom('3', '5', '7', '8', '9'), fc.integer({ min: 0, max: 99_999_999 }))
  .map(([lead, rest]) => `0${lead}${String(rest).padStart(8, '0')}`)

it('reads back every mobile number however it is written', () => {
  const separators = fc.constantFrom('', ' ', '.', '-', ' - ', '\u00a0')
  const cuts = fc.constantFrom([4, 7], [3, 6], [5], [2, 4, 6, 8], [4, 8])
  const leads = fc.constantFrom('0', '+84', '+84 ', '84', '0084')
  const around = fc.constantFrom(['', ''], ['số của em là ', ' nhé'], ['SĐT: ', ''], ['dạ ', ' ạ'], ['', '.'])
  fc.assert(
    fc.property(
      phones,
      separators,
      cuts,
      leads,
      around,
      (phone, separator, places, lead, [before, after]) => {
        const digits = lead + phone.slice(1)
        const shift = digits.length - phone.length
        const parts = [0, ...places.map((at) => at + shift)].map((at, i, all) => digits.slice(at, all[i + 1]))
        expect(read(`${before}${parts.join(separator)}${after}`)).toBe(phone)
      },
    ),
  )
})

it('offers both of two different numbers', () => {
  fc.assert(
    fc.property(phones, phones, fc.constantFrom(' ', '/', ', ', ' và '), (a, b, between) => {
      expect(read(`${a}${between}${b}`)).toBe(a === b ? a : `? ${a} / ${b}`)
    }),
  )
})

it.each(['tôi không có số', 'khong co dien thoai', 'ko dùng đt', 'I have no phone'])(
  'tells whoever has no number what to do: %j',
  (text) => {
    expect(read(text)).toBe('- phone.none')
  },
)

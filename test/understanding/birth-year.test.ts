import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readSlot } from '../../src/understanding/slots.ts'
import { context, short } from './texts.ts'

const read = (text: string) => short(readSlot('birthYear', text, context))

it.each([
  '1960',
  'sinh năm 1960',
  '1960 ạ',
  'năm sinh: 1960',
  'nam 1960',
  '12/3/1960',
  '12-03-1960',
  '12.3.1960',
  '12031960',
  'ngày 12 tháng 3 năm 1960',
  '1 9 6 0',
  '１９６０',
  '196o',
  '1960.',
  '1960 1960',
  'tôi sinh năm 1960 nhé',
  'SN 1960',
])('%j is 1960', (text) => {
  expect(read(text)).toBe('1960')
})

it.each([
  ['em sinh 2k5', '? 2005'],
  ['2k10', '? 2010'],
  ['2k', '? 2000'],
  ['2k50', '- birthYear.range'],
  ['2oo5', '2005'],
  ['2026', '2026'],
  ['1900', '1900'],
  ['2027', '- birthYear.range'],
  ['1899', '- birthYear.range'],
  ['130 tuổi', '- birthYear.range'],
  ['60', '- birthYear.fourDigits'],
  ['65 tuổi', '- birthYear.fourDigits'],
  ['năm 60', '? 1960'],
  ['1/1/60', '? 1960'],
  ['120360', '- birthYear.fourDigits'],
  ['19 60', '- birthYear.fourDigits'],
  ['20055', '- birthYear.fourDigits'],
  ['0912345678', '- birthYear.fourDigits'],
  ['một chín sáu mươi', '1960'],
  ['tuổi Mậu Tuất', '? 1958'],
  ['không phải 1960', '- birthYear.fourDigits'],
  ['1960 1961', '- birthYear.fourDigits'],
  ['em 2005 còn mẹ 1970', '- birthYear.fourDigits'],
  ['sinh nam 58', '? 1958'],
  ['sn 09', '? 2009'],
  ['nam 26', '? 1926'],
  ['58', '- birthYear.fourDigits'],
  ['toi 58 tuoi', '- birthYear.fourDigits'],
  ['bam nut nao', '- birthYear.unclear'],
  ['toi ten Nguyen Van Teo sinh nam 1960 sdt 0912345678', '1960'],
  ['1960 0912345678', '1960'],
  ['0912345678', '- birthYear.fourDigits'],
])('%j → %s', (text, reading) => {
  expect(read(text)).toBe(reading)
})

it('counts the year in Vietnam, seven hours ahead', () => {
  const newYear = { ...context, now: Date.UTC(2026, 11, 31, 17) }
  expect(short(readSlot('birthYear', '2027', newYear))).toBe('2027')
  expect(short(readSlot('birthYear', '2027', { ...newYear, now: newYear.now - 1 }))).toBe('- birthYear.range')
})

it('takes each year of the range and no other', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 9999 }),
      fc.constantFrom('', 'sinh năm ', 'em '),
      (year, before) => {
        const digits = String(year).padStart(4, '0')
        const wanted = year >= 1900 && year <= 2026 ? digits : '- birthYear.range'
        expect(read(before + digits)).toBe(wanted)
      },
    ),
  )
})

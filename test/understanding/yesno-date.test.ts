import fc from 'fast-check'
import { expect, it } from 'vitest'
import { readSlot } from '../../src/understanding/slots.ts'
import { context, short } from './texts.ts'

const yesno = (text: string) => short(readSlot('yesno', text, context))
const date = (text: string) => short(readSlot('date', text, context))

it.each([
  'có',
  'co',
  'vâng',
  'dạ',
  'dạ vâng ạ',
  'ừ',
  'uh',
  'ok',
  'oke',
  'đúng',
  'đúng rồi',
  'dung',
  'đồng ý',
  'dong y',
  '1',
  'rồi ạ',
  'ok em',
  'phải',
  'có chứ',
  'chính xác',
  'yes',
  'VÂNG Ạ',
  '👍',
  '👍🏻',
  'đủ rồi',
  'vâng đúng rồi',
  'dung roi chau',
  'ừ cháu',
  'được',
])('%j is yes', (text) => {
  expect(yesno(text)).toBe('yes')
})

it.each([
  'không',
  'ko',
  'k',
  'k ạ',
  'hong',
  'thôi',
  'chưa',
  'chua',
  'hủy',
  '2',
  'dạ không ạ',
  'không có',
  'không phải',
  'khong dung',
  'chưa được',
  'chưa đủ',
  'sai rồi',
  'no',
  '👎',
  'không đồng ý',
  'ừ không',
])('%j is no', (text) => {
  expect(yesno(text)).toBe('no')
})

it.each([
  'có không',
  'được không',
  'đúng không',
  'thôi được',
  'cô',
  'dừng',
  'DUNG',
  '10',
  '12',
  'bạn',
  'không sao',
  '',
  'chữ ký số là gì',
])('%j is neither yes nor no', (text) => {
  expect(yesno(text)).toBe('- yesno.unclear')
})

it.each([
  ['5/10/2023', '2023-10-05'],
  ['05-10-2023', '2023-10-05'],
  ['5-10-23', '2023-10-05'],
  ['05.10.2023', '2023-10-05'],
  ['5 10 2023', '2023-10-05'],
  ['05102023', '2023-10-05'],
  ['2023-10-05', '2023-10-05'],
  ['5 tháng 10 năm 2023', '2023-10-05'],
  ['ngày 5 thang 10 nam 2023', '2023-10-05'],
  ['mùng 5 tháng 10, 2023', '2023-10-05'],
  ['October 5, 2023', '2023-10-05'],
  ['5 Oct 2023', '2023-10-05'],
  ['5/10/2023 lúc 10:30', '2023-10-05'],
  ['hết hạn ngày 05/10/2026 ạ', '2026-10-05'],
  ['29/02/2024', '2024-02-29'],
  ['5/10/99', '1999-10-05'],
  ['hôm nay', '2026-11-23'],
  ['hom qua', '2026-11-22'],
  ['sáng nay', '2026-11-23'],
  ['hôm kia', '2026-11-21'],
  ['3 ngày trước', '2026-11-20'],
  ['ngày mai', '2026-11-24'],
  ['5/10', '? 2026-10-05 / 2025-10-05 / 2027-10-05'],
  ['5 tháng 10', '? 2026-10-05 / 2025-10-05 / 2027-10-05'],
  ['5/10/2023 và 6/11/2024', '? 2023-10-05 / 2024-11-06'],
  // Never the American order; nothing that is no day.
  ['10/25/2023', '- date.unclear'],
  ['31/2/2024', '- date.unclear'],
  ['29/2/2023', '- date.unclear'],
  ['12/2023', '- date.unclear'],
  ['tháng trước', '- date.unclear'],
  ['tuần trước', '- date.unclear'],
  ['năm ngoái', '- date.unclear'],
  ['chưa có', '- date.unclear'],
])('%j → %s', (text, reading) => {
  expect(date(text)).toBe(reading)
})

it('counts today in Vietnam, seven hours ahead', () => {
  const evening = { ...context, now: Date.UTC(2026, 10, 23, 17) }
  expect(short(readSlot('date', 'hôm nay', evening))).toBe('2026-11-24')
})

it('reads back every day, day first', () => {
  const days = fc.date({ min: new Date('1950-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  fc.assert(
    fc.property(days, fc.constantFrom('/', '-', '.', ' '), fc.boolean(), (day, separator, padded) => {
      const iso = day.toISOString().slice(0, 10)
      const [y, m, d] = iso.split('-')
      const parts = padded ? [d, m, y] : [Number(d), Number(m), y]
      expect(date(parts.join(separator))).toBe(iso)
      expect(date(`ngày ${Number(d)} tháng ${Number(m)} năm ${y}`)).toBe(iso)
    }),
  )
})

it('shows dates as the language writes them', () => {
  expect(readSlot('date', '5/10/2023', context)).toMatchObject({ shown: '05/10/2023' })
  expect(readSlot('date', '5/10/2023', { ...context, language: 'en' })).toMatchObject({
    shown: '5 October 2023',
  })
})

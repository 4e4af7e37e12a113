import { describe, expect, it } from 'vitest'
import { readFormWish } from '../../src/understanding/form-wishes.ts'
import { readSlot } from '../../src/understanding/slots.ts'

const context = { now: Date.UTC(2026, 5, 15), language: 'vi' } as const

describe('wishes in the midst of a registration', () => {
  it.each([
    'cho mẹ tôi',
    'đăng ký hộ mẹ tôi',
    'lam cho bo',
    'Tôi muốn đăng ký cho bà ngoại',
    'dk ho me em voi',
    'for my mother',
    'register for my parents',
  ])('"%s" is for somebody else', (text) => expect(readFormWish(text)).toEqual({ kind: 'for-another' }))

  it.each([
    'tôi có chữ ký số rồi',
    'Tôi đã có chữ ký số',
    'em co cks roi a',
    'làm chữ ký số rồi',
    'đã có chứng thư số',
    'bác đang dùng smartca',
    'I already have one',
    'I have a digital signature',
    'đã được cấp',
    'toi duoc cap roi',
    'được cấp chứng thư rồi',
  ])('"%s" has a certificate', (text) => expect(readFormWish(text)).toEqual({ kind: 'has-certificate' }))

  it('a correction is read with its value', () => {
    expect(readFormWish('sửa số điện thoại')).toEqual({ kind: 'correct', field: 'phone', value: null })
    expect(readFormWish('sửa sđt thành 0912345678')).toEqual({
      kind: 'correct',
      field: 'phone',
      value: '0912345678',
    })
  })

  it.each([
    'làm chữ ký số',
    'đăng ký chữ ký số',
    'tôi chưa có chữ ký số',
    'tôi muốn có chữ ký số',
    'có chữ ký số rồi có phải làm lại không?',
    'Nguyễn Thị Mẹ',
    'Bố',
    'đang làm',
    'đăng ký hộ bố mẹ được không',
    '0912345678',
    'Dị Sử',
  ])('"%s" is none of these', (text) => expect(readFormWish(text)).toBeNull())
})

describe('the home', () => {
  const value = (text: string) => {
    const reading = readSlot('home', text, context)
    return reading.kind === 'value' ? reading.value : reading.kind
  }
  it.each([
    ['Dị Sử', 'old:12121'],
    ['tôi tạm trú ở Dị Sử', 'TAMTRU@old:12121'],
    ['thue tro o bach sam', 'TAMTRU@old:12124'],
    ['làm việc tại phường Thượng Hồng', 'LAMVIEC@new:12127'],
    ['hộ khẩu Nhân Hòa', 'THUONGTRU@old:12118'],
    ['hộ khẩu Nhân Hòa nhưng đang thuê trọ', 'old:12118'],
    ['Hải Phòng', 'none'],
  ])('"%s" is %s', (text, expected) => expect(value(text)).toBe(expected))
})

describe('school and class', () => {
  it.each([
    ['THPT Mỹ Hào, lớp 12A1', 'THPT Mỹ Hào|12A1', 'THPT Mỹ Hào, 12A1'],
    [
      'lớp 11 a2 trường Nguyễn Thiện Thuật',
      'trường Nguyễn Thiện Thuật|11A2',
      'trường Nguyễn Thiện Thuật, 11A2',
    ],
    ['12a1 thpt my hao', 'thpt my hao|12A1', 'thpt my hao, 12A1'],
    ['em học trường THPT Mỹ Hào', 'trường THPT Mỹ Hào', 'trường THPT Mỹ Hào'],
    ['ĐH Sư phạm Kỹ thuật Hưng Yên', 'ĐH Sư phạm Kỹ thuật Hưng Yên', 'ĐH Sư phạm Kỹ thuật Hưng Yên'],
  ])('"%s" is read', (text, value, shown) =>
    expect(readSlot('school', text, context)).toEqual({ kind: 'value', value, shown }),
  )

  it.each(['lớp 12A1', '12', 'trường nào cũng được?', ''])('"%s" is not enough', (text) =>
    expect(readSlot('school', text, context).kind).toBe('none'),
  )
})

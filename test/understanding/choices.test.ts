import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readChoice } from '../../src/understanding/choices.ts'

const offered = (...labels: string[]) => labels.map((label, i) => ({ id: String(i + 1), label }))
const menu = offered('Đăng ký ngay', 'Tìm hiểu thêm', 'Gặp cán bộ', 'Đăng ký sau')
const twelve = offered(...Array.from({ length: 12 }, (_, i) => `Mục ${'abcdefghijkl'[i]}`))

function pick(text: string, choices = menu): string {
  const reading = readChoice(text, choices)
  if (reading.kind === 'none') return '-'
  return reading.kind === 'one' ? reading.id : `? ${reading.ids.join(' ')}`
}

describe('numbers', () => {
  it.each([
    '2',
    '2.',
    '2)',
    '(2)',
    '#2',
    '02',
    '２',
    '②',
    '2️⃣',
    'số 2',
    'so 2',
    'Số 2 ạ',
    'chọn 2',
    'em chọn 2 ạ',
    'câu 2',
    'thứ 2',
    'thứ hai',
    'hai',
    'Hai',
    'so hai',
    'lựa chọn 2',
    'cho tôi số 2',
    '2 nhé',
    'number 2',
    '  2\n',
    'dạ 2',
    '2!!',
  ])('%j is the second choice, by number', (text) => {
    expect(readChoice(text, menu)).toEqual({ kind: 'one', id: '2', byNumber: true })
  })

  it.each([
    '10',
    '12',
    '21',
    '22',
    '0',
    '5',
    '200',
    '-2',
    'c2',
    '2k5',
    'tôi có 2 con',
    '2 con',
    'tôi có 2',
    '0912345678',
    '2026',
    '1.5',
    '1, 7',
    '2 năm',
    '2 hay bao nhiêu',
    'bà',
    'nam',
    'đăng ký 2 nơi',
  ])('%j chooses nothing', (text) => {
    expect(pick(text)).toBe('-')
  })

  it.each([
    ['1 2', '? 1 2'],
    ['1 và 2', '? 1 2'],
    ['1 hoặc 3', '? 1 3'],
    ['2/3', '? 2 3'],
    ['1,2', '? 1 2'],
    ['2 2', '2'],
  ])('%j is %s', (text, wanted) => {
    expect(pick(text)).toBe(wanted)
  })

  it('takes numbers of two digits whole', () => {
    expect(pick('10', twelve)).toBe('10')
    expect(pick('mười', twelve)).toBe('10')
    expect(pick('1', twelve)).toBe('1')
    expect(pick('12', twelve)).toBe('12')
    expect(pick('năm', twelve)).toBe('5')
    expect(pick('13', twelve)).toBe('-')
  })

  it('never picks by a digit inside a number or a sentence', () => {
    const texts = fc.tuple(
      fc.integer({ min: 5, max: 99_999_999 }),
      fc.constantFrom('', ' con', ' tuổi', ' người trong nhà'),
    )
    fc.assert(
      fc.property(
        texts,
        fc.constantFrom('', 'tôi có ', 'nhà em ', 'sinh năm '),
        ([number, after], before) => {
          expect(pick(`${before}${number}${after}`)).toBe('-')
        },
      ),
    )
  })

  it('picks exactly the number typed, of any number of choices', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }), (count, typed) => {
        expect(pick(String(typed), twelve.slice(0, count))).toBe(typed <= count ? String(typed) : '-')
      }),
    )
  })
})

describe('labels', () => {
  it.each([
    ['Đăng ký ngay', '1'],
    ['dang ky ngay', '1'],
    ['đăng kí ngay ạ', '1'],
    ['DANG KI NGAY', '1'],
    ['ngay', '1'],
    ['dk ngay', '1'],
    ['ddawng kys ngay', '1'],
    ['đắng ký ngay', '1'],
    ['tìm hiểu thê', '2'],
    ['tim hieu', '2'],
    ['em muốn tìm hiểu thêm ạ', '2'],
    ['gap can bo', '3'],
    ['cán bộ', '3'],
    ['cb', '3'],
    ['sau', '4'],
    ['đăng ký', '? 1 4'],
    ['dang ky', '? 1 4'],
    ['đăng ký mất bao lâu', '-'],
    ['tôi', '-'],
    ['làm sao để đăng ký ngay', '-'],
    ['không', '-'],
    ['', '-'],
    ['👍', '-'],
  ])('%j is %s', (text, wanted) => {
    expect(pick(text)).toBe(wanted)
  })

  it('tells a choice from its denial', () => {
    const consent = offered('Đồng ý', 'Không đồng ý')
    expect(pick('đồng ý', consent)).toBe('1')
    expect(pick('khong dong y', consent)).toBe('2')
    expect(pick('ko dong y', consent)).toBe('2')
    expect(pick('không', consent)).toBe('2')
  })

  it('lets typed marks decide between words that fold alike', () => {
    const confirm = offered('Đúng, xác nhận', 'Sửa thông tin')
    expect(pick('đúng', confirm)).toBe('1')
    expect(pick('dung', confirm)).toBe('1')
    expect(pick('dừng', confirm)).toBe('-')
    expect(pick('bán', offered('Bạn', 'Bán'))).toBe('2')
    expect(pick('ban', offered('Bạn', 'Bán'))).toBe('? 1 2')
  })

  it('reads yes and no where the choices are yes and no', () => {
    const choices = [
      { id: 'yes', label: 'Đã tròn 16 tuổi' },
      { id: 'no', label: 'Chưa tròn 16' },
    ]
    expect(
      ['rồi', 'dạ có', 'vâng', 'chưa', 'không ạ', '1', '2', '16'].map((text) => pick(text, choices)),
    ).toEqual(['yes', 'yes', 'yes', 'no', 'no', 'yes', 'no', '-'])
    expect(pick('vâng', offered('A', 'B'))).toBe('-')
  })

  it('leaves places that only contain a ward of the list to the ward reader', () => {
    const wards = offered('Phường Mỹ Hào', 'Phường Đường Hào', 'Phường Thượng Hồng', 'Nơi khác')
    expect(pick('my hao', wards)).toBe('1')
    expect(pick('Hưng Long, Mỹ Hào', wards)).toBe('-')
    expect(pick('thị xã Mỹ Hào', wards)).toBe('-')
    expect(pick('duong quang', wards)).toBe('-')
    expect(pick('phường', wards)).toBe('? 1 2 3')
  })

  it('finds every label however it is typed', () => {
    const labels = [
      'Đăng ký ngay',
      'Tìm hiểu thêm',
      'Gặp cán bộ',
      'Quét NFC, khuôn mặt',
      'Học sinh lớp 11–12',
      'Cán bộ, công chức',
    ]
    const choices = offered(...labels)
    for (const [i, label] of labels.entries()) {
      for (const text of [label, label.toUpperCase(), label.normalize('NFD'), `dạ ${label} ạ`, `${label}!`]) {
        expect(pick(text, choices)).toBe(String(i + 1))
      }
    }
  })
})

describe('at the question of how it went', () => {
  const asked = ['Tôi đã được cấp', 'Đang chờ duyệt', 'Gặp vướng mắc', 'Không làm nữa']
  const choices = asked.map((label, n) => ({ id: `c${n}`, label }))
  it.each([
    ['chua', 'Đang chờ duyệt'],
    ['chưa được ạ', 'Đang chờ duyệt'],
    ['rồi', 'Tôi đã được cấp'],
    ['có rồi ạ', 'Tôi đã được cấp'],
    ['được cấp rồi', 'Tôi đã được cấp'],
    ['không làm nữa', 'Không làm nữa'],
  ])('%j is %j', (text, label) => {
    const reading = readChoice(text, choices)
    expect(reading.kind === 'one' && choices.find(({ id }) => id === reading.id)?.label).toBe(label)
  })
})

describe('in other words', () => {
  const groups = offered(
    'Người dân',
    'Công nhân',
    'Cán bộ, viên chức',
    'Đoàn viên',
    'Học sinh lớp 11, 12',
    'Sinh viên',
  )
  it.each([
    ['hs lop 11', '5'],
    ['học sinh lớp 12', '5'],
    ['em là hs', '5'],
    ['hoc sinh lop 10', '-'],
    ['sv', '6'],
    ['làm ruộng', '1'],
    ['nong dan a', '1'],
    ['giáo viên', '3'],
    ['cong nhan kcn', '2'],
  ])('finds the group: %j → %s', (text, id) => {
    expect(pick(text, groups)).toBe(id)
  })

  const fields = offered('Họ tên', 'Số điện thoại', 'Nơi ở', 'Nhóm', 'Năm sinh')
  it.each([
    ['sửa tên', '1'],
    ['họ và tên', '1'],
    ['sai so dien thoai', '2'],
    ['đt', '2'],
    ['địa chỉ', '3'],
    ['sua lai noi o', '3'],
    ['ngày sinh', '5'],
    ['sửa', '-'],
  ])('finds the field to correct: %j → %s', (text, id) => {
    expect(pick(text, fields)).toBe(id)
  })

  const summary = [
    { id: 'yes', label: 'Đúng, gửi đăng ký' },
    { id: 'no', label: 'Sửa lại' },
  ]
  it.each([
    ['dung roi', 'yes'],
    ['ok', 'yes'],
    ['chuẩn rồi ạ', 'yes'],
    ['sai rồi', 'no'],
    ['chưa đúng', 'no'],
    ['sửa tên', 'no'],
    ['sai số điện thoại', 'no'],
    ['không', 'no'],
    ['HUỶ', '-'],
    ['DỪNG', '-'],
    ['DUNG', '-'],
    ['0912345678', '-'],
  ])('hears yes and no to a summary: %j → %s', (text, id) => {
    expect(pick(text, summary)).toBe(id)
  })

  const sixteen = [
    { id: 'yes', label: 'Đã tròn 16 tuổi' },
    { id: 'no', label: 'Chưa' },
  ]
  it.each([
    ['e chưa đủ 16', 'no'],
    ['chưa đủ 16 tuổi', 'no'],
    ['chưa 16', 'no'],
    ['em đủ 16 tuổi rồi', 'yes'],
    ['rùi', 'yes'],
    ['sắp đủ 16', '-'],
    ['15 tuổi', '-'],
  ])('hears whether one is sixteen: %j → %s', (text, id) => {
    expect(pick(text, sixteen)).toBe(id)
  })
})

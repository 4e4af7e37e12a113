import { expect, it } from 'vitest'
import { readSlot } from '../../src/understanding/slots.ts'
import { context, short } from './texts.ts'

const read = (text: string) => short(readSlot('name', text, context))

it.each([
  ['nguyen van a', 'Nguyen Van A'],
  ['NGUYỄN VĂN A', 'Nguyễn Văn A'],
  ['Nguyễn văn An', 'Nguyễn Văn An'],
  ['  nguyễn   thị\thoa  ', 'Nguyễn Thị Hoa'],
  ['Nguyễn Văn An'.normalize('NFD'), 'Nguyễn Văn An'],
  ['Ludwig van Beethoven', 'Ludwig van Beethoven'],
  ['tôi là Nguyễn Thị Bích', 'Nguyễn Thị Bích'],
  ['ten toi la tran van b', 'Tran Van B'],
  ['toi ten le thi hoa', 'Le Thi Hoa'],
  ['mình tên là Đỗ Hùng', 'Đỗ Hùng'],
  ['My name is John Smith', 'John Smith'],
  ["I'm Anna Müller", 'Anna Müller'],
  ['dạ Phạm Văn Cường ạ', 'Phạm Văn Cường'],
  ['em là Hoàng Thị Mai ạ.', 'Hoàng Thị Mai'],
  ['tên e là Trần Gia Bảo', 'Trần Gia Bảo'],
  ['dạ e là Trần Gia Bảo ạ', 'Trần Gia Bảo'],
  ['mk tên Đỗ Hùng', 'Đỗ Hùng'],
  ['Ngô Thị Cúc nhé', 'Ngô Thị Cúc'],
  ['Họ tên: Lê Văn Tám', 'Lê Văn Tám'],
  ['ho va ten nguyen van nam', 'Nguyen Van Nam'],
  ['bà Nguyễn Thị Lan', 'Nguyễn Thị Lan'],
  ['anh Trần Văn Tèo', 'Trần Văn Tèo'],
  ['mẹ tôi tên Nguyễn Thị Bưởi', 'Nguyễn Thị Bưởi'],
  ['tên mẹ là Trần Thị Sen', 'Trần Thị Sen'],
  ['bố tên Lê Văn Tám', 'Lê Văn Tám'],
  ['me toi ten la nguyen thi buoi', 'Nguyen Thi Buoi'],
  ['Nguyễn Văn Tèo nhé cháu', 'Nguyễn Văn Tèo'],
  ['Nguyễn Ngọc Anh nhé', 'Nguyễn Ngọc Anh'],
  ['Chu Văn An', 'Chu Văn An'],
  ['Y Khoa Niê', 'Y Khoa Niê'],
  ["H'Hen Niê", "H'Hen Niê"],
  ["h'hen niê", "H'Hen Niê"],
  ['Marie-Anne Dupont', 'Marie-Anne Dupont'],
  ['김 철수', '김 철수'],
  ['田中太郎', '田中太郎'],
  ['Lò Thị Mai', 'Lò Thị Mai'],
  ['Tôn Nữ Thị Ninh', 'Tôn Nữ Thị Ninh'],
  // Given names and surnames that are words of talk as well.
  ['Nguyễn Văn Được', 'Nguyễn Văn Được'],
  ['Nguyễn Thị Ở', 'Nguyễn Thị Ở'],
  ['nguyen thi dung', 'Nguyen Thi Dung'],
  ['Nguyễn Thị Hợi', 'Nguyễn Thị Hợi'],
  ['nguyen thi sao', 'Nguyen Thi Sao'],
  ['khong van hai', 'Khong Van Hai'],
  ['Khổng Tú Quỳnh', 'Khổng Tú Quỳnh'],
  ['Đặng Kỳ Anh', 'Đặng Kỳ Anh'],
  ['Dang Ky Anh', 'Dang Ky Anh'],
  ['mai thi tuyet', 'Mai Thi Tuyet'],
  ['Từ Thị Thi', 'Từ Thị Thi'],
  ['Dương Quang', 'Dương Quang'],
  ['Đào Thanh Huy', 'Đào Thanh Huy'],
])('%j is the name %j', (text, name) => {
  expect(read(text)).toBe(name)
})

it.each([
  ['du lieu ca nhan', 'Du Lieu Ca Nhan'],
  ['kiểm tra hạn', 'Kiểm Tra Hạn'],
  ['khai the nay a', null],
])('%j may be a name: asked back', (text, name) => {
  expect(read(text)).toBe(name === null ? '- name.unclear' : `? ${name}`)
})

it.each(['Hùng', 'Nguyễn', 'lan', 'tôi là Hùng', 'dung'])('%j is only part of a name', (text) => {
  expect(read(text)).toBe('- name.full')
})

it.each([
  'ủa alo',
  'là gì?',
  'ok',
  'có',
  'đồng ý',
  'không',
  'a',
  'vâng',
  '',
  '😀😀',
  'http://abc.vn',
  'abc.com',
  'a@b.vn',
  '0912345678',
  '2',
  'gặp cán bộ',
  'menu',
  'quay lại',
  'hủy',
  'chữ ký số là gì',
  'chu ky so la gi',
  'không biết',
  'tôi muốn đăng ký',
  'Hồ sơ của tôi',
  'con co tuoi khong',
  'Nguyễn Văn A, Dị Sử',
  'bao giờ thì được cấp',
  'sao phải nhập tên',
  'mat dien thoai',
  'đợi tí',
  'chờ chút',
  'ai vậy',
  'bot hay người',
  'toi khong hieu',
  'cho em hỏi',
  'co mat phi khong',
  'đúng rồi',
  'cảm ơn',
  'xin chào',
  'LỪA ĐẢO',
  'một hai ba bốn năm sáu bảy tám',
  'x'.repeat(30).concat(' ', 'y'.repeat(40)),
  '---',
  "''",
])('%j is no name', (text) => {
  expect(read(text)).toBe('- name.unclear')
})

it.each([
  ['nguyen van a 1960', 'Nguyen Van A'],
  ['Tôi tên là Nguyễn Văn A, sinh năm 1960', 'Nguyễn Văn A'],
  ['toi ten Nguyen Van Teo sinh nam 1960 sdt 0912345678', 'Nguyen Van Teo'],
  ['Nguyễn Văn Tèo 0912 345 678', 'Nguyễn Văn Tèo'],
  // The word before the number may be the given name.
  ['Nguyễn Văn Sinh 1960', '? Nguyễn Văn / Nguyễn Văn Sinh'],
  ['trần hoài nam 1970', '? Trần Hoài / Trần Hoài Nam'],
])(
  'reads the name told in one breath with numbers, offers it where they may be part of it: %j → %s',
  (text, reading) => {
    expect(read(text)).toBe(reading)
  },
)

it.each([
  'tôi là nông dân',
  'lam ruong',
  'Nguyễn Văn Tèo - Dị Sử',
  'Nguyễn Văn Tèo, Dị Sử, 0912345678',
  'số nhà 12 Dị Sử',
  '0912345678',
])('%j is no name and offers none', (text) => {
  expect(read(text)).toBe('- name.unclear')
})

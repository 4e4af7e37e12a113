import { expect, it } from 'vitest'
import { correctionOf, readCorrection } from '../../src/understanding/correction.ts'

it.each([
  ['sửa số điện thoại', 'phone'],
  ['sua so dien thoai', 'phone'],
  ['SỬA SỐ ĐIỆN THOẠI', 'phone'],
  ['cho tôi sửa lại số điện thoại với ạ', 'phone'],
  ['sđt sai rồi em ơi', 'phone'],
  ['tôi gõ nhầm số', 'phone'],
  ['điện thoại ghi sai rồi', 'phone'],
  ['đổi sdt được không?', 'phone'],
  ['suwar soos ddieenj thoaij', 'phone'],
  ['sửa tên', 'name'],
  ['tên tôi bị sai', 'name'],
  ['tên viết sai dấu rồi cháu', 'name'],
  ['ho ten chua dung', 'name'],
  ['sai họ và tên', 'name'],
  ['I want to change my name', 'name'],
  ['my name is wrong', 'name'],
  ['năm sinh sai rồi', 'birthYear'],
  ['sửa ngày sinh', 'birthYear'],
  ['nhầm tuổi', 'birthYear'],
  ['sửa năm sinh giúp bác', 'birthYear'],
  ['sửa địa chỉ', 'place'],
  ['muốn đổi nơi ở thì làm thế nào', 'place'],
  ['phường chưa đúng', 'place'],
  ['đổi nhóm', 'group'],
  ['sửa nghề nghiệp', 'group'],
  ['chọn lại đối tượng', 'group'],
  ['sửa thôn', 'hamlet'],
  ['sai tổ dân phố', 'hamlet'],
  ['sửa tạm trú', 'residence'],
  ['cư trú nhầm rồi', 'residence'],
  ['sửa tên trường', 'school'],
  ['lớp sai rồi ạ', 'school'],
  ['sửa tên thôn', 'hamlet'],
])('%j corrects the %s', (text, field) => {
  expect(correctionOf(text)).toEqual({ field, value: null })
  expect(readCorrection(text.normalize('NFD'))).toBe(field)
})

it.each([
  ['sửa tên thành Trần Thị Bưởi', 'name', 'Trần Thị Bưởi'],
  ['sửa lại tên: Trần Thị Bưởi', 'name', 'Trần Thị Bưởi'],
  ['đổi số điện thoại sang 0912 345 678', 'phone', '0912 345 678'],
  ['sửa năm sinh 1958', 'birthYear', '1958'],
  ['năm sinh sai, 1958 mới đúng', 'birthYear', '1958'],
  ['change my phone number to 0912345678', 'phone', '0912345678'],
])('%j also says what it shall be', (text, field, value) => {
  expect(correctionOf(text)).toEqual({ field, value })
})

it.each([
  '',
  'sửa',
  'sửa lại',
  'sai rồi',
  'không đúng',
  'số điện thoại',
  'tên',
  'số điện thoại đúng rồi',
  'không sửa số điện thoại',
  'đừng đổi tên',
  'tôi chưa muốn đổi tên',
  'sửa điện thoại',
  'đổi điện thoại',
  'thay máy',
  'đổi máy mới thì chữ ký số có mất không',
  'sai số điện thoại thì có bị phạt không',
  'đổi số điện thoại trên VNeID',
  'sửa tên trên căn cước',
  'năm sinh trên căn cước sai thì sửa ở đâu',
  'sửa chữ ký số',
  'sai mã pin',
  'tên là Nguyễn Văn Đổi',
  'Nguyễn Thị Thay',
  'Lê Văn Sửa',
  'đăng ký',
  '0912345678',
  'x'.repeat(1_000),
])('%j corrects nothing', (text) => {
  expect(readCorrection(text)).toBe(null)
})

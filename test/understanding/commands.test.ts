import { describe, expect, it } from 'vitest'
import {
  isAmbiguousStop,
  isConsentWord,
  isRefusalWord,
  readCommand,
} from '../../src/understanding/commands.ts'
import type { Command } from '../../src/understanding/types.ts'

const SAID: Record<Command, string[]> = {
  booth: [
    'đăng ký trực tiếp ở đâu',
    'dang ky truc tiep o dau a',
    'quầy ở đâu',
    'điểm hỗ trợ',
    'điểm đăng ký ở đâu ạ',
    'địa chỉ đăng ký',
    'ra đâu để đăng ký',
    'giờ làm việc',
    'phuong lam viec may gio',
    'where can I register',
    'where is the booth',
    'opening hours',
  ],
  'home-visit': [
    'đến nhà',
    'ĐẾN NHÀ',
    'den nha',
    'nhờ cán bộ đến nhà',
    'hỗ trợ tại nhà được không',
    'mẹ tôi không đi lại được',
    'nhà có người già không đi được',
    'khong ra phuong duoc',
    'home visit',
    'can you come to my house',
  ],
  status: [
    'tiến độ',
    'TIẾN ĐỘ',
    'tien do',
    'tới đâu rồi',
    'toi dau roi',
    'hồ sơ của tôi',
    'kiểm tra tiến độ',
    'xem tình trạng đăng ký của tôi',
    'hồ sơ tới đâu rồi ạ',
    'tôi đang ở bước nào',
    'gửi lại link',
    'status',
    'where am i',
    'send me a new link',
  ],
  menu: ['menu', 'MENU', 'Menu.', 'về menu', 've menu', 'trang chủ', 'cho tôi xem menu ạ'],
  cancel: ['hủy', 'huỷ', 'huy', 'HUỶ', 'HUY', 'hủy bỏ', 'huy bo', 'thoát', 'em muốn hủy', 'cancel', 'huyr'],
  back: ['quay lại', 'QUAY LAI', 'trở lại', 'back', 'quay lại đi', 'quay lạii', 'cho em quay lại với ạ'],
  human: [
    'gặp cán bộ',
    'GẶP CÁN BỘ',
    'gap can bo',
    'gap cam bo',
    'gawpj casn booj',
    'hỗ trợ',
    'ho tro',
    'cho tôi gặp cán bộ',
    'dạ em muốn gặp cán bộ phường ạ',
    'nhân viên',
    'gặp người thật',
    'human',
    'help',
    'I need a human',
  ],
  stop: [
    'dừng',
    'DỪNG',
    'DUNG',
    'Dừng!',
    'ngừng',
    'stop',
    'STOP',
    'dừng nhận tin',
    'dung nhan tin',
    'hủy nhận tin',
    'dừng lại',
    'duwngf',
    'tôi muốn dừng nhận tin',
    'unsubscribe',
    'không nhận tin nữa',
  ],
  'start-again': [
    'tiếp tục',
    'TIEP TUC',
    'Tiếp tục nhận tin ạ',
    'nhận lại tin nhắn',
    'nhan lai thong bao',
    'bật lại nhắc nhở',
    'START AGAIN',
    'subscribe',
  ],
  'my-data': ['dữ liệu của tôi', 'DU LIEU CUA TOI', 'xem dữ liệu của tôi', 'xóa dữ liệu của tôi', 'my data'],
  'scam-report': [
    'lừa đảo',
    'LỪA ĐẢO',
    'lua dao',
    'tôi bị lừa',
    'scam',
    'tôi vừa bị lừa mất 5 triệu',
    'tôi bị lừa rồi, sợ quá',
    'báo số lừa đảo cho phường',
    'có người gọi lừa đảo đòi tiền mẹ tôi',
  ],
  'language-en': ['english', 'EN', 'en', 'tiếng anh', 'English please'],
  'language-vi': ['tiếng việt', 'vi', 'vietnamese', 'tieng viet'],
  register: [
    'cho e đk cks vs ạ',
    'I want to register',
    'e mún đk cks',
    'đăng ký hộ mẹ',
    'dk cho me toi',
    'đký',
    'đăng ký',
    'dang ki',
    'ĐK',
    'dk',
    'đăng ký chữ ký số',
    'muốn đăng ký chữ ký số',
    'toi muon dang ky chu ky so a',
    'ddawng kys',
    'd9a8ng ky1',
    'register',
    'làm chữ ký số',
  ],
  greeting: [
    'ai day',
    'bạn là ai',
    'là ai vậy',
    'xin chào',
    'chào bạn',
    'alo',
    'ủa alo',
    'hello',
    'hi',
    'Hi!',
    'bắt đầu',
    'Get Started',
    'chào em ạ',
  ],
  thanks: [
    'cảm ơn',
    'cám ơn nhiều nhé'.replace(' nhiều', ''),
    'cam on ban',
    'xin cảm ơn',
    'thanks',
    'Thank you very much',
  ],
}

it.each(Object.entries(SAID).flatMap(([command, texts]) => texts.map((text) => [text, command])))(
  '%j is %s',
  (text, command) => {
    expect(readCommand(text)).toBe(command)
  },
)

it.each([
  '',
  '2',
  '👍',
  'không',
  'có',
  'đúng',
  'đúng rồi',
  'dùng',
  'Dũng',
  'đừng',
  'ddungs',
  'vì',
  'Đặng Kỳ',
  'Đặng Kỳ Anh',
  'cô ơi',
  'cho em hỏi',
  'thôi',
  'đăng ký mất bao lâu',
  'làm sao để quay lại',
  'tôi muốn hỏi cán bộ có hỏi OTP không',
  'hủy chữ ký số',
  'lựa chọn',
  'Nhận biết lừa đảo thế nào?',
  'có phải lừa đảo không',
  'tôi sợ lừa đảo lắm',
  'sợ bị lừa thì sao dám làm',
  'toi so bi lua',
  'chữ ký số là gì',
  'nguyễn văn hủy',
  'quét mặt lỗi',
  'tôi đã đăng ký hôm qua rồi mà chưa thấy gì',
  'dừng xe ở đâu',
  'Lê Thị Cảm',
  'constructor',
  'x'.repeat(1_000),
])('%j is no command', (text) => {
  expect(readCommand(text)).toBe(null)
})

it('asks back for "dung" without marks, unless it is in capitals', () => {
  expect(['dung', 'Dung', 'dung ạ'].map(isAmbiguousStop)).toEqual([true, true, true])
  expect(['DUNG', 'dừng', 'đúng', 'dung nhan tin', 'menu', ''].map(isAmbiguousStop)).toEqual(
    Array(6).fill(false),
  )
})

describe('consent', () => {
  it.each([
    'ĐỒNG Ý',
    'đồng ý',
    'Đồng ý.',
    'dong y',
    'DONG Y',
    'đồng í',
    'Tôi đồng ý ạ',
    'tôi đồng ý',
    '"Đồng ý"!',
    ' ĐỒNG  Ý 👍',
    'đồng ý'.normalize('NFD'),
  ])('%j consents', (text) => {
    expect(isConsentWord(text)).toBe(true)
    expect(isRefusalWord(text)).toBe(false)
  })

  it.each([
    '',
    '1',
    '2',
    'ok',
    'có',
    'vâng',
    'đúng',
    'không đồng ý',
    'chưa đồng ý',
    'đồng ý?',
    'đồng ý là sao',
    'đồng ý cái gì',
    'đóng ý',
    'dồng ý',
    'đồng',
    'ý',
    'tôi không đồng ý',
    'mẹ tôi đồng ý',
    'đồng ý đồng ý không',
    'ddoongf ys',
    '👍',
    'agree',
  ])('%j does not', (text) => {
    expect(isConsentWord(text)).toBe(false)
  })

  it.each([
    'không',
    'ko',
    'không đồng ý',
    'Tôi không đồng ý ạ',
    'k dong y',
    'từ chối',
    'dạ không',
    'no',
    'chưa đồng ý',
  ])('%j refuses', (text) => {
    expect(isRefusalWord(text)).toBe(true)
  })

  it.each(['', 'có', 'không hiểu', 'không đồng ý thì sao', 'không?', 'ok'])('%j does not refuse', (text) => {
    expect(isRefusalWord(text)).toBe(false)
  })
})

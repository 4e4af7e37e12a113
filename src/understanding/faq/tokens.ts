import { slips } from '../distance.ts'
import { matchKey } from '../match-key.ts'
import { plainSyllable } from '../residue.ts'
import { OTHER_MATTERS } from './elsewhere.ts'

/** Short forms, as match keys, written out. Those with several meanings ("bn", "dc") are read as questions use them. */
const SHORT: Record<string, string> = {
  ko: 'khong',
  k: 'khong',
  kg: 'khong',
  kh: 'khong',
  hok: 'khong',
  hong: 'khong',
  hem: 'khong',
  khum: 'khong',
  dc: 'duoc',
  dk: 'dang ki',
  dki: 'dang ki',
  j: 'gi',
  bn: 'bao nhieu',
  bnhieu: 'bao nhieu',
  bik: 'biet',
  bit: 'biet',
  vs: 'voi',
  r: 'roi',
  ntn: 'nhu the nao',
  tn: 'the nao',
  sdt: 'so dien thoai',
  dt: 'dien thoai',
  dthoai: 'dien thoai',
  ck: 'chu ki',
  dvc: 'dich vu cong',
  dvcqg: 'dich vu cong',
  cccd: 'can cuoc',
  cmt: 'cmnd',
  cmtnd: 'cmnd',
  hs: 'ho so',
  tk: 'tai khoan',
  nv: 'nhan vien',
  cb: 'can bo',
  mk: 'mat khau',
  pass: 'mat khau',
  kcn: 'khu cong nghiep',
  sn: 'sinh nam',
  ncc: 'nha cung cap',
  vnid: 'vneid',
  vneit: 'vneid',
  vnei: 'vneid',
  cty: 'cong ti',
  bh: 'bao gio',
  bjo: 'bao gio',
  app: 'ung dung',
  fb: 'facebook',
  didn: 'did not',
  doesn: 'does not',
  cant: 'can not',
}

/** What is said in many ways and means one thing to a question. The longest phrase wins. */
const CONCEPTS: Record<string, string> = {
  cks: 'chữ ký số|chữ ký điện tử|chữ ký|cks|chữ số|digital signature|electronic signature|e signature|signature',
  cts: 'chứng thư chữ ký số|chứng thư số|chứng thư|chứng thực số|chứng chỉ số|chứng thực chữ ký số|cts|digital certificate|certificate',
  kiso: 'ký số|ký điện tử|sign',
  phi: 'tiền|phí|lệ phí|chi phí|giá cả|giá tiền|cước|tốn tiền|tốn phí|mất phí|trả tiền|trả phí|đóng tiền|nộp tiền|thu tiền|thu phí|tính phí|tốn|fee|fees|cost|costs|price|pay|charge|charged',
  mattien: 'mất tiền|bị mất tiền|mất hết tiền|bay tiền|bị trừ tiền|lost money',
  mienphi: 'miễn phí|free|0 đồng|không đồng|không mất tiền|free of charge|cho không',
  baonhieu: 'bao nhiêu|bao nhiu|how much|how many',
  baolau:
    'bao lâu|mất mấy ngày|mất mấy hôm|mất mấy phút|mất mấy tiếng|mấy ngày|mấy hôm|mấy phút|mấy tiếng|mấy tuần|mấy tháng|how long|lâu không|nhanh không',
  khinao: 'khi nào|bao giờ|lúc nào|chừng nào|when',
  thenao:
    'thế nào|như thế nào|ra sao|làm sao|kiểu gì|như nào|cách nào|bằng cách nào|làm thế nào|kiểu nào|sao|cách|how',
  phaidung: 'có phải',
  dangki: 'đăng ký|register|registration|sign up|registering',
  dienthoai:
    'điện thoại|máy điện thoại|phone|smartphone|điện thoại thông minh|mobile|iphone|samsung|oppo|android',
  usb: 'usb|token|usb token|đầu đọc thẻ|đầu đọc|cái usb|thẻ cắm|thiết bị ký',
  maytinh: 'máy tính|laptop|computer|pc',
  vneid: 'vneid|vn eid|vn id|định danh điện tử|tài khoản định danh|định danh|vnelD',
  canbo: 'cán bộ|nhân viên|công an|staff|officer|người của phường|người phường|ủy ban|ubnd',
  congchuc: 'công chức|viên chức|giáo viên|công vụ|cơ quan nhà nước|official',
  coyeu: 'cơ yếu|ban cơ yếu|chuyên dùng|chuyên dùng công vụ',
  giayto: 'giấy tờ|giấy tờ tùy thân|tài liệu tùy thân|papers|documents|document|hồ sơ giấy tờ',
  cancuoc: 'căn cước|căn cước công dân|thẻ căn cước|cccd|can cuoc cong dan|id card|thẻ căn cước công dân',
  cmnd: 'cmnd|chứng minh|chứng minh thư|chứng minh nhân dân|giấy chứng minh',
  hochieu: 'hộ chiếu|passport',
  nguoinha:
    'bố mẹ|cha mẹ|mẹ|vợ|chồng|con cái|con trai|con gái|người nhà|người thân|vợ chồng|gia đình|ba má|hai cụ|các cụ|my mother|my father|my parents|my wife|my husband|family',
  lamho:
    'làm hộ|đăng ký hộ|làm giúp|làm thay|đăng ký thay|đăng ký giúp|làm giùm|dùm|giùm|on behalf of|for someone else',
  nuocngoai:
    'người nước ngoài|nước ngoài|ngoại quốc|foreigner|foreigners|foreign|quốc tịch|hàn quốc|trung quốc|nhật bản|đài loan|không phải người việt|not vietnamese|việt kiều',
  tamtru:
    'tạm trú|ở trọ|thuê trọ|ngoại tỉnh|tỉnh khác|nơi khác|hộ khẩu|thường trú|quê ở|quê tôi|ở quê|quê em|người quê|tỉnh ngoài|another province|household registration|khu công nghiệp|công nhân|temporary',
  nguoigia:
    'người già|người cao tuổi|người lớn tuổi|già rồi|lớn tuổi|già cả|già yếu|cao tuổi|khuyết tật|elderly|old people',
  tuoi: 'tuổi|years old|age|how old|sinh năm|tròn tuổi',
  hocsinh: 'học sinh|sinh viên|student|students|pupil|pupils|lớp 10|lớp 11|lớp 12',
  otp: 'otp|mã otp|mã xác nhận|mã xác thực|mã kích hoạt|mã số xác nhận|verification code|code|sms mã',
  pin: 'pin|mã pin|mã bin|ma bin|bin code|pin code',
  matkhau: 'mật khẩu|password|pass word',
  khongnhan:
    'không nhận được|chưa nhận được|không thấy|chưa thấy|không có|chưa có|không về|chưa về|không đến|chưa đến|không gửi|không tới|did not receive|did not arrive|not received|did not get|did not come',
  quen: 'quên|quên mất|không nhớ|chẳng nhớ|forgot|forget|forgotten',
  doimay:
    'đổi máy|đổi điện thoại|thay máy|thay điện thoại|máy mới|điện thoại mới|sang máy khác|máy khác|điện thoại khác|new phone|changed phone|đổi thiết bị',
  matmay: 'mất máy|mất điện thoại|lost phone|lost my phone|rơi điện thoại|rơi máy|phone was stolen',
  xoaapp: 'xóa ứng dụng|gỡ ứng dụng|xóa phần mềm|lỡ xóa|cài lại|xóa nhầm|uninstall|reinstall|deleted',
  nfc: 'nfc|chip|đọc chip|quét chip|gắn chip|áp thẻ|quẹt thẻ',
  khuonmat: 'khuôn mặt|quét mặt|gương mặt|nhận diện|sinh trắc|sinh trắc học|face|chụp mặt|chân dung',
  khongduoc:
    'không được|chẳng được|không nổi|mãi không được|hoài không được|không xong|bị lỗi|lỗi|báo lỗi|trục trặc|thất bại|fails|failed|does not work|not working|can not',
  khongkhop:
    'không khớp|không trùng|không trùng khớp|không đúng|sai lệch|bị sai|không giống|khác nhau|does not match|mismatch|wrong',
  dulieudancu: 'dữ liệu dân cư|dữ liệu quốc gia',
  quahan: 'quá hạn|hết thời gian|hết giờ|quá thời gian|timeout|timed out|time out|quá giờ',
  yeucauki: 'yêu cầu ký|thông báo ký|giao dịch ký|lệnh ký|signing request|chờ ký',
  hethan: 'hết hạn|hết hiệu lực|hết hạn sử dụng|quá hạn sử dụng|expired|expire|expires|hết date',
  conhan: 'còn hạn|còn hiệu lực|hạn sử dụng|hiệu lực|thời hạn|hạn dùng|valid|validity',
  giahan: 'gia hạn|renew|renewal|mua thêm|đóng tiếp|gia hạn thêm|duy trì',
  motnam: 'một năm|1 năm|năm đầu|năm đầu tiên|one year|a year|first year|năm thứ hai|năm sau|free year',
  bangia: 'bảng giá|báo giá|các gói|gói cước|gói|price list',
  tuchoi:
    'từ chối|không duyệt|không được duyệt|không phê duyệt|không được phê duyệt|trả lại|bị trả|bác bỏ|rejected|refused|not approved|trả về|không chấp nhận',
  duyet: 'duyệt|phê duyệt|xét duyệt|approve|approved|được cấp|cấp',
  luadao: 'lừa đảo|bị lừa|kẻ gian|kẻ xấu|giả mạo|giả danh|scam|scams|cheat|fraud|fake|mạo danh',
  link: 'link|đường link|đường dẫn|liên kết lạ|link lạ|links',
  apk: 'apk|file apk|ứng dụng lạ|app lạ|phần mềm lạ|app giả|strange app|file lạ',
  lo: 'trót|lỡ tay|accidentally|clicked',
  chuyentien: 'chuyển tiền|chuyển khoản|transfer money|transfer',
  dulieu: 'dữ liệu|thông tin|thông tin cá nhân|dữ liệu cá nhân|data|personal data|information|info',
  luu: 'lưu|giữ|lưu trữ|thu thập|store|keep|collect|lấy',
  xoa: 'xóa|xóa bỏ|delete|erase|xoá',
  chinhthuc: 'chính thức|chính chủ|thật|thật không|hàng thật|official|real|chính hãng|uy tín',
  botmay: 'bot|robot|máy hay người|người hay máy|người thật|tự động|chatbot|human|người hay bot|ai trả lời',
  ncc: 'nhà cung cấp|nhà mạng|đơn vị cung cấp|bên cung cấp|hãng|công ty|provider|providers|company|nhà nào|bên nào|hãng nào|đơn vị nào|cái nào|loại nào|which one',
  tenncc: 'vnpt|viettel|misa|mysign|smartca|fpt|bkav|mobifone|newca|efy|vina|vinaphone|smart ca|my sign',
  chon: 'chọn|lựa chọn|choose|pick|nên dùng|nên chọn|nên đăng ký|tốt nhất|tốt hơn|tốt|best',
  giayphep:
    'giấy phép|cấp phép|được cấp phép|có phép|được phép|hợp pháp|licence|license|licensed|approved by the state',
  huy: 'hủy|hủy bỏ|thu hồi|tạm dừng|khóa chứng thư|không dùng nữa|không xài nữa|cancel|revoke|suspend',
  doincc:
    'đổi nhà cung cấp|chuyển nhà cung cấp|đổi nhà mạng|chuyển nhà mạng|đổi sang|chuyển sang|switch|chuyển từ',
  tongdai:
    'tổng đài|hotline|đường dây nóng|số điện thoại|số máy|phone number|số hỗ trợ|contact number|số đt|liên hệ số',
  goi: 'gọi|gọi điện|gọi cho|call|called|alo cho',
  dvc: 'dịch vụ công|cổng dịch vụ công|cổng dvc|dịch vụ công quốc gia|dichvucong|dichvucong gov vn|public service|public service portal',
  nophoso: 'nộp hồ sơ|gửi hồ sơ|làm hồ sơ|nộp đơn|submit|nộp giấy tờ',
  tructuyen: 'trực tuyến|qua mạng|trên mạng|online|internet',
  trectiep: 'trực tiếp|tận nơi|tận tay|in person|gặp mặt',
  dennha: 'đến nhà|tận nhà|tại nhà|về nhà|tới nhà|come to my home',
  quay: 'quầy|địa điểm|trụ sở|ra phường|đến phường|lên phường|ra ủy ban|lên ủy ban|ra xã|desk|office|trung tâm hành chính công|một cửa|nhà văn hóa',
  odau: 'ở đâu|chỗ nào|ở chỗ nào|nơi nào|đến đâu|chỗ mô|where|đâu',
  sapnhap:
    'sáp nhập|nhập xã|nhập phường|merger|merged|đổi tên phường|đổi tên xã|phường mới|xã mới|bỏ huyện|bỏ thị xã|bỏ cấp huyện|địa giới|địa chỉ mới|đổi địa chỉ|tên phường',
  lamlai: 'làm lại|đăng ký lại|cấp lại|cập nhật|cập nhật lại',
  batbuoc: 'bắt buộc|ép|ép buộc|nhất thiết|mandatory|compulsory|required|have to|must|obliged',
  phat: 'phạt|bị phạt|ảnh hưởng gì|có sao không|sao không|có sao',
  hopdong: 'hợp đồng|contract|contracts',
  nganhang: 'ngân hàng|bank|vay vốn',
  thue: 'thuế|khai thuế|tax|taxes|kê khai thuế',
  nhieunoi:
    'nhiều nơi|nhiều dịch vụ|mọi nơi|mọi dịch vụ|tất cả|hai nơi|2 nơi|nhiều chỗ|everything|everywhere|many services|từng nơi|mỗi nơi|mỗi dịch vụ',
  motchuki: 'một chữ ký số|1 chữ ký số|một cái|one signature',
  anninh: 'an toàn|bảo mật|safe|secure|security',
  root: 'root|bị root|jailbreak|bẻ khóa|rooted',
  cuqua: 'cũ quá|đời cũ|máy cũ|điện thoại cũ|too old|old phone|đời thấp',
  caidat: 'cài|cài đặt|tải|tải về|install|download',
  chay: 'mở|chạy|văng|bị văng|thoát ra|crash|crashes|open',
  cacbuoc: 'các bước|từng bước|bước nào|mấy bước|quy trình|hướng dẫn|chỉ cách|chỉ bảo|steps|step|guide',
  khacnhau: 'khác nhau|khác gì|khác chỗ nào|giống nhau|khác|phân biệt|giống|so với|difference|different',
  lagi: 'là gì|là cái gì|nghĩa là gì|là sao|nghĩa là sao|là thế nào|là như thế nào|what is|what is a|giải thích|explain|what does',
  delamgi: 'để làm gì|dùng làm gì|làm gì|tác dụng gì|công dụng|lợi ích|ích gì|what for|để chi',
  giatri: 'giá trị|giá trị pháp lý|hợp pháp không|legal|pháp lý',
  chukitay: 'chữ ký tay|ký tay|ký giấy|handwritten',
}

/** Say nothing of what is asked. */
const IDLE = new Set(
  'a ah ad ak oi ui u uh o em e anh chi co chu bac chau con ong ba toi minh t mik ban cac nhe nhi nha nhe vay the thi la ma cho hoi xin lam on voi va hay nay do day kia ay da vang dung roi nua luon ha ho no chang cai duoc co nhu bi ve se cung nen muon can thay biet the please the a an i my is it to for of do and in on me you can s this that with or be am'.split(
    ' ',
  ),
)
/** Idle words that make a difference beside another one. */
const KEPT = new Set(['ho'])

/** The word for whatever belongs to another office or another app. */
export const OUTSIDE = 'outside'

const MOST_WORDS = 5
const CONCEPT_OF = new Map<string, string>()
for (const [concept, phrases] of Object.entries({ ...CONCEPTS, [OUTSIDE]: OTHER_MATTERS }))
  for (const phrase of phrases.split('|')) CONCEPT_OF.set(matchKey(phrase), concept)

/** A message as the words that count, synonyms made one. */
export interface Tokens {
  words: string[]
  /** Every word before synonyms, idle ones too: how long the message is. */
  count: number
}

/** The words of a text that tell what is asked. @param known words that phrases are made of, for slips of a finger */
export function tokensOf(text: string, known?: (word: string) => boolean): Tokens {
  // "Didn't" has left a t alone.
  const raw = matchKey(text.slice(0, 500))
    .split(' ')
    .filter((word) => word !== '' && word !== 't')
    .slice(0, 80)
  const plain = raw.flatMap((word) => (SHORT[word] ?? mended(word, known)).split(' '))
  const words: string[] = []
  for (let at = 0; at < plain.length; ) {
    const found = conceptAt(plain, at)
    if (found) words.push(found.concept)
    else {
      const word = plain[at] ?? ''
      if (!IDLE.has(word) || KEPT.has(word)) words.push(word)
    }
    at += found?.length ?? 1
  }
  return { words, count: plain.length }
}

function conceptAt(words: readonly string[], at: number): { concept: string; length: number } | null {
  for (let length = Math.min(MOST_WORDS, words.length - at); length > 0; length--) {
    const concept = CONCEPT_OF.get(words.slice(at, at + length).join(' '))
    if (concept) return { concept, length }
  }
  return null
}

/** Every word that a synonym is made of. */
const OF_CONCEPTS = new Set([...CONCEPT_OF.keys()].flatMap((phrase) => phrase.split(' ')))
const mendings = new Map<string, string>()

/** A word that nobody knows, as the known one that it was probably meant to be: Telex left-overs, one slip. */
function mended(word: string, known?: (word: string) => boolean): string {
  const fine = (one: string) => OF_CONCEPTS.has(one) || IDLE.has(one) || Boolean(known?.(one))
  if (!known || word.length < 3 || /\d{2}/.test(word) || fine(word)) return word
  const kept = mendings.get(word)
  if (kept !== undefined) return kept
  const plain = plainSyllable(word)
  const near = fine(plain) ? plain : word.length >= 5 ? (nearConcept(word) ?? word) : word
  if (mendings.size < 2_000) mendings.set(word, near)
  return near
}

const LONG_WORDS = [...OF_CONCEPTS].filter((word) => word.length >= 5)

function nearConcept(word: string): string | undefined {
  return LONG_WORDS.find((other) => slips(word, other, 1) === 1)
}

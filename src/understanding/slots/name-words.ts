import { matchKey } from '../match-key.ts'
import { isSyllable } from '../residue.ts'
import { byFirstWord, marksFit, type Proper, phraseFit, proper, properPhrase } from '../spelling.ts'
import type { Word } from '../words.ts'

/** Common surnames of the Kinh and of other peoples of Vietnam. */
const SURNAMES =
  'nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đoàn đào đinh trịnh trương lâm mai cao hà chu tô tạ thái quách lưu lương vương tống thạch kiều khổng doãn đàm phùng tăng nghiêm ninh quản la mạc nông hứa lò lường quàng vàng giàng thào sùng mùa hạng triệu bàn đồng từ văn bạch châu diệp giang lục ma nhâm ông phí sái thân tiêu tôn úng viên vi xa âu bế cù cung đan đồ hầu khúc kim lại lã lữ mẫn nhữ ứng thiều tưởng trang vừ y kiên sơn danh điểu rơ ksor siu'
const surnames = words(SURNAMES)

/** Whether a word can be a Vietnamese surname, marks typed or not. */
export function isSurname(word: Word | undefined): boolean {
  return word !== undefined && means(word, surnames)
}

/**
 * Vietnamese words that are not capitalised and do not begin with a surname: perhaps a name, more likely talk that no
 * list knows. Foreign names are seen by their spelling.
 */
export function isDoubtful(typed: string[]): boolean {
  const name = typed.join(' ')
  if (name !== name.toLowerCase() && name !== name.toUpperCase()) return false
  const said = compared(typed)
  const slipped = MIDDLE.has(said[1]?.key ?? '') && surnames.has(said[0]?.key ?? '')
  return !isSurname(said[0]) && !slipped && said.every(({ key }) => isSyllable(key))
}

/** Second words after which what follows is a given name, whatever else it may mean. */
const MIDDLE = new Set(
  'van thi huu duc xuan ngoc minh thu thanh manh dinh quang trong viet hong kim dieu thuy cong'.split(' '),
)

/** Phrases of talk that no name contains. */
const TALK_PHRASES =
  'đăng ký|chữ ký|chứng thư|là gì|là ai|là sao|làm sao|làm thế nào|thế nào|như thế|bao nhiêu|bao giờ|bao lâu|khi nào|ở đâu|đi đâu|đến đâu|tại sao|vì sao|cán bộ|hỗ trợ|miễn phí|điện thoại|mật khẩu|căn cước|cảm ơn|xin chào|chào bạn|ủa alo|đồng ý|hết hạn|hồ sơ|hộ khẩu|hộ chiếu|làm giúp|tạm trú|công nhân|người nhà|người già|đến nhà|nước ngoài|gia hạn|thời hạn|nhắc hạn|bảng giá|ngân hàng|hợp đồng|mất máy|mất tiền|đổi máy|quét mặt|khuôn mặt|tổng đài|sáp nhập|các bước|từ chối|giấy tờ|thủ tục|hướng dẫn|dịch vụ|ứng dụng|cài đặt|chưa hiểu|chưa biết|chưa có|đợi chút|đợi tí|chờ chút|chờ tí|để sau|lúc khác|từ từ|mai tôi|hôm nay|hôm qua|sinh năm|bấm vào|nhà mạng|nhà cung cấp|lừa đảo|bị lừa|quên rồi|nhắn tin|gọi điện|thông tin|tiếng việt|tiếng anh|tổ dân phố|i don t|i want|how to|what is|thank you|cái này|đâu rồi|nữa rồi|điền vào|viết vào|ghi vào|trả lời|gia đình|nhận được|ai vậy|ai đó|ai thế|để làm|có cần|cần không|không biết|không có|không cần|không muốn|không nhớ|không thích|không hiểu|nông dân|làm ruộng|làm nông|hưu trí|nội trợ|học sinh|sinh viên|giáo viên'
const TALK = byFirstWord(TALK_PHRASES.split('|').map(properPhrase))

/** Words of talk that are never part of a name. */
const NEVER = words(
  'không của tôi gì hỏi nào ko hok otp pin vneid cccd cmnd nfc usb token chip gmail email wifi app link zalo facebook alo ok oke menu hello hey yes shop admin bot sđt cks cts smartca mysign what how why when where who can help please want need nhưng',
)
/** Words of talk that are given names too: they count unless a surname and a middle name stand first. */
const SELDOM = words(
  'được muốn đâu này rồi chưa cần phải giúp vì nếu thì đang sẽ bị tại với cho các những ở đã có làm biết xem gửi ơi cũng nữa mà hay hoặc the',
)
/** Greetings and the like that are no name alone. */
const ALONE = words('hi no có chào start')

function words(list: string): Map<string, Proper[]> {
  const found = new Map<string, Proper[]>()
  for (const one of list.split(' ').map(proper)) found.set(one.key, [...(found.get(one.key) ?? []), one])
  return found
}

/** The words of a name as words to compare. */
export function compared(typed: string[]): Word[] {
  return typed.map((word) => ({ typed: word.toLowerCase().normalize('NFC'), key: matchKey(word) }))
}

/**
 * Whether words given as a name are rather a question, a remark or a command. Marks that were typed decide: "Đặng Kỳ
 * Anh" is a name; and so does capitalising every word after a surname.
 */
export function soundsLikeTalk(typed: string[]): boolean {
  const said = compared(typed)
  const surname = isSurname(said[0])
  if (surname && typed.length > 2 && typed.every((word) => /^\p{Lu}[\p{Ll}\p{M}]/u.test(word))) return false
  if (said.some((_, i) => beginsTalk(said.slice(i)))) return true
  const given = surname && MIDDLE.has(said[1]?.key ?? '') ? 2 : 0
  return said.some((word, i) => {
    // After surname and middle name an unmarked "toi" is Tới, and "khong" before "van" is Khổng.
    if (means(word, NEVER)) return !(i === 0 && given > 0) && !(i >= given && given > 0 && isPlainTyped(word))
    if (said.length === 1) return means(word, ALONE) || means(word, SELDOM)
    return given === 0 && i > 0 && means(word, SELDOM) && !(surname && isPlainTyped(word))
  })
}

function beginsTalk(said: Word[]): boolean {
  return (TALK.get(said[0]?.key ?? '') ?? []).some(
    (phrase) => phraseFit(said.slice(0, phrase.length), phrase) === 'yes',
  )
}

/** Typed without marks where the word of talk has some: it may be another word. */
function isPlainTyped(word: Word): boolean {
  return word.typed === word.key && !NEVER.get(word.key)?.some((one) => one.word === word.key)
}

function means(word: Word, list: Map<string, Proper[]>): boolean {
  return (list.get(word.key) ?? []).some((one) => marksFit(word, one) === 'yes')
}

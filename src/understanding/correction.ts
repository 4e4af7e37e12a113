import { residueKey } from './match-key.ts'
import { byFirstWord, phraseFit, properPhrase } from './spelling.ts'
import { type Word, wordsOf } from './words.ts'

/** What of a registration a person may want to correct. */
export const CORRECTABLE = [
  'name',
  'phone',
  'place',
  'group',
  'birthYear',
  'hamlet',
  'residence',
  'school',
] as const
/** One of them. */
export type Correctable = (typeof CORRECTABLE)[number]

/** A wish to correct, and what shall stand there instead where that was said in the same breath. */
export interface Correction {
  field: Correctable
  /** As typed, to be read like an answer to the field's question; null: not told yet. */
  value: string | null
}

type Part = Correctable | 'change' | 'wrong' | 'fill' | 'device'

const SPOKEN: Record<Part, string> = {
  name: 'tên|họ tên|họ và tên|tên họ|họ tên đầy đủ|tên đệm|chữ đệm|họ|tên tuổi|name|full name|names',
  phone:
    'số điện thoại|số đt|số dt|sđt|sdt|số máy|số di động|số điện thoại di động|số liên lạc|số liên hệ|số phone|số|phone number|phone|mobile number|number',
  place:
    'nơi ở|chỗ ở|địa chỉ|đia chỉ|phường|xã|phường xã|xã phường|nơi cư trú|nơi sống|nơi thường trú|nơi tạm trú|địa chỉ thường trú|địa chỉ tạm trú|quê|quê quán|address|ward|place',
  group: 'nhóm|đối tượng|nhóm đối tượng|nghề|nghề nghiệp|công việc|group|job|occupation',
  birthYear:
    'năm sinh|ngày sinh|ngày tháng năm sinh|ngày tháng|năm đẻ|sinh năm|tuổi|năm|birth year|year of birth|birthday|date of birth|age',
  hamlet:
    'thôn|xóm|thôn xóm|tổ|tổ dân phố|tdp|khu|khu phố|khu dân cư|làng|tên thôn|tên xóm|tên làng|hamlet|village',
  residence:
    'cư trú|loại cư trú|diện cư trú|hình thức cư trú|kiểu cư trú|tình trạng cư trú|thường trú|tạm trú|residence|residence type',
  school:
    'trường|trường học|trường lớp|tên trường|lớp|lớp học|cơ quan|đơn vị|tên cơ quan|nơi làm việc|nơi công tác|nơi học|chỗ làm|công ty|tên công ty|school|class|workplace|company|organisation|organization',
  change:
    'sửa|sữa|sửa lại|chỉnh|chỉnh sửa|chỉnh lại|sửa chữa|sửa đổi|đổi|đổi lại|thay|thay đổi|thay lại|điều chỉnh|cập nhật|nhập lại|khai lại|ghi lại|gõ lại|viết lại|điền lại|chọn lại|edit|change|correct|fix|update|modify',
  wrong:
    'sai|nhầm|lộn|nhầm lẫn|sai sót|thiếu|thừa|lệch|chưa đúng|không đúng|ko đúng|k đúng|hok đúng|chưa chính xác|không chính xác|chưa chuẩn|không phải thế|wrong|incorrect|not right|not correct|mistake|typo|misspelled',
  fill: 'tôi|em|mình|cháu|con|bác|ông|bà|anh|chị|cô|chú|của|cho|giúp|hộ|dùm|giùm|với|là|lại|mục|phần|cái|dòng|chỗ|ở|này|kia|ấy|đó|đấy|à|ạ|ơi|ah|nhé|nhá|nha|nhỉ|đi|dạ|vâng|ừ|xin|muốn|cần|nhờ|phải|bị|được|được không|được k|được ko|dc không|đc không|dc ko|rồi|vừa|nãy|lúc nãy|ban nãy|mới|thì|mà|hình như|lỡ|lỡ tay|trên|khai|ghi|gõ|nhập|viết|điền|đánh|đăng ký|đk|một|chút|tí|chữ|dấu|chính tả|thì làm thế nào|thì làm sao|thì sao|làm thế nào|kiểu gì|như thế nào|hãy|ơ|thôi|khoan|chờ|chết|quên|trong|in|đệm|số nhà|ad|shop|bot|các|những|cả|mẹ|bố|vợ|chồng|và|i|want|need|would|like|please|my|the|can|you|is|it|was|field|for|me|a|made|typed|entered|have|with|of|want to|need to|like to',
  device: 'điện thoại|dt|đt|máy',
}

interface Known {
  part: Part
  phrase: ReturnType<typeof properPhrase>
}

/** Phrases by the key of their first word, those with most words first. */
const KNOWN = new Map<string, Known[]>()
for (const [part, phrases] of Object.entries(SPOKEN)) {
  for (const [first, found] of byFirstWord(phrases.split('|').map(properPhrase))) {
    // Object.entries widens the keys of a total record to string.
    const more = found.map((phrase) => ({ part: part as Part, phrase }))
    const all = [...(KNOWN.get(first) ?? []), ...more]
    KNOWN.set(
      first,
      all.sort((a, b) => b.phrase.length - a.phrase.length),
    )
  }
}

const MAX_LENGTH = 160
const MAX_WORDS = 20

/** Cheap look before the work: without one of these nothing is corrected. */
const HINT =
  /s[uưứừửữự]|[dđ][oôốồổỗộ]|thay|ch[iỉ]nh|sai|nh[aầâ]m|l[oộô]n|thi[eếê]u|th[uừư]a|l[eệê]ch|l[aạ]i|kh[oô]ng|ko|k |hok|ch[uư]a|c[aậâ]p|edit|change|correct|fix|update|modify|wrong|not |mistake|typo|missp/iu

/** What parts a field from its new value. */
const INTO = /(?:\s(?:thành|thanh|sang|thành là|to|into)\s+(?:là\s+)?|\s*(?:[:=]|->|→)\s*)(?=\S)/iu
const DIGITS_LAST =
  /^(\D{3,}?)[\s,.;]*(?:(?:mới đúng|moi dung)\s*(?:là|la)?\s*)?(\+?\d[\d\s./-]*)(?:\D{0,16})$/u

/**
 * Which field of a registration a whole message wants corrected: "sửa số điện thoại", "năm sinh sai rồi", "tôi gõ nhầm
 * tên", "đổi nơi ở được không", also with the new value ("sửa tên thành …"). Null where it says anything else: a wish
 * for another thing (the telephone itself, a card), a denial, a question about mistakes. Pure.
 */
export function correctionOf(text: string): Correction | null {
  if (text.length > MAX_LENGTH) return null
  const plain = text.normalize('NFC')
  if (!HINT.test(plain)) return null
  const whole = fieldOf(wordsOf(plain)) ?? fieldOf(wordsOf(residueKey(plain)))
  if (whole) return { field: whole, value: null }
  const into = INTO.exec(plain)
  if (into) {
    const field = fieldOf(wordsOf(plain.slice(0, into.index)))
    const value = plain.slice(into.index + into[0].length).trim()
    if (field && value !== '') return { field, value }
  }
  const [, head = '', digits = ''] = DIGITS_LAST.exec(plain) ?? []
  const field = digits === '' ? null : fieldOf(wordsOf(head))
  return field ? { field, value: digits.trim() } : null
}

/** The field alone; see `correctionOf`. */
export function readCorrection(text: string): Correctable | null {
  return correctionOf(text)?.field ?? null
}

/** The field of a message in which every word is known; null when it corrects nothing. */
function fieldOf(words: readonly Word[]): Correctable | null {
  if (words.length < 2 || words.length > MAX_WORDS) return null
  const parts = partsOf(words)
  if (!parts) return null
  const wrong = parts.includes('wrong')
  if (!wrong && !parts.includes('change')) return null
  const field = parts.find(isField)
  if (field) return field
  // "Sửa điện thoại" mends the thing; "điện thoại sai" is its number.
  return wrong && parts.includes('device') ? 'phone' : null
}

function isField(part: Part): part is Correctable {
  return (CORRECTABLE as readonly string[]).includes(part)
}

/** The words read from left to right as known phrases, longest first; null at the first word that is none. */
function partsOf(words: readonly Word[]): Part[] | null {
  const parts: Part[] = []
  for (let at = 0; at < words.length; ) {
    const known = (KNOWN.get(words[at]?.key ?? '') ?? []).find(
      ({ phrase }) => phraseFit(words.slice(at, at + phrase.length), phrase) !== 'no',
    )
    if (!known) return null
    parts.push(known.part)
    at += known.phrase.length
  }
  return parts
}

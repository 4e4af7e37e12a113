import { type Correctable, correctionOf } from './correction.ts'
import { cores, keyOf, wordsOf } from './words.ts'

/** What people say in the midst of a registration, or before one, that is neither an answer nor a word of command. */
export type FormWish =
  /** "Sửa số điện thoại", with the new value as typed where it was told. */
  | { kind: 'correct'; field: Correctable; value: string | null }
  /** "Cho mẹ tôi": the registration is to be for somebody else. */
  | { kind: 'for-another' }
  /** "Tôi có chữ ký số rồi." */
  | { kind: 'has-certificate' }

const MAX_LENGTH = 160

const SELF = '(?:toi|em|e|minh|chau|con|bac|ong|ba|anh|chi|co|chu|nha em|nha toi|t)'
const THING =
  '(?:chu ki so|cks|chung thu so|chung thu chu ki so|cts|chu ki dien tu|smartca|smart ca|mysign|my sign|cai nay|cai do)'
const KIN =
  '(?:bo|me|ma|ba|ong|cha|tia|u|bu|vo|chong|con|anh|chi|em|bac|co|chu|di|thim|mo|cau|chau|ong ba|bo me|cha me|ong noi|ba noi|ong ngoai|ba ngoai|nguoi nha|nguoi than|nguoi khac|hang xom|vo chong)'

/** "Đăng ký hộ mẹ tôi", "làm cho bố", "cho mẹ tôi". */
const FOR_ANOTHER = new RegExp(
  `^(?:${SELF} )?(?:muon |can |dinh )?(?:(?:dang ki|dk|dki|lam|khai)(?: ${THING})? )?(?:cho|ho|giup|dum|gium|thay) ${KIN}(?: (?:cua )?(?:toi|em|con|chau|minh|gai|trai|vo|chong|nua|voi|a|nhe))*$`,
)
/** As match keys, in which a final y is an i. */
const FOR_ANOTHER_EN =
  /^(?:i (?:want|would like|need) to )?(?:register |sign up |do it )?(?:for|on behalf of) (?:mi|our) (?:mother|father|mom|mum|dad|parents?|wife|husband|son|daughter|grandmother|grandfather|brother|sister|famili)(?: member)?$/

/** "Tôi đã có chữ ký số", "làm chữ ký số rồi": with đã or rồi, as "làm chữ ký số" alone is the wish for one. */
const HAD = '(?:co|dung|lam|duoc cap|cap|cai)(?: san| duoc)?'
const HAS = new RegExp(
  `^(?:${SELF} )?(?:cung |thi )*(?:(?:da |dang (?=co|dung))${HAD} ${THING}|${HAD} ${THING}(?= .*(?:roi|san|tu truoc|tu lau)))(?: (?:san|lau|roi|tu truoc|tu lau|nay|ma|day))*$`,
)
/** "Đã được cấp", "được cấp rồi": of what, is plain. */
const ISSUED = new RegExp(
  `^(?:${SELF} )?(?:da duoc cap(?: roi)?|(?:da )?duoc cap (?:chung thu|${THING})? ?roi)$`,
)
const HAS_EN =
  /^i(?: ve| have)?(?: alreadi)?(?: have| got| has| had)? (?:one|(?:a |mi )?(?:digital )?(?:signature|certificate))(?: alreadi)?$/

/** The wish that a whole message is, or null. Pure. */
export function readFormWish(text: string): FormWish | null {
  if (text.length > MAX_LENGTH) return null
  const correction = correctionOf(text)
  if (correction) return { kind: 'correct', ...correction }
  if (text.includes('?')) return null
  for (const core of cores(wordsOf(text))) {
    const key = keyOf(core)
    if (FOR_ANOTHER.test(key) || FOR_ANOTHER_EN.test(key)) return { kind: 'for-another' }
    if (HAS.test(key) || ISSUED.test(key) || HAS_EN.test(key)) return { kind: 'has-certificate' }
  }
  return null
}

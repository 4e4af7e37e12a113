import type { MaskKind } from '../channels/channel.ts'

/** Words for secrets, as match keys, those with most words first. */
const KEYWORDS: Record<'otp' | 'pin' | 'password' | 'card', string> = {
  otp: 'ma xac thuc|ma xac nhan|ma xac minh|ma kich hoat|ma bao mat|verification code|o te pe|o t p|otp|0tp',
  pin: 'ma mo khoa|ma khoa|ma bin|pin|mapin|passcode',
  password: 'mat ma|mat khau|pass word|password|passwd|matkhau|pass|mk|pw',
  card: 'cvv|cvc|ccv|cvv2|cv2',
}

/** A word for a secret, and what kind it is. */
export type Keyword = [words: string[], kind: MaskKind]

/** Keywords by their first word. */
export const KEYWORDS_BY_FIRST: ReadonlyMap<string, Keyword[]> = byFirst()

function byFirst(): Map<string, Keyword[]> {
  const found = new Map<string, Keyword[]>()
  for (const [kind, phrases] of Object.entries(KEYWORDS)) {
    for (const phrase of phrases.split('|')) {
      const words = phrase.split(' ')
      const first = words[0] ?? ''
      // Object.entries widens the keys of a total record to string.
      found.set(first, [...(found.get(first) ?? []), [words, kind as MaskKind]])
    }
  }
  for (const all of found.values()) all.sort((a, b) => b[0].length - a[0].length)
  return found
}

/** How many digits a code of a kind has. */
export const CODE_OF: Record<MaskKind, RegExp> = {
  otp: /^\d{4,8}$/,
  pin: /^\d{4,8}$/,
  password: /^\d{4,8}$/,
  card: /^\d{3,4}$/,
  'id-number': /^$/,
}

const set = (words: string) => new Set(words.split(' '))

/** Words that may stand between the word for a secret and the secret itself. */
export const BETWEEN: ReadonlySet<string> = set(
  'la cua toi em minh chau con bac ong ba anh chi day nay ne ma so code is my the your vua moi nhan duoc gui ve cho ben smartca vnpt viettel mysign misa vneid app otp pin xac thuc nhan khau dang nhap zalo dien thoai tren may a da thi wifi facebook fb gmail email mail google icloud ngan hang bank tai khoan ung dung dich vu cong dvc chu ki qui khach hang giao o',
)

/** The same for a bare "mã" or "code", after which only exactly six digits are one: "mã họ gửi là 482913". */
export const WEAK: ReadonlySet<string> = set('ma code')
export const WEAK_BETWEEN: ReadonlySet<string> = set(
  'la cua toi em minh chau con bac ong ba day nay ne so is my your vua moi nhan duoc gui ve cho ho no bao doc sms tin nhan app zalo dien thoai roi nhe a thi',
)
/** "Mã hồ sơ", "mã hỗ trợ" are numbers of other things. */
export const OTHER_CODES = /\b(?:ho so|ho tro|so ho|so thue)\b/

/** Digits that are a number of something, not a secret: "2000 đồng", "năm 2023". No "số": what follows a code may be "số điện thoại". */
export const UNITS: ReadonlySet<string> = set(
  'lan nam thang ngay phut giay gio nguoi dong vnd k tuoi minutes mah trieu nghin ngan chu ki',
)
export const BEFORE_NUMBER: ReadonlySet<string> = set(
  'nam thang ngay luc tu den khoang tam hotline tong dai goi year',
)
/** Words that follow "mật khẩu" in questions and stories. */
export const NO_PASSWORD: ReadonlySet<string> = set(
  'gi sao the nao bao nhieu khong ko chua roi duoc bi moi cu cap manh yeu quan trong bat buoc rieng chung can o dau lam quen mat doi lai nhap sai dung het bang ma va hay hoac tai khoan what is',
)
/** Digits as they are spoken. */
export const SPOKEN_DIGITS: ReadonlySet<string> = set('khong mot hai ba bon tu nam lam sau bay tam chin')

import { places } from '../places.ts'
import { byFirstWord, type Proper, properPhrase } from '../spelling.ts'
import type { Word } from '../words.ts'

/** A name under which a place is found. */
export interface Name {
  id: string
  /** As properly spelt, a word each. */
  spelt: Proper[]
  /** Match key of each word. */
  keys: string[]
  /** The official name; slips are forgiven only in these, as the others are short. */
  official: boolean
  /** All keys without spaces, y as i: "myhao", "disu". */
  joined: string
}

/** Common names besides the official ones. The town's centre is called Bần. */
const ALSO: [id: string, name: string][] = [
  ['old:12103', 'Thị trấn Bần'],
  ['old:12103', 'TT Bần'],
  ['old:12103', 'Phường Bần'],
  ['old:12103', 'P Bần'],
  ['old:12103', 'Phố Bần'],
  ['old:12103', 'Chợ Bần'],
  // As they are shortened.
  ['old:12103', 'BYN'],
  ['old:12106', 'PĐP'],
  ['old:12130', 'PCK'],
]

function named(id: string, name: string, official: boolean): Name {
  const spelt = properPhrase(name.toLowerCase())
  const keys = spelt.map(({ key }) => key)
  return { id, spelt, keys, official, joined: joinedKey(keys) }
}

/** Keys as one word; y and i are the same, since word ends are lost. */
export function joinedKey(keys: string[]): string {
  return keys.join('').replaceAll('y', 'i')
}

/** Every name, longest first, so that a longer name is never taken for a shorter one. */
export const NAMES: readonly Name[] = [
  ...places.map(({ id, name }) => named(id, name, true)),
  ...ALSO.map(([id, name]) => named(id, name, false)),
].sort((a, b) => b.keys.length - a.keys.length)

/** Provinces and cities before and after 2025-07-01 and the districts around; Hưng Yên, our own, is not among them. */
const ELSEWHERE =
  'an giang|bà rịa|vũng tàu|bạc liêu|bắc giang|bắc kạn|bắc ninh|bến tre|bình dương|bình định|bình phước|bình thuận|cà mau|cao bằng|cần thơ|đà nẵng|đắk lắk|đắk nông|điện biên|đồng nai|đồng tháp|gia lai|hà giang|hà nam|hà nội|hà tĩnh|hải dương|hải phòng|hậu giang|hòa bình|hồ chí minh|sài gòn|hcm|tphcm|huế|khánh hòa|kiên giang|kon tum|lai châu|lạng sơn|lào cai|lâm đồng|long an|nam định|nghệ an|ninh bình|ninh thuận|phú thọ|phú yên|quảng bình|quảng nam|quảng ngãi|quảng ninh|quảng trị|sóc trăng|sơn la|tây ninh|thái bình|thái nguyên|thanh hóa|tiền giang|trà vinh|tuyên quang|vĩnh long|vĩnh phúc|yên bái|bình giang|cẩm giàng|văn lâm|văn giang|yên mỹ|ân thi|khoái châu|kim động|phù cừ|tiên lữ|thành phố hưng yên|tp hưng yên|nước ngoài|hn|hp'
/** Those names as match keys, by their first word. */
export const ELSEWHERE_NAMES: ReadonlyMap<string, Proper[][]> = byFirstWord(
  ELSEWHERE.split('|').map(properPhrase),
)

/** Kinds of units and short forms for them, as match keys. */
export const KINDS = new Set([
  'p',
  'f',
  'phuong',
  'x',
  'xa',
  'tt',
  'thi',
  'tran',
  'tx',
  'huyen',
  'h',
  'tinh',
  't',
  'ward',
  'commune',
  'tp',
])

/** After these a name is a street's, a village's or a school's, not the unit's. */
export const PART_KINDS = new Set([
  'duong',
  'pho',
  'ngo',
  'ngach',
  'thon',
  'xom',
  'lang',
  'khu',
  'truong',
  'cho',
  'tdp',
  'to',
  'street',
])

/** Words that say where somebody lives without naming it. */
export const SAYING = new Set(
  'toi em minh chau con nha o tai thuoc song hien dang nay cu moi truoc day la dia que noi i live in from a nhe da vang'.split(
    ' ',
  ),
)

/** What is left of a message without kinds of units and words that only say where somebody lives. */
export function bareWords(words: readonly Word[]): Word[] {
  return words.filter(({ key }) => !KINDS.has(key) && !SAYING.has(key))
}

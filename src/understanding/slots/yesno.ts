import { byFirstWord, type Proper, phraseFit, properPhrase } from '../spelling.ts'
import type { SlotReading } from '../types.ts'
import { cores, type Word, wordsOf } from '../words.ts'
import { none, value } from './none.ts'

const YES =
  'có vâng dạ ừ uh uhm um uk ukm ok oki oke okê okie okay okela đúng phải chuẩn rồi rùi được đc dc đã đủ_16_tuổi đủ_16 tròn_16_tuổi tròn_16 đủ_tuổi đủ tròn đồng_ý đúng_vậy đúng_thế xác_nhận chính_xác tất_nhiên đương_nhiên yes yep yeah y right correct sure'
const NO = 'không n ko k kg kh hok hem hông hong khum thôi chưa đừng hủy sai no nope not từ_chối nhầm'

/** What may follow a "no" and be denied by it: "không có", "không phải", "chưa được". */
const DENIED =
  'có đúng phải được đc dc đồng_ý rồi chuẩn cần thích muốn đâu chính_xác xác_nhận đủ tròn tới đến 16_tuổi 16 tuổi yet'

type Vocabulary = Map<string, Proper[][]>

const vocabulary = (list: string): Vocabulary =>
  byFirstWord(list.split(' ').map((phrase) => properPhrase(phrase.replaceAll('_', ' '))))
const WORDS = { yes: vocabulary(YES), no: vocabulary(NO), denied: vocabulary(DENIED) }

/** Signs that answer, without variation selector and skin tone. */
const SIGNS = new Map<string, 'yes' | 'no'>([
  ...['👍', '👌', '🆗', '✅', '✔'].map((sign) => [sign, 'yes'] as const),
  ...['👎', '❌'].map((sign) => [sign, 'no'] as const),
])

const SHOWN = { yes: { vi: 'Có', en: 'Yes' }, no: { vi: 'Không', en: 'No' } } as const

const MAX_LENGTH = 200
const MAX_WORDS = 8

/** `yes` or `no`, in the many ways people say it; "có không?" and the like are questions and mean neither. */
export function readYesNo(text: string, language: 'vi' | 'en' = 'vi'): SlotReading {
  const answer = yesOrNo(text)
  return answer ? value(answer, SHOWN[answer][language]) : none('yesno.unclear')
}

/** Yes, no, or neither. */
export function yesOrNo(text: string): 'yes' | 'no' | null {
  if (text.length > MAX_LENGTH) return null
  const words = wordsOf(text)
  if (words.length === 0) return SIGNS.get(text.replace(/\s|\p{M}|\p{Emoji_Modifier}/gu, '')) ?? null
  if (words.length > MAX_WORDS || isShoutedStop(text)) return null
  const only = words.length === 1 ? words[0]?.key : undefined
  if (only === '1') return 'yes'
  if (only === '2') return 'no'
  for (const core of cores(withoutAddressed(words))) {
    const answer = meaning(core)
    if (answer) return answer
  }
  return null
}

const ADDRESSED = new Set('ong ba bac co chu anh chi chau con'.split(' '))

/** "Đúng rồi cháu", without "cháu". "Y" also begins names, as in "Y Anh". */
function withoutAddressed(words: readonly Word[]): readonly Word[] {
  const named = words[0]?.key === 'y'
  return words.length > 1 && !named && ADDRESSED.has(words.at(-1)?.key ?? '') ? words.slice(0, -1) : words
}

/** DUNG in capitals is how people copy the word DỪNG from our texts: no yes. */
export function isShoutedStop(text: string): boolean {
  return /^\W*DUNG\W*$/.test(text)
}

/** Yes when every word is a yes; no when it begins with one and only what is denied follows. */
function meaning(words: readonly Word[]): 'yes' | 'no' | null {
  if (isAll(words, [WORDS.yes])) return 'yes'
  const rest = afterPhrase(words, WORDS.no)
  if (!rest) return null
  // "Thôi được" gives in; it denies nothing.
  if (words[0]?.key === 'thoi' && rest.length > 0 && !afterPhrase(rest, WORDS.no)) return null
  return isAll(rest, [WORDS.no, WORDS.denied]) ? 'no' : null
}

/** Whether the words are made of phrases of the lists alone. */
function isAll(words: readonly Word[], lists: Vocabulary[]): boolean {
  let rest: readonly Word[] | null = words
  while (rest && rest.length > 0) {
    const now: readonly Word[] = rest
    rest = lists.map((list) => afterPhrase(now, list)).find((after) => after !== null) ?? null
  }
  return rest !== null
}

/** What follows the phrase that the words begin with; null when they begin with none of the list. */
function afterPhrase(words: readonly Word[], list: Vocabulary): readonly Word[] | null {
  const known = list.get(words[0]?.key ?? '') ?? []
  const phrase = known.find((one) => phraseFit(words.slice(0, one.length), one) === 'yes')
  return phrase ? words.slice(phrase.length) : null
}

import { numbersIn } from '../choice-numbers.ts'
import { residueKey } from '../match-key.ts'
import { byFirstWord, type Proper, phraseFit, properPhrase } from '../spelling.ts'
import type { SlotReading } from '../types.ts'
import { cores, type Word, wordsOf } from '../words.ts'
import { none, value } from './none.ts'

const YES =
  'có vâng vầng vâg dạ ừ ừm ừa ừh ờ ừa uh uhm um uk ukm ok oki oke okê okie okay okela okla okii ukie uki đúng phải chuẩn rồi rùi được đc dc đã đủ_16_tuổi đủ_16 tròn_16_tuổi tròn_16 đủ_tuổi đủ tròn đồng_ý đúng_vậy đúng_thế đúng_y đúng_đấy đúng_luôn đúg chứ_sao nhất_trí tán_thành xác_nhận chính_xác tất_nhiên đương_nhiên yes yess yep yup yeah y of_course i_do i_am it_is right correct sure'
const NO =
  'không khôg hổng khỏi khỏi_cần chả chẳng đâu_có làm_gì_có n ko k kg kh hok hem hông hong khum thôi chưa chửa đừng hủy sai no nope nah not_yet not i_don_t i_do_not i_am_not từ_chối nhầm'

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
  return answerIn(words) ?? byNumber(words, text) ?? ofResidue(text, words)
}

function answerIn(words: readonly Word[]): 'yes' | 'no' | null {
  for (const said of new Set([withoutAddressed(words), words])) {
    for (const core of cores(said)) {
      const answer = meaning(core)
      if (answer) return answer
    }
  }
  return null
}

/** "Số 1", "chọn 2", as the choices of such questions stand. */
function byNumber(words: readonly Word[], text: string): 'yes' | 'no' | null {
  const [number, more] = (/\d/.test(text) && numbersIn(words, text)) || []
  if (more !== undefined) return null
  return number === 1 ? 'yes' : number === 2 ? 'no' : null
}

/** "Vaang", "kho6ng"; of the words that fold to "dung" only those with the tone of "đúng". */
function ofResidue(text: string, words: readonly Word[]): 'yes' | 'no' | null {
  if (words.length > 4 || !/[a-z]/i.test(text)) return null
  const plain = residueKey(text)
  if (plain === words.map(({ key }) => key).join(' ')) return null
  const right = words.every(({ key }) => residueKey(key) !== 'dung' || /^[^w7]*[s1][^w7]*$/.test(key))
  return right ? answerIn(wordsOf(plain)) : null
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

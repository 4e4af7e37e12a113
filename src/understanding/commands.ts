import { slips } from './distance.ts'
import { matchKey, residueKey } from './match-key.ts'
import { type Proper, phraseFit, properPhrase } from './spelling.ts'
import type { Command } from './types.ts'
import { cores, keyOf, type Word, wordsOf } from './words.ts'

/** How each command is said, as people would spell it; compared by match key. */
const PHRASES: Record<Command, string> = {
  menu: 'menu|về menu|vào menu|xem menu|mở menu|menu chính|về menu chính|main menu|trang chủ|về trang chủ|danh mục|bảng chọn|về đầu|về đầu trang|home|mục lục',
  cancel:
    'hủy|hủy bỏ|hủy đăng ký|thoát|thoát ra|bỏ dở|không làm nữa|không đăng ký nữa|thôi không làm nữa|cancel|exit|quit',
  back: 'quay lại|trở lại|quay về|quay lui|lùi lại|trở về|bước trước|quay lại bước trước|về bước trước|back|go back|previous',
  human:
    'gặp cán bộ|gặp cán bộ phường|hỗ trợ|gặp người|gặp người thật|nói chuyện với người|nói chuyện với người thật|nói chuyện với cán bộ|nhân viên|gặp nhân viên|gặp nhân viên hỗ trợ|cán bộ|cán bộ hỗ trợ|gặp cán bộ hỗ trợ|gọi cán bộ|chat với cán bộ|nhắn cán bộ|liên hệ cán bộ|tư vấn viên|gặp tư vấn viên|cần hỗ trợ|cần người hỗ trợ|người hỗ trợ|giúp tôi|giúp đỡ|cần giúp đỡ|human|agent|support|help|talk to a person|talk to a human|speak to a person|speak to a human|i need a human|i need a person|i need help|i want to talk to a person|i want to talk to a human|talk to staff|staff',
  stop: 'dừng lại|dừng nhận tin|dừng nhận tin nhắn|dừng tin|dừng nhắn tin|ngừng|ngừng nhận tin|ngừng nhắn tin|ngưng|ngưng nhận tin|thôi nhận tin|hủy nhận tin|hủy nhận tin nhắn|hủy đăng ký nhận tin|không nhận tin|không nhận tin nữa|không nhận tin nhắn nữa|không muốn nhận tin nữa|đừng nhắn nữa|đừng nhắn tin nữa|đừng gửi tin nữa|tắt thông báo|tắt nhắc|stop|unsubscribe|stop all|stop messages',
  'my-data':
    'dữ liệu của tôi|dữ liệu cá nhân của tôi|thông tin của tôi|xem dữ liệu|xem dữ liệu của tôi|xem thông tin của tôi|sửa thông tin của tôi|xóa dữ liệu|xóa dữ liệu của tôi|xóa thông tin của tôi|xóa hết dữ liệu của tôi|xóa thông tin|rút đồng ý|rút lại đồng ý|my data|delete my data',
  'scam-report':
    'lừa đảo|báo lừa đảo|báo cáo lừa đảo|tố cáo lừa đảo|tôi bị lừa|bị lừa|bị lừa đảo|bị lừa tiền|bị lừa rồi|tôi bị lừa rồi|tôi bị lừa đảo|có kẻ lừa đảo|lừa tiền|scam|scammed|fraud|report scam|report a scam|i was scammed|i got scammed',
  'language-en':
    'en|eng|english|tiếng anh|sang tiếng anh|đổi sang tiếng anh|chuyển sang tiếng anh|in english|speak english|switch to english|english please',
  'language-vi':
    'vi|vn|tiếng việt|sang tiếng việt|đổi sang tiếng việt|chuyển sang tiếng việt|vietnamese|switch to vietnamese',
  register:
    'đăng ký|đk|đky|đký|đăng ký ngay|đăng ký mới|đăng ký chữ ký số|đăng ký cks|đk cks|đăng ký chữ ký số miễn phí|đăng ký chữ ký số cá nhân|đăng ký chữ ký số cá nhân miễn phí|đăng ký chứng thư số|đăng ký chứng thư chữ ký số|làm chữ ký số|làm cks|làm chữ ký số miễn phí|làm chữ ký số cá nhân|bắt đầu đăng ký|register|sign up|register now|i want to register|i want to sign up|i would like to register|i d like to register',
  greeting:
    'xin chào|chào|chào bạn|chào ad|chào shop|chào bot|chào em|chào anh|chào chị|chào cán bộ|chào cháu|chào con|chào cô|chào chú|chào bác|chào buổi sáng|chào buổi chiều|chào buổi tối|alo|alo alo|ủa alo|a lô|hello|hello ad|helo|hi|hi ad|hey|bắt đầu|start|get started|good morning|good afternoon|good evening|ad ơi|bot ơi|có ai không|có ai ở đó không|ai đấy|ai đây|ai vậy|ai thế|ai đó|là ai|là ai vậy|là ai đấy|bạn là ai|bạn là ai vậy|đây là ai|ai nhắn đấy|who are you|who is this',
  thanks:
    'cảm ơn|cám ơn|cảm ơn bạn|cảm ơn nhiều|cảm ơn rất nhiều|cảm ơn ad|cảm ơn cán bộ|cảm ơn cháu|cảm ơn con|cảm ơn cô|cảm ơn chú|cảm ơn em|xin cảm ơn|xin chân thành cảm ơn|chân thành cảm ơn|cảm ơn ông bà|thank|thanks|thank you|thank you very much|thanks a lot|tks|thks|tk',
}

interface Phrase {
  command: Command
  /** The properly spelt forms of the key, a word each. */
  spelt: Proper[][]
}

const BY_KEY = new Map<string, Phrase>()
for (const [command, phrases] of Object.entries(PHRASES)) {
  for (const phrase of phrases.split('|')) {
    const key = matchKey(phrase)
    // Object.entries widens the keys of a total record to string.
    const known = BY_KEY.get(key) ?? { command: command as Command, spelt: [] }
    known.spelt.push(properPhrase(phrase))
    BY_KEY.set(key, known)
  }
}
/** Phrases long enough that a single slip is still recognised. */
const LONG_KEYS = [...BY_KEY.keys()].filter((key) => key.length >= 8 && key.includes(' '))
const MOST_WORDS = Math.max(...[...BY_KEY.keys()].map((key) => key.split(' ').length))
const LONGEST_KEY = Math.max(...[...BY_KEY.keys()].map((key) => key.length))

/** No command with its politeness is longer. */
const MAX_LENGTH = 80
/** Reports of a fraud are heard in longer messages too. */
const MAX_REPORT = 500

/**
 * The command that a whole message is, with or without marks, polite words around it, one slip of a finger, or Telex
 * left-overs. Never part of a longer sentence, but for the report of a fraud.
 *
 * "Dừng" (stop), "đúng" (right) and "dùng" (use) share the key `dung`: with marks they decide; in capitals without marks
 * (DUNG) it is the command as our texts write it; otherwise nothing, see `isAmbiguousStop`.
 */
export function readCommand(text: string): Command | null {
  if (text.length > MAX_REPORT) return null
  const words = wordsOf(text)
  if (text.length <= MAX_LENGTH && words.length > 0 && words.length <= 14) {
    const command = wholeMessage(text, words)
    if (command) return command
  }
  return reportsFraud(text, keyOf(words)) ? 'scam-report' : null
}

function wholeMessage(text: string, words: readonly Word[]): Command | null {
  for (const core of cores(words)) {
    const key = keyOf(core)
    const phrase = key.length <= LONGEST_KEY ? BY_KEY.get(key) : undefined
    if (phrase && meant(phrase, core)) return phrase.command
    if (key === 'dung' && isStop(text, core)) return 'stop'
    if (FOR_ANOTHER.test(key)) return 'register'
  }
  if (words.length > MOST_WORDS + 1) return null
  const key = keyOf(words)
  return nearly(key) ?? ofResidue(text, key)
}

/** "Đăng ký hộ mẹ tôi": whoever asks is led through the same questions. */
const FOR_ANOTHER =
  /^(?:dang ki|dk|dki)(?: chu ki so| cks)? (?:cho|ho|giup|dum) (?:me|bo|ba|ma|ong|vo|chong|con|anh|chi|em|bac|co|chu|nguoi nha|bo me|ong ba)(?: (?:toi|em|con|chau|minh|gai|trai))*$/

/** With another tone: "vì", and the name Đặng Kỳ. */
const TONE_MATTERS = new Set(['vi', 'dang ki'])

/** Whether the marks that were typed allow the phrase; a slip of the tone alone is mostly forgiven. */
function meant({ spelt }: Phrase, core: readonly Word[]): boolean {
  const fits = spelt.map((words) => phraseFit(core, words))
  return fits.includes('yes') || (fits.includes('tone') && !TONE_MATTERS.has(keyOf(core)))
}

/** d, ư with any tone, ng. */
const STOP_TYPED = /^d[ưừứửữự]ng$/

/** For the key `dung`: whether it is "dừng". */
function isStop(text: string, core: readonly Word[]): boolean {
  const typed = core[0]?.typed ?? ''
  return typed === 'dung' ? /(?<![\p{L}\p{M}])DUNG(?![\p{L}\p{M}])/u.test(text) : STOP_TYPED.test(typed)
}

/** "dung" without marks and not in capitals: stop, right or use. The turn may ask which was meant. */
export function isAmbiguousStop(text: string): boolean {
  if (text.length > MAX_LENGTH) return false
  for (const core of cores(wordsOf(text))) {
    if (core.length === 1 && core[0]?.typed === 'dung') return !isStop(text, core)
  }
  return false
}

function nearly(key: string): Command | null {
  if (key.length < 7 || key.length > LONGEST_KEY + 1) return null
  const near = new Set<Command>()
  for (const known of LONG_KEYS) {
    const command = BY_KEY.get(known)?.command
    if (command && slips(key, known, 1) === 1) near.add(command)
  }
  const [only] = near
  return near.size === 1 && only ? only : null
}

function ofResidue(text: string, key: string): Command | null {
  const plain = residueKey(text)
  if (plain === key) return null
  if (plain === 'dung') return /w|7/i.test(text) && !/^\W*d(?:d|\w*9)/i.test(text) ? 'stop' : null
  return BY_KEY.get(plain)?.command ?? null
}

const REPORT = /\b(?:bi lua|bi lua dao|lua dao|lua tien|scammed)\b/
/** "Lúa", "lựa" and "lụa" share the key. */
const REPORT_TYPED = /lừa|lưà|lua|scam/
const QUESTION =
  /\b(?:the nao|nhan biet|co phai|la gi|lam sao|lam gi|gi|sao|tranh|phong|canh giac|neu|khong|ko|how|is this)\b/

/** "Tôi sợ lừa đảo": "so" without marks may also be "số", so it counts only after a person. */
const FEAR = /\b(?:toi|em|minh|bac|ba|ong|con|chau|cung|rat|hoi) (?:so|lo|ngai|e|so la|lo la) (?:bi )?lua\b/
const FEAR_TYPED = /(?:sợ|ngại|lo|e) (?:là |bị )*lừa/

/**
 * A fraud told in a sentence ("tôi vừa bị lừa mất tiền"), but not a question about fraud, which the FAQ answers, nor the
 * fear of one.
 */
function reportsFraud(text: string, key: string): boolean {
  return (
    REPORT.test(key) &&
    REPORT_TYPED.test(text.toLowerCase().normalize('NFC')) &&
    !FEAR.test(key) &&
    !FEAR_TYPED.test(text.toLowerCase().normalize('NFC')) &&
    (!QUESTION.test(key) || /\b(?:toi|em|bo|me|con|chau) (?:vua |da |moi )?bi lua\b/.test(key))
  )
}

const CONSENT = properPhrase('đồng ý')

/**
 * The words ĐỒNG Ý and nothing else: any case, marks typed or left out, punctuation, "tôi" before and "ạ" after. Wrong
 * marks, a question, a number or "ok" are no consent (DESIGN: consent is a button or these words).
 */
export function isConsentWord(text: string): boolean {
  if (text.length > MAX_LENGTH || text.includes('?')) return false
  const words = wordsOf(text)
  const from = words[0]?.key === 'toi' ? 1 : 0
  const to = words.at(-1)?.key === 'a' ? words.length - 1 : words.length
  const core = words.slice(from, to)
  return phraseFit(core, CONSENT) === 'yes'
}

const REFUSALS = new Set(
  'không|ko|k|hông|không đồng ý|ko đồng ý|k đồng ý|chưa đồng ý|từ chối|không chịu|không muốn|không cần|không cho|không cho phép|thôi|thôi không|no|no thanks|i do not agree|i don t agree|disagree|refuse|decline'
    .split('|')
    .map(matchKey),
)

/** A refusal in words; polite words around it are allowed. */
export function isRefusalWord(text: string): boolean {
  if (text.length > MAX_LENGTH || text.includes('?')) return false
  for (const core of cores(wordsOf(text))) if (REFUSALS.has(keyOf(core))) return true
  return false
}

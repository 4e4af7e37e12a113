import { COMMAND_PHRASES, expanded } from './command-phrases.ts'
import { reportsFraud } from './fraud-report.ts'
import { matchKey, residueKey } from './match-key.ts'
import { spelledOut } from './short-forms.ts'
import { slipsFinder } from './slips-finder.ts'
import { soundKey } from './sound-key.ts'
import { marksFit, type Proper, phraseFit, proper, properPhrase } from './spelling.ts'
import type { Command } from './types.ts'
import { cores, keyOf, type Word, wordsOf } from './words.ts'

interface Phrase {
  command: Command
  /** The properly spelt forms of the key, a word each. */
  spelt: Proper[][]
}

const BY_KEY = phrasesByKey()
const KEYS = [...BY_KEY.keys()]
/** Phrases long enough that a single slip is still recognised. */
const oneSlipFrom = slipsFinder(KEYS.filter((key) => key.length >= 8 && key.includes(' ')))
/** By how they sound, for those that confuse l and n, s and x, tr and ch; never what ends something. */
const BY_SOUND = bySound()
const MOST_WORDS = Math.max(...KEYS.map((key) => key.split(' ').length))
const LONGEST_KEY = Math.max(...KEYS.map((key) => key.length))

function phrasesByKey(): Map<string, Phrase> {
  const found = new Map<string, Phrase>()
  // The same few words make thousands of phrases.
  const words = new Map<string, Proper>()
  const word = (one: string) => {
    const known = words.get(one) ?? proper(one)
    words.set(one, known)
    return known
  }
  for (const [command, patterns] of Object.entries(COMMAND_PHRASES)) {
    for (const phrase of new Set(patterns.flatMap(expanded))) {
      const spelt = phrase.split(' ').map(word)
      const key = spelt.map((one) => one.key).join(' ')
      // Object.entries widens the keys of a total record to string.
      const known = found.get(key) ?? { command: command as Command, spelt: [] }
      known.spelt.push(spelt)
      found.set(key, known)
    }
  }
  return found
}

function bySound(): Map<string, Command | null> {
  const found = new Map<string, Command | null>()
  for (const [key, { command }] of BY_KEY) {
    if (command === 'stop' || command === 'cancel' || !key.includes(' ') || key.length < 6) continue
    const sound = soundKey(key)
    const other = found.get(sound)
    found.set(sound, other === undefined || other === command ? command : null)
  }
  return found
}

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
  const command = inPhrases(text, words)
  if (command) return command
  const full = spelledOut(words)
  const written = full && inPhrases(text, full)
  if (written) return written
  const asked = askedFor(words)
  if (asked) return asked
  const spelt = full ?? words
  if (spelt.length > MOST_WORDS + MOST_POLITE) return null
  return nearlyOne(spelt) ?? ofResidue(text, keyOf(words))
}

function inPhrases(text: string, words: readonly Word[]): Command | null {
  for (const core of cores(words)) {
    const key = keyOf(core)
    const phrase = key.length <= LONGEST_KEY ? BY_KEY.get(key) : undefined
    if (phrase && meant(phrase, core, key)) return phrase.command
    if (key === 'dung' && isStop(text, core)) return 'stop'
    if (FOR_ANOTHER.test(key)) return 'register'
  }
  return null
}

/** Words of politeness that may stand around a command with a slip. */
const MOST_POLITE = 5

/** One slip from a phrase, or one that sounds the same: the whole message, or what is left without its politeness. */
function nearlyOne(words: readonly Word[]): Command | null {
  const all = [...cores(words)]
  const keys = new Set([keyOf(words), keyOf(all.at(-1) ?? words)])
  for (const key of keys) {
    // What is a phrase but for its marks was looked at.
    if (BY_KEY.has(key)) {
      if (oneWordWrong(key, words)) return BY_KEY.get(key)?.command ?? null
      continue
    }
    const near = nearly(key) ?? BY_SOUND.get(soundKey(key))
    if (near) return near
  }
  return null
}

/** "Gập cán bộ": one of three words or more with another letter's mark. */
function oneWordWrong(key: string, words: readonly Word[]): boolean {
  const phrase = BY_KEY.get(key)
  if (!phrase || phrase.command === 'stop' || key.split(' ').length < 3) return false
  const core = [...cores(words)].find((one) => keyOf(one) === key) ?? []
  return phrase.spelt.some(
    (spelt) => core.filter((word, i) => spelt[i] && marksFit(word, spelt[i]) === 'no').length === 1,
  )
}

const ASKED = new Set(['duoc khong', 'duoc ko', 'duoc k', 'dc khong', 'dc ko', 'dc k', 'duoc chu'])
/** What is a wish though it is put as a question; whether one may register or stop is for the FAQ. */
const WISHES: ReadonlySet<Command> = new Set([
  'human',
  'menu',
  'back',
  'my-data',
  'language-en',
  'language-vi',
  'booth',
  'home-visit',
])

/** "Cho tôi gặp cán bộ được không?" */
function askedFor(words: readonly Word[]): Command | null {
  const polite = words.findLastIndex(({ key }) => !TAIL.has(key)) + 1
  if (polite < 3 || !ASKED.has(keyOf(words.slice(polite - 2, polite)))) return null
  const command = inPhrases('', words.slice(0, polite - 2))
  if (command === 'register') return /\b(?:cho|giup|muon)\b/.test(keyOf(words)) ? command : null
  return command && WISHES.has(command) ? command : null
}

const TAIL = new Set('a ah nhi vay em chau con ban oi'.split(' '))

/** "Đăng ký hộ mẹ tôi": whoever asks is led through the same questions. */
const FOR_ANOTHER =
  /^(?:dang ki|dk|dki)(?: chu ki so| cks)? (?:cho|ho|giup|dum) (?:me|bo|ba|ma|ong|vo|chong|con|anh|chi|em|bac|co|chu|nguoi nha|bo me|ong ba)(?: (?:toi|em|con|chau|minh|gai|trai))*$/

/** With another tone: "vì", the name Tú Vân, "dùng lại"; and the name Đặng Kỳ, see `meant`. */
const TONE_MATTERS = new Set('vi|tu van|cuu|lui|dung lai|dung het|dung ngay|dung tin'.split('|'))

/** Whether the marks that were typed allow the phrase; a slip of the tone alone is mostly forgiven. */
function meant({ spelt }: Phrase, core: readonly Word[], key: string): boolean {
  const fits = spelt.map((words) => phraseFit(core, words))
  if (fits.includes('yes')) return true
  if (key === 'dang ki') return fits.includes('tone') && !/^[đd]ặng$/.test(core[0]?.typed ?? '')
  return fits.includes('tone') && !TONE_MATTERS.has(key)
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

/** These are no slips of other words: "đăng ký rồi" is not "đăng ký mới". */
const TELLING = new Set(
  'roi dau khong ko k chua gi sao nao ai may bao the la co thi duoc dc da khi neu'.split(' '),
)

function nearly(key: string): Command | null {
  if (key.length < 7 || key.length > LONGEST_KEY + 1) return null
  const near = new Set<Command>()
  const telling = key.split(' ').filter((word) => TELLING.has(word))
  for (const known of oneSlipFrom(key)) {
    const command = BY_KEY.get(known)?.command
    if (command && telling.every((word) => known.split(' ').includes(word))) near.add(command)
  }
  const [only] = near
  return near.size === 1 && only ? only : null
}

function ofResidue(text: string, key: string): Command | null {
  const plain = residueKey(text)
  if (plain === key) return null
  if (plain === 'dung') return /w|7/i.test(text) && !/^\W*d(?:d|\w*9)/i.test(text) ? 'stop' : null
  const phrase = BY_KEY.get(plain)
  if (phrase) return phrase.command
  const words = wordsOf(plain)
  const typed = words.length > 0 && words.length <= MOST_WORDS + MOST_POLITE ? inPhrases('', words) : null
  return typed === 'cancel' ? null : typed
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

import { isAmbiguousStop, readCommand } from '../commands.ts'
import { matchKey } from '../match-key.ts'
import { isSyllable } from '../residue.ts'
import { typedWord } from '../telex.ts'
import type { SlotReading } from '../types.ts'
import { LEADS, PERSON_LEADS } from './name-leads.ts'
import { compared, isDoubtful, isSurname, soundsLikeTalk } from './name-words.ts'
import { isOneScript, titled } from './name-writing.ts'
import { candidates, none, value } from './none.ts'
import { yesOrNo } from './yesno.ts'

const MAX_LETTERS = 60
const MAX_WORDS = 7

/** Letters, with apostrophes or hyphens inside: H'Hen, O'Neil, Marie-Anne. */
const NAME_WORD = /^[\p{L}\p{M}]+(?:['’ʼ-][\p{L}\p{M}]+)*$/u
const UNSPACED_SCRIPT = /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]{2,}$/u

/** Address before a name: taken off only when a surname follows it. */
const ADDRESS = new Set('ong ba cu anh chi bac co chu di cau mo thim em chau mr mrs ms'.split(' '))

/**
 * A full name, two to seven words, with the marks as typed; all-lower and all-upper input is put in title case. Words of
 * command, greetings, questions and answers to other questions are no names.
 */
export function readName(text: string): SlotReading {
  const before = beforeDetails(text)
  if (before.length > 0) {
    const names = before.map(readName).flatMap((read) => (read.kind === 'value' ? [read] : []))
    const [only] = names
    if (names.length === 1 && only && before.length === 1) return only
    return candidates(
      names.map(({ value, shown }) => ({ value, shown })),
      'name.unclear',
    )
  }
  const typed = withMarks(text)
  if (typed !== null) {
    const meant = readName(typed)
    return meant.kind === 'value' ? candidates([meant], 'name.unclear') : meant
  }
  const words = bare(text)
  if (words === null || words.length === 0) return none('name.unclear')
  const name = words.join(' ')
  const letters = name.replace(/[^\p{L}]/gu, '').length
  if (letters < 2 || name.length > MAX_LETTERS) return none('name.unclear')
  if (readCommand(text) || isAmbiguousStop(text) || yesOrNo(text) || soundsLikeTalk(words)) {
    return none(words.length === 1 && isAmbiguousStop(text) ? 'name.full' : 'name.unclear')
  }
  if (words.length === 1 && !UNSPACED_SCRIPT.test(name)) return none('name.full')
  if (words.length === 2 && isCalled(words)) return none('name.full')
  if (words.length > MAX_WORDS || isTwoNames(words) || !isOneScript(name)) return none('name.unclear')
  const shown = titled(words)
  return isDoubtful(words) ? candidates([{ value: shown, shown }], 'name.unclear') : value(shown)
}

/** A name typed with Telex or VNI off, as it was meant; null where nothing of it is left over. */
function withMarks(text: string): string | null {
  if (text.length > MAX_LETTERS || !/^[a-z1-9 .,]+$/i.test(text)) return null
  const words = text.trim().split(/ +/)
  // A foreign name may hold such a word; of a Vietnamese one every word is a syllable.
  const meant = words.map((word) => (isSyllable(word.toLowerCase()) ? word : typedWord(word)))
  if (words.length < 2 || meant.includes(null) || meant.every((word, i) => word === words[i])) return null
  return isSurname(compared([meant[0] ?? ''])[0]) ? titled(meant.filter((word) => word !== null)) : null
}

/** "Bà Hoa", "cô Lan": how somebody is called. "Chu An" has a surname. */
function isCalled(words: string[]): boolean {
  const [first] = compared(words)
  return first !== undefined && CALLED.has(first.typed) && !isSurname(first)
}

const CALLED = new Set('ông bà cụ bác cô chú anh chị dì cậu mợ thím em cháu ong bac cu chi'.split(' '))

/** "… và …", or a second surname before another "thị" or "văn". */
function isTwoNames(words: string[]): boolean {
  const said = compared(words)
  return said.some(
    (word, i) =>
      (i > 1 && ['và', 'and', '&'].includes(words[i] ?? '')) ||
      (i > 2 && ['thi', 'van'].includes(said[i + 1]?.key ?? '') && isSurname(word)),
  )
}

/** Words that lead over from a name to a number: "sinh năm 1960", "sđt 0912…". */
const DETAILS = new Set(
  'sinh nam sn ns ngay sdt dt so dien thoai di dong la va tel phone mobile born in zalo'.split(' '),
)
/** Of those, what may be a given name as well. */
const GIVEN_TOO = new Set(['sinh', 'nam', 'ngay', 'thoai', 'dong', 'la', 'va', 'di'])

/**
 * What stands before a year or a number told in one breath with the name; with and without a word that may belong to
 * either ("Nguyễn Văn Sinh 1960"). Empty when the text is no such message. Taken where only one reading is left.
 */
function beforeDetails(text: string): string[] {
  const line = text.slice(0, 200).replace(/\s+/g, ' ')
  const at = line.search(/\d/)
  if (at <= 0) return []
  const after = line.slice(at).match(/[\p{L}\p{M}]+/gu) ?? []
  if (!/^[^@?/<>]*$/.test(line.slice(at)) || !after.every((word) => DETAILS.has(matchKey(word)))) return []
  let head = line.slice(0, at).replace(LOOSE_END, '')
  const found: string[] = []
  for (;;) {
    const last = /[\p{L}\p{M}]+$/u.exec(head)
    const key = last ? matchKey(last[0]) : ''
    if (!last || !DETAILS.has(key)) break
    found.splice(
      0,
      found.length,
      ...(GIVEN_TOO.has(key) && found.length === 0 && !/[,;(]/.test(line) ? [head] : []),
    )
    head = head.slice(0, last.index).replace(LOOSE_END, '')
  }
  return head === '' ? [] : [head, ...found]
}

/** Signs that part a name from what follows. */
const LOOSE_END = /[\s,;:.(+–—-]+$/u

/** The words of the name itself, without lead-in, address and trailing politeness; null when it holds what no name has. */
function bare(text: string): string[] | null {
  const line = spaced(text.replace(/\s+/g, ' ').normalize('NFC'))
  if (line.length > 200 || /[\p{N}?@/\\<>{}[\]=_|]|https?:|www\.|\.(?:com|vn|net)\b|\s[-–—]\s/iu.test(line))
    return null
  const words = line
    .split(/[\s:]+/)
    .map((word) => word.replace(/^[^\p{L}\p{M}]+|[^\p{L}\p{M},;!]+$/gu, ''))
    .filter(Boolean)
  const core = withoutAddress(withoutTail(withoutLead(words)))
  // A comma between words stays with its word, so that "Nguyễn Văn A, Dị Sử" is no name.
  const name = core.map((word, i) => (i === core.length - 1 ? word.replace(/[,;!]+$/, '') : word))
  return name.every((word) => NAME_WORD.test(word)) ? name : null
}

/** Letters of other shapes made plain, words parted by "_" or "." or capitals, and what stands in brackets gone. */
function spaced(line: string): string {
  const plain = /[\u{1d400}-\u{1d7ff}\uff21-\uff5a]/u.test(line) ? line.normalize('NFKC') : line
  const bare = plain.replace(/(?<=\p{L}\p{M}* ?)\([^()]*\)/gu, ' ').trim()
  return /^[\p{L}\p{M}]{2,}(?:[._][\p{L}\p{M}]{2,}){2,}$/u.test(bare) ? bare.replace(/[._]/g, ' ') : bare
}

function withoutLead(words: string[]): string[] {
  let rest = words
  while (rest.length > 1 && ['da', 'vang'].includes(matchKey(rest[0] ?? ''))) rest = rest.slice(1)
  const keys = rest.slice(0, 8).map(matchKey)
  const lead = LEADS.find((one) => one.length < rest.length && one.every((word, i) => keys[i] === word))
  if (lead) return rest.slice(lead.length)
  const person = PERSON_LEADS.find(
    (one) => one.length + 1 < rest.length && one.every((word, i) => keys[i] === word),
  )
  if (person && isSurname(compared(rest)[person.length])) return rest.slice(person.length)
  return keys[0] === 'ten' && rest.length > 2 ? rest.slice(1) : rest
}

/** "ạ", "nhé": only with their marks, since "Nguyen Van A" is a name. */
function withoutTail(words: string[]): string[] {
  let end = words.length
  const polite = (at: number) =>
    ['ạ', 'nhé', 'nhá', 'nha', 'nhe', 'ah'].includes((words[at] ?? '').toLowerCase())
  // "… nhé cháu"
  if (end > 3 && ADDRESS.has(matchKey(words[end - 1] ?? '')) && polite(end - 2)) end--
  const before = end
  while (end > 1 && polite(end - 1)) end--
  // "Đỗ Thị Tươi em nhé", beside words with capitals.
  const capital = /^\p{Lu}/u.test(words[end - 2] ?? '')
  if (end < before && end > 3 && capital && ['em', 'cháu', 'con', 'chau'].includes(words[end - 1] ?? ''))
    end--
  return words.slice(0, end)
}

function withoutAddress(words: string[]): string[] {
  const [first, second] = compared(words.slice(0, 2))
  if (words.length < 3 || !first || !ADDRESS.has(first.key)) return words
  // "Chu Văn An" is a whole name: an address stands before a surname, and "văn" is rarely one.
  return isSurname(second) && !(isSurname(first) && second?.key === 'van') ? words.slice(1) : words
}

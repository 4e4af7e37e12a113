import { meansAll, numbersIn, placeIn } from './choice-numbers.ts'
import { readCommand } from './commands.ts'
import { slips } from './distance.ts'
import { residueKey } from './match-key.ts'
import { meantBy } from './other-words.ts'
import { spelledOut } from './short-forms.ts'
import { isShoutedStop, yesOrNo } from './slots/yesno.ts'
import { soundKey } from './sound-key.ts'
import { type Fit, type Proper, phraseFit, proper } from './spelling.ts'
import type { ChoiceReading } from './types.ts'
import { cores, keyOf, type Word, wordsOf } from './words.ts'

/** A choice as it was offered. */
interface Offered {
  id: string
  label: string
}

/** No choice, in words or by number, is longer. */
const MAX_LENGTH = 200

/**
 * Which of the offered choices a message means: its number in any form, its whole label, or words that only its label
 * has. A number counts only where the message is nothing but the number ("2", "số 2", "②", "câu hai"), so "10" is never
 * 1 and "tôi có 2 con" chooses nothing.
 */
export function readChoice(text: string, choices: readonly Offered[]): ChoiceReading {
  if (text.length > MAX_LENGTH || choices.length === 0) return { kind: 'none' }
  const words = wordsOf(text)
  if (words.length === 0 || words.length > 20) return { kind: 'none' }
  // Not "Đúng, gửi đăng ký".
  if (isShoutedStop(text)) return { kind: 'none' }
  const labels = choices.map(({ id, label }) => ({ id, ...parsed(label) }))
  const whole = wholeLabel(words, labels)
  if (whole.length > 0) return reading(whole, false)
  const numbers = numbersIn(withoutDirection(words), text)
  const numbered = numbers?.flatMap((n) => choices[n - 1]?.id ?? []) ?? []
  // "1, 7" where five are offered names one that is not there: ask again rather than take the other.
  if (numbered.length > 0)
    return numbered.length === numbers?.length ? reading(numbered, true) : { kind: 'none' }
  const full = spelledOut(words) ?? words
  const part = partOfLabel(words, labels) ?? partOfLabel(full, labels) ?? inOtherWords(full, labels) ?? []
  if (part.length > 0) return reading(part, false)
  const place = placeIn(withoutDirection(words), choices.length)
  const placed = place === null ? undefined : choices[place - 1]
  if (placed) return reading([placed.id], true)
  if (choices.length > 1 && meansAll(words))
    return reading(
      choices.map(({ id }) => id),
      false,
    )
  return reading(yesNoId(text, choices) ?? nearLabel(text, words.length, labels), false)
}

/** "… từ trên xuống" is how lists are counted anyway. */
function withoutDirection(words: readonly Word[]): readonly Word[] {
  return words.length > 3 && keyOf(words.slice(-3)) === 'tu tren xuong' ? words.slice(0, -3) : words
}

/** A label taken apart. */
interface Parsed {
  words: Proper[]
  key: string
}

interface Label extends Parsed {
  id: string
}

/** Labels come again and again: they are taken apart once. */
const seen = new Map<string, Parsed>()
const MAX_SEEN = 1_000

function parsed(label: string): Parsed {
  const known = seen.get(label)
  if (known) return known
  const words = wordsOf(label)
  const fresh = { words: words.map(({ typed }) => proper(typed)), key: keyOf(words) }
  if (seen.size >= MAX_SEEN) seen.clear()
  seen.set(label, fresh)
  return fresh
}

function reading(ids: string[], byNumber: boolean): ChoiceReading {
  const unique = [...new Set(ids)]
  const [only] = unique
  if (only === undefined) return { kind: 'none' }
  return unique.length === 1 ? { kind: 'one', id: only, byNumber } : { kind: 'several', ids: unique }
}

function wholeLabel(words: readonly Word[], labels: Label[]): string[] {
  for (const core of cores(words)) {
    const key = keyOf(core)
    const same = narrowed(
      core,
      labels.filter((label) => label.key === key),
      (label) => label.words,
    )
    if (same.length > 0) return same
  }
  return []
}

/** Labels left when the marks that were typed are held against the labels' own. */
function narrowed(typed: readonly Word[], labels: Label[], part: (label: Label) => Proper[]): string[] {
  const fits = labels.map((label) => ({ id: label.id, fit: phraseFit(typed, part(label)) }))
  const best: Fit = fits.some(({ fit }) => fit === 'yes') ? 'yes' : 'tone'
  return fits.filter(({ fit }) => fit === best).map(({ id }) => id)
}

/** Words that alone choose nothing, though a label may hold them. */
const EMPTY = new Set('toi em minh ban la va cua cho thi da nay do voi hay hoac mot cai so'.split(' '))

/** Labels that contain the words in a row. Single letters choose nothing. */
function partOfLabel(words: readonly Word[], labels: Label[]): string[] | null {
  for (const core of cores(words)) {
    const key = keyOf(core)
    if (key.length < 2 || /^\d+$/.test(key) || EMPTY.has(key)) continue
    const inside = labels.filter((label) => ` ${label.key} `.includes(` ${key} `))
    const found = narrowed(core, inside, (label) => wordsAt(label, core))
    if (found.length > 0) return found
  }
  return null
}

/** The same in the label's words: "địa chỉ" for "Nơi ở". */
function inOtherWords(words: readonly Word[], labels: Label[]): string[] | null {
  for (const meant of meantBy(words)) {
    const found = partOfLabel(meant, labels)
    if (found) return found
  }
  return null
}

function wordsAt(label: Label, core: readonly Word[]): Proper[] {
  const at = label.words.findIndex((_, i) => core.every((word, j) => label.words[i + j]?.key === word.key))
  return label.words.slice(at, at + core.length)
}

/** HUỶ says no too, but as a command it leaves, whatever is asked. */
function yesNoId(text: string, choices: readonly Offered[]): string[] | null {
  const meaning = new Map(choices.map((choice) => [choice.id, yesOrNoOf(choice)]))
  const said = [...meaning.values()].filter((one) => one !== null)
  // Labels of an agreement are answered with their own words.
  if (said.length === 0 || said.length !== new Set(said).size) return null
  if (readCommand(text)) return null
  const answer = yesOrNo(text)
  const ids = choices.filter(({ id }) => answer !== null && meaning.get(id) === answer).map(({ id }) => id)
  return ids.length > 0 ? ids : null
}

/** Whether a choice is the yes or the no of its question, by its id or how its label begins. */
function yesOrNoOf({ id, label }: Offered): 'yes' | 'no' | null {
  if (id === 'yes' || id === 'no') return id
  const words = parsed(label)
  if (/\b(?:dong i|agree)\b/.test(words.key)) return null
  const first = words.words[0]?.word ?? ''
  return YES_LABELS.has(first) ? 'yes' : NO_LABELS.has(first) ? 'no' : null
}

const YES_LABELS = new Set(['có', 'đúng', 'rồi', 'vâng', 'yes'])
const NO_LABELS = new Set(['không', 'chưa', 'no'])

/** One slip of a finger in a long label, or Telex left-overs. Labels with digits must be typed right. */
function nearLabel(text: string, count: number, labels: Label[]): string[] {
  const key = residueKey(text)
  if (!labels.some((label) => Math.abs(label.words.length - count) <= 1))
    return count <= 4 ? nearWord(key, labels).map(({ id }) => id) : []
  const sound = soundKey(key)
  const same = labels.filter((label) => label.key === key || soundKey(label.key) === sound)
  if (same.length > 0) return same.map(({ id }) => id)
  if (key.length < 6 || /\d/.test(key)) return []
  if (key.length < 7) return nearWord(key, labels).map(({ id }) => id)
  const near = labels.filter((label) => !/\d/.test(label.key) && slips(key, label.key, 1) !== null)
  return (near.length > 0 ? near : nearWord(key, labels)).map(({ id }) => id)
}

/** Words around the name of a provider or a group. */
const AROUND = new Set('cua nha mang ben app cai toi em bac minh chon lay dung a nhe'.split(' '))

/** One long word of a label, written apart ("my sign") or with a slip ("vietel"). */
function nearWord(key: string, labels: Label[]): Label[] {
  const joined = key
    .split(' ')
    .filter((word) => !AROUND.has(word))
    .join('')
  if (joined.length < 6 || joined.length > 20) return []
  const near = (word: string) => word.length >= 6 && slips(word, joined, 1) !== null
  return labels.filter((label) => label.words.some((word) => near(word.key)))
}

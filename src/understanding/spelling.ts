import { matchKey } from './match-key.ts'
import type { Word } from './words.ts'

/** A word as it is properly spelt, taken apart once. */
export interface Proper {
  word: string
  key: string
  /** Letters with their shape (â ă ê ô ơ ư đ), a string per letter. */
  letters: string[]
  tone: string
}

/**
 * How well the marks that were typed agree with a word's proper spelling. Marks left out always agree.
 * `yes`: none contradicts · `tone`: only the tone differs, or d stands for đ (common slips) · `no`: a letter differs.
 */
export type Fit = 'yes' | 'tone' | 'no'

const TONES = /[\u0300\u0301\u0303\u0309\u0323]/g

/** Takes a properly spelt word apart. */
export function proper(word: string): Proper {
  const apart = word.toLowerCase().normalize('NFD')
  return {
    word,
    key: matchKey(word),
    letters: apart.replace(TONES, '').match(/\P{M}\p{M}*/gu) ?? [],
    tone: (apart.match(TONES) ?? []).join(''),
  }
}

/** Takes the words of a properly spelt phrase apart. */
export function properPhrase(phrase: string): Proper[] {
  return phrase.split(' ').map(proper)
}

/** How well a typed word agrees with a proper one; cheap where the letters differ or no marks were typed. */
export function marksFit(typed: Word, wanted: Proper): Fit {
  if (typed.key !== wanted.key) return 'no'
  if (typed.typed === typed.key || typed.typed === wanted.word) return 'yes'
  const { letters, tone } = proper(typed.typed)
  if (letters.length !== wanted.letters.length) return 'no'
  const marked = tone !== '' || letters.some((letter) => letter.length > 1)
  let fit: Fit = tone !== '' && tone !== wanted.tone ? 'tone' : 'yes'
  for (const [i, letter] of letters.entries()) {
    const other = wanted.letters[i] ?? ''
    if (letter !== other && letter !== plain(other) && !sameVowel(letter, other)) return 'no'
    // Who types marks types đ too: "dừng" is hardly "đừng".
    if (marked && letter === 'd' && other === 'đ') fit = 'tone'
  }
  return fit
}

/** How well words agree with a phrase, word by word: its worst word. */
export function phraseFit(words: readonly Word[], phrase: readonly Proper[]): Fit {
  let fit: Fit = words.length === phrase.length ? 'yes' : 'no'
  for (const [i, word] of words.entries()) {
    const wanted = phrase[i]
    const one: Fit = wanted && fit !== 'no' ? marksFit(word, wanted) : 'no'
    if (one !== 'yes') fit = one
  }
  return fit
}

/** Proper phrases by the key of their first word, those with most words first. */
export function byFirstWord(phrases: readonly Proper[][]): Map<string, Proper[][]> {
  const found = new Map<string, Proper[][]>()
  for (const phrase of [...phrases].sort((a, b) => b.length - a.length)) {
    const key = phrase[0]?.key ?? ''
    found.set(key, [...(found.get(key) ?? []), phrase])
  }
  return found
}

function plain(letter: string): string {
  return letter === 'đ' ? 'd' : letter.replace(/\p{M}/gu, '')
}

/** i and y are the same vowel at the end of a syllable. */
function sameVowel(a: string, b: string): boolean {
  return (a === 'y' && b === 'i') || (a === 'i' && b === 'y')
}

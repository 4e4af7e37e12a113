/** Beginnings of syllables that are written for one another, by the ear of the North, and by what spelling leaves open. */
const SOUNDS: [written: RegExp, sound: string][] = [
  [/^ngh(?=[aeiou])/, 'ng'],
  [/^gh(?=[aeiou])/, 'g'],
  [/^k(?=[aeiou])/, 'c'],
  [/^q(?=u)/, 'c'],
  [/^n(?=[aeiou])/, 'l'],
  [/^x(?=[aeiou])/, 's'],
  [/^ch(?=[aeiou])/, 'tr'],
  [/^gi(?=[aeou])/, 'd'],
  [/^r(?=[aeiou])/, 'd'],
]

/**
 * A match key by its sound: l and n, s and x, tr and ch, d and gi and r are one, as many in Hưng Yên speak and write
 * them. Only for when nothing matched as it was written.
 */
export function soundKey(key: string): string {
  return key.split(' ').map(soundOf).join(' ')
}

/** First letters of what is written in two ways; most words begin with others. */
const FIRST = 'gknqrxc'

function soundOf(word: string): string {
  if (!FIRST.includes(word.charAt(0))) return word
  for (const [written, sound] of SOUNDS) if (written.test(word)) return word.replace(written, sound)
  return word
}

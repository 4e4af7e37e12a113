import { slips } from '../distance.ts'
import { soundKey } from '../sound-key.ts'
import { phraseFit } from '../spelling.ts'
import type { Word } from '../words.ts'
import { bareWords, joinedKey, NAMES, type Name } from './ward-words.ts'

/** Long enough that one slip leaves no doubt. */
const UNMISTAKABLE = 10

/**
 * The one place whose name sounds like the words, for those that confuse s and x, l and n, tr and ch ("cẩm sá"), or is
 * one slip from them and long; null where several or none are.
 */
export function soundingLike(bare: readonly Word[]): string | null {
  if (bare.length === 0 || bare.length > 4) return null
  const keys = bare.map(({ key }) => key)
  const sound = soundKey(keys.join(' '))
  const joined = joinedKey(keys)
  const found = NAMES.filter(
    (name) =>
      name.official &&
      (soundKey(name.keys.join(' ')) === sound ||
        (name.joined.length >= UNMISTAKABLE && slips(joined, name.joined, 1) !== null)),
  )
  const ids = new Set(found.map(({ id }) => id))
  const [only] = ids
  return ids.size === 1 && only !== undefined ? only : null
}

/** Names that a row of words nearly is, nearest first, or is the greater part of. */
export function nearNames(words: readonly Word[]): string[] {
  const bare = bareWords(words)
  if (bare.length === 0 || bare.length > 12) return []
  const parts = NAMES.filter(
    (name) => name.keys.length > 2 && words.some((_, i) => holdsPair(name, words.slice(i, i + 2))),
  )
  const near = new Map<string, number>()
  for (const name of NAMES) {
    if (!name.official) continue
    // In a sentence two slips would turn many words into a place.
    const most = name.joined.length > 8 && bare.length <= name.keys.length + 1 ? 2 : 1
    for (let from = 0; from < bare.length; from++) {
      for (let to = from + 1; to <= Math.min(bare.length, from + name.keys.length + 1); to++) {
        const joined = joinedKey(bare.slice(from, to).map(({ key }) => key))
        const many = slips(joined, name.joined, most)
        if (many !== null && many < (near.get(name.id) ?? 9)) near.set(name.id, many)
      }
    }
  }
  const best = Math.min(...near.values())
  const nearest = [...near].filter(([, many]) => many <= best + 1).sort((a, b) => a[1] - b[1])
  return [...parts.map(({ id }) => id), ...nearest.map(([id]) => id)]
}

/** Two of the three words of a name, in a row: "Yên Nhân". */
function holdsPair({ keys, spelt }: Name, pair: Word[]): boolean {
  if (pair.length < 2) return false
  const at = keys.findIndex((key, i) => key === pair[0]?.key && keys[i + 1] === pair[1]?.key)
  return at !== -1 && phraseFit(pair, spelt.slice(at, at + 2)) !== 'no'
}

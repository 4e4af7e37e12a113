import { slips } from './distance.ts'

/** How many letters of an end a text and a key one slip away must share: one slip leaves one of both ends as it is. */
const END = 3

/**
 * Finds, among many keys, those that are one slip of a finger from a text. Only keys of nearly its length that share
 * its first or last letters are looked at.
 */
export function slipsFinder(keys: readonly string[]): (text: string) => string[] {
  const byEnds = new Map<string, string[]>()
  const add = (end: string, key: string) => {
    const known = byEnds.get(end)
    if (known) known.push(key)
    else byEnds.set(end, [key])
  }
  for (const key of keys) {
    add(`${key.length}^${key.slice(0, END)}`, key)
    add(`${key.length}$${key.slice(-END)}`, key)
  }
  return (text) => {
    const found = new Set<string>()
    for (let length = text.length - 1; length <= text.length + 1; length++) {
      for (const end of [`${length}^${text.slice(0, END)}`, `${length}$${text.slice(-END)}`]) {
        for (const key of byEnds.get(end) ?? []) if (slips(text, key, 1) === 1) found.add(key)
      }
    }
    return [...found]
  }
}

import { slips } from './distance.ts'

/**
 * Finds, among many keys, those that are one slip of a finger from a text. Only keys of nearly its length are looked
 * at, and of those only what shares its first or last letters: one slip leaves one of both ends as it is.
 */
export function slipsFinder(keys: readonly string[]): (text: string) => string[] {
  const byLength = new Map<number, string[]>()
  for (const key of keys) byLength.set(key.length, [...(byLength.get(key.length) ?? []), key])
  return (text) => {
    const found: string[] = []
    for (let length = text.length - 1; length <= text.length + 1; length++) {
      for (const key of byLength.get(length) ?? []) {
        if (sharesAnEnd(text, key) && slips(text, key, 1) === 1) found.push(key)
      }
    }
    return found
  }
}

function sharesAnEnd(a: string, b: string): boolean {
  return a.startsWith(b.slice(0, 3)) || a.endsWith(b.slice(-3))
}

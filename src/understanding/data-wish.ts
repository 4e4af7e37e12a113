import { matchKey } from './match-key.ts'

/** What of their data a person asks for. */
export type DataWish = 'look' | 'correct' | 'consents' | 'copy' | 'erase'

/** By their verbs, the one that cannot be undone first: it only asks. */
const VERBS: [DataWish, RegExp][] = [
  ['consents', /\b(?:rut|rut lai|thu hoi|withdraw|consent|dong y)\b/],
  ['erase', /\b(?:xoa|delete|erase|remove)\b/],
  ['correct', /\b(?:sua|chinh|cap nhat|correct|change|update)\b/],
  ['copy', /\b(?:tai|xuat|ban sao|copy|export|download)\b/],
]

/** What the words of the command `my-data` ask for in particular. Pure. */
export function readDataWish(text: string): DataWish {
  const key = matchKey(text)
  return VERBS.find(([, verbs]) => verbs.test(key))?.[0] ?? 'look'
}

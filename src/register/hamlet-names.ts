import { slips } from '../understanding/distance.ts'
import { matchKey, residueKey } from '../understanding/match-key.ts'

/** A hamlet as it is offered and found. */
export interface Hamlet {
  id: string
  name: string
  /** Match key of the name. */
  key: string
}

/** Kinds and their short forms, as match keys, longest first; `so` ("số") only before a number. */
const KINDS =
  /^(?:o |tai |thuoc )?(?:(to dan pho|to dp|tdp|to|khu dan cu|kdc|khu pho|khu|pho|thon|xom|lang|ap|hamlet|village)\b)? ?(?:so (?=\d))?/

const SAME_KIND: Readonly<Record<string, string>> = {
  tdp: 'to',
  'to dp': 'to',
  'to dan pho': 'to',
  kdc: 'khu',
  'khu dan cu': 'khu',
  'khu pho': 'khu',
  pho: 'khu',
  lang: 'thon',
  hamlet: '',
  village: '',
}

interface Parts {
  kind: string
  /** The name itself, or its number without leading noughts. */
  bare: string
}

function partsOf(key: string): Parts {
  const [whole = '', kind = ''] = KINDS.exec(key) ?? []
  const bare = key
    .slice(whole.length)
    .trim()
    .replace(/\b0+(?=\d)/g, '')
  // "Khu phố" alone, or a name that is also a kind, stays what it is.
  return bare === '' ? { kind: '', bare: key } : { kind: SAME_KIND[kind] ?? kind, bare }
}

/**
 * The hamlets that a text names: "thôn 3", "tdp so 5", "tổ dân phố Phúc Lai", "phuc lai", "3". Sure where exactly one has
 * that name, and no other kind was said; else those that come near, for a choice.
 */
export function nearHamlets(text: string, list: readonly Hamlet[]): { hamlets: Hamlet[]; sure: boolean } {
  for (const key of new Set([matchKey(text), residueKey(text)])) {
    const said = partsOf(key)
    const known = list.map((hamlet) => ({ hamlet, parts: partsOf(hamlet.key) }))
    const same = known.filter(({ parts }) => parts.bare === said.bare)
    const sameKind = same.filter(({ parts }) => said.kind === '' || parts.kind === said.kind)
    if (sameKind.length === 1) return { hamlets: sameKind.map(({ hamlet }) => hamlet), sure: true }
    if (same.length > 0)
      return { hamlets: (sameKind.length > 0 ? sameKind : same).map(({ hamlet }) => hamlet), sure: false }
    const near = known.filter(({ parts }) => isNear(said.bare, parts.bare))
    if (near.length > 0) return { hamlets: near.map(({ hamlet }) => hamlet), sure: false }
  }
  return { hamlets: [], sure: false }
}

/** Part of the name, the name in a longer answer, or a slip of the finger; numbers must be typed right. */
function isNear(said: string, name: string): boolean {
  if (` ${name} `.includes(` ${said} `) || ` ${said} `.includes(` ${name} `)) return true
  return !/\d/.test(said + name) && said.length > 4 && slips(said, name, 1) !== null
}

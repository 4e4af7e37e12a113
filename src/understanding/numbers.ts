/** Digits that stand together in a text, with only soft separators (space . - ( ) ·) between their groups. */
export interface Run {
  groups: string[]
  /** All digits joined. */
  digits: string
  /** Where the run is in the text: [start, end). */
  start: number
  end: number
  /** A plus sign stands before it. */
  plus: boolean
  /** A letter touches it, as in codes ("H33.12-…"). */
  glued: boolean
  /** The separators between the groups, one each. */
  between: string[]
  /** Where each group begins in the text. */
  at: number[]
}

/** Spaces of every width, invisible ones too, and the signs that people put between digits. */
const RUN = /\d+(?:[ .\-()·\u2010-\u2015\u00a0\u00ad\u2002-\u200d\u202f\u2060\ufeff]{1,3}\d+)*/g

/** Longest text in which numbers are looked for. */
const MAX_LENGTH = 20_000

/** Every run of digits in a text. */
export function runsOf(text: string): Run[] {
  const runs: Run[] = []
  for (const match of text.slice(0, MAX_LENGTH).matchAll(RUN)) {
    const start = match.index
    const end = start + match[0].length
    const found = [...match[0].matchAll(/\d+/g)]
    const groups = found.map(([digits]) => digits)
    runs.push({
      groups,
      digits: groups.join(''),
      start,
      end,
      plus: /\+\s?\(?$/.test(text.slice(Math.max(0, start - 3), start)),
      glued: /[\p{L}\p{M}]$/u.test(text.slice(Math.max(0, start - 2), start)),
      between: match[0].split(/\d+/).slice(1, -1),
      at: found.map(({ index }) => start + index),
    })
  }
  return runs
}

/** The groups [from, to) of a run as a run of their own. */
export function partOf(run: Run, from: number, to: number): Run {
  const groups = run.groups.slice(from, to)
  return {
    groups,
    digits: groups.join(''),
    start: run.at[from] ?? run.start,
    end: (run.at[to - 1] ?? run.start) + (run.groups[to - 1] ?? '').length,
    plus: from === 0 && run.plus,
    glued: from === 0 && run.glued,
    between: run.between.slice(from, to - 1),
    at: run.at.slice(from, to),
  }
}

/** Prefixes of 11-digit mobile numbers before 2018, and what became of them (facts: numbering change of 2018-09). */
const OLD_PREFIXES: Record<string, string> = {
  '0120': '070',
  '0121': '079',
  '0122': '077',
  '0126': '076',
  '0128': '078',
  '0123': '083',
  '0124': '084',
  '0125': '085',
  '0127': '081',
  '0129': '082',
  '0162': '032',
  '0163': '033',
  '0164': '034',
  '0165': '035',
  '0166': '036',
  '0167': '037',
  '0168': '038',
  '0169': '039',
  '0186': '056',
  '0188': '058',
  '0199': '059',
}

/** Digits with the country code 84 or 0084 made national; `84` alone counts only where the rest is a mobile number. */
export function nationalDigits(digits: string): string {
  const rest = /^(?:00)?84(\d+)$/.exec(digits)?.[1]
  if (rest === undefined) return digits
  return rest.startsWith('0') ? rest : `0${rest}`
}

/** The ten-digit mobile number that these digits are, or null. Old 11-digit numbers become today's. */
export function mobileOf(digits: string): string | null {
  const national = nationalDigits(digits)
  if (/^0[35789]\d{8}$/.test(national)) return national
  const prefix = national.length === 11 ? OLD_PREFIXES[national.slice(0, 4)] : undefined
  return prefix === undefined ? null : prefix + national.slice(4)
}

/** The mobile numbers of a run whose groups all belong to one; null when some group does not. */
export function mobilesOf(groups: string[]): string[] | null {
  if (groups.length === 0) return []
  if (groups.length > 30) return null
  // Shortest first split that covers all: a number has at most 14 digits with its country code.
  let joined = ''
  for (let size = 1; size <= groups.length && joined.length <= 14; size++) {
    joined += groups[size - 1] ?? ''
    const mobile = mobileOf(joined)
    const rest = mobile === null ? null : mobilesOf(groups.slice(size))
    if (mobile !== null && rest !== null) return [mobile, ...rest]
  }
  return null
}

/** `0912345678` as people read it: `0912 345 678`. */
export function shownPhone(phone: string): string {
  return `${phone.slice(0, 4)} ${phone.slice(4, 7)} ${phone.slice(7)}`
}

/**
 * Whether two short texts differ by at most `max` single-letter slips (one added, left out, changed, or two
 * neighbours swapped); the number of slips, or `null` when there are more.
 */
export function slips(a: string, b: string, max: number): number | null {
  if (Math.abs(a.length - b.length) > max) return null
  if (a === b) return 0
  if (max === 1) return oneSlip(a, b) ? 1 : null
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    let least = i
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1)
      row.push(cost)
      if (cost < least) least = cost
    }
    if (least > max) return null
    before = last
    last = row
  }
  const total = last[b.length] ?? 0
  return total <= max ? total : null
}

/** Whether two different texts are one slip apart; in one pass, as a message is held against many phrases. */
function oneSlip(a: string, b: string): boolean {
  const least = Math.min(a.length, b.length)
  let from = 0
  while (from < least && a.charCodeAt(from) === b.charCodeAt(from)) from++
  let tail = 0
  while (tail < least - from && a.charCodeAt(a.length - 1 - tail) === b.charCodeAt(b.length - 1 - tail))
    tail++
  const restA = a.length - from - tail
  const restB = b.length - from - tail
  if (restA <= 1 && restB <= 1) return true
  return restA === 2 && restB === 2 && a[from] === b[from + 1] && a[from + 1] === b[from]
}

/** The candidate that `word` was probably meant to be: at most a third of its letters differ. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const most = Math.ceil(word.length / 3)
  const rated = candidates.map((candidate) => ({
    candidate,
    slips: slips(word, candidate, most) ?? Infinity,
  }))
  const best = rated.sort((a, b) => a.slips - b.slips)[0]
  return best && best.slips <= most ? best.candidate : undefined
}

/** The most moments (ms, in order) that lie within any span of `ms`. */
export function mostWithin(ms: number, moments: number[]): number {
  let most = 0
  for (let first = 0, last = 0; last < moments.length; last++) {
    while ((moments[last] as number) - (moments[first] as number) >= ms) first++
    most = Math.max(most, last - first + 1)
  }
  return most
}

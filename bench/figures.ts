/** Value below which the share `p` (0…1) of the samples lies, by nearest rank; NaN for none. */
export function percentile(samples: readonly number[], p: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.max(0, Math.ceil(sorted.length * p) - 1)] ?? Number.NaN
}

/** The middle one; of an even number the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length / 2
  const low = sorted[Math.ceil(half) - 1] ?? Number.NaN
  const high = sorted[Math.floor(half)] ?? low
  return (low + high) / 2
}

/** Latencies in ms. */
export interface Spread {
  p50: number
  p95: number
  p99: number
  max: number
}

/** Percentiles of latencies in ms. */
export function spread(samples: readonly number[]): Spread {
  return {
    p50: percentile(samples, 0.5),
    p95: percentile(samples, 0.95),
    p99: percentile(samples, 0.99),
    max: percentile(samples, 1),
  }
}

/** Medians of several rounds, field by field; nested objects too. */
export function medianOf<T extends object>(rounds: readonly T[]): T {
  const [first] = rounds
  if (!first) throw new Error('no round to take the median of')
  const entries = Object.keys(first).map((key) => {
    const values = rounds.map((round) => (round as Record<string, unknown>)[key])
    const nested = typeof values[0] === 'object' && values[0] !== null
    return [key, nested ? medianOf(values as object[]) : median(values as number[])]
  })
  return Object.fromEntries(entries) as T
}

import { createHash, randomBytes } from 'node:crypto'

/** A length of time in ms, drawn evenly between the two. */
export type Range = readonly [min: number, max: number]

/** Text of `length` hexadecimal characters that follows from a seed and a label (at most 64). */
export function derivedHex(seed: string, label: string, length: number): string {
  return createHash('sha256').update(`${seed}\0${label}`).digest('hex').slice(0, length)
}

/** A number of `length` decimal digits, the first not zero, that follows from a seed and a label. */
export function derivedDigits(seed: string, label: string, length: number): string {
  const number = BigInt(`0x${derivedHex(seed, label, 64)}`).toString()
  return `${1 + (Number(number[0]) % 8)}${number.slice(1, length)}`
}

/**
 * Chances and ids of one run. The same seed gives the same sequence; without one every start differs, so that
 * message ids never repeat ones that an application already stored.
 */
export class Random {
  readonly seed: string
  #state: number
  #count = 0

  constructor(seed?: string) {
    this.seed = seed ?? randomBytes(16).toString('hex')
    this.#state = Number.parseInt(derivedHex(this.seed, 'chance', 8), 16)
  }

  /** Even in [0, 1): mulberry32, plenty for drawing faults. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }

  /** True with probability `p`; draws nothing for 0 and 1, so that idle faults do not shift the sequence. */
  chance(p: number): boolean {
    if (p <= 0) return false
    return p >= 1 || this.next() < p
  }

  between([min, max]: Range): number {
    return max > min ? min + this.next() * (max - min) : min
  }

  /** The next id of this run: `length` hexadecimal characters, unique within it. */
  id(length: number): string {
    this.#count += 1
    const count = this.#count.toString(16).padStart(9, '0')
    return derivedHex(this.seed, 'id', length - count.length) + count
  }
}

import { OperatorError } from '../common/errors.ts'
import { slips } from '../understanding/distance.ts'

/** Collects what is wrong, so that an operator mends it in one go. Lines never hold a value that was read. */
export class Faults {
  readonly #lines: string[] = []

  add(line: string): void {
    if (!this.#lines.includes(line)) this.#lines.push(line)
  }

  /** @throws OperatorError with every line, when there is one. */
  throwIfAny(): void {
    if (this.#lines.length === 0) return
    const head = this.#lines.length === 1 ? 'The configuration has a fault:' : 'The configuration has faults:'
    throw new OperatorError([head, ...this.#lines.map((line) => `  - ${line}`)].join('\n'))
  }
}

/** What stands in examples and templates where the secret should go. Short or plain words are the operator's choice. */
const PLACEHOLDER =
  /^(change[-_ ]?(me|it|this)|x{3,}|your[-_ ].*|.*(placeholder|replace[-_]?me|changeme).*|none|null|undefined|<.*>|\.{3}|\$\{.*\}|(.)\4{3,}=*)$/i

/** True for a value that looks copied from an example: such a word, or one sign over and over. */
export function looksLikePlaceholder(value: string): boolean {
  return PLACEHOLDER.test(value)
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

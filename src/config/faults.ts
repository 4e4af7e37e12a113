import { OperatorError } from '../common/errors.ts'

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

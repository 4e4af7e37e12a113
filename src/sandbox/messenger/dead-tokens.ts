/** Pages whose token was declared dead at run time. */
export class DeadTokens {
  readonly #pages = new Set<string>()

  expire(pages: string[]): void {
    for (const page of pages) this.#pages.add(page)
  }

  restore(): void {
    this.#pages.clear()
  }

  has(page: string): boolean {
    return this.#pages.has(page)
  }
}

/** What a platform tells an account's administrators by its own means, not by webhook. */
export interface Notice {
  /** Platform time, ms. */
  at: number
  /** The Page or the app that it is about. */
  about: string
  kind: 'webhook-alert' | 'webhook-off' | 'slow-answer'
  /** In English, for whoever runs the emulator. */
  text: string
}

/** How many are kept. */
const KEPT = 200

/** The notices of one platform, oldest first. */
export class Notices {
  #list: Notice[] = []

  add(notice: Notice): void {
    this.#list.push(notice)
    if (this.#list.length > KEPT) this.#list = this.#list.slice(-KEPT)
  }

  get all(): readonly Notice[] {
    return this.#list
  }

  clear(): void {
    this.#list = []
  }
}

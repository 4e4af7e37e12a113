import { randomInt } from 'node:crypto'
import type { Platform } from '../../src/channels/channel.ts'
import type { TestApp } from './app.ts'
import { Resident } from './resident.ts'

/** Between two acts of a person, ms of the moved clock. */
const PACE_MS = 5000

/** Who would go on within so short a time of the first goes on with them, ms. */
const ABOUT_MS = 20 * 60_000

interface Sleeper {
  at: number
  wake: () => void
  fail: (cause: unknown) => void
}

/**
 * Many conversations with one program, side by side: each acts once, then the program comes to rest once, for all of
 * them. So seventy take little longer than one, and each sees the same times whoever else is there.
 */
export class Lockstep {
  readonly #app: TestApp
  #present = 0
  #round: { go: () => void; fail: (cause: unknown) => void }[] = []
  #asleep: Sleeper[] = []

  constructor(app: TestApp) {
    this.#app = app
  }

  /** Somebody who acts in step with the others. `account`: id of the Page or OA; default the first. */
  resident(platform: Platform, account?: string, id = String(randomInt(10 ** 11, 10 ** 12))): Resident {
    const inStep = {
      sandbox: this.#app.sandbox,
      idle: () => this.#settled(),
      // Time passes for all at once, at the end of a round.
      advance: () => {},
    }
    return new Resident(inStep, platform, id, account)
  }

  /** Plays them all to their ends; one that fails does not stop the others. */
  async all(plays: (() => Promise<void>)[]): Promise<void> {
    this.#present = plays.length
    await Promise.all(
      plays.map((play) =>
        play().finally(() => {
          this.#present -= 1
          this.#next()
        }),
      ),
    )
  }

  /** Nothing is done for so long (ms); who has the shortest wait goes on first. */
  later(ms: number): Promise<void> {
    return new Promise((wake, fail) => {
      this.#asleep.push({ at: this.#app.clock.now() + ms, wake, fail })
      this.#next()
    })
  }

  #settled(): Promise<void> {
    return new Promise((go, fail) => {
      this.#round.push({ go, fail })
      this.#next()
    })
  }

  #next(): void {
    if (this.#present === 0 || this.#round.length + this.#asleep.length < this.#present) return
    if (this.#round.length > 0) void this.#settle()
    else void this.#wakeFirst()
  }

  async #settle(): Promise<void> {
    try {
      await this.#app.idle()
      this.#app.advance(PACE_MS)
      for (const { go } of this.#round.splice(0)) go()
    } catch (cause) {
      for (const { fail } of this.#round.splice(0)) fail(cause)
    }
  }

  async #wakeFirst(): Promise<void> {
    this.#asleep.sort((a, b) => a.at - b.at)
    const first = this.#asleep.shift()
    if (!first) return
    const together = this.#asleep.filter(({ at }) => at <= first.at + ABOUT_MS)
    this.#asleep = this.#asleep.filter((sleeper) => !together.includes(sleeper))
    const awake = [first, ...together]
    this.#app.advance(Math.max(0, first.at - this.#app.clock.now()))
    try {
      await this.#app.timersDone()
      for (const { wake } of awake) wake()
    } catch (cause) {
      for (const { fail } of awake) fail(cause)
    }
  }
}

import type { Platform } from '../../../src/sandbox/accounts.ts'
import type { Sandbox } from '../../../src/sandbox/sandbox.ts'
import { Resident } from './resident.ts'

/** Residents who register at the same time on both platforms. */
export class Crowd {
  readonly residents: Resident[] = []
  readonly #sandbox: Sandbox
  readonly #seed: string
  #faults: Error[] = []

  constructor(sandbox: Sandbox, seed: string) {
    this.#sandbox = sandbox
    this.#seed = seed
  }

  /** One more person, who has done nothing yet. */
  meet(platform: Platform): Resident {
    const resident = new Resident(this.#sandbox, platform, this.residents.length + 1, this.#seed)
    this.residents.push(resident)
    return resident
  }

  /**
   * Keeps `places` residents at a time on each platform: who has the link makes room for the next, until `trouble` is
   * over; then those under way finish. @throws the faults of all residents who did not get their link.
   */
  async registerDuring(places: number, trouble: Promise<unknown>): Promise<void> {
    let over = false
    const end = trouble.finally(() => {
      over = true
    })
    const seat = async (platform: Platform) => {
      do {
        await this.meet(platform)
          .walk()
          .catch((error: Error) => this.#faults.push(error))
      } while (!over && this.#faults.length < 10)
    }
    const seats = Array.from({ length: places }, () => [seat('messenger'), seat('zalo')]).flat()
    await Promise.allSettled([end, ...seats])
    await end
    this.#throwFaults()
  }

  /** So many residents on each platform, once. */
  async register(places: number): Promise<void> {
    await this.registerDuring(places, Promise.resolve())
  }

  #throwFaults(): void {
    const [first] = this.#faults
    if (!first) return
    const all = this.#faults.map(({ message }) => message).slice(0, 5)
    throw new Error(`${this.#faults.length} of ${this.residents.length} residents failed:\n${all.join('\n')}`)
  }
}

import type { Redis } from 'ioredis'

export type Wakeup = 'inbox' | 'outbox'

const CHANNEL = 'cks:wake'

/**
 * Tells the other instances that there is work, so that they need not wait for their next poll. A hint only: one that
 * is lost, because Redis is away, costs at most that second.
 */
export class Wakeups {
  readonly #redis: Redis | null
  readonly #on: Record<Wakeup, () => void>
  #listening: Redis | null = null

  constructor(redis: Redis | null, on: Record<Wakeup, () => void>) {
    this.#redis = redis
    this.#on = on
  }

  /** Listens; subscribes whenever the connection comes (back), also when Redis was away at the start. */
  async start(): Promise<void> {
    if (!this.#redis) return
    const listening = this.#redis.duplicate({ autoResubscribe: false })
    this.#listening = listening
    listening.on('error', () => {})
    listening.on('ready', () => {
      listening.subscribe(CHANNEL).catch(() => {
        if (this.#listening === listening) listening.disconnect(true)
      })
    })
    listening.on('message', (_channel, what: string) => {
      if (what === 'inbox' || what === 'outbox') this.#on[what]()
    })
  }

  /** Wakes the others. */
  tell(what: Wakeup): void {
    this.#redis?.publish(CHANNEL, what).catch(() => {})
  }

  async stop(): Promise<void> {
    const listening = this.#listening
    this.#listening = null
    listening?.disconnect()
  }
}

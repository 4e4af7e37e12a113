import { AsyncResource } from 'node:async_hooks'
import type { Redis } from 'ioredis'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import type { Account, Platform, Usage } from '../channels/channel.ts'
import type { Clock } from '../common/clock.ts'
import { type Limit, Throttle } from './throttle.ts'

/**
 * Sends a second and account where the configuration names none. Messenger allows 300, but above 40 the Page's inbox
 * stops showing messages to its clerks (facts: messenger 4.1); Zalo allows 4,000 a minute and app (facts: zalo 8).
 */
export const SENDS_PER_SECOND: Record<Platform, number> = { messenger: 40, zalo: 60 }

/** A tenth of a second's budget is drawn at a time, so that Redis is asked ten times a second, not once a message. */
const DRAWS_PER_SECOND = 10
const SECOND = 1000
const LONG_AGO = Number.NEGATIVE_INFINITY

interface Purse {
  /** Sends a second when nothing slows the account down. */
  full: number
  /** Sends a second now; 0: none. */
  perSecond: number
  throttle: Throttle
  /** When `perSecond` is to be looked at again (ms). */
  reviewAt: number
  /** Calls of this instance since they were last collected. */
  calls: number
  tokens: number
  drawnAt: number
  drawing: boolean
  /** Nothing can be drawn before this time. */
  emptyUntil: number
  /** Whose count the tokens are from. */
  source: 'redis' | 'memory' | null
  /** When the last sends of this instance were, as many as one second may have; `taken` says where the next goes. */
  sends: Float64Array
  taken: number
  /** Somebody found nothing and is to be woken. */
  wanted: boolean
  timer: NodeJS.Timeout | null
}

interface Drawn {
  source: 'redis' | 'memory'
  tokens: number
}

/**
 * What each account may still send this second. Tokens are drawn ahead in small handfuls from rate-limiter-flexible
 * (in Redis, shared by all instances; without it in memory, this instance's strict share) and taken without waiting.
 * No instance sends more than one budget in any second, wherever it begins, and what Redis gives to all of them is
 * counted by tenths of a second.
 */
export class Budgets {
  readonly #clock: Clock
  readonly #purses = new Map<string, Purse>()
  readonly #redis: RateLimiterRedis | null
  #memory: RateLimiterMemory
  readonly #wake: () => void
  #share = 1

  /** `wake` is called when tokens are there again after an account ran dry. */
  constructor(options: {
    clock: Clock
    accounts: Account[]
    redis: Redis | null
    prefix: string
    wake: () => void
  }) {
    this.#clock = options.clock
    // Tokens may be taken inside a transaction; who is woken must not count as being inside it.
    this.#wake = AsyncResource.bind(options.wake)
    for (const account of options.accounts) {
      const perSecond = account.sendsPerSecond ?? SENDS_PER_SECOND[account.platform]
      this.#purses.set(account.id, newPurse(perSecond))
    }
    this.#memory = new RateLimiterMemory({ points: 1_000_000, duration: 1 })
    this.#redis = options.redis
      ? new RateLimiterRedis({
          storeClient: options.redis,
          keyPrefix: `${options.prefix}budget`,
          points: 1_000_000,
          duration: 2,
          rejectIfRedisNotReady: true,
        })
      : null
  }

  /** Without a shared counter each of `instances` keeps to its part. */
  setInstances(instances: number): void {
    this.#share = Math.max(1, instances)
  }

  /** Takes one send of the account now. @returns false when nothing is left at the moment. */
  take(accountId: string): boolean {
    const purse = this.#purses.get(accountId)
    if (!purse) return false
    const now = this.#clock.now()
    if (now >= purse.reviewAt) this.#review(purse, now)
    if (purse.perSecond === 0) {
      this.#lookAgain(purse, purse.reviewAt - now)
      return false
    }
    // A handful not used within its second is void: it would be sent on top of the next second's.
    if (now - purse.drawnAt >= lifeMs(purse)) purse.tokens = 0
    if (purse.tokens <= Math.ceil(purse.perSecond / DRAWS_PER_SECOND / 2)) this.#draw(accountId, purse)
    const full = this.#fullUntil(purse)
    if (purse.tokens <= 0 || now < full) {
      this.#lookAgain(purse, Math.max(full, purse.emptyUntil) - now)
      return false
    }
    purse.tokens -= 1
    purse.sends[purse.taken % purse.sends.length] = now
    purse.taken += 1
    return true
  }

  /** Gives back tokens that were taken just now for sends which were not there: a look into the outbox must cost nothing. */
  giveBack(accountId: string, tokens: number): void {
    const purse = this.#purses.get(accountId)
    if (!purse) return
    for (let n = 0; n < tokens; n++) {
      purse.taken -= 1
      purse.sends[purse.taken % purse.sends.length] = LONG_AGO
    }
    if (this.#clock.now() - purse.drawnAt < lifeMs(purse)) purse.tokens += tokens
  }

  /** Takes note of what is used of a limit: from 80 % on the account is slowed down, at 100 % it stops until the time named. */
  observe(accountId: string, limit: Limit, usage: Usage): void {
    const purse = this.#purses.get(accountId)
    if (!purse) return
    const now = this.#clock.now()
    purse.throttle.note(limit, usage, now)
    this.#review(purse, now)
  }

  /** Percent of the account's nearest limit that is used, as far as known. */
  used(accountId: string): number {
    return this.#purses.get(accountId)?.throttle.used(this.#clock.now()) ?? 0
  }

  /** Counts calls to the platform, whatever came of them. */
  called(accountId: string, calls = 1): void {
    const purse = this.#purses.get(accountId)
    if (purse) purse.calls += calls
  }

  /** Hands over the calls counted since the last time, by account. */
  collectCalls(): Map<string, number> {
    const calls = new Map<string, number>()
    for (const [id, purse] of this.#purses) {
      if (purse.calls > 0) calls.set(id, purse.calls)
      purse.calls = 0
    }
    return calls
  }

  #review(purse: Purse, now: number): void {
    purse.perSecond = purse.throttle.rate(purse.full, now)
    purse.reviewAt = purse.throttle.until(now)
    // What was drawn at a higher rate is not spent at the lower one.
    purse.tokens = Math.min(purse.tokens, Math.ceil(purse.perSecond / DRAWS_PER_SECOND))
  }

  /**
   * Sends that this instance may still do within the running second, for the metrics. Not the tokens in hand: an account
   * that sends nothing has drawn none, and looked as if it were at its limit.
   */
  left(accountId: string): number {
    const purse = this.#purses.get(accountId)
    if (!purse) return 0
    const since = this.#clock.now() - SECOND
    if (purse.perSecond === 0) return 0
    return Math.max(0, this.#mostOf(purse) - purse.sends.filter((at) => at > since).length)
  }

  #mostOf(purse: Purse): number {
    return purse.source === 'memory' ? this.#shareOf(purse) : purse.perSecond
  }

  /** Until when this instance has sent all that one second allows. */
  #fullUntil(purse: Purse): number {
    const most = this.#mostOf(purse)
    const { sends, taken } = purse
    const oldest = sends[(taken - most + sends.length) % sends.length]
    return taken < most || oldest === undefined ? 0 : oldest + SECOND
  }

  /** Wakes who found nothing, as soon as there may be something again. */
  #lookAgain(purse: Purse, ms: number): void {
    purse.wanted = true
    // A draw under way wakes by itself.
    if (purse.drawing) return
    purse.timer ??= setTimeout(
      () => {
        purse.timer = null
        this.#wake()
      },
      Math.max(10, Math.min(SECOND, ms)),
    ).unref()
  }

  #draw(accountId: string, purse: Purse): void {
    if (purse.drawing || this.#clock.now() < purse.emptyUntil) return
    purse.drawing = true
    void this.#consume(accountId, purse).then((drawn) => {
      purse.drawing = false
      this.#credit(purse, drawn)
      if (!purse.wanted) return
      purse.wanted = false
      if (purse.tokens > 0) this.#wake()
      else this.#lookAgain(purse, purse.emptyUntil - this.#clock.now())
    })
  }

  #credit(purse: Purse, { source, tokens }: Drawn): void {
    const now = this.#clock.now()
    const changed = purse.source !== null && purse.source !== source
    purse.source = source
    if (changed) {
      // The other counter knows nothing of what this one gave: its last second must be over.
      purse.tokens = 0
      purse.emptyUntil = now + SECOND
      return
    }
    if (now - purse.drawnAt >= lifeMs(purse)) purse.tokens = 0
    purse.tokens += tokens
    purse.drawnAt = now
    const next = source === 'redis' ? slotMs(purse) - (now % slotMs(purse)) : SECOND / DRAWS_PER_SECOND
    purse.emptyUntil = tokens > 0 ? 0 : now + next
  }

  #shareOf(purse: Purse): number {
    return Math.max(1, Math.floor(purse.perSecond / this.#share))
  }

  /** Draws a handful. Redis when it answers, else the instance's own share. Never rejects. */
  async #consume(accountId: string, purse: Purse): Promise<Drawn> {
    const handful = Math.max(1, Math.ceil(purse.perSecond / DRAWS_PER_SECOND))
    if (this.#redis) {
      try {
        const slot = Math.floor(this.#clock.now() / slotMs(purse))
        const perSlot = Math.max(1, Math.floor((purse.perSecond * slotMs(purse)) / SECOND))
        const { consumedPoints } = await this.#redis.consume(`${accountId}:${slot}`, perSlot)
        return { source: 'redis', tokens: part(perSlot, perSlot, consumedPoints) }
      } catch (refused) {
        if (refused instanceof RateLimiterRes) return { source: 'redis', tokens: 0 }
        // Redis is away: the strict share below.
      }
    }
    const share = this.#shareOf(purse)
    const few = Math.min(handful, share)
    const { consumedPoints } = await this.#memory
      .consume(accountId, few)
      .catch((full: RateLimiterRes) => full)
    return { source: 'memory', tokens: part(few, share, consumedPoints) }
  }
}

/**
 * Redis counts by slots of a tenth of a second, or longer where a slot would hold less than one send. A count by whole
 * seconds let two instances send 84 of 60 in three seconds: all of one second at its end, and all of the next.
 */
function slotMs(purse: Purse): number {
  return Math.max(SECOND / DRAWS_PER_SECOND, Math.ceil(SECOND / Math.max(1, purse.perSecond)))
}

/** Tokens not used by then are void: they would be sent on top of what is drawn later. */
function lifeMs(purse: Purse): number {
  return purse.source === 'redis' ? 2 * slotMs(purse) : SECOND
}

/** How much of a handful is within the budget, the counter having come to `consumed` with it. */
function part(handful: number, budget: number, consumed: number): number {
  return Math.max(0, Math.min(handful, budget - (consumed - handful)))
}

function newPurse(perSecond: number): Purse {
  return {
    full: perSecond,
    perSecond,
    throttle: new Throttle(),
    reviewAt: Number.POSITIVE_INFINITY,
    calls: 0,
    tokens: 0,
    drawnAt: 0,
    drawing: false,
    emptyUntil: 0,
    source: null,
    sends: new Float64Array(perSecond).fill(LONG_AGO),
    taken: 0,
    wanted: false,
    timer: null,
  }
}

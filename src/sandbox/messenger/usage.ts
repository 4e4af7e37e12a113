import { RollingCount } from '../rolling.ts'
import { GraphRefusal } from './errors.ts'

const SECOND = 1000
const HOUR = 3_600_000
/** Calls in a rolling day for each engaged person (facts: messenger 4.1). */
const CALLS_PER_PERSON = 200
/** Sends a second of one Page; audio and video are heavier (facts: messenger 4.1). */
const TEXTS_PER_SECOND = 300
const MEDIA_PER_SECOND = 10
const PRIVATE_REPLIES_PER_HOUR = 750

/** What one Page used of its rates. */
export class Usage {
  readonly #calls = new RollingCount(24 * HOUR, 96)
  readonly #texts = new RollingCount(SECOND, 10)
  readonly #media = new RollingCount(SECOND, 10)
  readonly #privateReplies = new RollingCount(HOUR, 60)
  readonly #engaged = new Set<string>()

  /** The Page can message this person. */
  engages(user: string): void {
    this.#engaged.add(user)
  }

  /** The share of the day's calls that is used, in percent. */
  percent(now: number): number {
    return Math.floor((100 * this.#calls.total(now)) / (CALLS_PER_PERSON * Math.max(1, this.#engaged.size)))
  }

  /** Counts a call of the API. @throws GraphRefusal 80006 when the day's calls are used up. */
  call(now: number, faked: number | null): void {
    if ((faked ?? this.percent(now)) >= 100) {
      throw new GraphRefusal(80006, 'There have been too many calls to this Page account')
    }
    this.#calls.add(now)
  }

  /** Counts a send. @throws GraphRefusal 613 when there are too many in a second, or private replies in an hour. */
  send(kind: 'text' | 'media', isPrivateReply: boolean, now: number): void {
    const [count, most] = kind === 'text' ? [this.#texts, TEXTS_PER_SECOND] : [this.#media, MEDIA_PER_SECOND]
    if (count.total(now) >= most) throw tooMany()
    if (isPrivateReply && this.#privateReplies.total(now) >= PRIVATE_REPLIES_PER_HOUR) throw tooMany()
    count.add(now)
    if (isPrivateReply) this.#privateReplies.add(now)
  }

  /** Headers of an answer for a Page token (facts: messenger 4.1). */
  headers(pageId: string, now: number, faked: number | null, pageUsage: boolean): Record<string, string> {
    const percent = faked ?? this.percent(now)
    const minutes = percent >= 100 ? Math.ceil(this.#calls.regainMs(now) / 60_000) : 0
    const counts = { call_count: percent, total_cputime: 0, total_time: 0 }
    const use = { type: 'messenger', ...counts, estimated_time_to_regain_access: minutes }
    return {
      'x-business-use-case-usage': JSON.stringify({ [pageId]: [use] }),
      ...(pageUsage ? { 'x-page-usage': JSON.stringify(counts) } : {}),
    }
  }
}

function tooMany(): GraphRefusal {
  return new GraphRefusal(613, 'Calls to this API have exceeded the rate limit')
}

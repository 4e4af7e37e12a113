import { GraphRefusal } from './errors.ts'

/** Life of an `attachment_id` (facts: messenger 3). */
const LIFE_MS = 90 * 24 * 3_600_000

/** Kinds that can be uploaded or sent by address. */
export const MEDIA = ['image', 'audio', 'video', 'file'] as const
export type Media = (typeof MEDIA)[number]

/** Files that a Page uploaded, or sent as reusable. */
export class Attachments {
  readonly #kept = new Map<string, { type: string; at: number }>()

  keep(id: string, type: string, now: number): string {
    this.#kept.set(id, { type, at: now })
    return id
  }

  /** @throws GraphRefusal 100/2018074 foreign or older than 90 days, 100/2018047 of another type. */
  check(id: string, type: string, now: number): void {
    const kept = this.#kept.get(id)
    if (!kept || now >= kept.at + LIFE_MS) {
      throw new GraphRefusal(100, 'Invalid attachment id: it is not of this Page, or has expired', 2018074)
    }
    if (kept.type !== type) throw new GraphRefusal(100, `The attachment is no ${type}`, 2018047)
  }
}

export function isMedia(type: unknown): type is Media {
  return (MEDIA as readonly unknown[]).includes(type)
}

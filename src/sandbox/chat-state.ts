import type { Facts, Person } from './people.ts'

/** How a person's chat stands, for whoever looks on. Times are of the platform, ms. */
export interface ChatState {
  facts: Facts
  /** Wrote or tapped before. */
  hasWritten: boolean
  /** The last act that opened the window; null: none. */
  lastActAt: number | null
  /** Blocked the Page, or restricts the OA. */
  unavailable: boolean
  /** Sees that an answer is being typed. */
  typing: boolean
  /** The Page marked the chat as seen since the person last wrote. */
  seenByPage: boolean
  /** Messenger: the app in charge of the thread under Conversation Routing; null: all of them. */
  inCharge: string | null
  /** Zalo. */
  follows: boolean
  tags: string[]
}

/** Describes a chat. */
export function chatState(person: Person, now: number, inCharge: string | null): ChatState {
  const acted = Number.isFinite(person.lastActAt)
  return {
    facts: { ...person.facts },
    hasWritten: person.hasWritten,
    lastActAt: acted ? person.lastActAt : null,
    unavailable: person.unavailable,
    typing: person.typingUntil > now,
    seenByPage: acted && person.markedSeenAt >= person.lastActAt,
    inCharge,
    follows: person.follows,
    tags: [...person.tags],
  }
}

/** What was recognised and masked in a text before it was stored anywhere. */
export type MaskKind = 'id-number' | 'otp' | 'pin' | 'password' | 'card'

/** Kinds of attachment as people think of them; the files themselves are never downloaded. */
export type AttachmentKind =
  | 'image'
  | 'video'
  | 'audio'
  | 'file'
  | 'sticker'
  | 'location'
  | 'link'
  | 'contact'
  | 'other'

/** What a person, or a clerk in the platform's own app, did. */
export type EventBody =
  /** A message. `payload` is set when a button of ours was tapped; its text is then the button's label. */
  | {
      kind: 'message'
      text: string
      payload?: string
      attachments?: AttachmentKind[]
      masked?: MaskKind[]
      ref?: string
      /** Event key of the earlier message of which this is the new wording. */
      edits?: string
      /** Heard while another app of the platform holds the thread: it must be taken before anything can be said. */
      standby?: true
    }
  /** Came to us without saying anything yet: Get Started, follow, m.me link. From an `ad` it opens no window by itself. */
  | { kind: 'opened'; ref?: string; ad?: true }
  /** Did something that says nothing, but keeps the window for answers open: a reaction. */
  | { kind: 'acted' }
  /** Unfollowed. */
  | { kind: 'left' }
  /** Let the platform pass on what it knows of them, as they have entered it there. */
  | { kind: 'shared'; name?: string; phone?: string }
  /** Withdrew, towards the platform, from having their data here: it must be erased. */
  | { kind: 'withdrawn' }
  /**
   * A person of the ward wrote in the platform's own app (an echo that is not ours). `autoWithinMs`: it looks the same when
   * the platform replies by itself; so soon after the person's message it was no clerk.
   */
  | { kind: 'clerk'; text: string; autoWithinMs?: number }
  /** The thread was given to us or to another app. `asked`: staff's app only asks for it, and we hold it. */
  | { kind: 'control'; to: 'bot' | 'staff'; asked?: true }

/** One cleaned, masked event of one conversation, in the order the platform gave. */
export interface InboundEvent {
  account: string
  /** The person's id on this account (PSID, or OA-scoped user id); always a string, ids pass 2^53. */
  user: string
  /** From `eventKey`: the same event sent again has the same key. */
  key: string
  /** Platform time, ms since the epoch. */
  at: number
  body: EventBody
}

/** What became of a message that we sent. Applied to the outbox, never a turn. */
export interface Receipt {
  account: string
  user: string
  kind: 'echo' | 'delivered' | 'seen'
  at: number
  /** Platform message ids, when named. */
  messageIds: string[]
  /** Messenger: everything sent up to this moment (ms). */
  watermark?: number
  /** Echo: our outbox id, which Messenger returns in `metadata`. */
  metadata?: string
  /** Echo: the text as sent, where the platform returns nothing of ours to know it by (Zalo). */
  text?: string
  /**
   * Echo that may be a clerk's: the event to store when no message of ours matches it.
   * Absent: an unmatched echo is only counted.
   */
  otherwise?: InboundEvent
}

/** What a platform tells of an account as a whole. It holds nothing of a person. */
export interface AccountNotice {
  account: string
  /**
   * blocked, revoked: nothing can be sent until a person acts · unblocked: it can again · warned: a rule was broken ·
   * quota: the messages a day have changed · template: one of its message templates has.
   */
  kind: 'blocked' | 'revoked' | 'unblocked' | 'warned' | 'quota' | 'template'
  /** The platform's name of the event. */
  event: string
  /** When it happened (ms), of what stops an account or lets it go: what comes late must not undo what came after it. */
  at?: number
  /** Messages a day from now on. */
  quota?: number
  /** Id of the template, and what became of it in the platform's own word, e.g. `REJECT`. */
  template?: string
  status?: string
}

/** What a webhook body held. */
export interface Parsed {
  events: InboundEvent[]
  receipts: Receipt[]
  /** What concerns accounts; absent: nothing. */
  notices?: AccountNotice[]
  /** Names of what was acknowledged but not used, e.g. `reaction`: counted, never with values. */
  ignored: string[]
}

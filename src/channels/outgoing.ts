/** A choice offered with a message. `payload` comes back when it is tapped. */
export interface Choice {
  label: string
  payload: string
}

/** A picture of ours. Never one that a person sent. */
export interface Picture {
  /** `file:<name>` in the program's media folder, or an https:// address on an allow-listed host. */
  source: string
  /** What it shows, in a few words: said where it cannot be shown. */
  alt: string
}

/** One of several things to look through, side by side or one below the other. */
export interface Card {
  title: string
  subtitle?: string
  /** By address only; left out where cards are words. */
  picture?: Picture
  choices?: Choice[]
  links?: { label: string; url: string }[]
}

/** A message without a platform: what a turn or a clerk says. */
export interface Outgoing {
  text: string
  choices?: Choice[]
  /** A number does not answer (consent): where choices cannot be tapped they are listed as words to type. */
  inWords?: boolean
  /** It wants words; its choices are beside them. */
  orType?: boolean
  /** How to answer by number, in the person's language: said under choices that cannot be tapped. */
  hint?: string
  /** Shown as a button that opens a page, or as the bare address in the text. */
  link?: { label: string; url: string }
  /** No message (its text is empty): gives the thread to staff's app, or takes it back. See `Channel.passesThreads`. */
  control?: 'staff' | 'bot'
  /** A clerk says it through this program: kept for the person when the window is closed. */
  clerk?: true
  /** Shown before the text. */
  picture?: Picture
  /**
   * Shown after the text. Where they are words, their choices come first among those to be numbered: a question that
   * offers both must count them so.
   */
  cards?: Card[]
}

import { cardsInWords } from '../cards.ts'
import type { Choice, Outgoing } from '../channel.ts'
import { numbered, oneLine, shorten, splitText } from '../project.ts'

/** The platform allows 2,000 characters but nobody says of which unit: UTF-16 with room to spare (facts: zalo 4.3). */
const TEXT_LIMIT = 1_900
/** Buttons a message, letters a title, letters a payload (facts: zalo 4.2); the payload carries one `#` more. */
const MAX_BUTTONS = 5
const MAX_TITLE = 100
const MAX_PAYLOAD = 999
/** However long a menu is, the text above it is not cut shorter than this. */
const MIN_TEXT = 500

/** Whether choices and link can be shown as buttons of one message. */
function fitsButtons({ choices = [], link }: Outgoing): boolean {
  return (
    choices.length + (link ? 1 : 0) <= MAX_BUTTONS &&
    choices.every(fitsButton) &&
    (!link || fitsTitle(link.label))
  )
}

function fitsButton({ label, payload }: Choice): boolean {
  return fitsTitle(label) && payload.length <= MAX_PAYLOAD
}

function fitsTitle(label: string): boolean {
  const { length } = oneLine(label)
  return length > 0 && length <= MAX_TITLE
}

/** The message with its link as a bare address and its choices as numbered lines. */
function asText(message: Outgoing): Outgoing {
  const { link, ...rest } = message
  if (!link) return numbered(rest)
  const label = oneLine(link.label)
  const address = label ? `${label}: ${link.url}` : link.url
  return numbered({ ...rest, text: rest.text.trim() ? `${rest.text.trim()}\n\n${address}` : address })
}

/** What a picture is described by is short: it stands under it, or in its place. */
const MAX_ALT = 300

/** One projected message as it goes out: with buttons where they may and can be shown, else as text. */
export function asShown(message: Outgoing, asNumbers: boolean): Outgoing {
  return asNumbers || !fitsButtons(message) ? asText(message) : message
}

/**
 * Parts within the limits. A picture comes first, with the text under it where that is all there is: buttons beside a
 * picture, and lists, are not sure to be shown (facts: zalo 4.1, 4.3), so cards are words.
 */
export function project({ picture, ...message }: Outgoing, asNumbers: boolean): Outgoing[] {
  const taps = (message.choices ?? []).length + (message.cards ?? []).flatMap((c) => c.choices ?? []).length
  const words = cardsInWords(message, asNumbers || taps > MAX_BUTTONS)
  if (!picture) return projectWords(words, asNumbers)
  const caption = words.text.normalize('NFC').trim()
  const alone = !words.choices?.length && !words.link
  if (alone && caption !== '' && caption.length <= TEXT_LIMIT) return [{ text: caption, picture }]
  const alt = shorten(oneLine(picture.alt) || '…', MAX_ALT)
  return [{ text: alt, picture }, ...projectWords(words, asNumbers)]
}

/**
 * Parts within the limits. Those with buttons leave room for the same choices as numbers: the platform may refuse
 * buttons only when the message is sent.
 */
function projectWords(message: Outgoing, asNumbers: boolean): Outgoing[] {
  if (!message.choices?.length && !message.link) return texts(message.text, TEXT_LIMIT)
  const whole = asText(message).text
  if (asNumbers || !fitsButtons(message)) return texts(whole, TEXT_LIMIT)
  const menu = whole.length - message.text.trim().length
  const limit = whole.length <= TEXT_LIMIT ? TEXT_LIMIT : Math.max(MIN_TEXT, TEXT_LIMIT - menu)
  const parts = texts(message.text, limit)
  const last = parts.pop()
  // Buttons hang on a text: without one the menu itself is the text.
  return last ? [...parts, { ...message, text: last.text }] : texts(whole, TEXT_LIMIT)
}

function texts(text: string, limit: number): Outgoing[] {
  return splitText(text, limit).map((part) => ({ text: part }))
}

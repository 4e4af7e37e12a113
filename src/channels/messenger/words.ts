import type { Choice, Outgoing } from '../channel.ts'
import { numbered, oneLine, shorten, splitText } from '../project.ts'

/** Meta says "under 2000 characters" without saying what it counts; Vietnamese makes the difference. */
export const MAX_TEXT = 1_900
/** Text of a button template. */
export const MAX_BUTTON_TEXT = 640
export const MAX_BUTTONS = 3
export const MAX_QUICK_REPLIES = 13
/** Title of a button or quick reply. */
export const MAX_TITLE = 20
export const MAX_PAYLOAD = 1_000
const MAX_URL = 2_000

/** Whether the choices can be taps at all; else they are numbers in the text. */
export function tappable(choices: Choice[]): boolean {
  return (
    choices.length <= MAX_QUICK_REPLIES &&
    choices.every(({ payload }) => payload.length > 0 && payload.length <= MAX_PAYLOAD)
  )
}

/** Labels too long for a title stand numbered in the text, and the titles repeat number and beginning. */
export function fitLabels(message: Outgoing): Outgoing {
  const choices = message.choices?.map(({ label, payload }) => ({ label: oneLine(label), payload }))
  if (!choices?.length) return message
  const fits = choices.every(({ label }) => label.length > 0 && label.length <= MAX_TITLE)
  if (fits) return { ...message, choices }
  const titles = choices.map(({ label, payload }, i) => ({
    label: shorten(`${i + 1}. ${label}`.trim(), MAX_TITLE),
    payload,
  }))
  // They are tapped all the same.
  const { hint: _, ...rest } = message
  return { ...numbered(rest), choices: titles }
}

function linkAsText({ link, ...message }: Outgoing): Outgoing {
  if (!link) return message
  const label = oneLine(link.label)
  return { ...message, text: `${message.text}\n\n${label ? `${label}: ` : ''}${link.url}` }
}

/** Whether a button can open it. */
export function isAddress(url: string): boolean {
  return url.length <= MAX_URL && /^https?:\/\/\S+$/.test(url)
}

/** The link as a button where it and the choices fit one template, else as an address in the text. */
export function fitLink(message: Outgoing): Outgoing {
  const { link, choices = [] } = message
  if (!link) return message
  const label = shorten(oneLine(link.label), MAX_TITLE)
  if (label === '' || !isAddress(link.url) || choices.length >= MAX_BUTTONS) return linkAsText(message)
  return { ...message, link: { label, url: link.url } }
}

/** Parts of the text, the last one short enough for a template when it carries the link's button. */
function textParts({ text, choices, link }: Outgoing): string[] {
  const parts = splitText(text, MAX_TEXT)
  const last = parts.at(-1)
  if (last === undefined) return link ? [link.label] : choices?.length ? ['…'] : []
  if (!link || last.length <= MAX_BUTTON_TEXT) return parts
  const tail = splitText(last, MAX_BUTTON_TEXT).at(-1) ?? last
  return [...parts.slice(0, -1), last.slice(0, last.length - tail.length).trimEnd(), tail]
}

/**
 * Splits a message of words into parts that Messenger takes: choices as quick replies, a link as a button (with up to
 * two choices beside it), the rest as text. A message without text, choices or link gives no part.
 */
export function projectText(message: Outgoing, asNumbers: boolean): Outgoing[] {
  const plain = asNumbers || !tappable(message.choices ?? [])
  const fitted = plain ? numbered(message) : fitLabels(message)
  const whole = asNumbers ? linkAsText(fitted) : fitLink(fitted)
  const { text: _, ...taps } = whole
  const parts = textParts(whole)
  return parts.map((text, i) => (i === parts.length - 1 ? { text, ...taps } : { text }))
}

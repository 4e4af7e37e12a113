import { cardsInWords } from '../cards.ts'
import type { Card, Choice, Outgoing } from '../channel.ts'
import type { Shown } from '../pictures.ts'
import { oneLine, shorten } from '../project.ts'
import {
  fitLabels,
  fitLink,
  isAddress,
  MAX_BUTTONS,
  MAX_PAYLOAD,
  MAX_TITLE,
  projectText,
  tappable,
} from './words.ts'

/** Cards a message, letters a line of a card (facts: messenger 3). */
const MAX_CARDS = 10
const MAX_LINE = 80
/** What is said in place of a picture must fit a button template with whatever hangs on it. */
const MAX_ALT = 300

const fitsLine = (line: string) => oneLine(line).length <= MAX_LINE

/** A card needs a title and something besides; what does not fit it whole is rather said in words. */
function fitsCard({ title, subtitle = '', choices = [], links = [] }: Card): boolean {
  const buttons = choices.length + links.length
  return (
    oneLine(title) !== '' &&
    fitsLine(title) &&
    fitsLine(subtitle) &&
    (oneLine(subtitle) !== '' || buttons > 0) &&
    buttons <= MAX_BUTTONS &&
    choices.every(
      ({ label, payload }) => fitsLabel(label) && payload !== '' && payload.length <= MAX_PAYLOAD,
    ) &&
    links.every(({ label, url }) => fitsLabel(label) && isAddress(url))
  )
}

const fitsLabel = (label: string) => oneLine(label) !== '' && oneLine(label).length <= MAX_TITLE

/** Splits a message with picture or cards: the picture first, then the text, then the cards with what can be tapped. */
export function projectMessenger(message: Outgoing, asNumbers: boolean): Outgoing[] {
  const { picture, cards, ...plain } = message
  if (!picture && !cards?.length) return projectText(plain, asNumbers)
  const first = picture ? [{ text: shorten(oneLine(picture.alt) || '…', MAX_ALT), picture }] : []
  const taps = !asNumbers && tappable(plain.choices ?? [])
  if (cards?.length) {
    const shown = taps && cards.every(fitsCard)
    const rest = shown
      ? withCards(plain, cards)
      : projectText(cardsInWords({ ...plain, cards }, asNumbers), asNumbers)
    return [...first, ...rest]
  }
  const whole = taps ? fitLink(fitLabels(plain)) : plain
  const [alone] = first
  // Nothing is said: what can be tapped hangs on the picture itself.
  if (taps && alone && whole.text.trim() === '') return [{ ...whole, ...alone }]
  return [...first, ...projectText(plain, asNumbers)]
}

function withCards(message: Outgoing, cards: Card[]): Outgoing[] {
  const { choices, hint: _, ...words } = fitLabels(message)
  const parts: Outgoing[] = []
  for (let at = 0; at < cards.length; at += MAX_CARDS) {
    const last = at + MAX_CARDS >= cards.length
    parts.push({
      text: '',
      cards: cards.slice(at, at + MAX_CARDS),
      ...(last && choices?.length && { choices }),
    })
  }
  return [...(words.text.trim() || words.link ? projectText(words, false) : []), ...parts]
}

/** Links and choices as buttons. */
export function buttonsOf(choices: Choice[] = [], links: { label: string; url: string }[] = []): object[] {
  return [
    ...links.map(({ label, url }) => ({ type: 'web_url', title: oneLine(label), url })),
    ...choices.map(({ label, payload }) => ({ type: 'postback', title: oneLine(label), payload })),
  ]
}

function element(
  { title, subtitle = '', picture, choices, links }: Card,
  address: (source: string) => string | null,
) {
  const buttons = buttonsOf(choices, links)
  const image = picture && address(picture.source)
  return {
    title: oneLine(title),
    ...(oneLine(subtitle) && { subtitle: oneLine(subtitle) }),
    ...(image && { image_url: image }),
    ...(buttons.length > 0 && { buttons }),
  }
}

/** The cards as a generic template. `address` tells which pictures may be shown: the others are left out. */
export function cardsAttachment(cards: Card[], address: (source: string) => string | null): object {
  const elements = cards.map((card) => element(card, address))
  return { type: 'template', payload: { template_type: 'generic', elements } }
}

/** The picture; with a link it is a media template, which takes ids only. */
export function pictureAttachment(
  { choices, link }: Outgoing,
  shown: Shown & { kind: 'id' | 'url' },
): object {
  const by = shown.kind === 'id' ? { attachment_id: shown.id } : { url: shown.url }
  if (!link) return { type: 'image', payload: by }
  const elements = [{ media_type: 'image', ...by, buttons: buttonsOf(choices, [link]) }]
  return { type: 'template', payload: { template_type: 'media', elements } }
}

import type { Card, Choice, Outgoing } from './channel.ts'
import { oneLine } from './project.ts'

const lineOf = ({ label, url }: { label: string; url: string }) => {
  const name = oneLine(label)
  return name ? `${name}: ${url}` : url
}

/** Whether the card says no more than what its one choice is: it is then known by its title. */
function isChoice({ title, choices = [], links = [] }: Card): boolean {
  return choices.length === 1 && links.length === 0 && oneLine(title) !== ''
}

function paragraph({ title, subtitle = '', links = [] }: Card): string {
  return [oneLine(title), subtitle.trim(), ...links.map(lineOf)].filter((line) => line !== '').join('\n')
}

/** Away from its card a choice is named by the card's title too: several cards may offer the same. */
function named(card: Card, listed: boolean): Choice[] {
  const { title, subtitle = '', choices = [] } = card
  const name = oneLine(title)
  if (!isChoice(card))
    return choices.map(({ label, payload }) => ({ label: `${name}: ${oneLine(label)}`, payload }))
  const about = oneLine(subtitle)
  return choices.map(({ payload }) => ({ label: listed && about ? `${name}: ${about}` : name, payload }))
}

/**
 * The cards as paragraphs under the text, their choices before those of the message. Their pictures are left out.
 * `listed`: choices become lines anyway, so that one which is a whole card stands there with all that it says.
 */
export function cardsInWords(message: Outgoing, listed: boolean): Outgoing {
  const { cards, ...rest } = message
  if (!cards?.length) return rest
  const apart = listed ? cards.filter((card) => !isChoice(card)) : cards
  const text = [rest.text.trim(), ...apart.map(paragraph)].filter((part) => part !== '').join('\n\n')
  const choices = [...cards.flatMap((card) => named(card, listed)), ...(rest.choices ?? [])]
  return { ...rest, text, ...(choices.length > 0 && { choices }) }
}

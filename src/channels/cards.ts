import type { Card, Choice, Outgoing } from './channel.ts'
import { oneLine } from './project.ts'

const lineOf = ({ label, url }: { label: string; url: string }) => {
  const name = oneLine(label)
  return name ? `${name}: ${url}` : url
}

function paragraph({ title, subtitle = '', links = [] }: Card): string {
  return [oneLine(title), subtitle.trim(), ...links.map(lineOf)].filter((line) => line !== '').join('\n')
}

/** A choice alone is named by the card's title too: several cards may offer the same. */
function named({ title, choices = [] }: Card): Choice[] {
  return choices.map(({ label, payload }) => ({ label: `${oneLine(title)}: ${oneLine(label)}`, payload }))
}

/** The cards as paragraphs under the text, their choices before those of the message. Their pictures are left out. */
export function cardsInWords(message: Outgoing): Outgoing {
  const { cards, ...rest } = message
  if (!cards?.length) return rest
  const text = [rest.text.trim(), ...cards.map(paragraph)].filter((part) => part !== '').join('\n\n')
  const choices = [...cards.flatMap(named), ...(rest.choices ?? [])]
  return { ...rest, text, ...(choices.length > 0 && { choices }) }
}

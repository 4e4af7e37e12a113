import type { Card, Choice, Outgoing } from '../channels/channel.ts'
import { type Part, payloadOf, type Question, type Talk, topRun } from './talk.ts'

/**
 * Texts up to this length are joined into one message: old people read one bubble more surely than three, and it
 * is the most that Messenger's button template takes (facts: messenger 3, 640).
 */
const JOIN_LIMIT = 600

/**
 * Turns what a turn said into messages: earlier questions of the same turn are left out, short texts joined,
 * the question last with its choices. Clears the parts.
 */
export function compose(talk: Talk): Outgoing[] {
  const asked = lastQuestion(talk)
  const messages: Outgoing[] = []
  let text = ''
  const flush = () => {
    if (text) messages.push({ text })
    text = ''
  }
  // First of all it is taken: nobody else may speak. Given away it is only when all is said.
  if (talk.parts.some((part) => part.kind === 'control' && part.to === 'bot'))
    messages.push({ text: '', control: 'bot' })
  const given = talk.parts.some((part) => part.kind === 'control' && part.to === 'staff')
  const add = (more: string) => {
    if (text && text.length + more.length + 2 > JOIN_LIMIT) flush()
    text = text ? `${text}\n\n${more}` : more
  }
  for (const part of talk.parts) {
    if (part.kind === 'say') add(part.text)
    if (part.kind === 'clerk') {
      flush()
      messages.push({ text: part.text, clerk: true })
    }
    if (part.kind === 'link') {
      flush()
      messages.push({ text: part.text, link: part.link })
    }
  }
  if (asked) {
    add(asked.text)
    messages.push({ text, ...asked.taps })
  } else flush()
  if (given) messages.push({ text: '', control: 'staff' })
  talk.parts = []
  return messages
}

function lastQuestion(talk: Talk): { text: string; taps: Partial<Outgoing> } | null {
  const top = topRun(talk)
  const part = talk.parts.findLast(
    (p): p is Extract<Part, { kind: 'ask' }> => p.kind === 'ask' && p.run === top,
  )
  const question = top?.question
  return part && question ? { text: part.text, taps: tapsOf(question) } : null
}

/** The choices: those with a line about them on cards, the others beside them. */
function tapsOf(question: Question): Partial<Outgoing> {
  const cards: Card[] = []
  const choices: Choice[] = []
  for (const { id, label, about } of question.choices) {
    const payload = payloadOf(question, id)
    if (about === undefined) choices.push({ label, payload })
    else cards.push({ title: label, subtitle: about, choices: [{ label: question.pick ?? label, payload }] })
  }
  return {
    ...(cards.length > 0 && { cards }),
    ...(choices.length > 0 && { choices }),
    ...(question.consent && question.choices.length > 0 && { inWords: true }),
    ...(question.slot && question.slot !== 'yesno' && question.choices.length > 0 && { orType: true }),
  }
}

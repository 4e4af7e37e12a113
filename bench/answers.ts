import handoff from '../locales/vi/handoff.json' with { type: 'json' }
import home from '../locales/vi/home.json' with { type: 'json' }
import register from '../locales/vi/register.json' with { type: 'json' }
import type { Person } from './people.ts'

/** A message as it stands on a resident's screen. */
export interface Shown {
  text: string
  /** Buttons that answer; payloads as the platform got them. */
  choices: { label: string; payload: string }[]
  link: string | null
}

/** What a resident does: types, or taps a button. */
export type Answer = { text: string } | { tap: Shown['choices'][number] }

/** What was asked; `link`: the personal link came; `p2`: what is asked after it, where a registration ends here. */
export type Question =
  | 'menu'
  | 'birthYear'
  | 'consent'
  | 'name'
  | 'phone'
  | 'place'
  | 'group'
  | 'summary'
  | 'provider'
  | 'p3'
  | 'link'
  | 'p2'

/** The longest run of words without a variable or a line's end, by which a reader knows the question. */
function telling(text: string): string {
  return text
    .split(/\{\{\w+\}\}|\n/)
    .reduce((longest, part) => (part.length > longest.length ? part : longest))
}

const TELLING: [Question, string][] = [
  ['menu', telling(home.menu)],
  ['birthYear', telling(register.birthYear)],
  ['consent', telling(register.consent)],
  ['name', telling(register.name)],
  ['phone', telling(register.phone)],
  ['place', telling(register.place)],
  ['group', telling(register.group)],
  ['summary', telling(register.summary)],
  ['provider', telling(handoff.provider)],
  ['p3', telling(handoff.p3)],
  ['link', telling(handoff.link)],
  ['p2', telling(handoff.p2)],
]

/** @throws when the bot says what nobody in a registration should hear: then the figures would mean nothing. */
export function questionIn(shown: Shown): Question {
  const found = TELLING.find(([, words]) => shown.text.includes(words))
  if (!found) throw new Error(`a message outside the registration: ${shown.text.slice(0, 200)}`)
  return found[0]
}

/** What the person answers. */
export function answerTo(question: Exclude<Question, 'link' | 'p2'>, shown: Shown, person: Person): Answer {
  switch (question) {
    case 'menu':
      return tapOn(shown, home['choice.register'])
    case 'consent':
      return tapOn(shown, register['choice.agree'])
    case 'summary':
      return tapOn(shown, register['choice.confirm'])
    case 'group':
      // Six groups are more than Zalo's five buttons: there they are numbered, and people type the number.
      return shown.choices.length > 0 ? tapOn(shown, register['choice.NGUOIDAN']) : { text: '1' }
    case 'p3':
      return tapOn(shown, handoff['choice.refuse'])
    case 'provider':
      return tapOn(shown, shown.choices[0]?.label ?? '')
    default:
      return { text: person[question] }
  }
}

function tapOn(shown: Shown, label: string): Answer {
  const tap = shown.choices.find((choice) => choice.label === label)
  if (!tap) throw new Error(`no button "${label}" below: ${shown.text.slice(0, 200)}`)
  return { tap }
}

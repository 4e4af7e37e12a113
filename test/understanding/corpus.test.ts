import { describe, expect, it } from 'vitest'
import { readChoice } from '../../src/understanding/choices.ts'
import { readCommand } from '../../src/understanding/commands.ts'
import { mask } from '../../src/understanding/mask.ts'
import { canonicalName, readSlot } from '../../src/understanding/slots.ts'
import type { Slot } from '../../src/understanding/types.ts'
import birthYears from './corpus/birth-year.json' with { type: 'json' }
import choices from './corpus/choice.json' with { type: 'json' }
import dates from './corpus/date.json' with { type: 'json' }
import intents from './corpus/intents.json' with { type: 'json' }
import masks from './corpus/masks.json' with { type: 'json' }
import names from './corpus/name.json' with { type: 'json' }
import phones from './corpus/phone.json' with { type: 'json' }
import wards from './corpus/ward.json' with { type: 'json' }
import yesno from './corpus/yesno.json' with { type: 'json' }
import { context } from './texts.ts'

/** Every line of a table `{ expected: texts }`, as [text, expected]; '' and 'null' expect nothing. */
function lines(table: Record<string, string[]>): [string, string | null][] {
  return Object.entries(table).flatMap(([wanted, texts]) =>
    texts.map((text): [string, string | null] => [text, wanted === '' || wanted === 'null' ? null : wanted]),
  )
}

describe('intents', () => {
  it.each(lines(intents))('%j is %s', (text, wanted) => {
    expect(readCommand(text)).toBe(wanted)
    expect(readCommand(text.normalize('NFD'))).toBe(wanted)
    expect(readCommand(`  ${text} `)).toBe(wanted)
  })
})

describe('secrets', () => {
  it.each(masks.secrets)('%j does not keep %j', (text = '', secret = '') => {
    for (const typed of [text, text.normalize('NFD'), text.toUpperCase()]) {
      const kept = mask(typed)
      expect(kept.text.normalize('NFC').toLowerCase()).not.toContain(secret.toLowerCase())
      expect(kept.masked).not.toEqual([])
      expect(mask(kept.text).text).toBe(kept.text)
    }
  })

  it.each(masks.harmless)('%j stays as it is', (text) => {
    for (const typed of [text, text.normalize('NFD'), text.toUpperCase()]) {
      expect(mask(typed)).toEqual({ text: typed, masked: [] })
    }
  })
})

/** What `ask` answers: the value, or null for what is asked back. */
function readAs(slot: Slot, text: string): string | null {
  const reading = readSlot(slot, text, context)
  if (reading.kind !== 'value') return null
  return slot === 'ward' ? canonicalName(reading.value) : reading.value
}

const SLOT_TABLES: [Slot, Record<string, string[]>][] = [
  ['phone', phones],
  ['birthYear', birthYears],
  ['date', dates],
  ['yesno', yesno],
  ['ward', wards],
  ['name', names],
]

describe.each(SLOT_TABLES)('%s', (slot, table) => {
  it.each(lines(table))('%j is %s', (text, wanted) => {
    for (const typed of [text, text.normalize('NFD'), ` ${text}  `]) expect(readAs(slot, typed)).toBe(wanted)
    // DUNG in capitals is a word of its own, and names have theirs where they were typed so.
    if (slot !== 'yesno' && slot !== 'name') expect(readAs(slot, text.toUpperCase())).toBe(wanted)
  })
})

describe.each(choices)('choice of $choices', ({ choices: labels, cases }) => {
  const offered = labels.map((label, i) => ({ id: `c${i}`, label }))
  const table = Object.entries(cases).map(([label, texts]): [string, string[]] => [label, texts ?? []])
  it.each(lines(Object.fromEntries(table)))('%j is %s', (text, wanted) => {
    for (const typed of [text, text.normalize('NFD'), ` ${text}  `]) {
      const reading = readChoice(typed, offered)
      const label = reading.kind === 'one' ? offered.find(({ id }) => id === reading.id)?.label : null
      expect(label).toBe(wanted)
    }
  })
})

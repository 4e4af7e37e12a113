import { describe, expect, it } from 'vitest'
import { readCommand } from '../../src/understanding/commands.ts'
import { mask } from '../../src/understanding/mask.ts'
import intents from './corpus/intents.json' with { type: 'json' }
import masks from './corpus/masks.json' with { type: 'json' }

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

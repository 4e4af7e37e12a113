import { describe, expect, it } from 'vitest'
import { readCommand } from '../../src/understanding/commands.ts'
import intents from './corpus/intents.json' with { type: 'json' }

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

import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { REASONS } from '../../flows/handoff/reasons.ts'
import { registry } from '../../flows/registry.ts'
import { profileResources, resources } from '../../locales/index.ts'
import type { Language } from '../../src/channels/channel.ts'
import { faqKeys } from '../../src/conversation/faq.ts'
import { keysOf } from '../../src/conversation/lint.ts'
import {
  ADDRESS_VARS,
  commonVars,
  createTexts,
  ENGINE_KEYS,
  type Resources,
  type TextFault,
} from '../../src/conversation/texts.ts'
import { STEPS } from '../../src/providers/steps.ts'

const folder = (path: string) => new URL(`../../${path}`, import.meta.url)
const languages = ['vi', 'en'] as const
const texts = createTexts(resources)

const small = {
  vi: { common: { lastResort: 'Xin lỗi', both: 'Chào {{name}}', only: 'Chỉ có {{n}}' } },
  en: { common: { lastResort: 'Sorry', both: 'Hello {{ name }}, {{name}}' } },
} as unknown as Resources

/** What is said at a provider follows the catalogue: test/flows/handoff.test.ts. */
const STEP_KEYS = [
  ...STEPS.flatMap((step) => [`handoff.step.${step}`, `handoff.at.${step}`]),
  'handoff.step.packageNamed',
  'handoff.choice.next',
  'handoff.providerVneid',
  ...[...Object.values(REASONS).flat()].flatMap((reason) => [
    `handoff.choice.${reason}`,
    `handoff.help.${reason}`,
  ]),
]

describe('say', () => {
  it('fills in variables as they were typed', () => {
    const say = createTexts(small).say
    expect(say('en', 'common.both', { name: '<b>{{n}} $t(common.only) &' })).toBe(
      'Hello <b>{{n}} $t(common.only) &, <b>{{n}} $t(common.only) &',
    )
    expect(say('vi', 'common.both', { name: 0 })).toBe('Chào 0')
  })

  it('composes characters (NFC), of the text and of its variables', () => {
    expect(createTexts(small).say('vi', 'common.both', { name: 'Hòa'.normalize('NFD') })).toBe('Chào Hòa')
  })

  it('throws on a missing key or variable where nobody takes reports', () => {
    const { say } = createTexts(small)
    expect(() => say('en', 'common.none')).toThrow('missing-key en common.none')
    expect(() => say('en', 'common.both')).toThrow('missing-variable en common.both name')
    expect(() => say('en', 'common.toString')).toThrow('missing-key')
  })

  it('shows a person neither key nor placeholder, and reports', () => {
    const faults: TextFault[] = []
    const { say } = createTexts(small, (fault) => faults.push(fault))
    expect(say('en', 'common.only', { n: 3 })).toBe('Chỉ có 3')
    expect(say('en', 'common.none')).toBe('Sorry')
    expect(say('vi', 'nothing')).toBe('Xin lỗi')
    expect(say('vi', 'common.both')).toBe('Chào …')
    expect(faults).toEqual([
      { kind: 'missing-key', language: 'en', key: 'common.only' },
      { kind: 'missing-key', language: 'en', key: 'common.none' },
      { kind: 'missing-key', language: 'vi', key: 'nothing' },
      { kind: 'missing-variable', language: 'vi', key: 'common.both', variable: 'name' },
    ])
  })

  it('does not start without a text of last resort', () => {
    const lacking = { vi: small.vi, en: { common: {} } } as Resources
    expect(() => createTexts(lacking)).toThrow('en lacks common.lastResort')
  })
})

describe('what every text may name', () => {
  it('is the office, and whom it speaks to where that is known', () => {
    expect(commonVars(texts, 'vi', 'UBND', { n: 1 })).toEqual({ office: 'UBND', n: 1 })
    expect(commonVars(texts, 'vi', 'UBND', { address: 'adult' })).toMatchObject({
      you: 'ông/bà',
      You: 'Ông/bà',
    })
    expect(commonVars(texts, 'vi', 'UBND', { address: 'young' })).toMatchObject({ you: 'bạn', You: 'Bạn' })
  })
})

describe('locales', () => {
  it('holds exactly what the folder holds', () => {
    const files = readdirSync(folder('locales'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    )
    expect(files.map((entry) => entry.name).sort()).toEqual([...languages].sort())
    for (const language of languages) {
      const names = readdirSync(folder(`locales/${language}`)).sort()
      const read = names.map((name) => [
        name.replace(/\.json$/, ''),
        JSON.parse(readFileSync(folder(`locales/${language}/${name}`), 'utf8')),
      ])
      expect(Object.fromEntries(read)).toEqual({
        ...resources[language],
        profile: profileResources[language],
      })
    }
  })

  it('has the same keys with the same variables in both languages', () => {
    expect(texts.keys('en').sort()).toEqual(texts.keys('vi').sort())
    for (const key of texts.keys('vi')) {
      const named = (language: Language) =>
        texts.variables(language, key).filter((name) => !ADDRESS_VARS.includes(name))
      expect(named('en').sort(), key).toEqual(named('vi').sort())
    }
  })

  it('has no text that nobody says, and lacks none', () => {
    const used = new Set([
      ...ENGINE_KEYS,
      ...faqKeys(texts),
      ...[...registry.values()].flatMap(keysOf),
      ...STEP_KEYS,
    ])
    expect(texts.keys('vi').sort()).toEqual([...used].sort())
  })

  it('knows every key that the engine names', () => {
    const engine = new URL('../../src/conversation/', import.meta.url)
    const named = readdirSync(engine).flatMap((name) =>
      [...readFileSync(new URL(name, engine), 'utf8').matchAll(/'(common\.[\w.]+\w)'/g)].map(
        (match) => match[1]!,
      ),
    )
    expect(named.filter((key) => !ENGINE_KEYS.includes(key))).toEqual([])
  })

  it('keeps every text short, composed and without a placeholder that is misspelt', () => {
    for (const language of languages) {
      for (const group of Object.values(resources[language])) {
        for (const [key, text] of Object.entries(group)) {
          expect(text.length, key).toBeLessThanOrEqual(600)
          // A line that may be left out of a list brings its break along.
          expect(text.replace(/^\n/, ''), key).toBe(text.normalize('NFC').trim())
          expect(text.replace(/\{\{\w+\}\}/g, ''), key).not.toMatch(/[{}]|\$t\(/)
        }
      }
    }
  })
})

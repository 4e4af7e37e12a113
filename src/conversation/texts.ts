import { createInstance } from 'i18next'
import type { Language } from '../channels/channel.ts'
import { HINTS } from '../understanding/slots.ts'

/** `<language> → <namespace> → <key> → text`; a locale key is `<namespace>.<key>`. */
export type Resources = Record<Language, Record<string, Record<string, string>>>

/** What stands for the variables of a text. */
export type Plain = Record<string, string | number>
/** The same before texts that stand for variables are said. */
export type Vars = Record<string, string | number | { key: string; vars?: Plain }>

/** A text that could not be said as asked. Carries the key, never a variable's value. */
export interface TextFault {
  kind: 'missing-key' | 'missing-variable'
  language: Language
  key: string
  variable?: string
}

/** The sentences of the assistant, by language and key. */
export interface Texts {
  /**
   * The text of a key, NFC. A missing key is said in Vietnamese, else as an apology; a missing variable as "…"; both
   * are reported. Never shows a key or a placeholder to a person.
   */
  say(language: Language, key: string, vars?: Plain): string
  has(language: Language, key: string): boolean
  /** Every key of a language. */
  keys(language: Language): string[]
  /** Names of the variables in a text; empty for an unknown key. */
  variables(language: Language, key: string): string[]
}

/** Said when there is no text at all: must exist without variables in every language. */
export const LAST_RESORT = 'common.lastResort'

const VARIABLE = /\{\{\s*([\w.]+)\s*\}\}/

/** How the person is spoken to, in the midst of a sentence and at its head; a language may do without. */
export const ADDRESS_VARS: readonly string[] = ['you', 'You']

/**
 * A text's variables with what every text may name: the `office`, and where `address` says whom it speaks to, `you` and
 * `You` from `common.you.<address>`. Variables that are texts themselves are said.
 */
export function commonVars(texts: Pick<Texts, 'say'>, language: Language, office: string, vars: Vars): Plain {
  const plain = Object.fromEntries(
    Object.entries(vars).map(([name, value]) => [
      name,
      typeof value === 'object' ? texts.say(language, value.key, value.vars) : value,
    ]),
  )
  if (plain['address'] === undefined) return { office, ...plain }
  const you = texts.say(language, `common.you.${plain['address']}`)
  return { office, you, You: `${you.charAt(0).toUpperCase()}${you.slice(1)}`, ...plain }
}

/** A text cut at its variables: `parts` has plain text at even places and a variable's name at odd ones. */
interface Template {
  parts: string[]
  variables: string[]
}

/**
 * Texts over i18next. `report` is told of every fault at run time; where it throws (tests), so does `say`.
 * @throws when a language lacks the text of last resort
 */
export function createTexts(resources: Resources, report: (fault: TextFault) => void = throwFault): Texts {
  const templates = compile(resources)
  const find = (language: Language, key: string) => templates[language].get(key)
  for (const language of Object.keys(resources) as Language[]) {
    if (!find(language, LAST_RESORT)) throw new Error(`texts: ${language} lacks ${LAST_RESORT}`)
  }
  const fill = (template: Template, vars: Plain, language: Language, key: string): string => {
    if (template.variables.length === 0) return template.parts[0] ?? ''
    const text = template.parts.map((part, i) => {
      if (i % 2 === 0) return part
      if (vars[part] !== undefined) return String(vars[part])
      report({ kind: 'missing-variable', language, key, variable: part })
      return '…'
    })
    return text.join('').normalize('NFC')
  }
  const say = (language: Language, key: string, vars: Plain = {}): string => {
    const template = find(language, key)
    if (template) return fill(template, vars, language, key)
    report({ kind: 'missing-key', language, key })
    const vietnamese = find('vi', key)
    return vietnamese
      ? fill(vietnamese, vars, 'vi', key)
      : fill(find(language, LAST_RESORT)!, {}, language, key)
  }
  return {
    say,
    has: (language, key) => templates[language].has(key),
    keys: (language) => [...templates[language].keys()],
    variables: (language, key) => find(language, key)?.variables ?? [],
  }
}

/**
 * Resolves every text once through i18next and cuts it at its variables: asking i18next for each text of each turn
 * cost about as much as the whole flow step. No HTML escaping and no nesting: what a person typed is shown as typed.
 */
function compile(resources: Resources): Record<Language, Map<string, Template>> {
  const i18n = createInstance()
  void i18n.init({
    initAsync: false,
    resources,
    lng: 'vi',
    ns: Object.keys(resources.vi),
    fallbackLng: false,
    keySeparator: false,
    nsSeparator: false,
  })
  const compileLanguage = (lng: Language) =>
    new Map(
      Object.entries(resources[lng]).flatMap(([ns, texts]) =>
        Object.keys(texts).map((key): [string, Template] => {
          const text = i18n.t(key, { lng, ns, skipInterpolation: true }).normalize('NFC')
          const parts = text.split(VARIABLE)
          return [`${ns}.${key}`, { parts, variables: [...new Set(parts.filter((_, i) => i % 2 === 1))] }]
        }),
      ),
    )
  return { vi: compileLanguage('vi'), en: compileLanguage('en') }
}

function throwFault(fault: TextFault): never {
  throw new Error(`texts: ${fault.kind} ${fault.language} ${fault.key} ${fault.variable ?? ''}`.trim())
}

/** Texts that the engine says of itself; every other key is said by a flow. */
export const ENGINE_KEYS: readonly string[] = [
  LAST_RESORT,
  ...[
    [
      'greeting',
      'thanks',
      'notUnderstood',
      'notUnderstoodOften',
      'offerPerson',
      'typeNumber',
      'typeNumberOr',
      'stale',
      'cannotGoBack',
      'cancelled',
      'nothingToCancel',
      'stopped',
      'stoppedErased',
      'startedAgain',
      'unfinished',
    ],
    [
      'scam',
      'languageSet',
      'caseOpened',
      'caseWaiting',
      'backFromStaff',
      'backUnanswered',
      'apology',
      'consentWord',
      'didYouMean',
    ],
    ['caseOpenedClosed', 'caseWaitingClosed', 'apologyClosed', 'caseReopened', 'staffSays', 'automatic'],
    [
      ...['morning', 'afternoon', 'morningDated', 'afternoonDated', 'today', 'tomorrow'].map(
        (name) => `opens.${name}`,
      ),
      ...[0, 1, 2, 3, 4, 5, 6].map((day) => `opens.weekday${day}`),
      'choice.pick',
    ],
    ['you.adult', 'you.young'],
    ['attachment.audio', 'attachment.image', 'attachment.link', 'attachment.other', 'attachment.sticker'],
    ['alike', 'app', 'hidden', 'unsure', 'state', 'provider', 'ours'].map((verdict) => `link.${verdict}`),
    ['masked.idNumber', 'masked.otp', 'masked.pin', 'masked.password', 'masked.card'],
  ]
    .flat()
    .concat([...HINTS, 'choice.several', 'choice.any', 'stop.unclear'].map((hint) => `hint.${hint}`))
    .map((name) => `common.${name}`),
  ...['askPerson', 'guess', 'guess.none', 'choice.none'].map((name) => `faq.${name}`),
]

import type { Account, Language } from '../channels/channel.ts'
import { FAQ_IDS, type FaqId } from '../understanding/faq/ids.ts'
import type { Talk } from './talk.ts'
import { commonVars, type Texts, type Vars } from './texts.ts'

/** What answers are made of. */
export interface FaqRules {
  texts: Texts
  /** What is known of the deployment, by the names that answers use; unset: nothing. */
  facts?(account: Account, language: Language): Vars
}

/** Stands where a fact is not known, until its sentence is dropped. */
const UNKNOWN = '\u{f8ff}'

const SENTENCES = /(?<=[.!?]["”]?)\s+(?=\p{Lu})/u

/** Without its facts the rest of these answers says too little: a person is offered. */
const THEN_A_PERSON: ReadonlySet<FaqId> = new Set([
  'how-long-to-issue',
  'in-person-help',
  'register-via-vneid',
  'foreigners',
  'is-provider-licensed',
  'who-to-call',
])

/**
 * The answer to a question of the FAQ. Where a fact is not known, the answer that does without it is said; where there is
 * none, the sentences that name it are left out, and a person is offered where that was what one wanted to know.
 */
export function faqAnswer(
  rules: FaqRules,
  { account, language }: Pick<Talk, 'account' | 'language'>,
  id: FaqId,
): string {
  const { texts } = rules
  const office = language === 'en' ? (account.nameEn ?? account.name) : account.name
  const known = commonVars(texts, language, office, rules.facts?.(account, language) ?? {})
  const key = `faq.${id}.answer`
  const names = texts.variables(language, key)
  const missing = names.filter((name) => known[name] === undefined)
  if (missing.length === 0) return texts.say(language, key, known)
  const person = THEN_A_PERSON.has(id) ? ` ${texts.say(language, 'faq.askPerson')}` : ''
  const without = `faq.${id}.without`
  if (texts.has(language, without)) return `${texts.say(language, without, known)}${person}`
  const marked = { ...known, ...Object.fromEntries(missing.map((name) => [name, UNKNOWN])) }
  const kept = texts
    .say(language, key, marked)
    .split(SENTENCES)
    .filter((sentence) => !sentence.includes(UNKNOWN))
  return `${kept.join(' ')}${person}`
}

/** The answer under its question: whoever was misunderstood sees it. */
export function answerUnderQuestion(
  rules: FaqRules,
  talk: Pick<Talk, 'account' | 'language'>,
  id: FaqId,
): string {
  return `${rules.texts.say(talk.language, `faq.${id}.question`)}\n${faqAnswer(rules, talk, id)}`
}

/** Messenger cuts quick replies off after 20 characters (facts: messenger 3). */
const LABEL_LIMIT = 20

/** Every locale key of the FAQ's questions and answers. */
export function faqKeys(texts: Pick<Texts, 'has'>): string[] {
  return FAQ_IDS.flatMap((id) => [
    ...['question', 'label', 'answer'].map((part) => `faq.${id}.${part}`),
    ...(texts.has('vi', `faq.${id}.without`) ? [`faq.${id}.without`] : []),
  ])
}

/** What is wrong with the texts of the FAQ, in English; empty when all is well. Run at start. */
export function lintFaq(texts: Texts): string[] {
  const languages: Language[] = ['vi', 'en']
  return languages.flatMap((language) =>
    faqKeys(texts).flatMap((key) => {
      if (!texts.has(language, key)) return [`${language} has no text ${key}`]
      const wants = texts.variables(language, key).filter((name) => name !== 'office')
      if (!key.endsWith('.answer') && wants.length > 0) return [`${language} ${key} wants ${wants.join()}`]
      const long = key.endsWith('.label') && texts.say(language, key).length > LABEL_LIMIT
      return long ? [`${language} ${key} is longer than ${LABEL_LIMIT} characters`] : []
    }),
  )
}

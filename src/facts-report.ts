import faqTexts from '../locales/vi/faq.json' with { type: 'json' }
import type { Known } from './facts.ts'
import { FACT_NAMES, FACTS, type FactName, type FactsFile } from './facts-file.ts'
import toVerify from './faq-to-verify.json' with { type: 'json' }
import { FAQ_IDS } from './understanding/faq/ids.ts'

const answers: Record<string, string> = faqTexts

/** Questions whose answer names a fact. */
function neededBy(name: FactName): string[] {
  return FAQ_IDS.filter((id) => answers[`${id}.answer`]?.includes(`{{${name}}}`))
}

/** What `npm run facts` says: each fact, what is missing, and what staff have not verified yet. */
export function factsReport({ facts, verified }: FactsFile, known: Known): string {
  const missing = FACT_NAMES.filter((name) => !facts[name] && !known[name])
  const lines = FACT_NAMES.flatMap((name) => {
    const value = facts[name] ?? known[name]
    const source = facts[name] ? '' : known[name] ? '   (known by itself)' : ''
    const english = value && value.en !== value.vi ? ` | ${value.en}` : ''
    return [
      `  ${name}: ${value ? `${value.vi}${english}${source}` : 'missing'}`,
      `      ${FACTS[name].about}; needed by ${neededBy(name).join(', ')}`,
      ...(value ? [] : [`      npm run facts -- set ${name} "${FACTS[name].example.replaceAll('"', '')}"`]),
    ]
  })
  const open = Object.entries(toVerify).filter(([id]) => !verified.includes(id))
  return [
    `Facts of this deployment: ${FACT_NAMES.length - missing.length} of ${FACT_NAMES.length} known.`,
    'While one is missing, answers leave out the sentence that needs it, or offer a person.',
    '',
    ...lines,
    '',
    open.length === 0
      ? 'Staff have verified every answer that must be verified.'
      : `Staff must still verify ${open.length} of ${Object.keys(toVerify).length} answers (then: npm run facts -- verified <question>):`,
    ...open.map(([id, what]) => `  ${id}: ${what}`),
  ].join('\n')
}

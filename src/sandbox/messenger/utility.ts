import type { Button } from '../people.ts'
import { type Fields, isFields, isText, unknownKey } from '../shape.ts'
import { GraphRefusal } from './errors.ts'
import type { Templates, UtilityTemplate } from './templates.ts'

/** A utility message with its parameters filled in, as the person sees it. */
export interface Filled {
  text: string
  buttons: Button[]
}

const FORBIDDEN = /[#$%]/

/**
 * Fills a template in (facts: messenger 2.5).
 * @throws GraphRefusal 100 unknown, not approved, or parameters that do not fit.
 */
export function fillTemplate(templates: Templates, asked: unknown): Filled {
  if (!isFields(asked)) throw bad('Param message[template] must be an object')
  const odd = unknownKey(asked, ['name', 'language', 'components'])
  if (odd) throw bad(`Unexpected key "${odd}" on param message[template]`)
  const { name, language, components = [] } = asked
  const code = isFields(language) ? language['code'] : undefined
  if (!isText(name) || !isText(code)) throw bad('Param message[template] needs a name and a language code')
  const template = templates.find(name, code)
  if (!template) throw bad(`Template ${name} does not exist in ${code}`)
  if (template.status !== 'APPROVED') throw bad(`Template ${name} is not approved: ${template.status}`)
  if (!Array.isArray(components) || !components.every(isFields)) {
    throw bad('Param message[template][components] must be an array of objects')
  }
  return { text: fillText(template, components), buttons: fillButtons(template, components) }
}

function fillText(template: UtilityTemplate, components: Fields[]): string {
  const given = parametersOf(components, 'body')
  if (given.length !== template.parameters.length) {
    throw bad(
      `Template ${template.name} has ${template.parameters.length} parameters, ${given.length} are given`,
    )
  }
  const values = new Map<string, string>()
  for (const [i, parameter] of given.entries()) {
    const { type, text, parameter_name: name } = parameter
    if (type !== 'text' || !isText(text)) throw bad('A parameter of the body must be a text')
    if (FORBIDDEN.test(text)) throw bad('A parameter must not hold # $ %')
    if (template.named && !isText(name)) throw bad('A parameter of this template needs its parameter_name')
    values.set(template.named ? String(name) : String(i + 1), text)
  }
  const missing = template.parameters.find((one) => !values.has(one))
  if (missing !== undefined) throw bad(`Parameter ${missing} is not given`)
  return template.text.replaceAll(/\{\{\s*([^{}]*?)\s*\}\}/g, (_all, name: string) => values.get(name) ?? '')
}

function fillButtons(template: UtilityTemplate, components: Fields[]): Button[] {
  const given = parametersOf(components, 'buttons')
  if (given.length > template.buttons.length) throw bad(`Template ${template.name} has not so many buttons`)
  return template.buttons.map((button, i) => {
    const parameter = given[i]
    if (parameter && parameter['type'] !== button.type) throw bad(`Button ${i + 1} is a ${button.type}`)
    if (button.type === 'URL') return { title: button.text, kind: 'url', url: button.url ?? '' }
    const payload = parameter?.['payload']
    if (!isText(payload)) throw bad(`Button ${i + 1} needs a payload`)
    return { title: button.text, kind: 'postback', payload }
  })
}

function parametersOf(components: Fields[], type: string): Fields[] {
  const found = components.filter((one) => one['type'] === type)
  if (found.length > 1) throw bad(`There is more than one component ${type}`)
  const list = found[0]?.['parameters'] ?? []
  if (!Array.isArray(list) || !list.every(isFields)) throw bad(`The parameters of ${type} must be objects`)
  return list
}

function bad(message: string): GraphRefusal {
  return new GraphRefusal(100, message)
}

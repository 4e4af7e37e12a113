import { type Fields, isFields, isText, isWebAddress } from '../shape.ts'
import { GraphRefusal } from './errors.ts'

/** A utility template (facts: messenger 2.5). */
export interface UtilityTemplate {
  id: string
  name: string
  language: string
  status: 'APPROVED' | 'PENDING' | 'REJECTED' | 'PAUSED' | 'DISABLED'
  /** Why it was rejected. */
  reason?: string
  named: boolean
  text: string
  /** Names of its parameters, `1`, `2` … when they are numbered. */
  parameters: string[]
  buttons: { type: 'URL' | 'POSTBACK'; text: string; url?: string }[]
}

/** What a Page asks for when it makes a template. */
export type TemplateRequest = Omit<UtilityTemplate, 'id' | 'status'>

/** The utility templates of a Page. */
export class Templates {
  readonly #list: UtilityTemplate[] = []

  get all(): readonly UtilityTemplate[] {
    return this.#list
  }

  find(name: string, language?: string): UtilityTemplate | undefined {
    return this.#list.find(
      (one) => one.name === name && (language === undefined || one.language === language),
    )
  }

  add(template: UtilityTemplate): void {
    this.#list.push(template)
  }

  /** @returns how many were deleted. */
  remove(name: string): number {
    const before = this.#list.length
    for (let i = before - 1; i >= 0; i -= 1) if (this.#list[i]!.name === name) this.#list.splice(i, 1)
    return before - this.#list.length
  }
}

const NAME = /^[a-z0-9_]{1,512}$/
/** `vi` or `vi_VN`: which one Meta takes for Vietnamese is unsure (facts: messenger 2.5), so both, but exactly as made. */
const LANGUAGE = /^[a-z]{2}(_[A-Z]{2})?$/
const PARAMETER = /\{\{\s*([^{}]*?)\s*\}\}/g

/** Templates that can be cloned by name (facts: messenger 2.5); ours, as the true list was not to be had. */
export const LIBRARY: readonly TemplateRequest[] = [
  {
    name: 'appointment_reminder_1',
    language: 'vi',
    named: false,
    text: 'Nhắc bạn: lịch hẹn lúc {{1}} tại {{2}} vẫn được giữ như đã đặt.',
    parameters: ['1', '2'],
    buttons: [],
  },
]

/** Reads the body that makes a template. @throws GraphRefusal 100. */
export function templateRequest(body: unknown): TemplateRequest {
  if (!isFields(body)) throw bad('The body must be a JSON object')
  const { name, language, category, parameter_format: format, components } = body
  if (typeof name !== 'string' || !NAME.test(name)) throw bad('Param name must be of a-z, 0-9 and _')
  if (typeof language !== 'string' || !LANGUAGE.test(language)) throw bad('Param language is not valid')
  if (category !== 'UTILITY') throw bad('Param category must be UTILITY')
  const cloned = body['library_template_name']
  if (cloned !== undefined) {
    const source = LIBRARY.find((one) => one.name === cloned)
    if (!source) throw bad('Param library_template_name names no template of the library')
    return { ...source, name, language }
  }
  if (format !== undefined && format !== 'NAMED' && format !== 'POSITIONAL') {
    throw bad('Param parameter_format must be NAMED or POSITIONAL')
  }
  if (!Array.isArray(components)) throw bad('Param components must be an array')
  const parts = components.filter(isFields)
  const bodies = parts.filter((part) => part['type'] === 'BODY')
  if (bodies.length !== 1 || !isText(bodies[0]!['text']))
    throw bad('components must hold one BODY with a text')
  const text = bodies[0]!['text']
  const parameters = [...text.matchAll(PARAMETER)].map((match) => match[1]!)
  if (parameters.length > 0 && !hasExample(bodies[0]!)) throw bad('A BODY with parameters needs an example')
  return { name, language, named: format === 'NAMED', text, parameters, buttons: buttonsOf(parts) }
}

function hasExample(part: Fields): boolean {
  const { example } = part
  if (!isFields(example)) return false
  return Array.isArray(example['body_text']) || Array.isArray(example['body_text_named_params'])
}

function buttonsOf(parts: Fields[]): UtilityTemplate['buttons'] {
  const lists = parts.filter((part) => part['type'] === 'BUTTONS')
  if (lists.length === 0) return []
  const list = lists[0]!['buttons']
  if (lists.length > 1 || !Array.isArray(list)) throw bad('BUTTONS must hold an array of buttons')
  return list.map((button: unknown) => {
    if (!isFields(button) || !isText(button['text'])) throw bad('A button needs a text')
    const { type, text, url } = button
    if (type === 'POSTBACK') return { type, text }
    if (type !== 'URL' || !isWebAddress(url)) throw bad('A button is a POSTBACK, or a URL with a url')
    return { type, text, url }
  })
}

const MARKETING =
  /khuyến mãi|khuyến mại|giảm giá|ưu đãi|mua ngay|miễn phí vận chuyển|quảng cáo|sale|discount|promo/iu
const ID_NUMBER = /căn cước|cccd|cmnd|chứng minh (nhân dân|thư)|hộ chiếu|số định danh|national id|passport/iu
/** Words that a template must have for each parameter. Meta names no number; this is the emulator's. */
const WORDS_PER_PARAMETER = 2

/**
 * Why the review rejects a template, if it does (facts: messenger 2.5). The words that count as marketing, and the
 * name of the last reason, are the emulator's: Meta publishes neither.
 */
export function rejection({ text, parameters, named }: TemplateRequest): string | undefined {
  if (ID_NUMBER.test(text)) return 'ASKS_FOR_ID_NUMBER'
  if (/^\s*\{\{|\}\}\s*$/.test(text)) return 'INCORRECT_PARAMS'
  const sequential = named
    ? parameters.every((one) => /^[a-z][a-z0-9_]*$/.test(one))
    : parameters.every((one, i) => one === String(i + 1))
  if (!sequential) return 'INCORRECT_PARAMS'
  const words = text.replaceAll(PARAMETER, ' ').match(/[\p{L}\p{N}]+/gu)?.length ?? 0
  if (words < parameters.length * WORDS_PER_PARAMETER) return 'PARAMS_TO_WORD_RATIO_EXCEED_LIMIT'
  return MARKETING.test(text) ? 'TAG_SHOULD_BE_MARKETING' : undefined
}

function bad(message: string): GraphRefusal {
  return new GraphRefusal(100, message)
}

/** A ZBS template, made and reviewed in Zalo's console (facts: zalo 5.4). */
export interface ZaloTemplate {
  id: string
  /** 1 transaction, 2 customer care, 3 promotion. */
  tag: 1 | 2 | 3
  /** OTP, response and journey templates cannot be sent by UID (facts: zalo 5.4). */
  kind: 'custom' | 'otp' | 'payment' | 'response' | 'journey'
  status: string
  /** Locked for low quality: -146. */
  quality: string
  /** With parameters as `<name>`. */
  text: string
  /** When it was made (ms); before 10 December 2025 not by UID. */
  createdAt: number
}

/** Longest value of a parameter: the true ones are set by template. */
const VALUE = 100
const PARAMETER = /<([a-z0-9_]+)>/g

/** Names of a template's parameters. */
export function parametersOf(template: ZaloTemplate): string[] {
  return [...new Set([...template.text.matchAll(PARAMETER)].map((match) => match[1]!))]
}

/** What is wrong with the values given for a template. */
export type DataFault = 'none' | 'missing' | 'too-long' | 'wrong-type'

/** Fills a template in, or says what is wrong. */
export function fill(template: ZaloTemplate, data: Record<string, unknown>): string | DataFault {
  const names = parametersOf(template)
  if (names.length > 0 && Object.keys(data).length === 0) return 'none'
  for (const name of names) {
    const value = data[name]
    if (value === undefined || value === '') return 'missing'
    if (typeof value !== 'string') return 'wrong-type'
    if (value.length > VALUE) return 'too-long'
  }
  return template.text.replaceAll(PARAMETER, (_all, name: string) => String(data[name]))
}

/** The templates of an OA. */
export class Templates {
  readonly #byId = new Map<string, ZaloTemplate>()

  set(template: ZaloTemplate): void {
    this.#byId.set(template.id, template)
  }

  find(id: string): ZaloTemplate | undefined {
    return this.#byId.get(id)
  }
}

/** A piece of HTML that is safe to send as it is: made by `html`, never from a text of a person. */
export class Html {
  readonly #markup: string

  constructor(markup: string) {
    this.#markup = markup
  }

  toString(): string {
    return this.#markup
  }
}

type Part = string | number | Html | null | Part[]

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function markup(part: Part): string {
  if (part === null) return ''
  if (Array.isArray(part)) return part.map(markup).join('')
  if (part instanceof Html) return part.toString()
  return String(part).replace(/[&<>"']/g, (character) => ENTITIES[character]!)
}

/**
 * Template tag for HTML: every value is escaped unless it is `Html` itself; lists are joined; null is nothing.
 * Values belong in text or in quoted attributes, never into a tag's name, a style or a script.
 */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return new Html(String.raw({ raw: strings }, ...parts.map(markup)))
}

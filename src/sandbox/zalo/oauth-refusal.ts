/** A query or a form. */
export type Form = Record<string, string | undefined>

/** Errors come with HTTP 200 and a code of -14xxx; only -14002 and -14003 are named in the facts. */
export class OAuthRefusal extends Error {
  readonly body: object

  constructor(error: number, name: string, description: string) {
    super(description)
    this.body = { error_name: name, error_description: description, error }
  }
}

/** A parameter that is missing or wrong. */
export function invalidForm(description: string): OAuthRefusal {
  return new OAuthRefusal(-14005, 'Invalid parameter', description)
}

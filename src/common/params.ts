import type { Static, TSchema } from 'typebox'
import { Compile } from 'typebox/compile'

/**
 * Reader of the parameters that a flow hands to another room.
 * @throws when they do not fit; the message names the effect and the faulty fields, never their values.
 */
export function paramsReader<T extends TSchema>(effect: string, schema: T): (params: unknown) => Static<T> {
  const check = Compile(schema)
  return (params) => {
    if (check.Check(params)) return params as Static<T>
    const fields = new Set(
      check.Errors(params).map((error) => `${error.instancePath || '/'} (${error.keyword})`),
    )
    throw new Error(`${effect}: parameters do not fit: ${[...fields].join(', ')}`)
  }
}

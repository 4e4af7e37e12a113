import fc from 'fast-check'
import type { ContractSubject } from './subject.ts'

type Path = (string | number)[]

/** Every place in a JSON value. */
function paths(value: unknown, at: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [at]
  const keys: Path = Array.isArray(value) ? [...value.keys()] : Object.keys(value)
  const under = value as Record<string | number, unknown>
  return [at, ...keys.flatMap((key) => paths(under[key], [...at, key]))]
}

/** A copy of `value` with `replacement` (undefined: nothing) at a place. */
function replaced(value: unknown, at: Path, replacement: unknown): unknown {
  const [key, ...rest] = at
  if (key === undefined) return replacement
  const copy = structuredClone(value) as Record<string | number, unknown>
  copy[key] = replaced(copy[key], rest, replacement)
  return copy
}

const oddValue = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom(
    undefined,
    null,
    '',
    '0',
    -1,
    1e300,
    2 ** 53,
    [],
    {},
    [[]],
    // What cannot be made a text.
    { toString: 1, valueOf: 1 },
    { length: 1e9 },
    'x'.repeat(20_000),
    '\0',
    '\ud800',
  ),
  fc.string({ unit: 'binary' }),
)

/** Any JSON, or a real body with up to three places changed. */
export function oddBody(subject: ContractSubject): fc.Arbitrary<unknown> {
  const changes = fc.array(fc.tuple(fc.nat(), oddValue), { minLength: 1, maxLength: 3 })
  const mutated = fc.tuple(fc.constantFrom(...subject.examples), changes).map(([example, all]) =>
    all.reduce<unknown>((body, [pick, value]) => {
      const places = paths(body)
      return replaced(body, places[pick % places.length] ?? [], value)
    }, example),
  )
  // undefined is no JSON
  return fc
    .oneof({ weight: 1, arbitrary: fc.jsonValue() }, { weight: 4, arbitrary: mutated })
    .map((body) => JSON.parse(JSON.stringify(body) ?? 'null'))
}

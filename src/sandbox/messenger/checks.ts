import { type Fields, isText, unknownKey } from '../shape.ts'
import { GraphRefusal } from './errors.ts'

/** A refusal of a parameter. */
export function bad(message: string): GraphRefusal {
  return new GraphRefusal(100, message)
}

/** @throws GraphRefusal 100 when there is a key beside the known ones. */
export function only(value: Fields, known: readonly string[], at: string): void {
  const odd = unknownKey(value, known)
  if (odd) throw bad(`Unexpected key "${odd}" on param ${at}`)
}

/** A text that is not blank, of at most so many UTF-16 units. @throws GraphRefusal 100. */
export function limited(value: unknown, most: number, at: string): string {
  if (!isText(value)) throw bad(`Param ${at} must be a non-empty string`)
  if (value.length > most) throw bad(`Length of param ${at} must be at most ${most}`)
  return value
}

/** As `limited`; undefined stays. */
export function limitedIfAny(value: unknown, most: number, at: string): string | undefined {
  return value === undefined ? undefined : limited(value, most, at)
}

/** A list of so many. @throws GraphRefusal 100. */
export function listOf(list: unknown, least: number, most: number, at: string): unknown[] {
  if (!Array.isArray(list) || list.length < least || list.length > most) {
    throw bad(`Param ${at} must hold ${least} to ${most} items`)
  }
  return list
}

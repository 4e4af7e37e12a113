import type { SlotReading, SlotValue } from '../types.ts'

/** Every hint of every slot: locale keys `common.hint.<hint>`. */
export const HINTS = [
  'name.full',
  'name.unclear',
  'phone.length',
  'phone.landline',
  'phone.idNumber',
  'phone.none',
  'birthYear.fourDigits',
  'birthYear.range',
  'birthYear.unclear',
  'ward.unknown',
  'yesno.unclear',
  'date.unclear',
  'school.unclear',
  'words.unclear',
] as const
export type Hint = (typeof HINTS)[number]

export function none(hint: Hint): SlotReading {
  return { kind: 'none', hint }
}

export function value(value: string, shown: string = value): SlotReading {
  return { kind: 'value', value, shown }
}

/** Candidates without repetition; none at all reads as `hint`. */
export function candidates(found: SlotValue[], hint: Hint): SlotReading {
  const unique = [...new Map(found.map((one) => [one.value, one])).values()]
  return unique.length > 0 ? { kind: 'candidates', candidates: unique } : none(hint)
}

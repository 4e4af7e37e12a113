import type { SlotReading } from '../types.ts'
import { none, value } from './none.ts'

const MAX_LENGTH = 80
const MEANT = /[\p{L}\p{N}]/u

/** Any short words, as typed; a question is none, nor is what goes over several lines. */
export function readWords(text: string): SlotReading {
  const one = text.replace(/\s+/g, ' ').trim()
  return isPlain(text, one) ? value(one) : none('words.unclear')
}

function isPlain(text: string, one: string): boolean {
  return one.length <= MAX_LENGTH && MEANT.test(one) && !one.includes('?') && !/\n/.test(text.trim())
}

/** "lớp 12A1", "12 a1", "11b": a class of the upper grades, or whatever follows the word. */
const CLASS =
  /(?:^|[\s,;–-])(?:(?:lớp|lop|class|grade)\s+([\p{L}\p{N}]{1,10}(?:\s?[\p{L}\p{N}]{1,3})?)|(1[0-2]\s?[a-z]\s?\d{0,2}))(?=$|[\s,;.])/iu
/** What parts school and class in the value. */
const PART = '|'

/**
 * A school, with the class where it is told: `THPT Mỹ Hào|12A1`. A class alone is not enough, as many schools have one.
 */
export function readSchool(text: string): SlotReading {
  const one = text.replace(/[\s|]+/g, ' ').trim()
  if (!isPlain(text, one)) return none('school.unclear')
  const [found = '', named, bare] = CLASS.exec(one) ?? []
  const schoolClass = (named ?? bare ?? '').replace(/\s/g, '').toUpperCase()
  const school = one
    .replace(found, found === '' ? '' : ' ')
    .trim()
    .replace(/^(?:em |cháu |con |tôi |mình )?(?:học |đang học )?(?:ở |tại )?(?=\p{Lu}|trường |truong )/iu, '')
    .replace(/\s+/g, ' ')
    .replace(/^[\s,;.–-]+|[\s,;.–-]+$/gu, '')
  if (!/\p{L}{2}/u.test(school)) return none('school.unclear')
  const shown = schoolClass === '' ? school : `${school}, ${schoolClass}`
  return value(schoolClass === '' ? school : `${school}${PART}${schoolClass}`, shown)
}

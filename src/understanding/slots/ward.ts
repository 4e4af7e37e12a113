import { residueKey } from '../match-key.ts'
import { canonicalName, type Place, placeById, places, wardOf } from '../places.ts'
import { marksFit, phraseFit, proper } from '../spelling.ts'
import type { SlotContext, SlotReading, SlotValue } from '../types.ts'
import { keyOf, type Word, wordsOf } from '../words.ts'
import { candidates, none, value } from './none.ts'
import { nearNames, soundingLike } from './ward-near.ts'
import { bareWords, ELSEWHERE_NAMES, joinedKey, KINDS, NAMES, type Name, PART_KINDS } from './ward-words.ts'

type Language = SlotContext['language']

/** A name found in the words of a message: [from, to). */
interface Found {
  id: string
  from: number
  to: number
  /** Sure enough to be taken; otherwise it is only offered. */
  sure: boolean
}

const TOWN_WARD = 'new:12103'
const MAX_WORDS = 40
const BAN = proper('bần')
const MAX_OFFERED = 4
/** "Huyện cũ", "huyện mình" name no district. */
const OLD_DISTRICT = new Set(['cu', 'nha', 'minh', 'ta', 'nay', 'day'])

/**
 * A ward of today or an old unit of the area, typed any way; its place id as value. Names that disagree, slips of a
 * finger and the former town as a whole are offered; places elsewhere are none with `ward.unknown`.
 */
export function readWard(text: string, { language }: SlotContext): SlotReading {
  const words = wordsOf(text).slice(0, MAX_WORDS)
  if (words.length === 0) return none('ward.unknown')
  const found = namesIn(words)
  const away = elsewhereIn(words, found)
  if (found.length > 0)
    return away ? readAway(words, found, away, language) : readFound(words, found, language)
  if (away) return none('ward.unknown')
  if (
    bareWords(words)
      .map(({ key }) => key)
      .join(' ') === 'ban' &&
    hasBan(words)
  )
    return taken('old:12103', language)
  const plain = wordsOf(residueKey(text)).slice(0, MAX_WORDS)
  const residue = namesIn(plain)
  if (residue.length > 0) return readFound(plain, residue, language)
  if (text.includes('?')) return none('ward.unknown')
  const heard = soundingLike(bareWords(words))
  return heard ? taken(heard, language) : offered(nearNames(words), language)
}

/** How a place is shown: an old unit with the ward that it belongs to now. */
export function shownPlace(placeId: string, language: Language): string {
  const place: Place | undefined = placeById(placeId)
  if (!place) return ''
  const ward = canonicalName(place.ward)
  const kind = placeById(place.ward)?.kind ?? ''
  if (language === 'en') return place.old ? `${place.name} (now ${ward} ward)` : `${ward} ward`
  return place.old ? `${place.name} (nay là ${kind} ${ward})` : `${headed(kind)} ${ward}`
}

function headed(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

function placeValue(id: string, language: Language): SlotValue {
  return { value: id, shown: shownPlace(id, language) }
}

function taken(id: string, language: Language): SlotReading {
  return value(id, shownPlace(id, language))
}

function offered(ids: string[], language: Language): SlotReading {
  return candidates(
    [...new Set(ids)].slice(0, MAX_OFFERED).map((id) => placeValue(id, language)),
    'ward.unknown',
  )
}

/** Every place name in a row of words, longest first, none overlapping another. */
function namesIn(words: readonly Word[]): Found[] {
  const found: Found[] = []
  for (const name of NAMES) {
    for (let from = 0; from < words.length; from++) {
      const to = lengthAt(words, from, name)
      if (to === 0 || found.some((other) => from < other.to && to > other.from)) continue
      const part = words.slice(from, to)
      const wrong = part.filter((word, i) => name.spelt[i] && marksFit(word, name.spelt[i]) === 'no').length
      // Written as one word there are no marks to hold against it; of three words one may be misspelt.
      const sure = part.length < name.keys.length || wrong <= (part.length > 2 ? 1 : 0)
      found.push({ id: name.id, from, to, sure: sure && !isPart(words, from) })
    }
  }
  return found.sort((a, b) => a.from - b.from)
}

/** Where the name ends that begins at `from`: word by word, or written as one word; 0 when it does not. */
function lengthAt(words: readonly Word[], from: number, name: Name): number {
  if (name.keys.every((key, i) => words[from + i]?.key === key)) return from + name.keys.length
  const key = words[from]?.key ?? ''
  return key.length >= 4 && joinedKey([key]) === name.joined ? from + 1 : 0
}

/** "đường Phan Đình Phùng" is a street, "thôn Ngọc Lâm" a village: perhaps of another unit. */
function isPart(words: readonly Word[], from: number): boolean {
  return PART_KINDS.has(words[from - 1]?.key ?? '')
}

function elsewhereIn(words: readonly Word[], found: Found[]): { from: number; to: number } | null {
  for (const [from, word] of words.entries()) {
    for (const name of ELSEWHERE_NAMES.get(word.key) ?? []) {
      const to = from + name.length
      const ours = found.some((one) => from < one.to && to > one.from)
      if (!ours && phraseFit(words.slice(from, to), name) !== 'no') return { from, to }
    }
    if (isOtherDistrict(words, from, found)) return { from, to: from + 2 }
  }
  return null
}

/** "huyện Tứ Kỳ": names of our units repeat across the country, and a district that is not ours says so. */
function isOtherDistrict(words: readonly Word[], from: number, found: Found[]): boolean {
  if (words[from]?.key !== 'huyen' || words.length < from + 2 || OLD_DISTRICT.has(words[from + 1]?.key ?? ''))
    return false
  return !found.some((one) => one.from <= from + 1 && one.to > from)
}

/** "quê Hà Nội, nhà ở Dị Sử" may mean Dị Sử; "Thượng Hồng, Hải Dương" does not mean ours. */
function readAway(
  words: readonly Word[],
  found: Found[],
  away: { from: number; to: number },
  language: Language,
): SlotReading {
  const left = ['que', 'goc', 'tu'].includes(words[away.from - 1]?.key ?? '')
  const after = found.filter(
    (one) => left || words.slice(away.to, one.from).some(({ key }) => !KINDS.has(key)),
  )
  return offered(
    after.map(({ id }) => id),
    language,
  )
}

function readFound(words: readonly Word[], found: Found[], language: Language): SlotReading {
  const sure = found.filter((one) => one.sure)
  if (sure.length === 0)
    return offered(
      found.map(({ id }) => id),
      language,
    )
  const old = [...new Set(sure.map(({ id }) => id).filter((id) => placeById(id)?.old))]
  const wards = sure.filter(({ id }) => !placeById(id)?.old)
  const [only] = old
  if (EITHER.test(keyOf(words)) && sure.length > 1)
    return offered(
      sure.map(({ id }) => id),
      language,
    )
  if (only !== undefined) {
    // "Mỹ Hào" beside an old unit may be the former town, which held them all.
    const against = wards.filter(
      (one) => one.id !== wardOf(only) && !(one.id === TOWN_WARD && !saysWard(words, one)),
    )
    if (old.length === 1 && against.length === 0) return taken(only, language)
    return offered([...old, ...against.map(({ id }) => id)], language)
  }
  const named = wards.filter((one) => !isTown(words, one))
  const ids = [...new Set(named.map(({ id }) => id))]
  const [ward] = ids
  if (ward === undefined)
    return offered(
      places.filter((place) => !place.old).map(({ id }) => id),
      language,
    )
  if (ids.length === 1) return taken(ward, language)
  // "phường Đường Hào, Mỹ Hào": a ward of the former town.
  const others = named.filter((one) => one.id !== TOWN_WARD || saysWard(words, one)).map(({ id }) => id)
  const [other] = others
  return new Set(others).size === 1 && other !== undefined && wards[0]?.id !== TOWN_WARD
    ? taken(other, language)
    : offered(ids, language)
}

/** "Mỹ Hào hoặc Dị Sử". */
const EITHER = /\b(?:hoac|hay|hay la|or)\b/

/** "phường Mỹ Hào", "p my hao". */
function saysWard(words: readonly Word[], { from, to }: Found): boolean {
  return ['p', 'f', 'phuong'].includes(words[from - 1]?.key ?? '') || words[to]?.key === 'ward'
}

/** "thị xã Mỹ Hào", "tx Mỹ Hào", "huyện Mỹ Hào": the former town or district. */
function isTown(words: readonly Word[], { id, from, to }: Found): boolean {
  if (id !== TOWN_WARD) return false
  const before = [words[from - 2]?.key, words[from - 1]?.key].join(' ').trim()
  return (
    /(?:^|\s)(?:thi xa|tx|huyen|h)$/.test(before) ||
    words[to]?.key === 'town' ||
    words[to]?.key === 'district'
  )
}

/** "bần" and "ban", but not "bạn" or "bận". */
function hasBan(words: readonly Word[]): boolean {
  return words.some((word) => marksFit(word, BAN) === 'yes')
}

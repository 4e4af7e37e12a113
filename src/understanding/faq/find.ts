import { SMALL_TALK } from './elsewhere.ts'
import { type FaqId, PHRASES } from './ids.ts'
import { OUTSIDE, tokensOf } from './tokens.ts'

/** What a message asks, as far as the FAQ knows. */
export interface FaqReading {
  /** The question that it is, when that is sure. */
  id: FaqId | null
  /** 0 to 1. */
  score: number
  /** Other questions it may be, best first; without `id` they are what to ask back ("did you mean"). */
  candidates: FaqId[]
}

/** Sure from here on, when the next is far enough behind. */
const SURE = 0.62
const AHEAD = 0.06
const FAR_AHEAD = 0.14
const SURE_ALONE = 0.54
const JUST_SO = 0.97
const BARE = 0.7
/** Worth asking back from here on. */
const PERHAPS = 0.48
const MOST_CANDIDATES = 3
/** What the whole of a question's phrases counts beside its nearest one. */
const SHARE = 0.3

/** What keeps a message about another matter ours: "ký hồ sơ khai sinh thế nào". */
const OURS = ['cks', 'cts', 'kiso', 'vneid', 'dvc', 'otp', 'luadao']

interface Phrase {
  id: FaqId | null
  /** Weight by feature. */
  weights: Map<string, number>
  norm: number
}

interface Index {
  phrases: Phrase[]
  /** Phrases that have a feature, by their place, with what it weighs in each. */
  places: Map<string, { at: number; weight: number }[]>
  /** Questions in whose phrases a feature is. */
  groups: Map<string, Set<FaqId | string>>
  weightOf(feature: string): number
  known(word: string): boolean
}

/** Words and neighbouring pairs. */
function featuresOf(words: readonly string[]): string[] {
  const pairs = words.slice(1).map((word, i) => `${words[i]} ${word}`)
  return [...new Set([...words, ...pairs])]
}

let built: Index | undefined

function index(): Index {
  built ??= build()
  return built
}

function build(): Index {
  const texts: { id: FaqId | null; text: string }[] = [
    ...Object.entries(PHRASES).flatMap(([id, list]) =>
      // Object.entries widens the keys.
      list.split('|').map((text) => ({ id: id as FaqId, text })),
    ),
    ...SMALL_TALK.split('|').map((text) => ({ id: null, text })),
  ]
  const parsed = texts.map(({ id, text }) => ({ id, words: tokensOf(text).words }))
  const groups = new Map<string, Set<string>>()
  for (const [i, { id, words }] of parsed.entries())
    for (const feature of featuresOf(words))
      groups.set(feature, (groups.get(feature) ?? new Set()).add(id ?? `elsewhere ${i % 40}`))
  const most = Math.log(1 + Object.keys(PHRASES).length)
  const weightOf = (feature: string) => {
    const spread = groups.get(feature)?.size
    const pair = feature.includes(' ')
    if (feature === OUTSIDE) return most * 2
    // Unknown words weigh like the rarest: they say that something else is meant. Unknown pairs say little.
    if (spread === undefined) return pair ? 0 : most * 0.8
    return (pair ? 0.5 : 1) * Math.log(1 + Object.keys(PHRASES).length / spread)
  }
  const phrases = parsed.map(({ id, words }): Phrase => {
    const weights = new Map(featuresOf(words).map((feature) => [feature, weightOf(feature)]))
    return { id, weights, norm: normOf(weights) }
  })
  const places: Index['places'] = new Map()
  for (const [at, { weights }] of phrases.entries()) {
    for (const [feature, weight] of weights) {
      const known = places.get(feature)
      if (known) known.push({ at, weight })
      else places.set(feature, [{ at, weight }])
    }
  }
  return { phrases, places, groups, weightOf, known: (word) => groups.has(word) }
}

function normOf(weights: ReadonlyMap<string, number>): number {
  return Math.sqrt([...weights.values()].reduce((sum, weight) => sum + weight * weight, 0))
}

/**
 * The question of the FAQ that a message asks. Pure: it knows phrases, and neither answers nor what staff have filled in.
 */
export function findFaq(text: string): FaqReading {
  const { phrases, places, groups, weightOf, known } = index()
  const { words } = tokensOf(text, known)
  const weights = new Map(featuresOf(words).map((feature) => [feature, weightOf(feature)]))
  const norm = normOf(weights)
  const outside = weights.has(OUTSIDE) && !OURS.some((word) => weights.has(word))
  // A bare "không" is an answer.
  const empty = words.every((word) => word === 'khong')
  if (norm === 0 || empty || outside || !/\p{L}/u.test(text)) return { id: null, score: 0, candidates: [] }
  const products = new Map<number, number>()
  for (const [feature, weight] of weights)
    for (const place of places.get(feature) ?? [])
      products.set(place.at, (products.get(place.at) ?? 0) + weight * place.weight)
  const best = new Map<FaqId | null, number>()
  for (const [at, product] of products) {
    const phrase = phrases[at]
    if (!phrase) continue
    const score = product / (norm * phrase.norm)
    if (score > (best.get(phrase.id) ?? 0)) best.set(phrase.id, score)
  }
  for (const [id, score] of best) {
    if (id === null) continue
    let shared = 0
    for (const [feature, weight] of weights) if (groups.get(feature)?.has(id)) shared += weight * weight
    best.set(id, score * (1 - SHARE) + SHARE * (Math.sqrt(shared) / norm))
  }
  return judge(best, (id) => words.filter((word) => groups.get(word)?.has(id)).length)
}

/** @param shared how many words of the message belong to a question; one tells little: only what is said just so is sure */
function judge(best: ReadonlyMap<FaqId | null, number>, shared: (id: FaqId) => number): FaqReading {
  const elsewhere = best.get(null) ?? 0
  const ranked = [...best].flatMap(([id, score]) => (id === null ? [] : [{ id, score }]))
  ranked.sort((a, b) => b.score - a.score)
  const [first, second] = ranked
  const bare = first !== undefined && shared(first.id) < 2
  if (!first || first.score < (bare ? BARE : PERHAPS) || elsewhere >= first.score) {
    return { id: null, score: first?.score ?? 0, candidates: [] }
  }
  const near = ranked.filter(({ score }) => score >= Math.max(PERHAPS, first.score - 0.2))
  const ids = near.slice(0, MOST_CANDIDATES).map(({ id }) => id)
  const lead = first.score - (second?.score ?? 0)
  const enough = bare ? JUST_SO : lead >= FAR_AHEAD ? SURE_ALONE : SURE
  const sure = first.score >= enough && lead >= AHEAD
  return sure
    ? { id: first.id, score: first.score, candidates: ids.slice(1) }
    : { id: null, score: first.score, candidates: ids }
}

import type { MaskKind } from '../channels/channel.ts'
import { matchKey } from './match-key.ts'
import {
  BEFORE_NUMBER,
  BETWEEN,
  CODE_OF,
  KEYWORDS_BY_FIRST,
  type Keyword,
  NO_PASSWORD,
  OTHER_CODES,
  SPOKEN_DIGITS,
  UNITS,
  WEAK,
  WEAK_BETWEEN,
} from './secret-words.ts'
import type { Masked } from './types.ts'

/** A piece of a text between spaces, and where it stands. */
interface Piece {
  text: string
  start: number
  end: number
  key: string
}

const MAX_BETWEEN = 10
/** Nothing of the kind can be told without one of these. */
const HINT = /otp|0tp|o\.t\.p|o t p|t[eê] ?p|pin|bin|xac|xác|pass|pw|mk|m[aạậ]t|code|kich|kích|mã|ma|c[vc]/iu

/** Masks codes, PINs and passwords that stand beside the words for them; see `mask`. */
export function maskSpokenSecrets(text: string): Masked {
  if (!HINT.test(text.normalize('NFC'))) return { text, masked: [] }
  const pieces = piecesOf(text)
  const hidden = new Map<number, MaskKind>()
  for (let i = 0; i < pieces.length; i++) {
    const keyword = keywordAt(pieces, i)
    if (!keyword) {
      if (WEAK.has(pieces[i]?.key ?? '')) for (const at of weakCode(text, pieces, i)) hidden.set(at, 'otp')
      continue
    }
    const [words, kind] = keyword
    for (const at of secretsAfter(text, pieces, i + words.length, kind)) hidden.set(at, kind)
    for (const at of codesBefore(text, pieces, i, kind)) if (!hidden.has(at)) hidden.set(at, kind)
  }
  return withStars(text, pieces, hidden)
}

/** Words, numbers and other runs without spaces; punctuation at their ends stays outside. */
function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = []
  for (const match of text.matchAll(/[^\s:=,;"'“”()]+/g)) {
    const trimmed = match[0].replace(/[.!?…]+$/u, '')
    if (trimmed === '') continue
    const lead = GLUED.exec(trimmed)?.[1] ?? ''
    if (lead) pieces.push(pieceOf(lead, match.index))
    pieces.push(pieceOf(trimmed.slice(lead.length), match.index + lead.length))
  }
  return pieces
}

/** "otp123456": the word and the secret in one. */
const GLUED = /^(otp|pin|mk|mapin|pass|matkhau)(?=[-#.]?\d{4})/i

function pieceOf(text: string, start: number): Piece {
  // "o.t.p" is a word of its own.
  return { text, start, end: start + text.length, key: matchKey(text).replaceAll(' ', '') }
}

function keywordAt(pieces: Piece[], at: number): Keyword | undefined {
  return KEYWORDS_BY_FIRST.get(pieces[at]?.key ?? '')?.find(([words]) =>
    words.every((word, i) => pieces[at + i]?.key === word),
  )
}

function secretsAfter(text: string, pieces: Piece[], from: number, kind: MaskKind): number[] {
  let at = from
  while (at < pieces.length && at - from < MAX_BETWEEN && BETWEEN.has(pieces[at]?.key ?? '')) at++
  const code = codeAt(pieces, at, CODE_OF[kind])
  if (code.length > 0)
    return BEFORE_NUMBER.has(pieces[at - 1]?.key ?? '') || isAside(text, pieces, code, at) ? [] : code
  const spoken = spokenAt(pieces, at)
  if (spoken.length > 0) return spoken
  return kind === 'password' && isPassword(text, pieces, from, at) ? [at] : []
}

/** Four digits or more, spoken: "một hai ba bốn". A year between is a digit as well. */
function spokenAt(pieces: Piece[], from: number): number[] {
  let end = from
  while (SPOKEN_DIGITS.has(pieces[end]?.key ?? '')) end++
  return end - from >= 4 ? Array.from({ length: end - from }, (_, i) => from + i) : []
}

/** After a bare "mã": exactly six digits, in the same sentence, with nothing between that names another number. */
function weakCode(text: string, pieces: Piece[], keyword: number): number[] {
  let at = keyword + 1
  const isBetween = (piece: Piece | undefined) =>
    piece !== undefined && (WEAK_BETWEEN.has(piece.key) || /^\d$/.test(piece.text))
  while (at - keyword <= MAX_BETWEEN && isBetween(pieces[at])) at++
  const code = codeAt(pieces, at, /^\d{6}$/)
  const [first] = code
  if (first === undefined) return []
  const between = text.slice(pieces[keyword]?.end ?? 0, pieces[first]?.start ?? 0)
  return /[.!?\n]/.test(between) || OTHER_CODES.test(matchKey(between)) ? [] : code
}

/** Four to eight digits, in one piece or several ("123 456", "1 2 3 4 5 6"): the places of the pieces. */
function codeAt(pieces: Piece[], from: number, wanted: RegExp): number[] {
  const places: number[] = []
  let digits = ''
  for (let at = from; at < pieces.length && /^\d{1,8}$/.test(digitsOf(pieces[at])); at++) {
    places.push(at)
    digits += digitsOf(pieces[at])
  }
  if (!wanted.test(digits)) places.length = wanted.test(digitsOf(pieces[from])) ? 1 : 0
  return UNITS.has(pieces[from + places.length]?.key ?? '') ? [] : places
}

/** A year in another part of the sentence: "sinh 1960, otp chưa về". */
function isAside(text: string, pieces: Piece[], code: number[], other: number): boolean {
  const [at = -1] = code
  if (code.length !== 1 || !/^(?:19|20)\d\d$/.test(digitsOf(pieces[at]))) return false
  const [first, second] = at < other ? [at, at + 1] : [at - 1, at]
  const gap = text.slice(pieces[first]?.end ?? 0, pieces[second]?.start ?? 0)
  return /[,;.\n]/.test(gap) || (at < other && other - at === 1)
}

function digitsOf(piece: Piece | undefined): string {
  return (piece?.text ?? '')
    .normalize('NFKC')
    .replace(/(?<=\d)[-.](?=\d)/g, '')
    .replace(/^[a-z]-(?=\d{6}$)/i, '')
}

/** "123456 là mã OTP", "123456 otp", "G-123456 là mã xác minh". */
function codesBefore(text: string, pieces: Piece[], keywordFrom: number, kind: MaskKind): number[] {
  const wanted = CODE_OF[kind]
  let at = keywordFrom - 1
  while (at >= 0 && keywordFrom - at <= MAX_BETWEEN && BETWEEN.has(pieces[at]?.key ?? '')) at--
  let first = at
  while (first >= 0 && /^\d{1,8}$/.test(digitsOf(pieces[first]))) first--
  let places = Array.from({ length: at - first }, (_, i) => first + 1 + i)
  const digits = places.map((place) => digitsOf(pieces[place])).join('')
  if (!wanted.test(digits)) places = wanted.test(digitsOf(pieces[at])) ? [at] : []
  const before = pieces[(places[0] ?? 0) - 1]?.key ?? ''
  const counted = BEFORE_NUMBER.has(before) || UNITS.has(pieces[at + 1]?.key ?? '')
  return counted || isAside(text, pieces, places, keywordFrom) ? [] : places
}

/**
 * Whether the word at `at` is a password that was told: it holds a digit or sign, or follows ":", "=" or "là" and is a
 * single unmarked word at the end of its sentence.
 */
function isPassword(text: string, pieces: Piece[], from: number, at: number): boolean {
  const piece = pieces[at]
  if (
    !piece ||
    piece.text.length < 4 ||
    /^\*+$/.test(piece.text) ||
    /^https?:|\.vn$|\.com$/i.test(piece.text)
  )
    return false
  if (NO_PASSWORD.has(piece.key) || UNITS.has(pieces[at + 1]?.key ?? '')) return false
  const gap = text.slice(pieces[at - 1]?.end ?? 0, piece.start)
  const told = /[:=]/.test(gap) || pieces.slice(from, at).some(({ key }) => key === 'la' || key === 'is')
  if (/^[+]?\d[\d.-]*$/.test(piece.text)) return told && /^\d{4,20}$/.test(piece.text)
  if (/\d/.test(piece.text) && /[a-z]/i.test(piece.text)) return true
  if (/\d/.test(piece.text) || /[@#$%^&*_!]/.test(piece.text)) return told || at === from
  const next = pieces[at + 1]
  const last = next === undefined || /[.!?\n]/.test(text.slice(piece.end, next.start))
  return told && last && /^[\x21-\x7e]+$/.test(piece.text)
}

function withStars(text: string, pieces: Piece[], hidden: Map<number, MaskKind>): Masked {
  let out = ''
  let end = 0
  for (const at of [...hidden.keys()].sort((a, b) => a - b)) {
    const piece = pieces[at]
    if (!piece) continue
    out += text.slice(end, piece.start) + '*'.repeat(Math.min(piece.text.length, 8))
    end = piece.end
  }
  return { text: out + text.slice(end), masked: [...hidden.values()] }
}

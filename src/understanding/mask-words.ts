import type { MaskKind } from '../channels/channel.ts'
import { matchKey } from './match-key.ts'
import type { Masked } from './types.ts'

/** A piece of a text between spaces, and where it stands. */
interface Piece {
  text: string
  start: number
  end: number
  key: string
}

/** Words for secrets, as match keys, longest first. */
const KEYWORDS: [words: string[], kind: MaskKind][] = [
  [['ma', 'xac', 'thuc'], 'otp'],
  [['ma', 'xac', 'nhan'], 'otp'],
  [['ma', 'kich', 'hoat'], 'otp'],
  [['ma', 'bao', 'mat'], 'otp'],
  [['verification', 'code'], 'otp'],
  [['mat', 'ma'], 'password'],
  [['mat', 'khau'], 'password'],
  [['pass', 'word'], 'password'],
  [['otp'], 'otp'],
  [['pin'], 'pin'],
  [['mapin'], 'pin'],
  [['passcode'], 'pin'],
  [['password'], 'password'],
  [['matkhau'], 'password'],
  [['pass'], 'password'],
  [['mk'], 'password'],
]

const KEYWORDS_BY_FIRST = new Map<string, [words: string[], kind: MaskKind][]>()
for (const keyword of KEYWORDS) {
  const first = keyword[0][0] ?? ''
  KEYWORDS_BY_FIRST.set(first, [...(KEYWORDS_BY_FIRST.get(first) ?? []), keyword])
}

/** Words that may stand between the word for a secret and the secret itself. */
const BETWEEN = new Set(
  'la cua toi em minh chau con bac ong ba anh chi day nay ne ma so code is my the vua moi nhan duoc gui ve cho ben smartca vnpt viettel mysign misa vneid app otp pin xac thuc nhan khau dang nhap zalo dien thoai tren may a da thi'.split(
    ' ',
  ),
)
const MAX_BETWEEN = 6

/** Digits that are a number of something, not a secret: "2000 đồng", "năm 2023". No "số": what follows a code may be "số điện thoại". */
const UNITS = new Set('lan nam thang ngay phut giay gio nguoi dong vnd k tuoi minutes mah'.split(' '))
const BEFORE_NUMBER = new Set('nam thang ngay luc tu den khoang tam hotline tong dai goi year'.split(' '))
/** Words that follow "mật khẩu" in questions and stories. */
const NO_PASSWORD = new Set(
  'gi sao the nao bao nhieu khong ko chua roi duoc bi moi cu cap manh yeu quan trong bat buoc rieng chung can o dau lam quen mat doi lai nhap sai dung het bang ma va hay hoac tai khoan what is'.split(
    ' ',
  ),
)

const CODE = /^\d{4,8}$/

/** Masks codes, PINs and passwords that stand beside the words for them; see `mask`. */
export function maskSpokenSecrets(text: string): Masked {
  if (!/otp|pin|xac|xác|pass|mk|m[aạậ]t|code|kich|kích|mã|ma/iu.test(text.normalize('NFC')))
    return { text, masked: [] }
  const pieces = piecesOf(text)
  const hidden = new Map<number, MaskKind>()
  for (let i = 0; i < pieces.length; i++) {
    const keyword = keywordAt(pieces, i)
    if (!keyword) continue
    const [words, kind] = keyword
    for (const at of secretsAfter(text, pieces, i + words.length, kind)) hidden.set(at, kind)
    for (const at of codesBefore(text, pieces, i)) if (!hidden.has(at)) hidden.set(at, kind)
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
  return { text, start, end: start + text.length, key: matchKey(text) }
}

function keywordAt(pieces: Piece[], at: number): [string[], MaskKind] | undefined {
  return KEYWORDS_BY_FIRST.get(pieces[at]?.key ?? '')?.find(([words]) =>
    words.every((word, i) => pieces[at + i]?.key === word),
  )
}

function secretsAfter(text: string, pieces: Piece[], from: number, kind: MaskKind): number[] {
  let at = from
  while (at < pieces.length && at - from < MAX_BETWEEN && BETWEEN.has(pieces[at]?.key ?? '')) at++
  const code = codeAt(pieces, at)
  if (code.length > 0)
    return BEFORE_NUMBER.has(pieces[at - 1]?.key ?? '') || isAside(text, pieces, code, at) ? [] : code
  return kind === 'password' && isPassword(text, pieces, from, at) ? [at] : []
}

/** Four to eight digits, in one piece or several ("123 456", "1 2 3 4 5 6"): the places of the pieces. */
function codeAt(pieces: Piece[], from: number): number[] {
  const places: number[] = []
  let digits = ''
  for (let at = from; at < pieces.length && /^\d{1,8}$/.test(digitsOf(pieces[at])); at++) {
    places.push(at)
    digits += digitsOf(pieces[at])
  }
  if (!CODE.test(digits)) places.length = CODE.test(digitsOf(pieces[from])) ? 1 : 0
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
  return (piece?.text ?? '').normalize('NFKC').replace(/(?<=\d)[-.](?=\d)/g, '')
}

/** "123456 là mã OTP", "123456 otp". */
function codesBefore(text: string, pieces: Piece[], keywordFrom: number): number[] {
  let at = keywordFrom - 1
  while (at >= 0 && keywordFrom - at <= MAX_BETWEEN && BETWEEN.has(pieces[at]?.key ?? '')) at--
  let first = at
  while (first >= 0 && /^\d{1,8}$/.test(digitsOf(pieces[first]))) first--
  let places = Array.from({ length: at - first }, (_, i) => first + 1 + i)
  const digits = places.map((place) => digitsOf(pieces[place])).join('')
  if (!CODE.test(digits)) places = CODE.test(digitsOf(pieces[at])) ? [at] : []
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
  if (/^[+]?\d[\d.-]*$/.test(piece.text)) return false
  const gap = text.slice(pieces[at - 1]?.end ?? 0, piece.start)
  const told = /[:=]/.test(gap) || pieces.slice(from, at).some(({ key }) => key === 'la' || key === 'is')
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

import type { MaskKind } from '../channels/channel.ts'
import { looksLikeId, withDots, withoutPassports } from './id-shape.ts'
import { matchKey } from './match-key.ts'
import { mobileOf, mobilesOf, partOf, type Run, runsOf } from './numbers.ts'
import type { Masked, Slot } from './types.ts'

/** Words beside which nine digits are an old ID card's number, as match keys. */
const OLD_ID_WORDS = /(?<![a-z])(?:cmnd|cmt|cmtnd|chung minh|can cuoc|cccd)(?![a-z])/

/** How far such a word may stand from the number, in characters. */
const NEAR = 30

/** Masks ID numbers and bank cards; see `mask`. */
export function maskIdsAndCards(whole: string): Masked {
  if (!/\d/.test(whole.normalize('NFKC'))) return { text: whole, masked: [] }
  const text = withoutPassports(whole)
  // Same length for every digit that people can type, so that places in the text stay.
  const plain = withDots(
    text.replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0)),
  )
  const masked: Masked = { text: '', masked: text === whole ? [] : ['id-number'] }
  let end = 0
  for (const { run, kind } of runsOf(plain).flatMap((run) => secretsIn(run, plain))) {
    masked.text += `${text.slice(end, run.start)}${run.digits.slice(0, 4)}${'*'.repeat(run.digits.length - 4)}`
    masked.masked.push(kind)
    end = run.end
  }
  masked.text += text.slice(end)
  return masked
}

interface Secret {
  run: Run
  kind: MaskKind
}

/** The secrets of a run: all of it, or the parts of it that stand beside a phone or a year. */
function secretsIn(all: Run, text: string): Secret[] {
  // What stars follow is the visible rest of a number that was masked before.
  const run = text[all.end] === '*' ? partOf(all, 0, all.groups.length - 1) : all
  if (run.groups.length === 0) return []
  const whole = kindOf(run, text)
  if (whole) return [{ run, kind: whole }]
  if (run.groups.length === 1 || mobilesOf(run.groups)) return []
  const found: Secret[] = []
  for (let from = 0; from < run.groups.length; from++) {
    const part = partsAt(run, from).find((one) => kindOf(one, text))
    const kind = part && kindOf(part, text)
    if (!part || !kind) continue
    found.push({ run: part, kind })
    from += part.groups.length - 1
  }
  return found
}

/** How people part an ID number's digits. */
const ID_GROUPS = ['12', '3 3 3 3', '4 4 4', '6 6', '3 1 2 6', '3 3 6', '3 9']

/** What may be a secret from a group on: the group alone, or an ID number in one of its usual writings. */
function partsAt(run: Run, from: number): Run[] {
  const alone = partOf(run, from, from + 1)
  if (!alone.digits.startsWith('0')) return [alone]
  const written = ID_GROUPS.map((sizes) => sizes.split(' ')).filter((sizes) =>
    sizes.every((size, i) => run.groups[from + i]?.length === Number(size)),
  )
  return [alone, ...written.map((sizes) => partOf(run, from, from + sizes.length))]
}

function kindOf(run: Run, text: string): MaskKind | null {
  if (isCard(run) || isAccount(run, text)) return 'card'
  return isId(run, text) || isOldId(run, text) ? 'id-number' : null
}

/** Twelve digits that are no phone, date, money or code of ours. */
function isId(run: Run, text: string): boolean {
  if (run.digits.length !== 12) return false
  if (run.groups.length === 1) return mobileOf(run.digits) === null && !isMoney(run, text)
  if (run.glued || run.plus || isDate(run) || isMoney(run, text) || isTiny(run)) return false
  if (!holdsPhone(run.groups)) return true
  // Digits in small groups begin like a phone by chance; a phone in one piece beside an age is one.
  return (
    looksLikeId(run.digits) &&
    !run.groups.some((group) => group.length === 10 && mobileOf(group)) &&
    !isAge(run, text)
  )
}

/** "0330 600 012 65 tuổi". */
function isAge(run: Run, text: string): boolean {
  return /^\s?tu[oôổ]/iu.test(text.slice(run.end, run.end + 5).normalize('NFC'))
}

/** A list of small numbers ("1 2 3 4 …") is no ID; one number a digit is, as some write it so. */
function isTiny(run: Run): boolean {
  return run.groups.length > 6 && run.groups.length !== 12 && !looksLikeId(run.digits)
}

function holdsPhone(groups: string[]): boolean {
  if (mobilesOf(groups)) return true
  for (let size = 1; size <= Math.min(4, groups.length); size++) {
    if (mobileOf(groups.slice(0, size).join('')) || mobileOf(groups.slice(-size).join(''))) return true
  }
  return false
}

/** "12.03.1960 - 15.04", "2025-11-23 08-30". */
function isDate({ groups }: Run): boolean {
  const dayFirst = groups.findIndex(
    (g, i) =>
      /^(?:0?[1-9]|[12]\d|3[01])$/.test(g) &&
      /^(?:0?[1-9]|1[0-2])$/.test(groups[i + 1] ?? '') &&
      /^(?:19|20)\d\d$/.test(groups[i + 2] ?? ''),
  )
  const yearFirst = /^(?:19|20)\d\d$/.test(groups[0] ?? '') && /^(?:0?[1-9]|1[0-2])$/.test(groups[1] ?? '')
  return dayFirst !== -1 || yearFirst
}

/** "129.000.000.000", or a unit of money behind. */
function isMoney(run: Run, text: string): boolean {
  const dotted =
    run.groups.length > 1 && run.between.every((sep) => sep === '.') && !run.digits.startsWith('0')
  const unit = /^\s?(?:đ|₫|đồng|dong|vnđ|vnd|usd)(?![\p{L}\p{M}])/iu.test(text.slice(run.end, run.end + 8))
  return (
    (unit && !run.digits.startsWith('0')) ||
    (dotted && run.groups.slice(1).every((group) => group.length === 3))
  )
}

/** Nine digits beside the words for an old ID card. */
function isOldId(run: Run, text: string): boolean {
  if (run.digits.length !== 9 || run.plus) return false
  const around = `${text.slice(Math.max(0, run.start - NEAR), run.start)} ${text.slice(run.end, run.end + NEAR)}`
  return OLD_ID_WORDS.test(matchKey(around))
}

/** 16 to 19 digits, in one piece or in fours, with a right check digit (Luhn). */
function isCard(run: Run): boolean {
  if (run.digits.length < 16 || run.digits.length > 19 || run.glued || mobilesOf(run.groups)) return false
  const inFours = run.groups.every(
    (group, i) => group.length === 4 || (i === run.groups.length - 1 && group.length < 4),
  )
  if (run.groups.length > 1 && !inFours) return false
  let sum = 0
  for (const [i, digit] of [...run.digits].reverse().entries()) {
    const worth = Number(digit) * (i % 2 === 1 ? 2 : 1)
    sum += worth > 9 ? worth - 9 : worth
  }
  return sum % 10 === 0
}

/** Words before a bank account's number, as match keys; "số tài khoản VNeID" is another account. */
const ACCOUNT_WORDS =
  /(?<![a-z])(?:stk|so tai khoan|so tk|tai khoan ngan hang|account number)(?![a-z])(?!.*vneid)/

/** The same for a bank card; a card of fewer digits may be the ID card. */
const CARD_WORDS =
  /(?<![a-z])(?:so the|the ngan hang|the atm|the tin dung|the visa|card number|card)(?![a-z])/

/** Six to nineteen digits after the words for a bank account, in the same part of the sentence, or 13 after a card's. */
function isAccount(run: Run, text: string): boolean {
  if (run.digits.length < 6 || run.digits.length > 19 || run.glued) return false
  const before = text.slice(Math.max(0, run.start - NEAR), run.start)
  const key = matchKey(before.slice(before.search(/[^,;.!?\n]*$/)))
  return ACCOUNT_WORDS.test(key) || (run.digits.length >= 13 && CARD_WORDS.test(key))
}

const LONE_CODE = /^(\s*)(\d{6}|\d{3}[ -]\d{3})([\s.!]*)$/
const LONE_OLD_ID = /^(\s*)([0-3]\d{2}[ .]?\d{3}[ .]?\d{3})([\s.!]*)$/

/** Masks a message that is nothing but a number; see `maskInContext`. */
export function maskLoneNumber(text: string, slot: Slot | null): Masked {
  if (text.length > 40) return { text, masked: [] }
  const code = LONE_CODE.exec(text)
  if (code && slot !== 'phone' && slot !== 'birthYear' && slot !== 'date' && !code[2]?.endsWith('000')) {
    return { text: `${code[1]}******${code[3]}`, masked: ['otp'] }
  }
  const old = LONE_OLD_ID.exec(text)
  const digits = old?.[2]?.replace(/\D/g, '') ?? ''
  if (old && !(slot === 'phone' && digits.startsWith('0'))) {
    return { text: `${old[1]}${digits.slice(0, 4)}*****${old[3]}`, masked: ['id-number'] }
  }
  return { text, masked: [] }
}

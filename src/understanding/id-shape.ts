/** Codes of the provinces and cities, as the first three digits of an ID number have them. */
const PROVINCES = new Set(
  '001 002 004 006 008 010 011 012 014 015 017 019 020 022 024 025 026 027 030 031 033 034 035 036 037 038 040 042 044 045 046 048 049 051 052 054 056 058 060 062 064 066 067 068 070 072 074 075 077 079 080 082 083 084 086 087 089 091 092 093 094 095 096'.split(
    ' ',
  ),
)

/** Twelve digits as an ID card has them: province, century and sex, year of birth (this century's up to 2030). */
export function looksLikeId(digits: string): boolean {
  if (!/^0\d{2}[0-3]\d{8}$/.test(digits) || !PROVINCES.has(digits.slice(0, 3))) return false
  return digits.charAt(3) < '2' || Number(digits.slice(4, 6)) <= 30
}

/** Twelve digits parted by signs that numbers otherwise are not: "033,060,001,234", "033/060/001/234". */
const ODDLY_PARTED = /(?<![\d,/_|])\d{3,6}(?:[,/_|] ?\d{3,6}){1,3}(?![\d,/_|])/g

/** A text of the same length in which oddly parted ID numbers are parted by dots. */
export function withDots(text: string): string {
  return text.replace(ODDLY_PARTED, (found) =>
    looksLikeId(found.replace(/\D/g, '')) ? found.replace(/[,/_|]/g, '.') : found,
  )
}

const PASSPORT = /(?<![\p{L}\p{N}])(\p{L}) ?\d{7}(?!\d)/gu
const PASSPORT_WORDS = /(?<![\p{L}])(?:h[oộ] ?chi[eế]u|passport)(?![\p{L}])[^.!?\n]{0,30}$/iu

/** Passport numbers beside the word for one, starred but for the letter. */
export function withoutPassports(text: string): string {
  if (!/chi|pass/i.test(text)) return text
  return text.replace(PASSPORT, (found: string, letter: string, at: number) =>
    PASSPORT_WORDS.test(text.slice(Math.max(0, at - 50), at).normalize('NFC'))
      ? letter + found.slice(letter.length).replace(/\d/g, '*')
      : found,
  )
}

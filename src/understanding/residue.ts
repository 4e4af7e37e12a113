/** Words that look like Telex left-overs and are not. */
const PROTECTED = new Set(
  'smartca mysign vneid esign otp pin app sms zalo facebook messenger viettel vnpt misa efy cccd cmnd nfc usb qr ok email gmail token link web wifi chip'.split(
    ' ',
  ),
)

/** A Vietnamese syllable without marks: onset, vowels, coda. */
const SYLLABLE =
  /^(?:ngh|ng|gh|gi|nh|kh|ph|th|tr|ch|qu|[bcdghklmnprstvx])?(?:uye|uya|uyu|ieu|yeu|uoi|uou|oai|oay|oao|oeo|uai|uay|uao|ai|ao|au|ay|eo|eu|ia|ie|iu|oa|oe|oi|ua|ue|ui|uo|uu|uy|ye|a|e|i|o|u|y)(?:ch|ng|nh|[cmnpt])?$/

/**
 * A single lower-case word without Telex or VNI keystrokes, when what remains is a Vietnamese syllable and the word
 * itself was none; otherwise the word as it is.
 */
export function plainSyllable(word: string): string {
  if (word.length < 2 || word.length > 12 || PROTECTED.has(word)) return word
  if (/[1-9]/.test(word)) return firstSyllable([withoutVni(word)]) ?? word
  if (!/^[a-z]+$/.test(word) || isSyllable(word)) return word
  const plain = withoutTelex(word)
  // Telex also takes its marks at the end of the syllable: "dangd" for đang, "chuaw" for chưa.
  return firstSyllable([plain, ...lateMark(plain)]) ?? word
}

/** Whether a match key's word has the shape of a Vietnamese syllable. */
export function isSyllable(word: string): boolean {
  return SYLLABLE.test(word)
}

function firstSyllable(words: string[]): string | undefined {
  return words.find(isSyllable)
}

/** VNI: digits after a letter are marks. A word that begins with a digit, or holds 0, is a code. */
function withoutVni(word: string): string {
  return /^[a-z][a-z1-9]*$/.test(word) ? word.replace(/[1-9]/g, '') : word
}

/** Telex: dd, doubled vowels and w are shapes; one of s f r x j z after the vowel is the tone. */
function withoutTelex(word: string): string {
  const shaped = word
    .replace(/^dd/, 'd')
    .replace(/aa|ee|oo/g, (pair) => pair.charAt(0))
    .replace(/([aou])w/g, '$1')
    .replace(/^([^aeiouy]*)w/, '$1u')
    .replace(/w/g, '')
  return shaped.replace(/^(.*?[aeiouy].*?)[sfrxjz]/, '$1').replace(/aa|ee|oo/g, (pair) => pair.charAt(0))
}

function lateMark(word: string): string[] {
  const last = word.at(-1) ?? ''
  const rest = word.slice(0, -1)
  return 'aeod'.includes(last) && rest.includes(last) ? [rest] : []
}

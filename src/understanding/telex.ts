import { isSyllable } from './residue.ts'

const TELEX_TONES: Record<string, string> = {
  s: '\u0301',
  f: '\u0300',
  r: '\u0309',
  x: '\u0303',
  j: '\u0323',
}
const VNI_TONES: Record<string, string> = {
  '1': '\u0301',
  '2': '\u0300',
  '3': '\u0309',
  '4': '\u0303',
  '5': '\u0323',
}
const SHAPED = 'ăâêôơư'

/**
 * The word that left-over Telex or VNI keystrokes meant, with its marks: "Nguyeenx" and "Nguye64n" are "Nguyễn"; null
 * where they make no Vietnamese syllable. Upper case of the first letter stays.
 */
export function typedWord(word: string): string | null {
  const lower = word.toLowerCase()
  if (!/^[a-z][a-z1-9]{1,11}$/.test(lower)) return null
  const read = /[1-9]/.test(lower) ? fromVni(lower) : fromTelex(lower)
  const plain = read.letters.normalize('NFD').replace(/\p{M}/gu, '').replace(/đ/g, 'd')
  if (!isSyllable(plain)) return null
  const marked = withTone(read.letters, read.tone)
  return word.charAt(0) === lower.charAt(0) ? marked : marked.charAt(0).toUpperCase() + marked.slice(1)
}

interface Read {
  letters: string
  tone: string
}

function fromTelex(word: string): Read {
  // The last of s f r x j after the vowel is the tone.
  const at = /^.*[aeiouyw][a-z]*?([sfrxj])[a-z]*$/.exec(word)?.[1] ?? ''
  const end = at === '' ? -1 : word.lastIndexOf(at)
  const bare = end === -1 ? word : word.slice(0, end) + word.slice(end + 1)
  return { letters: shaped(bare), tone: TELEX_TONES[at] ?? '' }
}

function shaped(word: string): string {
  return word
    .replace(/^dd|^d(?=.*d$)/, 'đ')
    .replace(/(?<=^đ.*)d$/, '')
    .replace(/aa|(?<=^[^a]*)a(?=[^a]+a$)/, 'â')
    .replace(/(?<=â[^a]+)a$/, '')
    .replace(/ee/, 'ê')
    .replace(/oo/, 'ô')
    .replace(/uow|uwow|uwo/, 'ươ')
    .replace(/aw/, 'ă')
    .replace(/ow/, 'ơ')
    .replace(/uw|w/, 'ư')
}

function fromVni(word: string): Read {
  const tone = /[1-5]/.exec(word)?.[0] ?? ''
  const letters = word
    .replace(/[1-5]/g, '')
    .replace(/^d(.*)9/, 'đ$1')
    .replace(/uo(.*)7/, 'ươ$1')
    .replace(/([ou])(.*?)7/, (_, vowel: string, rest: string) => (vowel === 'o' ? 'ơ' : 'ư') + rest)
    .replace(/a(.*)8/, 'ă$1')
    .replace(/([aeo])([^aeo]*)6/, (_, vowel: string, rest: string) => `${vowel}\u0302${rest}`)
    .replace(/7/g, '')
  return { letters: letters.normalize('NFC'), tone: VNI_TONES[tone] ?? '' }
}

/** Sets the tone where Vietnamese writes it: on the shaped vowel, else on the vowel that carries the syllable. */
function withTone(letters: string, tone: string): string {
  if (tone === '') return letters
  const from = /^(?:qu|gi(?=[aeiouyăâêôơư]))/.exec(letters)?.[0].length ?? 0
  const vowels = [...letters.slice(from).matchAll(/[aeiouyăâêôơư]/g)].map(({ index }) => from + index)
  const last = vowels.at(-1) ?? letters.length - 1
  const shape = vowels.findLast((at) => SHAPED.includes(letters.charAt(at)))
  const coda = last < letters.length - 1
  const carrier =
    shape ?? (vowels.length > 2 ? vowels[1] : vowels.length === 2 && coda ? last : vowels[0]) ?? last
  return (letters.slice(0, carrier + 1) + tone + letters.slice(carrier + 1)).normalize('NFC')
}

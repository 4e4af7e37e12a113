import { type Word, wordsOf } from './words.ts'

/** Short forms and the spelling of chats, by how they are typed, and what they stand for. */
const SHORT: [typed: string, word: string][] = [
  ['ko k kg hok hong hông hem khum hk', 'không'],
  ['dk đk đky dky đki dki đkí đký', 'đăng ký'],
  ['dc đc đx dx', 'được'],
  ['sdt sđt dt đt', 'số điện thoại'],
  ['hs hsinh', 'học sinh'],
  ['sv svien', 'sinh viên'],
  ['cn', 'công nhân'],
  ['đv', 'đoàn viên'],
  ['cks ckso ckiso chukyso', 'chữ ký số'],
  ['cts', 'chứng thư số'],
  ['cb', 'cán bộ'],
  ['nv nvien', 'nhân viên'],
  ['ng ngừi ngta', 'người'],
  ['htro', 'hỗ trợ'],
  ['trc', 'trước'],
  ['r rùi rui', 'rồi'],
  ['mún', 'muốn'],
  ['ntin', 'nhắn tin'],
  ['tn', 'tin nhắn'],
  ['j', 'gì'],
  ['bit bik', 'biết'],
  ['gd gđ', 'gia đình'],
  ['dl', 'dữ liệu'],
  ['mf', 'miễn phí'],
  ['vs', 'với'],
]

const SHORT_FORMS: ReadonlyMap<string, string> = new Map(
  SHORT.flatMap(([typed, word]) => typed.split(' ').map((one) => [one, word] as const)),
)

/** The words of a message with short forms written out ("dk cks" as "đăng ký chữ ký số"); null when it has none. */
export function spelledOut(words: readonly Word[]): readonly Word[] | null {
  if (!words.some(({ typed }) => SHORT_FORMS.has(typed))) return null
  return wordsOf(words.map(({ typed }) => SHORT_FORMS.get(typed) ?? typed).join(' '))
}

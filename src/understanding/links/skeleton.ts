import { domainToUnicode } from 'node:url'

/** Letters of other scripts that look like a Latin one, each after it. */
const LOOKALIKES: Record<string, string> = {
  a: 'аɑαạàáâãäåā',
  b: 'ьЬƅ',
  c: 'сϲⅽç',
  d: 'ԁⅾđ',
  e: 'еҽєéèêëẹē',
  g: 'ɡց',
  h: 'һհ',
  i: 'іıɩíìîïịīⅰ',
  j: 'јϳ',
  k: 'κк',
  l: 'ӏⅼłן',
  m: 'мⅿ',
  n: 'ոпñń',
  o: 'оοօօóòôõöọōơ',
  p: 'рρ',
  q: 'ԛ',
  r: 'гꭇ',
  s: 'ѕꜱś',
  t: 'тτ',
  u: 'υսúùûüụūư',
  v: 'ѵνⅴ',
  w: 'ԝѡա',
  x: 'хⅹ×',
  y: 'уүýỳÿỵ',
  z: 'ᴢż',
}
const LATIN_OF = new Map(
  Object.entries(LOOKALIKES).flatMap(([latin, others]) =>
    [...others].map((other) => [other, latin] as const),
  ),
)

/** How a host looks to a hurried eye: letters that look alike are one, hyphens and dots are nothing. */
export function skeleton(host: string): string {
  const shown = domainToUnicode(host) || host
  return [...shown.toLowerCase().normalize('NFKD')]
    .map((letter) => LATIN_OF.get(letter) ?? letter)
    .join('')
    .replace(/\p{M}/gu, '')
    .replaceAll('đ', 'd')
    .replace(/[.\-_·]/g, '')
    .replaceAll('rn', 'm')
    .replaceAll('vv', 'w')
    .replaceAll('0', 'o')
    .replace(/[1l|!i]/g, 'i')
    .replaceAll('3', 'e')
    .replaceAll('4', 'a')
    .replaceAll('5', 's')
}

/** An address in a message, as it would be opened. Nothing is ever fetched. */
export interface FoundLink {
  /** null: it cannot even be read as an address, though it is written as one. */
  url: URL | null
}

/** Longest text that is looked at. */
const MAX_LENGTH = 4_000
const MAX_LINKS = 20

/** What hides in addresses without being seen: zero-width signs, soft hyphens, directions. */
const INVISIBLE = /[\p{DI}\p{Cf}]/gu
/** Full stops of other scripts, which browsers take for one. */
const OTHER_STOPS = /[\u3002\uff0e\uff61]/g

/** Endings that are no word of a Vietnamese or English sentence whose blank after the full stop was left out. */
const PLAIN_ENDINGS = new Set(
  'com net org edu gov info biz xyz site online icu cyou dev wiki website tech digital cloud asia mobi vn cc tk ml ga cf gq ru hk tw jp kr us uk eu de fr au io ly gl gd tv ws pw sbs bond cfd buzz monster'.split(
    ' ',
  ),
)
/** These may be one ("ok.shop ơi"): only after a longer name in plain letters. */
const DOUBTFUL_ENDINGS = new Set('top shop store club vip app web pro page link click work cn lol'.split(' '))

const SCHEME = /(?<![a-z0-9+.-])(?:[a-z][a-z0-9+.-]{1,15}):[\\/]{1,3}[^\s<>"'“”‘’]+/giu
/** What acts when it is opened, without slashes. */
const ACTING = /(?<![\p{L}\p{N}])(?:javascript|data|vbscript|intent|blob):[^\s<>"']+/giu
const LABEL = '[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]{0,61}[\\p{L}\\p{N}])?'
const BARE = new RegExp(
  `(?<![\\p{L}\\p{N}@._-])(?:${LABEL}\\.)+(?:xn--[a-z0-9-]{2,59}|\\p{L}{2,24})(?::\\d{2,5})?(?<path>[/?#][^\\s<>"'“”‘’]*)?(?![\\p{L}\\p{N}@-])`,
  'giu',
)
/** `smartca.vnpt.vn@elsewhere.com/x` leads elsewhere; without a path it is a mail address. */
const WITH_USER = new RegExp(
  `(?<!\\S)[^\\s@/]{1,200}@(?:${LABEL}\\.)+\\p{L}{2,24}[/?#:][^\\s<>"'“”‘’]*`,
  'giu',
)
const IP = /(?<![\p{L}\p{N}.])(?:\d{1,3}\.){3}\d{1,3}(?::\d{2,5})?[/?#][^\s<>"']*/giu

/** Signs that end a sentence or a bracket, not an address. */
const TAIL = /[.,;:!?…)\]}>'"*]+$/u

/** The addresses in a text: with a scheme, or as people write them (`www.abc.vn`, `bit.ly/x`, `vneid[.]vn`). */
export function findLinks(text: string): FoundLink[] {
  const plain = readable(text)
  const found: FoundLink[] = []
  const rest = take(plain, SCHEME, found, (whole) => whole)
  const more = take(rest, ACTING, found, (whole) => whole)
  const others = take(more, WITH_USER, found, (whole) => `http://${whole}`)
  const after = take(others, IP, found, (whole) => `http://${whole}`)
  take(after, BARE, found, bareAddress)
  return found.slice(0, MAX_LINKS)
}

function readable(text: string): string {
  return text
    .slice(0, MAX_LENGTH)
    .replace(INVISIBLE, '')
    .replace(OTHER_STOPS, '.')
    .normalize('NFKC')
    .replace(/hxxp/gi, 'http')
    .replace(/\s?[[({]\s?(?:\.|dot|chấm)\s?[\])}]\s?/giu, '.')
}

/** Reads every match, and blanks it so that it is not read once more. */
function take(
  text: string,
  pattern: RegExp,
  found: FoundLink[],
  addressOf: (whole: string, path: string | undefined) => string | null,
): string {
  return text.replace(pattern, (...args: unknown[]) => {
    const whole = String(args[0])
    const groups = args.at(-1)
    const path =
      typeof groups === 'object' && groups !== null ? (groups as Record<string, string>)['path'] : undefined
    const address = addressOf(whole.replace(TAIL, ''), path)
    if (address === null) return whole
    found.push({ url: URL.canParse(address) ? new URL(address) : null })
    return ' '
  })
}

/** The address in what is written like one; `abc.vn.Tôi` is abc.vn with the next sentence. */
function bareAddress(whole: string, path: string | undefined): string | null {
  if (path !== undefined && isAddress(hostOf(whole), path)) return `http://${whole}`
  const labels = hostOf(whole).split('.')
  for (; labels.length > 1; labels.pop()) {
    if (isAddress(labels.join('.'), undefined)) return `http://${labels.join('.')}`
  }
  return null
}

const hostOf = (whole: string) => whole.replace(/[/?#].*$/su, '').replace(/:\d+$/, '')

function isAddress(host: string, path: string | undefined): boolean {
  const labels = host.toLowerCase().split('.')
  const ending = labels.at(-1) ?? ''
  if (labels.length < 2) return false
  if (ending.startsWith('xn--') || (/^www\d?$/.test(labels[0] ?? '') && labels.length > 2)) return true
  if (path?.startsWith('/') && path.length > 1 && /^[a-z]+$/.test(ending)) return true
  if (DOUBTFUL_ENDINGS.has(ending)) return /^[a-z0-9-]{4,}$/.test(labels.at(-2) ?? '')
  return PLAIN_ENDINGS.has(ending) && labels.some((label) => /[a-z0-9]/.test(label))
}

import { slips } from '../distance.ts'
import { findLinks } from './find.ts'
import { skeleton } from './skeleton.ts'

/** Whose a host is: the ward's own, or a provider's. */
export interface Owner {
  kind: 'ours' | 'provider'
  name: string
}

/** What may be called genuine. Everything else is at most "not sure". */
export interface KnownLinks {
  /** `host` or `host:port`, in lower case → whose it is. */
  hosts: ReadonlyMap<string, Owner>
  /** Addresses on hosts that anybody may use (app stores, Facebook, Zalo): `host/path` without a slash at its end. */
  pages: ReadonlyMap<string, Owner>
}

/**
 * ours, provider: every address is on the list · state: it ends in .gov.vn, and is not the ward's · unsure: not on the list
 * · hidden: a shortener hides where it leads · app: a file to be installed · alike: it pretends to be another address
 */
export type LinkVerdict = 'ours' | 'provider' | 'state' | 'unsure' | 'hidden' | 'app' | 'alike'

/** What is thought of the links of a message: the worst of them. */
export interface LinkReading {
  verdict: LinkVerdict
  /** Host and owner of a genuine one; nothing of a doubtful address is ever shown again. */
  host: string
  owner: string
}

const WORST_FIRST: readonly LinkVerdict[] = ['alike', 'app', 'hidden', 'unsure', 'state', 'provider', 'ours']

const SHORTENERS = new Set(
  'bit.ly tinyurl.com t.co goo.gl is.gd v.gd cutt.ly shorturl.at shorturl.asia rebrand.ly s.id t.ly ow.ly rb.gy bitly.com buff.ly soo.gd tiny.cc lnkd.in by.com.vn m.vn zpr.io surl.li gg.gg linktr.ee bom.so t2m.io x.gd qrco.de me-qr.com'.split(
    ' ',
  ),
)

/** Files that a phone or a computer would install or run. */
const APP_FILE = /\.(?:apk|apks|xapk|aab|exe|msi|bat|scr|ipa|jar|mobileconfig)(?:$|[?#/])/i
const APP_FILE_NAMED =
  /(?<![\p{L}\p{N}])[\p{L}\p{N}_-]{1,60}\.(?:apk|apks|xapk|mobileconfig)(?![\p{L}\p{N}])/iu

/** What addresses of swindlers borrow from the State's. */
const STATE_WORDS = ['vneid', 'dichvucong', 'congan', 'bocongan', 'govvn', 'chinhphu', 'dvcquocgia']

/** Looks at the addresses in a text; null where there is none. Pure: nothing is opened. */
export function readLinks(text: string, known: KnownLinks): LinkReading | null {
  const judged = findLinks(text).map(({ url }): LinkReading => judge(url, known))
  if (APP_FILE_NAMED.test(text.slice(0, 4_000))) judged.push(only('app'))
  judged.sort((a, b) => WORST_FIRST.indexOf(a.verdict) - WORST_FIRST.indexOf(b.verdict))
  return judged[0] ?? null
}

/** What does something by itself when it is opened. */
const ACTING = new Set(['javascript:', 'data:', 'vbscript:', 'intent:', 'blob:'])

const only = (verdict: LinkVerdict): LinkReading => ({ verdict, host: '', owner: '' })

function judge(url: URL | null, known: KnownLinks): LinkReading {
  if (!url) return only('unsure')
  if (ACTING.has(url.protocol)) return only('alike')
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return only('unsure')
  // https://the-ward.vn@elsewhere.com leads elsewhere.
  if (url.username !== '' || url.password !== '') return only('alike')
  const page = known.pages.get(pageOf(url))
  if (page) return { verdict: page.kind, host: pageOf(url), owner: page.name }
  const owner = known.hosts.get(url.host.replace(/\.(?=:|$)/, ''))
  if (owner) return { verdict: owner.kind, host: url.host, owner: owner.name }
  if (APP_FILE.test(url.pathname)) return only('app')
  const { hostname } = url
  if (SHORTENERS.has(hostname.replace(/^www\./, ''))) return only('hidden')
  if (pretends(hostname, known)) return only('alike')
  if (hostname.endsWith('.gov.vn') && url.port === '') return only('state')
  return only('unsure')
}

/** What names a page on a host of many: the path, and an app's id in Google's store. */
export function pageOf(url: URL): string {
  const path = url.pathname.replace(/\/+$/, '')
  const id = url.searchParams.get('id')
  return `${url.host}${path}${id === null ? '' : `?id=${id}`}`
}

/** Looks like a known host, or like the State's, without being it. */
function pretends(hostname: string, known: KnownLinks): boolean {
  const looks = skeleton(hostname)
  for (const host of known.hosts.keys()) {
    const name = host.replace(/:\d+$/, '')
    // One of the same owner's other addresses, which is only not on the list.
    if (hostname.endsWith(`.${name}`) || name.endsWith(`.${hostname}`)) continue
    const real = skeleton(name)
    if (real.length < 6) continue
    if (looks.includes(real) || slips(looks, real, real.length >= 12 ? 2 : 1) !== null) return true
  }
  if (hostname.endsWith('.gov.vn')) return false
  return STATE_WORDS.some((word) => looks.includes(skeleton(word)))
}

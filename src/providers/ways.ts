import type { Catalogue, Provider } from './catalogue.ts'

/** Where a button of the link page may lead, by what its form sends. */
export const WAYS = ['site', 'appStore', 'playStore'] as const
export type Way = (typeof WAYS)[number]

/** The addresses that may be opened; null: there is none, or it may not. */
export type Ways = Record<Way, URL | null>

/**
 * The ways on to a provider, each held against the catalogue's hosts. VNeID has no site to open: whoever has it opens the
 * app, and pages that call themselves VNeID are what frauds send.
 */
export function waysOf(provider: Provider, hosts: Catalogue['hosts']): Ways {
  const open = (address: string | null): URL | null => {
    if (!address || !URL.canParse(address)) return null
    const url = new URL(address)
    // Only the sandbox's own pages may be plain http.
    const fit = url.protocol === 'https:' || (provider.demo && url.protocol === 'http:')
    return fit && !url.username && !url.password && hosts.has(url.host) ? url : null
  }
  return {
    site: provider.route === 'vneid' ? null : open(provider.url),
    appStore: open(provider.appStore),
    playStore: open(provider.playStore),
  }
}

/** Whether there is anything that a person can do from the link page. */
export function leadsOn(provider: Provider, ways: Ways): boolean {
  return provider.route === 'vneid' || WAYS.some((way) => ways[way] !== null)
}

/** Which button was pressed; without a word of it the one to the site. */
export function wayIn(form: string | null | undefined): Way | undefined {
  const named = new URLSearchParams(form ?? '').get('to')
  return named === null ? 'site' : WAYS.find((way) => way === named)
}

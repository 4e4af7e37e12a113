import type { Account } from './channels/channel.ts'
import type { Catalogue } from './providers/catalogue.ts'
import { type KnownLinks, type Owner, pageOf } from './understanding/links/judge.ts'

/** Addresses under which a Page or an OA is found, on hosts that anybody may use. */
function pagesOf(account: Account): string[] {
  if (account.platform === 'zalo') return [`zalo.me/${account.oaId}`]
  return ['facebook.com', 'www.facebook.com', 'm.facebook.com', 'm.me'].map(
    (host) => `${host}/${account.pageId}`,
  )
}

/** What may be called genuine: this server, the providers that residents are led to, the ward's own accounts. */
export function knownLinks(
  publicUrl: string,
  catalogue: Catalogue,
  accounts: readonly Account[],
): KnownLinks {
  const pages = new Map<string, Owner>()
  const hosts = new Map<string, Owner>()
  for (const { url, name, appStore, playStore, demo } of catalogue.offered) {
    // Where nothing is to be opened there is no link to know.
    if (!demo && url) hosts.set(new URL(url).host, { kind: 'provider', name })
    // The store is anybody's: only the provider's own app in it is genuine.
    for (const store of [appStore, playStore])
      if (store) pages.set(pageOf(new URL(store)), { kind: 'provider', name })
  }
  for (const account of accounts)
    for (const page of pagesOf(account)) pages.set(page, { kind: 'ours', name: account.name })
  // Named by the office that the person writes to.
  hosts.set(new URL(publicUrl).host, { kind: 'ours', name: '' })
  return { hosts, pages }
}
